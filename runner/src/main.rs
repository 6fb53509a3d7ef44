//! `weft`: parse, dispatch, exit code. Each command has a file of its own.

mod arguments;
mod commands;
mod exit;
mod folders;
mod installation;
mod terminal;

use arguments::{Arguments, Command};
use clap::Parser as _;
use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    terminal::set_colour(arguments.everywhere.color);
    run(arguments).into()
}

fn run(Arguments { everywhere, command }: Arguments) -> Exit {
    let folders = folders::Folders::find();
    match command {
        Command::Nodes(asked) => {
            commands::nodes::nodes(&installation::plugins(&folders, &everywhere).catalog(), &asked)
        }
        Command::Plugins(asked) => commands::plugins::plugins(&folders, &everywhere, &asked),
        Command::Graph(arguments::Graph::Fmt { files, check }) => {
            let rewrite = if check { commands::graph::Rewrite::Never } else { commands::graph::Rewrite::Now };
            commands::graph::fmt(&files, rewrite)
        }
        Command::Completions { shell } => commands::paper::completions(shell),
        Command::Man => commands::paper::man(),
        Command::PluginScan { file } => commands::plugins::scan(&file),
        _ => Exit::Usage,
    }
}
