//! `weft plan`: the steps of a graph in their order, their digests, and what the cache already has.

use super::check::{self, as_json};
use super::run::goals;
use crate::arguments;
use crate::exit::Exit;
use crate::overrides;
use crate::terminal::{self, NAME, QUIET};
use serde_json::json;
use weft_engine::cache::Lies;
use weft_engine::engine::Engine;
use weft_engine::plan::{Plan, Scale};

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
    let placing = engine.placing(plan);
    for &step in plan.order() {
        let (name, kind, marks) = (plan.name(step), &plan.kind(step).id, plan.marks(step));
        let digest = marks.keyed.then(|| plan.digest(step));
        let cached = digest.and_then(|digest| engine.cache().has(&digest.0));
        let spot = placing.as_ref().map(|placing| placing.spot(step)).unwrap_or_default();
        if as_lines {
            let cached = cached.map(|lies| if lies == Lies::InMemory { "memory" } else { "disk" });
            let line = json!({
                "step": &**name, "kind": kind, "digest": digest.map(|digest| digest.short()), "cached": cached,
                "mapped": marks.mapped, "effect": marks.sink,
                "on": if spot.on_device { "gpu" } else { "cpu" }, "joined": spot.joined,
            });
            terminal::line(&line.to_string());
            continue;
        }
        let digest = digest.map_or_else(|| "at run time ".to_owned(), |digest| digest.short());
        let mut words = Vec::new();
        words.extend(cached.map(|_| "kept"));
        words.extend(marks.mapped.then_some("once per item"));
        words.extend(marks.sink.then_some("has an effect"));
        words.extend(spot.on_device.then_some(if spot.joined { "on the GPU, with the next" } else { "on the GPU" }));
        let words = words.join(", ");
        terminal::line(&format!("{NAME}{name:<names$}{NAME:#}  {kind:<kinds$}  {QUIET}{digest:<12}{QUIET:#}  {words}"));
    }
}
