//! `weft bench engine`: what planning and running cost beside the work of kinds. Processor time of all threads.

use super::bands;
use super::noop::{self, Folder, KINDS};
use super::{Measured, Row, Say, Target, cpu_ms, median};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use weft_engine::cache::CacheConfig;
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::engine::bench_graphs::with_changed_source;
use weft_engine::engine::{Document, Engine, EngineConfig, RunOptions};
use weft_engine::graph::Graph;
use weft_engine::plan::{Plan, Scale};
use weft_engine::plugins::{Origin, PluginFolder, PluginsConfig};
use weft_engine::run::{Ended, MemoryConfig, Report};

/// Nodes of the graphs that have a target.
const NODES: usize = 10_000;
const MILLION: usize = 1_000_000;

/// Measures all cases.
pub(super) fn measure(rounds: usize, say: Say<'_>) -> Measured {
    let folder = Folder::new()?;
    let plugin = noop::build(&folder.0)?;
    let mut row = |case: String, value, unit, target| say(Row { bench: "engine", case, value, unit, target });

    let dag = times(&plugin, &KINDS.dag(NODES), rounds)?;
    row("10,000 nodes, two inputs each: plan".into(), dag.plan, "ms", Target::None);
    row("10,000 nodes, two inputs each: cold run, a node".into(), per_node(dag.run, NODES), "µs", Target::AtMost(1.0));
    row("10,000 nodes, two inputs each: unchanged".into(), dag.again, "ms", Target::AtMost(5.0));
    let tree = times(&plugin, &KINDS.tree(NODES), rounds)?;
    row("10,000 nodes: one changed leaf".into(), tree.changed, "ms", Target::AtMost(6.0));

    let small = times(&plugin, &KINDS.chain(NODES), rounds)?;
    let large = times(&plugin, &KINDS.chain(MILLION), rounds.min(3))?;
    let whole = |times: &Times| times.plan + times.run;
    row("chain of 1,000,000 nodes: plan and run".into(), whole(&large), "ms", Target::None);
    let growth = per_node(whole(&large), MILLION) / per_node(whole(&small), NODES);
    // Memory of a million nodes lies in no cache; more than a few times the cost would be another order.
    row("a node of 1,000,000 against one of 10,000".into(), growth, "×", Target::AtMost(3.0));
    row("chain of 1,000,000 nodes: unchanged, a node".into(), per_node(large.again, MILLION), "µs", Target::None);

    row(
        "4 branches of 100 ms on 2 threads against 1".into(),
        speed_up(&plugin, rounds.min(5))?,
        "×",
        Target::AtLeast(1.8),
    );
    bands::measure(rounds, say)
}

/// Medians in milliseconds.
struct Times {
    plan: f64,
    run: f64,
    /// Plan and run, nothing changed.
    again: f64,
    /// Plan and run, one source changed.
    changed: f64,
}

fn times(plugin: &Path, graph: &Graph, rounds: usize) -> Result<Times, Diagnostic> {
    let document = document(graph.clone());
    let (mut plans, mut runs, mut agains, mut changes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let engine = engine(plugin, 2);
        // Opens the library and starts the threads.
        planned_and_run(&engine, &self::document(KINDS.dag(100)))?;
        let begin = cpu_ms();
        let plan = plan(&engine, &document)?;
        plans.push(cpu_ms() - begin);
        let begin = cpu_ms();
        let report = engine.run(&plan, &RunOptions::default());
        runs.push(cpu_ms() - begin);
        checked(&report)?;
        drop(plan);
        let begin = cpu_ms();
        planned_and_run(&engine, &document)?;
        agains.push(cpu_ms() - begin);
        #[expect(clippy::cast_precision_loss, reason = "another number each time")]
        let changed = self::document(with_changed_source(graph.clone(), 0, 0.5 + round as f64));
        let begin = cpu_ms();
        planned_and_run(&engine, &changed)?;
        changes.push(cpu_ms() - begin);
    }
    Ok(Times { plan: median(plans), run: median(runs), again: median(agains), changed: median(changes) })
}

/// Wall time on one thread against two.
fn speed_up(plugin: &Path, rounds: usize) -> Result<f64, Diagnostic> {
    let branches = document(KINDS.branches(4));
    let mut ratios = Vec::new();
    for _ in 0..rounds {
        let mut seconds = [0.0; 2];
        for (threads, seconds) in [1, 2].into_iter().zip(&mut seconds) {
            let engine = engine(plugin, threads);
            let plan = plan(&engine, &branches)?;
            let begin = Instant::now();
            checked(&engine.run(&plan, &RunOptions::default()))?;
            *seconds = begin.elapsed().as_secs_f64();
        }
        ratios.push(seconds[0] / seconds[1]);
    }
    Ok(median(ratios))
}

fn engine(plugin: &Path, threads: usize) -> Engine {
    let folders = vec![PluginFolder { path: plugin.to_owned(), origin: Origin::Named }];
    let (engine, _told) = Engine::new(EngineConfig {
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
    });
    engine
}

fn planned_and_run(engine: &Engine, document: &Document) -> Measured {
    let plan = plan(engine, document)?;
    checked(&engine.run(&plan, &RunOptions::default()))
}

pub(super) fn plan(engine: &Engine, document: &Document) -> Result<Arc<Plan>, Diagnostic> {
    engine.plan(document, &[], Scale::Full).map_err(|mut told| {
        let none = || Diagnostic::error("bench", Place::Everywhere, "the bench's graph cannot be planned");
        told.pop().unwrap_or_else(none)
    })
}

pub(super) fn checked(report: &Report) -> Measured {
    match (report.ended, report.failures.first()) {
        (Ended::Done, _) => Ok(()),
        (_, Some((_, told))) => Err(told.clone()),
        (_, None) => Err(Diagnostic::error("bench", Place::Everywhere, "the bench's graph did not run")),
    }
}

fn document(graph: Graph) -> Document {
    Document { graph, folder: PathBuf::from("/") }
}

/// In microseconds.
#[expect(clippy::cast_precision_loss, reason = "a million at most")]
fn per_node(ms: f64, nodes: usize) -> f64 {
    ms * 1e3 / nodes as f64
}
