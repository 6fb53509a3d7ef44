//! `weft plan`: the steps of a graph in their order, their digests, and what the cache already has.

use super::check::{self, as_json};
use super::run::goals;
use crate::arguments;
use crate::exit::Exit;
use crate::overrides;
use crate::terminal::{self, NAME, QUIET, words};
use serde_json::json;
use weft_engine::cache::Lies;
use weft_engine::engine::Engine;
use weft_engine::plan::{Plan, Scale};
use weft_engine::run::Seat;

/// Shows a plan.
pub(crate) fn plan(engine: &Engine, asked: &arguments::Plan) -> Exit {
    let mut document = match engine.open(&asked.graph) {
        Ok(document) => document,
        Err(told) => return refused(&told, asked.json),
    };
    let wrong = overrides::apply(engine, &mut document, &asked.inputs, &asked.set);
    if !wrong.is_empty() {
        refused(&wrong, asked.json);
        return Exit::Usage;
    }
    match engine.plan(&document, &goals(&asked.to), Scale::Full) {
        Ok(plan) => {
            terminal::diagnostics(plan.told());
            if let Some(told) = engine.device_trouble(&plan) {
                if told.is_error() {
                    return refused(&[told], asked.json);
                }
                terminal::diagnostic(&told);
            }
            show(engine, &plan, asked.json);
            engine.gpu().broken_driver().iter().for_each(terminal::diagnostic);
            Exit::Done
        }
        Err(told) => refused(&told, asked.json),
    }
}

fn refused(told: &[weft_engine::diagnostic::Diagnostic], as_lines: bool) -> Exit {
    if as_lines {
        told.iter().for_each(|told| terminal::line(&as_json(told).to_string()));
    } else {
        terminal::diagnostics(told);
    }
    check::exit_of(told)
}

fn show(engine: &Engine, plan: &Plan, as_lines: bool) {
    let widest = |text: &dyn Fn(u32) -> usize| plan.order().iter().map(|step| text(*step)).max().unwrap_or(0);
    let names = widest(&|step| plan.name(step).chars().count());
    let kinds = widest(&|step| plan.kind(step).id.chars().count());
    let (due, seats) = (engine.due(plan), engine.seats(plan));
    let device = words::device(engine);
    for &step in plan.order() {
        let (name, kind, marks) = (plan.name(step), &plan.kind(step).id, plan.marks(step));
        let digest = marks.keyed.then(|| plan.digest(step));
        let cached = digest.and_then(|digest| engine.cache().has(&digest.0));
        let runs = due[step as usize];
        let seat = seats.as_ref().map_or(Seat::Processor, |seats| seats[step as usize]);
        if as_lines {
            let cached = cached.map(|lies| if lies == Lies::InMemory { "memory" } else { "disk" });
            let line = json!({
                "step": &**name, "kind": kind, "digest": digest.map(|digest| digest.short()), "cached": cached,
                "mapped": marks.mapped, "effect": marks.sink,
                "runs": runs, "on": runs.then_some(if seat == Seat::Processor { "cpu" } else { "gpu" }),
                "joined": seat == Seat::DeviceWithNext, "if": match seat {
                    Seat::DeviceIfItFits => Some("it-fits"),
                    Seat::DeviceInParts => Some("in-parts"),
                    Seat::Processor | Seat::Device | Seat::DeviceWithNext => None,
                },
            });
            terminal::line(&line.to_string());
            continue;
        }
        let digest = digest.map_or_else(|| "at run time ".to_owned(), |digest| digest.short());
        let mut words = Vec::new();
        let is_kept = cached.is_some() && !runs;
        words.extend(is_kept.then(|| "kept".to_owned()));
        // What was made of it is kept.
        words.extend((!runs && !is_kept).then(|| "not needed".to_owned()));
        words.extend(marks.mapped.then(|| "once per item".to_owned()));
        words.extend(marks.sink.then(|| "has an effect".to_owned()));
        words.extend(match seat {
            Seat::Processor => None,
            Seat::Device => Some(format!("on {device}")),
            Seat::DeviceWithNext => Some(format!("on {device}, with the next")),
            Seat::DeviceIfItFits => Some(format!("on {device} if it fits")),
            Seat::DeviceInParts => Some(format!("on {device} if it can in parts")),
        });
        let words = words.join(", ");
        let text = format!("{NAME}{name:<names$}{NAME:#}  {kind:<kinds$}  {QUIET}{digest:<12}{QUIET:#}  {words}");
        terminal::line(text.trim_end());
    }
}
