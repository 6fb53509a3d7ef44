//! The tables as C sees them: the header is fresh and compiles, all compilers agree on every offset, and nothing that
//! was released has moved.
//!
//! After a change of the tables: `UPDATE_EXPECT=1 cargo test -p weft-abi` writes `plugin-api/include/weft.h` and the list
//! of fields again.

mod compilers;
mod fields;
mod header;
mod layout;
mod snapshot;
mod tables;

use std::path::{Path, PathBuf};
use std::{env, fs};

/// What writes every generated file.
const COMMAND: &str = "UPDATE_EXPECT=1 cargo test -p weft-abi";

/// Of the project.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Whether the person at the keyboard wants generated files written.
fn writing() -> bool {
    env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1")
}

/// Compares a generated file with what it should be, or writes it.
#[track_caller]
fn check_fresh(path: &str, wanted: &str) {
    let file = root().join(path);
    if writing() {
        fs::write(&file, wanted).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    if found != wanted {
        let line = found.lines().zip(wanted.lines()).take_while(|(a, b)| a == b).count() + 1;
        panic!("{path}:{line}: not what the tables say; write it again with\n    {COMMAND}");
    }
}
