//! `weft run`: plans a graph, runs it, writes what it exposes.

mod each;
mod outputs;
mod watch;

use super::check::{self, as_json};
use crate::arguments;
use crate::exit::Exit;
use crate::overrides;
use crate::terminal::{self, QUIET, words};
use serde_json::json;
use weft_engine::diagnostic::Diagnostic;
use weft_engine::engine::{Document, Engine, RunOptions};
use weft_engine::gpu::GpuCounts;
use weft_engine::plan::{Goal, Plan, Scale};
use weft_engine::run::{Ended, RanOn, Report, StepState, Stop};

/// Runs a graph, once or once per file.
pub(crate) fn run(engine: &Engine, asked: &arguments::Run) -> Exit {
    let stop = Stop::new();
    if let Err(why) = press_on_interrupt(&stop) {
        terminal::aside(&format!("Ctrl-C ends the program at once: {why}"));
    }
    engine.heed(&stop);
    let mut document = match engine.open(&asked.graph) {
        Ok(document) => document,
        Err(told) => return refused(&told, asked),
    };
    let wrong = overrides::apply(engine, &mut document, &asked.inputs, &asked.set);
    if !wrong.is_empty() {
        refused(&wrong, asked);
        return Exit::Usage;
    }
    let exit = match &asked.each {
        None => once(engine, &document, asked, &stop, None),
        Some(each) => each::run(engine, &document, asked, each, &stop),
    };
    if asked.json {
        watch::process_as_line();
    }
    if let Err(told) = engine.save_file_memory() {
        terminal::diagnostic(&told);
    }
    exit
}

/// Plans, runs and writes. `turn` tells the files of several runs apart.
fn once(engine: &Engine, document: &Document, asked: &arguments::Run, stop: &Stop, turn: Option<&each::Turn>) -> Exit {
    let wishes = match outputs::Wishes::of(engine, document, asked, turn) {
        Ok(wishes) => wishes,
        Err(told) => {
            refused(&told, asked);
            return Exit::Usage;
        }
    };
    let plan = match engine.plan(document, &goals(&asked.to), Scale::Full) {
        Ok(plan) => plan,
        Err(told) => return refused(&told, asked),
    };
    tell(plan.told(), asked);
    let missing_device = engine.missing_device(&plan);
    if stop.is_pressed() {
        return cancelled(asked);
    }
    if let Some(told) = missing_device {
        refused(&[told], asked);
        return Exit::SomethingMissing;
    }
    let wrong = wishes.make_folders();
    if !wrong.is_empty() {
        refused(&wrong, asked);
        return Exit::Usage;
    }
    let moved_before = engine.gpu().counts();
    let report = watched(engine, &plan, asked, stop);
    let told: Vec<Diagnostic> = report.failures.iter().map(|(_, told)| told.clone()).collect();
    if !asked.json {
        terminal::diagnostics(&told);
    }
    if report.ended == Ended::Cancelled {
        return cancelled(asked);
    }
    let written = outputs::write(engine, document, &report, &wishes, asked.json);
    if written.is_err() && stop.is_pressed() {
        // What was to be written had still to come from the device.
        return cancelled(asked);
    }
    // What is written has to come back first.
    let moved = engine.gpu().counts().since(&moved_before);
    match asked.json {
        true if moved != GpuCounts::default() => {
            terminal::line(&json!({"event": "outputs-written", "gpu": moved}).to_string());
        }
        true => {}
        false => {
            on_device(engine, &plan, &report).iter().for_each(|line| terminal::aside(line));
            terminal::aside(&summary(engine, &report, &moved));
        }
    }
    match (report.ended, written) {
        (Ended::Failed, _) | (_, Err(_)) if told.iter().any(|told| told.code == "missing-model") => {
            Exit::SomethingMissing
        }
        (Ended::Failed, _) | (_, Err(_)) => Exit::NodeFailed,
        _ => Exit::Done,
    }
}

fn cancelled(asked: &arguments::Run) -> Exit {
    if !asked.json {
        terminal::aside("cancelled");
    }
    Exit::Cancelled
}

