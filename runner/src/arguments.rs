//! What one can say to `weft`. Help, completions and the man page come from these declarations.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use weft_engine::gpu::{DeviceChoice, Faults};

/// Runs node graphs for pictures, headless.
#[derive(Debug, Parser)]
#[command(name = "weft", version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
#[command(disable_help_flag = true, disable_help_subcommand = true)]
#[command(
    after_help = "Exit codes: 0 done, 2 usage, 3 graph invalid, 4 a node failed, 5 something is missing, 130 cancelled."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) everywhere: Everywhere,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Everywhere {
    /// Look for plugins in this folder too (also: WEFT_PLUGIN_PATH).
    #[arg(long, global = true, value_name = "FOLDER", help_heading = "Everywhere")]
    pub(crate) plugins: Vec<PathBuf>,
    /// Run models with this ONNX Runtime library (also: ORT_DYLIB_PATH).
    #[arg(long, global = true, value_name = "LIBRARY", help_heading = "Everywhere")]
    pub(crate) onnxruntime: Option<PathBuf>,
    /// Where pixels are worked on: `auto`, `cpu`, `gpu`, a part of a GPU's name (`NAME#2`: the second such one), or `software` for tests.
    #[arg(
        long,
        global = true,
        value_name = "DEVICE",
        default_value = "auto",
        value_parser = DeviceChoice::parse,
        hide_default_value = true,
        help_heading = "Everywhere"
    )]
    pub(crate) device: DeviceChoice,
    /// What shall go wrong on the device, for tests: `loss=4,9;memory=6,3;binding=4096`.
    #[arg(long, global = true, hide = true, value_name = "FAULTS", default_value = "", value_parser = Faults::parse)]
    pub(crate) device_faults: Faults,
    /// When to use colours: auto, always, never.
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN", hide_possible_values = true, hide_default_value = true, help_heading = "Everywhere")]
    pub(crate) color: When,
    /// Show this.
    #[arg(short, long, global = true, action = clap::ArgAction::HelpShort, help_heading = "Everywhere")]
    help: Option<bool>,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a graph and write what it exposes.
    Run(Run),
    /// Say everything that is wrong with a graph; nothing is run.
    Check(Check),
    /// Show the steps of a graph, their digests, and what the cache already has.
    Plan(Plan),
    /// List all kinds, or show the page of one.
    Nodes(Nodes),
    /// List, make and trust plugins.
    #[command(subcommand)]
    Plugins(Plugins),
    /// List, install, adopt and verify models.
    #[command(subcommand)]
    Models(Models),
    /// List and install what runs models.
    #[command(subcommand)]
    Runtime(Runtime),
    /// Tidy graph files.
    #[command(subcommand)]
    Graph(Graph),
    /// Say what works here, and why the rest does not.
    Doctor(Doctor),
    /// Measure this program.
    #[command(subcommand)]
    Bench(Bench),
    /// Serve another program as its engine, over standard input and output.
    Engine(Engine),
    /// Write shell completions to standard output.
    Completions {
        /// Of which shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual page to standard output.
    Man,
    /// Open one runtime of models, in a process that may die of it.
    #[command(hide = true, name = "runtime-trial")]
    RuntimeTrial {
        /// The library.
        file: PathBuf,
    },
    /// Open the device, in a process that may die of its driver.
    #[command(hide = true, name = "device-trial")]
    DeviceTrial,
    /// Describe one library to whoever started us, in a process that may die of it.
    #[command(hide = true, name = "plugin-scan")]
    PluginScan {
        /// The library.
        file: PathBuf,
    },
}

/// Run a graph and write what it exposes.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// A .ron file.
    pub(crate) graph: PathBuf,
    /// Set an exposed input: `photo=face.png`.
    #[arg(value_name = "NAME=VALUE")]
    pub(crate) inputs: Vec<String>,
    /// Set any input of any node: `upscale.scale=4`.
    #[arg(long, value_name = "NODE.INPUT=VALUE")]
    pub(crate) set: Vec<String>,
    /// Write one exposed output: `result=out.png`. With `--each`, `{name}` and `{index}` in it are those of the file.
    #[arg(long, value_name = "NAME=PATH")]
    pub(crate) out: Vec<String>,
    /// Write every exposed output into this folder, as NAME.png, .json or .txt by its type.
    #[arg(short = 'o', long = "out-dir", value_name = "FOLDER")]
    pub(crate) out_dir: Option<PathBuf>,
    /// Run only what this node needs.
    #[arg(long, value_name = "NODE")]
    pub(crate) to: Vec<String>,
    /// Run once per matching file, given to the first exposed path input, or to NAME.
    #[arg(long, value_name = "[NAME=]PATTERN")]
    pub(crate) each: Option<String>,
    /// One event a line on standard output, and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
    /// Keep no results and use none.
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// How many threads; as many as cores unless said.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
}

/// Say everything that is wrong with a graph.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// A .ron file.
    pub(crate) graph: PathBuf,
    /// One diagnostic a line, as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show the steps of a graph.
