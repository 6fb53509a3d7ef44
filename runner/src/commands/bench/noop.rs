//! The plugin that benches measure with: kinds that do nothing, written in C against the contract's header, built here.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::engine::bench_graphs::BenchKinds;

/// Its kinds.
pub(super) const KINDS: BenchKinds<'static> = BenchKinds { value: "noop.value", add: "noop.add", slow: "noop.slow" };

const SOURCE: &str = include_str!("../../../engine/examples/noop_plugin.c");
const HEADER: &str = include_str!("../../../../plugin-api/include/weft.h");

/// A folder that goes when the bench ends.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new() -> Result<Self, Diagnostic> {
        let path = std::env::temp_dir().join(format!("weft-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|why| unwritable(&path, &why))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to the system's own tidying.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Builds the plugin with the system's C compiler.
pub(super) fn build(folder: &Path) -> Result<PathBuf, Diagnostic> {
    build_source(folder, "noop_plugin", SOURCE)
}

/// Builds a plugin with the system's C compiler.
pub(super) fn build_source(folder: &Path, name: &str, source: &str) -> Result<PathBuf, Diagnostic> {
    let library = folder.join(format!("{name}{}", std::env::consts::DLL_SUFFIX));
    let file = format!("{name}.c");
    let written =
        std::fs::write(folder.join("weft.h"), HEADER).and_then(|()| std::fs::write(folder.join(&file), source));
    written.map_err(|why| unwritable(folder, &why))?;
    let compiled = Command::new("cc")
        .args(["-std=c11", "-D_GNU_SOURCE", "-O2", "-shared", "-fPIC", "-fvisibility=hidden", "-I.", "-o"])
        .arg(&library)
        .arg(&file)
        .current_dir(folder)
        .output();
    match compiled {
        Ok(output) if output.status.success() => Ok(library),
        Ok(output) => Err(no_compiler(&String::from_utf8_lossy(&output.stderr))),
        Err(why) => Err(no_compiler(&why.to_string())),
    }
}

fn no_compiler(why: &str) -> Diagnostic {
    Diagnostic::error(
        "no-compiler",
        Place::Everywhere,
        format!("the bench's plugin could not be built with `cc`: {why}"),
    )
    .hint("install a C compiler: `apt-get install gcc libc6-dev`")
}

pub(super) fn unwritable(path: &Path, why: &io::Error) -> Diagnostic {
    let place = Place::File(path.display().to_string());
    Diagnostic::error("unwritable-file", place, format!("`{}` could not be written: {why}", path.display()))
}
