//! `weft bench models`: loading and running models of real size with random weights, which `tests/oracles/bench_models.py` makes.
//! `tests/peers/models.py` lays Python's onnxruntime beside it.

use super::{Measured, Row, Say, Target, cpu_ms, median};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::models::{Models, ModelsConfig};
use weft_engine::onnx::{ChannelOrder, Feed, Inference, InferenceConfig, Layout};
use weft_engine::value::{Content, Tensor, Value};

/// File, and the shape of what goes in.
const CASES: [(&str, [i64; 4]); 3] =
    [("det640", [1, 3, 640, 640]), ("rrdb6_128", [1, 3, 128, 128]), ("arcface", [1, 3, 112, 112])];

/// When stop is pressed, after the beginning of a run.
const STOP_AFTER_MS: f64 = 100.0;

/// Measures all cases. `config` says where the runtime is.
pub(super) fn measure(config: &InferenceConfig, folder: &Path, rounds: usize, say: Say<'_>) -> Measured {
    let cache = std::env::temp_dir().join(format!("weft-bench-models-{}", std::process::id()));
    let measured = (|| {
        let plain = Bench::new(InferenceConfig { graph_cache: None, ..config.clone() }, None)?;
        let kept = Bench::new(InferenceConfig { graph_cache: Some(cache.clone()), ..config.clone() }, Some(&cache))?;
        for (name, shape) in CASES {
            let file = folder.join(format!("{name}.onnx"));
            if !file.is_file() {
                let message = "there is no such model; `python tests/oracles/bench_models.py FOLDER` makes them";
                return Err(Diagnostic::error("missing-model", Place::File(file.display().to_string()), message));
            }
            let file = file.display().to_string();
            case(name, &shape, &file, &plain, &kept, rounds, say)?;
        }
        let grown = (resident_mb() - plain.began_mb).max(0.0);
        let row = |case: &str, value, target| Row { bench: "models", case: case.to_owned(), value, unit: "MB", target };
        say(row("memory above the start, all models closed", grown, Target::AtMost(50.0)));
        Ok(())
    })();
    // Only room on the disk is lost.
    drop(std::fs::remove_dir_all(cache));
    measured
}

fn case(name: &str, shape: &[i64], file: &str, plain: &Bench, kept: &Bench, rounds: usize, say: Say<'_>) -> Measured {
    let mut row = |case: &str, value, unit, target| {
        say(Row { bench: "models", case: format!("{name}: {case}"), value, unit, target });
    };
    // The first one writes the optimised graph, the second one waits until the file system's clock has gone on.
    kept.open(file)?;
    std::thread::sleep(std::time::Duration::from_millis(50));
    kept.open(file)?;
    let (mut without, mut with): (Vec<Took>, Vec<Took>) = (Vec::new(), Vec::new());
    // Turn by turn, so that both meet the same neighbours.
    for _ in 0..rounds {
        without.push(plain.open(file)?);
        with.push(kept.open(file)?);
    }
    let (without, with) = (middle(&without), middle(&with));
    row("open, processor time", without.cpu_ms, "ms", Target::None);
    row("open with the kept graph, processor time", with.cpu_ms, "ms", Target::None);
    row("open with the kept graph against without", with.cpu_ms / without.cpu_ms, "×", Target::AtMost(0.3));
    let input = input(shape)?;
    let session = plain.inference.open(file, &never)?;
    let names: Vec<String> =
        plain.inference.view(session)?.ports().outputs.iter().map(|port| port.name.clone()).collect();
    let wanted: Vec<&str> = names.iter().map(String::as_str).collect();
    let feed = Feed {
        name: "input",
        value: &input,
        layout: Layout::ChannelsFirst,
        order: ChannelOrder::Rgb,
        scale: [1.0; 4],
        offset: [0.0; 4],
    };
    let before_mb = resident_mb();
    let run = || took(|| plain.inference.run(session, &[feed], &wanted, &never).map(drop));
    run()?;
    let runs = (0..rounds).map(|_| run()).collect::<Result<Vec<_>, _>>()?;
    let least = runs.iter().map(|took| took.wall_ms).fold(f64::INFINITY, f64::min);
    row("run, processor time", middle(&runs).cpu_ms, "ms", Target::None);
    row("run, least wall time", least, "ms", Target::None);
    row("run, memory", (resident_mb() - before_mb).max(0.0), "MB", Target::None);
    if least > 2.0 * STOP_AFTER_MS {
        let stops = (0..rounds).map(|_| stop(plain, session, feed, &wanted)).collect::<Result<Vec<_>, _>>()?;
        let worst = stops.into_iter().fold(0.0, f64::max);
        row("stop in the middle of a run, worst", worst, "ms", Target::AtMost(150.0));
    }
    plain.inference.close_idle();
    kept.inference.close_idle();
    Ok(())
}

