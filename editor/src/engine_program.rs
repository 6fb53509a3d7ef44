//! The program that runs nodes for us: `weft engine`, beside this one. Whatever a plugin does, it does it there.

use std::path::PathBuf;

use weft_engine::session::{EngineProgram, Transport};

/// Beside this program, where both are installed and where both are built. If it is not there the session says so.
#[must_use]
pub fn find() -> EngineProgram {
    program(path(), Vec::new())
}

/// The runner itself, where it is there.
#[must_use]
pub fn runner() -> Option<PathBuf> {
    Some(path()).filter(|path| path.is_file())
}

fn path() -> PathBuf {
    let own = std::env::current_exe().unwrap_or_default();
    own.with_file_name(format!("weft{}", std::env::consts::EXE_SUFFIX))
}

/// A runner at a path, told these words before it serves.
#[must_use]
pub fn program(path: PathBuf, mut arguments: Vec<String>) -> EngineProgram {
    arguments.push("engine".to_owned());
    EngineProgram { path, arguments, transport: Transport::default() }
}
