//! `weft`: parse, dispatch, exit code. Each command has a file of its own.

mod arguments;
mod commands;
mod exit;
mod fetch;
mod folders;
mod installation;
mod machine_memory;
mod overrides;
mod terminal;
mod zip;

use arguments::{Arguments, Command};
use clap::Parser as _;
use commands::check::Show;
use exit::Exit;
use installation::Keep;
use std::process::ExitCode;

fn main() -> ExitCode {
    weft_engine::gpu::prepare_environment();
    let arguments = Arguments::parse();
    terminal::set_colour(arguments.everywhere.color);
    run(arguments).into()
}

fn run(Arguments { everywhere, command }: Arguments) -> Exit {
    let folders = folders::Folders::find();
    let engine = |keep, threads| installation::engine(&folders, &everywhere, keep, threads);
    match command {
        Command::Run(asked) => {
            let keep = if asked.no_cache { Keep::Nothing } else { Keep::Results };
            commands::run::run(&engine(keep, asked.threads.map_or(0, usize::from)), &asked)
        }
        Command::Check(asked) => {
            let show = if asked.json { Show::Json } else { Show::Words };
            commands::check::check(&engine(Keep::Results, 1), &asked.graph, show)
        }
        Command::Plan(asked) => commands::plan::plan(&engine(Keep::Results, 1), &asked),
        Command::Nodes(asked) => {
            commands::nodes::nodes(&installation::plugins(&folders, &everywhere).catalog(), &asked)
        }
        Command::Plugins(asked) => commands::plugins::plugins(&folders, &everywhere, &asked),
        Command::Graph(arguments::Graph::Fmt { files, check }) => {
            let rewrite = if check { commands::graph::Rewrite::Never } else { commands::graph::Rewrite::Now };
            commands::graph::fmt(&files, rewrite)
        }
        Command::Engine(asked) => {
            let keep = if asked.no_cache { Keep::Nothing } else { Keep::Results };
            let threads = asked.threads.map_or(0, usize::from);
            commands::engine::engine(installation::engine_config(&folders, &everywhere, keep, threads), &asked)
        }
        Command::Completions { shell } => commands::paper::completions(shell),
        Command::Man => commands::paper::man(),
        Command::RuntimeTrial { file } => commands::runtime::trial(&file),
        Command::DeviceTrial => commands::doctor::device_trial(&folders, &everywhere),
        Command::PluginScan { file } => commands::plugins::scan(&file),
        Command::Models(asked) => commands::models::models(&folders, &everywhere, &asked),
        Command::Runtime(asked) => commands::runtime::runtime(&folders, &everywhere, &asked),
        Command::Doctor(asked) => commands::doctor::doctor(&folders, &everywhere, asked.json),
        Command::Bench(asked) => commands::bench::bench(&asked, &folders, &everywhere),
    }
}