/// How many milliseconds a run goes on after stop was pressed.
fn stop(plain: &Bench, session: u64, feed: Feed<'_>, wanted: &[&str]) -> Result<f64, Diagnostic> {
    let began = Instant::now();
    let ms = || began.elapsed().as_secs_f64() * 1e3;
    let pressed = || ms() > STOP_AFTER_MS;
    match plain.inference.run(session, &[feed], wanted, &pressed) {
        Err(told) if told.code == "stopped" => Ok(ms() - STOP_AFTER_MS),
        Err(told) => Err(told),
        Ok(_) => Err(Diagnostic::error("bench-odd", Place::Everywhere, "a run that was stopped went on to its end")),
    }
}

/// An engine's inference, and how much memory there was before it.
struct Bench {
    inference: Inference,
    began_mb: f64,
}

impl Bench {
    fn new(config: InferenceConfig, memory: Option<&Path>) -> Result<Self, Diagnostic> {
        let hash_memory = memory.map(|folder| folder.join("hashes.json"));
        let models = Models::new(ModelsConfig { hash_memory, ..ModelsConfig::default() });
        let inference = Inference::new(config, Arc::new(models));
        // The runtime is open, and its device chosen, before anything is measured.
        inference.provider()?;
        Ok(Self { inference, began_mb: resident_mb() })
    }

    /// How long it takes to open a model that nobody has open.
    fn open(&self, file: &str) -> Result<Took, Diagnostic> {
        self.inference.close_idle();
        // What only the first opening of a process does is to hash the file.
        self.inference.models().find(file)?;
        took(|| self.inference.open(file, &never).map(drop))
    }
}

fn never() -> bool {
    false
}

#[derive(Clone, Copy)]
struct Took {
    wall_ms: f64,
    cpu_ms: f64,
}

fn took(work: impl FnOnce() -> Result<(), Diagnostic>) -> Result<Took, Diagnostic> {
    let (began, cpu) = (Instant::now(), cpu_ms());
    work()?;
    Ok(Took { wall_ms: began.elapsed().as_secs_f64() * 1e3, cpu_ms: cpu_ms() - cpu })
}

fn middle(all: &[Took]) -> Took {
    let of = |number: fn(&Took) -> f64| median(all.iter().map(number).collect());
    Took { wall_ms: of(|took| took.wall_ms), cpu_ms: of(|took| took.cpu_ms) }
}

/// As `numbers` of the peer: k × 37 mod 101 ÷ 100.
fn input(shape: &[i64]) -> Result<Value, Diagnostic> {
    let count = usize::try_from(shape.iter().product::<i64>()).unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "below 101")]
    let numbers: Vec<f32> = (0..count).map(|at| (at * 37 % 101) as f32 / 100.0).collect();
    Ok(Value::new(Content::Tensor(Tensor::from_f32(shape, &numbers)?)))
}

/// What the process holds; 0 where the system does not say.
fn resident_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse::<f64>().unwrap_or(0.0) / 1e3
}
