//! `weft check`: everything that is wrong with a graph. Nothing is run.

use crate::exit::Exit;
use crate::terminal::{self, GOOD};
use serde_json::json;
use std::path::Path;
use weft_engine::diagnostic::Diagnostic;
use weft_engine::engine::Engine;
use weft_engine::plan::Scale;

/// How diagnostics are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// For a person.
    Words,
    /// One a line, on standard output.
    Json,
}

/// Checks a graph file.
pub(crate) fn check(engine: &Engine, graph: &Path, show: Show) -> Exit {
    let planned = engine.open(graph).and_then(|document| engine.plan(&document, &[], Scale::Full));
    let told = match &planned {
        Ok(plan) => &[plan.told(), &engine.foresee(plan), engine.device_trouble(plan).as_slice()].concat(),
        Err(told) => told,
    };
    match show {
        Show::Words => terminal::diagnostics(told),
        Show::Json => told.iter().for_each(|told| terminal::line(&as_json(told).to_string())),
    }
    let is_ready = planned.is_ok() && !told.iter().any(Diagnostic::is_error);
    if let (Ok(plan), Show::Words, true) = (&planned, show, is_ready) {
        let steps = if plan.len() == 1 { "step" } else { "steps" };
        terminal::line(&format!("{GOOD}{} {steps}, ready to run{GOOD:#}", plan.len()));
    }
    if is_ready { Exit::Done } else { exit_of(told) }
}

/// A graph that only lacks something that can be installed is not wrong.
pub(crate) fn exit_of(told: &[Diagnostic]) -> Exit {
    let mut errors = told.iter().filter(|told| told.is_error());
    let missing = ["unknown-kind", "missing-plugin", "missing-model", "damaged-model", "missing-runtime", "no-device"];
    if errors.clone().next().is_some() && errors.all(|told| missing.contains(&told.code)) {
        Exit::SomethingMissing
    } else {
        Exit::GraphInvalid
    }
}

/// A diagnostic for programs.
pub(crate) fn as_json(told: &Diagnostic) -> serde_json::Value {
    json!({
        "event": "diagnostic",
        "severity": format!("{:?}", told.severity).to_lowercase(),
        "code": told.code,
        "message": told.message,
        "place": told.place.to_string(),
        "hint": told.hint,
    })
}
