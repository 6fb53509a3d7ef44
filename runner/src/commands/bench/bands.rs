//! The part of `weft bench engine` with pictures: what chains of local kinds cost together, and how much memory they take.
//! With the plugins beside the program.

use super::engine::{checked, plan};
use super::{Measured, Row, Say, Target, cpu_ms, median};
use crate::machine_memory;
use std::path::PathBuf;
use weft_engine::cache::CacheConfig;
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::engine::{Document, Engine, EngineConfig, RunOptions};
use weft_engine::graph::{Edit, Graph, Node, Wire};
use weft_engine::plugins::{Origin, PluginFolder, PluginsConfig};
use weft_engine::run::{Bands, MemoryConfig};
use weft_engine::value::Pool;

/// Steps of a chain.
const STEPS: usize = 10;

/// Measures all cases.
pub(super) fn measure(rounds: usize, say: Say<'_>) -> Measured {
    let mut row =
        |case: &str, value, unit, target| say(Row { bench: "engine", case: case.into(), value, unit, target });
    let (one, ten, apart) = pointwise(rounds)?;
    row("1 pointwise node on 2048²", one, "ms", Target::None);
    row("10 pointwise nodes on 2048²", ten, "ms", Target::None);
    row("10 pointwise nodes on 2048² against 1", ten / one, "×", Target::AtMost(2.5));
    row("10 pointwise nodes on 2048² without bands against 1", apart / one, "×", Target::None);
    let plane = f64::from(8192 * 8192 * 4);
    let planes = peak_bytes(8192)? / plane;
    row("10 local nodes on 8192², all pictures; in and out are 6", planes, "planes", Target::AtMost(10.0));
    // Where there is not the room for it, it would only measure the disk.
    if machine_memory::bytes_max().is_none_or(|bytes| bytes >= 5 << 30) {
        let whole = peak_bytes(16384)? / f64::from(1 << 30);
        row("10 local nodes on 16384² in colour, all pictures", whole, "GiB", Target::AtMost(4.0));
    }
    Ok(())
}

/// Processor time of one node, of ten, and of ten without bands: medians in ms. The picture is there; another setting each
/// time, so that no result is.
fn pointwise(rounds: usize) -> Result<(f64, f64, f64), Diagnostic> {
    let banded = engine(1 << 30, Bands::default())?;
    let whole = engine(1 << 30, Bands::off())?;
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for round in 0..=rounds {
        let cases = [(&banded, 1), (&banded, STEPS), (&whole, STEPS)];
        for ((engine, steps), times) in cases.into_iter().zip(&mut times) {
            #[expect(clippy::cast_precision_loss, reason = "another number each time")]
            let gain = 1.0 + 0.001 * (1 + round) as f64;
            let document = document(2048, steps, &["image.gain", "image.invert"], gain);
            let plan = plan(engine, &document)?;
            let begin = cpu_ms();
            let report = engine.run(&plan, &RunOptions::default());
            let took = cpu_ms() - begin;
            checked(&report)?;
            // The first one makes the picture too.
            if round > 0 {
                times.push(took);
            }
        }
    }
    let [one, ten, apart] = times;
    Ok((median(one), median(ten), median(apart)))
}

/// The most memory of all pictures at once.
fn peak_bytes(side: u32) -> Result<f64, Diagnostic> {
    let engine = engine(0, Bands::default())?;
    let document =
        document(side, STEPS, &["image.gain", "toon.gaussian", "image.invert", "toon.sharpen", "image.levels"], 1.1);
    let plan = plan(&engine, &document)?;
    let before = Pool::shared().bytes_used();
    Pool::shared().take_peak();
    checked(&engine.run(&plan, &RunOptions::default()))?;
    #[expect(clippy::cast_precision_loss, reason = "a size for people")]
    let bytes = (Pool::shared().take_peak() - before) as f64;
    Ok(bytes)
}

/// A picture in colour, then so many steps, one behind the other.
fn document(side: u32, steps: usize, kinds: &[&str], gain: f64) -> Document {
    let mut graph = Graph::new();
    let mut add = |name: String, node: Node| {
        graph.apply(Edit::add(name, node)).expect("names differ");
    };
    add("n0".into(), Node::new("image.new", 1).with("width", i64::from(side)).with("height", i64::from(side)));
    for at in 1..=steps {
        let kind = kinds[(at - 1) % kinds.len()];
        let node = Node::new(kind, 1).wired("image", Wire::new(format!("n{}", at - 1), "image"));
        add(format!("n{at}"), if kind == "image.gain" { node.with("gain", gain) } else { node });
    }
    let end = Wire::new(format!("n{steps}"), "image");
    graph.apply(Edit::expose_output("last", end)).expect("the name is free");
    Document { graph, folder: PathBuf::from("/") }
}

fn engine(memory_bytes_max: usize, bands: Bands) -> Result<Engine, Diagnostic> {
    let beside = std::env::current_exe().ok().and_then(|path| path.parent().map(PathBuf::from));
    let none = || Diagnostic::error("bench", Place::Everywhere, "this program does not know where it lies");
    let folders = vec![PluginFolder { path: beside.ok_or_else(none)?, origin: Origin::BuiltIn }];
    let (engine, _told) = Engine::new(EngineConfig {
        plugins: PluginsConfig { folders, ..PluginsConfig::default() },
        cache: CacheConfig { memory_bytes_max, disk: None },
        threads: 2,
        gpu_steps_max: 1,
        file_memory: None,
        plugin_cache_folder: None,
        temp_folder: None,
        memory: MemoryConfig { bands, ..MemoryConfig::default() },
        models: Default::default(),
        inference: Default::default(),
        gpu: Default::default(),
    });
    Ok(engine)
}
