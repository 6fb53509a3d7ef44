//! Measures what the engine adds to the work of kinds, with a plugin of kinds that do nothing, built here from C.
//! `cargo run --release -p weft-engine --example engine_bench`: one JSON object a line.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use weft_engine::cache::CacheConfig;
use weft_engine::diagnostic::Diagnostic;
use weft_engine::engine::bench_graphs::{BenchKinds, with_changed_source};
use weft_engine::graph::Graph;
use weft_engine::plan::Scale;
use weft_engine::plugins::{Origin, PluginFolder, PluginsConfig};
use weft_engine::run::Ended;
use weft_engine::{Document, Engine, EngineConfig, RunOptions};

const KINDS: BenchKinds<'_> = BenchKinds { value: "noop.value", add: "noop.add", slow: "noop.slow" };

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let folder = std::env::temp_dir().join(format!("weft-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let measured = build(&folder).and_then(|plugin| measure(&plugin));
    std::fs::remove_dir_all(&folder)?;
    measured
}

fn build(folder: &Path) -> Result<PathBuf, Failure> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let plugin = folder.join(format!("noop_plugin.{}", std::env::consts::DLL_EXTENSION));
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let include = std::env::args().nth(1).map_or_else(|| here.join("../../plugin-api/include"), PathBuf::from);
    let status = Command::new(compiler)
        .args(["-std=c11", "-D_GNU_SOURCE", "-O2", "-shared", "-fPIC", "-fvisibility=hidden", "-I"])
        .arg(include)
        .arg(here.join("examples/noop_plugin.c"))
        .arg("-o")
        .arg(&plugin)
        .status()?;
    if status.success() { Ok(plugin) } else { Err("the plugin cannot be built".into()) }
}

fn engine(plugin: &Path, threads: usize) -> Engine {
    let folders = vec![PluginFolder { path: plugin.to_owned(), origin: Origin::Named }];
    let config = EngineConfig {
        plugins: PluginsConfig { folders, ..PluginsConfig::default() },
        cache: CacheConfig { memory_bytes_max: 4 << 30, disk: None },
        threads,
        gpu_steps_max: 1,
        file_memory: None,
        plugin_cache_folder: None,
        temp_folder: None,
    };
    let (engine, told) = Engine::new(config);
    told.iter().for_each(|told| eprintln!("{told}"));
    engine
}

fn measure(plugin: &Path) -> Result<(), Failure> {
    for n_nodes in [100, 1_000, 10_000, 100_000, 1_000_000] {
        case("dag", plugin, n_nodes, KINDS.dag(n_nodes))?;
        case("tree", plugin, n_nodes, KINDS.tree(n_nodes))?;
        case("chain", plugin, n_nodes, KINDS.chain(n_nodes))?;
    }
    let branches = document(KINDS.branches(4));
    let mut walls = Vec::new();
    for threads in [1, 2] {
        let engine = engine(plugin, threads);
        let plan = engine.plan(&branches, &[], Scale::Full).map_err(words)?;
        let begin = Instant::now();
        let report = engine.run(&plan, &RunOptions::default());
        walls.push(begin.elapsed().as_secs_f64());
        assert_eq!(report.ended, Ended::Done);
    }
    say("branches", "4 of 100 ms on 2 threads", walls[0] / walls[1], "×", Some((1.8, true)));
    Ok(())
}

/// Times of all that is repeated, in milliseconds of processor time.
#[derive(Default)]
struct Times {
    plan_cold: Vec<f64>,
    run_cold: Vec<f64>,
    plan_again: Vec<f64>,
    run_again: Vec<f64>,
    plan_changed: Vec<f64>,
    run_changed: Vec<f64>,
    plan_graph_again: Vec<f64>,
}

fn case(shape: &str, plugin: &Path, n_nodes: usize, graph: Graph) -> Result<(), Failure> {
    let mut times = Times::default();
    let repeats = (200_000 / n_nodes).clamp(1, 21);
    let document = document(graph);
    for _ in 0..repeats.min(5) {
        let engine = engine(plugin, 2);
        // Opens the library and starts the threads.
        let small = self::document(KINDS.dag(100));
        let plan = engine.plan(&small, &[], Scale::Full).map_err(words)?;
        drop(engine.run(&plan, &RunOptions::default()));

        let plan = timed(&mut times.plan_cold, || engine.plan(&document, &[], Scale::Full)).map_err(words)?;
        let report = timed(&mut times.run_cold, || engine.run(&plan, &RunOptions::default()));
        assert_eq!(report.ended, Ended::Done, "{:?}", report.failures);
        let changed = self::document(with_changed_source(document.graph.clone(), 0, 0.5));
        for _ in 0..repeats {
            let plan = timed(&mut times.plan_again, || engine.plan(&document, &[], Scale::Full)).map_err(words)?;
            let report = timed(&mut times.run_again, || engine.run(&plan, &RunOptions::default()));
            assert!(report.output("last").is_some());
        }
        for at in 0..repeats {
            let number = 0.25 + f64::from(u32::try_from(at)?);
            let changed = self::document(with_changed_source(changed.graph.clone(), 0, number));
            let plan = timed(&mut times.plan_changed, || engine.plan(&changed, &[], Scale::Full)).map_err(words)?;
            let report = timed(&mut times.run_changed, || engine.run(&plan, &RunOptions::default()));
            assert!(report.output("last").is_some());
            drop(timed(&mut times.plan_graph_again, || engine.plan(&document, &[], Scale::Full)).map_err(words)?);
        }
    }
    for (what, all) in [
        ("plan cold", &times.plan_cold),
        ("run cold", &times.run_cold),
        ("plan again", &times.plan_again),
        ("run again", &times.run_again),
        ("plan changed", &times.plan_changed),
        ("run changed", &times.run_changed),
    ] {
        #[expect(clippy::cast_precision_loss, reason = "a few nodes")]
        let per_node = median(all) * 1e6 / n_nodes as f64;
        println!("{shape} {n_nodes:>8} {what:<14} {:>10.3} ms  {per_node:>8.0} ns/node", median(all));
    }
    Ok(())
}

fn document(graph: Graph) -> Document {
    Document { graph, folder: PathBuf::from("/") }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn words(told: Vec<Diagnostic>) -> Failure {
    told.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n").into()
}

/// Processor time of all threads while `work` runs.
fn timed<T>(times: &mut Vec<f64>, work: impl FnOnce() -> T) -> T {
    let before = cpu_ms();
    let result = work();
    times.push(cpu_ms() - before);
    result
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Milliseconds that all threads of this process have run.
fn cpu_ms() -> f64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    #[expect(clippy::cast_precision_loss, reason = "differences are small")]
    let ms = now.tv_sec as f64 * 1e3 + now.tv_nsec as f64 / 1e6;
    ms
}

fn say(bench: &str, case: &str, value: f64, unit: &str, target: Option<(f64, bool)>) {
    let met = target.map(|(target, more_is_better)| if more_is_better { value >= target } else { value <= target });
    let target = target.map(|(target, _)| target);
    println!("{bench}: {case}: {value:.3} {unit}, target {target:?}, met {met:?}");
}