#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// A .ron file.
    pub(crate) graph: PathBuf,
    /// Set an exposed input: `photo=face.png`.
    #[arg(value_name = "NAME=VALUE")]
    pub(crate) inputs: Vec<String>,
    /// Set any input of any node: `upscale.scale=4`.
    #[arg(long, value_name = "NODE.INPUT=VALUE")]
    pub(crate) set: Vec<String>,
    /// Show only what this node needs.
    #[arg(long, value_name = "NODE")]
    pub(crate) to: Vec<String>,
    /// One step a line, as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// List all kinds, or show the page of one.
#[derive(Debug, Args)]
pub(crate) struct Nodes {
    /// Such as `image.resize`; a part of a name lists what matches.
    pub(crate) kind: Option<String>,
    /// One kind a line, as JSON.
    #[arg(long, conflicts_with = "markdown")]
    pub(crate) json: bool,
    /// As pages for a manual.
    #[arg(long)]
    pub(crate) markdown: bool,
}

/// Which language a new plugin is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Rust, with the SDK.
    Rust,
    /// C, with one header.
    C,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Plugins {
    /// Show every plugin, where it comes from, and what is wrong with it.
    List {
        /// One plugin a line, as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write a complete plugin with its test into a new folder.
    New {
        /// Of the plugin and its folder: small letters, digits and dashes.
        name: String,
        /// In which language.
        #[arg(long, value_enum, default_value_t = Language::Rust)]
        lang: Language,
        /// Where the folder is made.
        #[arg(long, value_name = "FOLDER", default_value = ".")]
        into: PathBuf,
    },
    /// Allow a library that was found in your plugin folder to be opened.
    Trust {
        /// The library.
        file: PathBuf,
    },
    /// Offer the kinds of a plugin no more.
    Disable {
        /// Its id, or the path of its library.
        plugin: String,
    },
    /// Offer the kinds of a plugin again.
    Enable {
        /// Its id, or the path of its library.
        plugin: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Models {
    /// Show every model with its licence, and which are installed.
    List {
        /// Only those of a role, such as `face-detector`.
        #[arg(long)]
        role: Option<String>,
        /// One model a line, as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Fetch models; says first what one may use them for. What broke off is continued.
    Install {
        /// As `weft models list` shows them.
        #[arg(required = true)]
        names: Vec<String>,
        /// Say nothing of licences.
        #[arg(long)]
        quiet: bool,
        /// Say what has come, what is installed and what failed as one JSON object a line, for programs.
        #[arg(long)]
        json: bool,
    },
    /// Adopt a model file that you have.
    Add {
        /// An .onnx file; weights in files beside it come along.
        file: PathBuf,
        /// Its name from now on.
        #[arg(long = "as", value_name = "NAME")]
        name: String,
        /// It takes and gives the same as this model.
        #[arg(long, value_name = "NAME")]
        like: Option<String>,
    },
    /// Read every byte of installed models, and say whether they are right.
    Verify {
        /// All unless said.
        names: Vec<String>,
    },
    /// Say where the file of a model is.
    Path {
        /// An installed model.
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Runtime {
    /// Show every runtime that was found, and why others cannot be used.
    List,
    /// Install a runtime with the package client that is here: pip or npm.
    Install {
        /// What it runs models on.
        #[arg(value_enum)]
        flavour: Flavour,
    },
}

/// What a runtime runs models on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Flavour {
    /// The processor.
    Cpu,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Graph {
    /// Write graph files in their canonical form.
    Fmt {
        /// .ron files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Only say which files would change; exit code 3 if any.
        #[arg(long)]
        check: bool,
    },
}

/// Serve another program as its engine.
#[derive(Debug, Args)]
pub(crate) struct Engine {
    /// Memory that it may write to, in MiB; what wants more ends it.
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(64..))]
    pub(crate) memory_max: Option<u64>,
    /// Keep no results and use none.
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// How many threads; as many as cores unless said.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
}

/// Say what works here.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// As JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Planning and running graphs of no-op nodes: what the engine itself costs.
    Engine(BenchOptions),
    /// The device (`--device software` for a program) against a copy in its memory, and ten joined steps against one.
    Gpu(BenchOptions),
    /// What kinds take with large pictures.
    Pixels(BenchOptions),
    /// An engine in a process of its own: messages, pixels, and how soon it is back after a death.
    Session(BenchOptions),
    /// From the start of the program to the first node, with 200 plugins installed.
    Start(BenchOptions),
    /// Opening and running models of real size.
    Models {
        #[command(flatten)]
        options: BenchOptions,
        /// The folder that `tests/oracles/bench_models.py` wrote.
        #[arg(long, value_name = "FOLDER")]
        models: PathBuf,
        /// Of one run; 0: as many as there are cores.
        #[arg(long, value_name = "N", default_value_t = 0)]
        threads: usize,
    },
}

#[derive(Debug, Args)]
pub(crate) struct BenchOptions {
    /// One object a line: bench, case, value, unit, target, met.
    #[arg(long)]
    pub(crate) json: bool,
    /// How often each case is run; the median counts.
    #[arg(long, value_name = "N", default_value_t = 11)]
    pub(crate) rounds: usize,
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory;

    #[test]
    fn the_declarations_agree_with_themselves() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_fits_a_screen() {
        let help = Arguments::command().render_help().to_string();
        assert!(help.lines().count() <= 40, "{help}");
    }
}