fn watched(engine: &Engine, plan: &Plan, asked: &arguments::Run, stop: &Stop) -> Report {
    let options = |listener| RunOptions { stop: stop.clone(), listener, ..RunOptions::default() };
    if asked.json {
        return engine.run(plan, &options(Some(&|event| watch::as_lines(&event))));
    }
    let watcher = watch::Watcher::new(engine, plan);
    let report = match watcher.drawing() {
        true => engine.run(plan, &options(Some(&|event| watcher.show(event)))),
        // Warnings are told also where nobody looks at bars.
        false => engine.run(plan, &options(Some(&|event| watcher.tell(&event)))),
    };
    watcher.end();
    report
}

/// Names of nodes or exposed outputs, or `node.output`.
pub(super) fn goals(names: &[String]) -> Vec<Goal> {
    let goal = |name: &String| match name.rsplit_once('.') {
        Some((node, output)) => Goal::Output(node.into(), output.into()),
        None => Goal::Name(name.as_str().into()),
    };
    names.iter().map(goal).collect()
}

/// Names of nodes that stand in one line.
const NAMES_MAX: usize = 8;

/// Whether a step ran on the device to its end.
fn ran_there(report: &Report, step: usize) -> bool {
    report.ran_on.get(step) == Some(&RanOn::Gpu) && report.states.get(step) == Some(&StepState::Done)
}

/// Which nodes ran on the device, if any did.
fn on_device(engine: &Engine, plan: &Plan, report: &Report) -> Option<String> {
    let there = plan.order().iter().filter(|step| ran_there(report, **step as usize));
    let names: Vec<&str> = there.map(|step| plan.name(*step).as_str()).collect();
    let more = names.len().saturating_sub(NAMES_MAX);
    let and_more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let shown = names[..names.len() - more].join(", ");
    (!names.is_empty()).then(|| format!("{QUIET}on {}: {shown}{and_more}{QUIET:#}", words::device(engine)))
}

fn summary(engine: &Engine, report: &Report, moved: &GpuCounts) -> String {
    use weft_engine::run::GpuClock;
    let (ran, failed) = (report.count(StepState::Done), report.count(StepState::Failed));
    let kept = report.count(StepState::Reused) + report.count(StepState::ReusedFromDisk);
    let skipped = report.count(StepState::Skipped);
    let mut parts = vec![format!("{ran} ran")];
    for (count, word) in [(kept, "kept from before"), (failed, "failed"), (skipped, "skipped")] {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    let on_gpu = (0..report.ran_on.len()).filter(|step| ran_there(report, *step)).count();
    if *moved != GpuCounts::default() {
        let (up, down) = (words::size(moved.bytes_up), words::size(moved.bytes_down));
        let took = report.gpu_times.as_ref().map_or_else(String::new, |times| {
            let clock = if times.clock == GpuClock::Device { "" } else { " of the processor's time" };
            format!(", {}{clock}", words::duration(times.seconds()))
        });
        let on = if on_gpu == 0 { "none".to_owned() } else { on_gpu.to_string() };
        parts.push(format!("{on} on {} ({up} to it, {down} back{took})", words::device(engine)));
    }
    format!("{QUIET}{}, {}{QUIET:#}", parts.join(", "), words::duration(report.seconds))
}

fn tell(told: &[Diagnostic], asked: &arguments::Run) {
    if asked.json {
        told.iter().for_each(|told| terminal::line(&as_json(told).to_string()));
    } else {
        terminal::diagnostics(told);
    }
}

fn refused(told: &[Diagnostic], asked: &arguments::Run) -> Exit {
    tell(told, asked);
    check::exit_of(told)
}

/// The first Ctrl-C stops the run, the second one ends the program.
fn press_on_interrupt(stop: &Stop) -> Result<(), ctrlc::Error> {
    let stop = stop.clone();
    ctrlc::set_handler(move || {
        if stop.is_pressed() {
            std::process::exit(130);
        }
        stop.press();
    })
}
