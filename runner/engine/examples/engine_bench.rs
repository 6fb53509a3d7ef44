//! Measures what the engine adds to the work of kinds, with a plugin of kinds that do nothing, built here from C.
//! `cargo run --release -p weft-engine --example engine_bench`: one JSON object a line. With `branches`, only the
//! speed-up by a second thread, which says something only while nobody else uses the machine.
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
use weft_engine::run::{Ended, MemoryConfig, Report};
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
    let status = Command::new(compiler)
        .args(["-std=c11", "-D_GNU_SOURCE", "-O2", "-shared", "-fPIC", "-fvisibility=hidden", "-I"])
        .arg(here.join("../../plugin-api/include"))
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
        memory: MemoryConfig::default(),
        models: Default::default(),
        inference: Default::default(),
        gpu: Default::default(),
    };
    let (engine, told) = Engine::new(config);
    told.iter().for_each(|told| eprintln!("{told}"));
    engine
}

fn measure(plugin: &Path) -> Result<(), Failure> {
    if std::env::args().any(|argument| argument == "branches") {
        return branches(plugin);
    }
    for n_nodes in [100, 1_000, 10_000, 100_000, 1_000_000] {
        shape("dag", plugin, n_nodes, KINDS.dag(n_nodes))?;
        shape("tree", plugin, n_nodes, KINDS.tree(n_nodes))?;
        shape("chain", plugin, n_nodes, KINDS.chain(n_nodes))?;
    }
    branches(plugin)
}

/// Four branches that work for 100 ms of processor time each, on two threads and on one; beside it what two bare threads
/// get on this machine now, which is less than twice as much if others use it too.
fn branches(plugin: &Path) -> Result<(), Failure> {
    let graph = document(KINDS.branches(4));
    let (mut ours, mut bare): (Vec<f64>, Vec<f64>) = Default::default();
    for _ in 0..5 {
        let mut seconds = [0.0; 2];
        for (threads, seconds) in (1..).zip(&mut seconds) {
            let engine = engine(plugin, threads);
            let plan = engine.plan(&graph, &[], Scale::Full).map_err(words)?;
            let begin = Instant::now();
            assert_eq!(engine.run(&plan, &RunOptions::default()).ended, Ended::Done);
            *seconds = begin.elapsed().as_secs_f64();
        }
        ours.push(seconds[0] / seconds[1]);
        bare.push(bare_speed_up());
    }
    say("branches: speed-up of 2 threads over 1", median(&ours), "×", Some(Target::AtLeast(1.8)));
    say("branches: speed-up of 2 bare threads", median(&bare), "×", None);
    Ok(())
}

fn bare_speed_up() -> f64 {
    let work = || {
        let begin = thread_cpu_seconds();
        while thread_cpu_seconds() - begin < 0.2 {
            std::hint::spin_loop();
        }
    };
    let begin = Instant::now();
    work();
    work();
    let one = begin.elapsed().as_secs_f64();
    let begin = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    one / begin.elapsed().as_secs_f64()
}

/// Milliseconds of processor time, one for each repeat.
#[derive(Default)]
struct Times {
    cold_plan: Vec<f64>,
    cold_run: Vec<f64>,
    again: Vec<f64>,
    changed: Vec<f64>,
}

fn shape(name: &str, plugin: &Path, n_nodes: usize, graph: Graph) -> Result<(), Failure> {
    let mut times = Times::default();
    let repeats = (200_000 / n_nodes).clamp(3, 21);
    let document = document(graph);
    for _ in 0..(500_000 / n_nodes).clamp(1, 5) {
        let engine = engine(plugin, 2);
        // Opens the library and starts the threads.
        let small = engine.plan(&self::document(KINDS.dag(10)), &[], Scale::Full).map_err(words)?;
        drop(engine.run(&small, &RunOptions::default()));

        let plan = timed(&mut times.cold_plan, || engine.plan(&document, &[], Scale::Full)).map_err(words)?;
        let report = timed(&mut times.cold_run, || engine.run(&plan, &RunOptions::default()));
        assert_eq!(report.ended, Ended::Done, "{:?}", report.failures);
        for _ in 0..repeats {
            let report = timed(&mut times.again, || plan_and_run(&engine, &document));
            assert!(report?.output("last").is_some());
        }
        for at in 0..repeats {
            let number = 0.25 + f64::from(u32::try_from(at)?);
            let changed = self::document(with_changed_source(document.graph.clone(), 0, number));
            let report = timed(&mut times.changed, || plan_and_run(&engine, &changed));
            assert!(report?.output("last").is_some());
        }
    }
    let is_promised = n_nodes == 10_000;
    let target = |at_most, is_promised: bool| is_promised.then_some(Target::AtMost(at_most));
    #[expect(clippy::cast_precision_loss, reason = "a few nodes")]
    let per_node = |ms: f64| ms * 1e3 / n_nodes as f64;
    let case = |what: &str| format!("{name} of {n_nodes}: {what}");
    say(&case("plan, cold"), per_node(median(&times.cold_plan)), "µs/node", None);
    say(&case("run, cold"), per_node(median(&times.cold_run)), "µs/node", target(1.0, is_promised));
    say(&case("plan and run, unchanged"), median(&times.again), "ms", target(5.0, is_promised && name == "dag"));
    // In a dag and a chain nearly everything follows the first node; in a tree few do.
    let few_follow = is_promised && name == "tree";
    say(&case("plan and run, one source changed"), median(&times.changed), "ms", target(6.0, few_follow));
    Ok(())
}

fn plan_and_run(engine: &Engine, document: &Document) -> Result<Report, Failure> {
    let plan = engine.plan(document, &[], Scale::Full).map_err(words)?;
    Ok(engine.run(&plan, &RunOptions::default()))
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
    seconds(rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime)) * 1e3
}

fn thread_cpu_seconds() -> f64 {
    seconds(rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime))
}

#[expect(clippy::cast_precision_loss, reason = "differences are small")]
fn seconds(time: rustix::time::Timespec) -> f64 {
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

#[derive(Clone, Copy)]
enum Target {
    AtMost(f64),
    AtLeast(f64),
}

/// One line, as `weft bench` prints them.
fn say(case: &str, value: f64, unit: &str, target: Option<Target>) {
    let value = (value * 1e4).round() / 1e4;
    let (target, met) = match target {
        None => (None, None),
        Some(Target::AtMost(target)) => (Some(target), Some(value <= target)),
        Some(Target::AtLeast(target)) => (Some(target), Some(value >= target)),
    };
    let line = serde_json::json!({
        "bench": "engine", "case": case, "value": value, "unit": unit, "target": target, "met": met,
    });
    println!("{line}");
}
