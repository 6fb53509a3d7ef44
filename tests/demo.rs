//! `cargo demo`: builds the programs, runs the main graph on embedded defaults, and says where its picture is.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own, outside of the runner")]

use std::path::Path;
use std::process::{Command, ExitCode};

/// What the demo runs; `graphs/` has more.
const GRAPH: &str = "graphs/personalise.ron";

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    println!("building weft and its plugins …");
    let mut build = Command::new(cargo);
    build.current_dir(root).args(["build", "--quiet", "--release", "--workspace", "--exclude", "weft-tests"]);
    // The window has a command of its own.
    build.args(["--exclude", "weft-editor"]);
    if !ended_well(&mut build) {
        return ExitCode::FAILURE;
    }
    let target = std::env::current_exe().ok().and_then(|path| path.parent().map(Path::to_owned));
    let Some(weft) = target.map(|folder| folder.join(format!("weft{}", std::env::consts::EXE_SUFFIX))) else {
        eprintln!("error: the folder of this program cannot be found");
        return ExitCode::FAILURE;
    };
    let out = root.join("out");
    let mut run = Command::new(weft);
    run.current_dir(root).args(["run", GRAPH, "-o"]).arg(&out);
    run.args(std::env::args_os().skip(1));
    if ended_well(&mut run) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn ended_well(command: &mut Command) -> bool {
    match command.status() {
        Ok(status) => status.success(),
        Err(why) => {
            eprintln!("error: `{}` could not be started: {why}", command.get_program().to_string_lossy());
            false
        }
    }
}
