//! `weft bench pixels`: what kinds of the installed plugins take, from picture to picture, on two threads. `tests/peers/pixels.py`
//! lays the loops below them beside OpenCV and others.

use super::{Measured, Row, Say, Target, median};
use crate::arguments::Everywhere;
use crate::folders::Folders;
use crate::installation::{Keep, engine};
use std::path::PathBuf;
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::engine::{Document, Engine, RunOptions};
use weft_engine::graph::Graph;
use weft_engine::plan::Scale;
use weft_engine::run::Ended;

const SIZES: [u32; 2] = [1024, 4096];
/// Peers are given two threads as well.
const THREADS: usize = 2;
/// A chain of ten nodes may cost so many times one of them.
const CHAIN_AT_MOST: f64 = 2.5;

/// What is measured: the kind, and what is set and wired beside `image`, which is a picture of noise.
const CASES: &[(&str, &str, &str)] = &[
    ("toon.gaussian", r#""sigma": 5.0"#, ""),
    ("toon.box", r#""radius": 8"#, ""),
    ("toon.median", r#""radius": 2"#, ""),
    ("toon.bilateral", r#""diameter": 9, "spread_color": 0.1, "spread_space": 3.0"#, ""),
    ("toon.edge_preserving", r#""look": "soft""#, ""),
    ("toon.edge_preserving", r#""look": "flat""#, ""),
    ("toon.stylize", "", ""),
    ("toon.pencil", r#""lead": "color""#, ""),
    ("toon.quantize", r#""colors": 16"#, ""),
    ("toon.cartoon", "", ""),
    ("image.resize", r#""by": "scale", "scale": 0.5, "family": "cv", "filter": "linear""#, ""),
    ("image.resize", r#""by": "scale", "scale": 0.5, "family": "cv", "filter": "area""#, ""),
    ("image.resize", r#""by": "scale", "scale": 0.5, "family": "cv", "filter": "cubic""#, ""),
    ("image.resize", r#""by": "scale", "scale": 0.5, "family": "cv", "filter": "lanczos""#, ""),
    ("image.rotate", r#""angle": 17.0"#, ""),
    ("image.auto_color", "", ""),
    ("mask.refine", r#""radius": 8"#, r#""mask": "mask.mask""#),
    ("mask.grow", r#""radius": 7, "outline": "square""#, r#""mask": "mask.mask""#),
    (
        "blend.poisson",
        r#""place": "at", "x": 512, "y": 512"#,
        r#""base": "noise.image", "overlay": "small.image", "mask": "all.mask""#,
    ),
];

/// Measures all cases.
pub(super) fn measure(folders: &Folders, everywhere: &Everywhere, rounds: usize, say: Say<'_>) -> Measured {
    let engine = engine(folders, everywhere, Keep::Nothing, THREADS);
    for size in SIZES {
        for (kind, set, wires) in CASES {
            let ms = took(&engine, &graph(size, &node("measured", kind, set, wires)), rounds)?;
            let set = set.replace('"', "");
            let case = format!("{kind} {set}{}{size}²", if set.is_empty() { "" } else { ", " });
            say(Row { bench: "pixels", case, value: ms, unit: "ms", target: Target::None });
        }
    }
    let chain = |count: usize| {
        let from = |at: usize| if at == 0 { "noise.image".to_owned() } else { format!("gain {}.image", at - 1) };
        let nodes = (0..count).map(|at| {
            let (name, wires) = (format!("gain {at}"), format!(r#""image": "{}""#, from(at)));
            node(&name, "image.gain", r#""gain": 0.99"#, &wires)
        });
        took(&engine, &graph(2048, &nodes.collect::<String>()), rounds)
    };
    let (one, ten) = (chain(1)?, chain(10)?);
    let case = "ten pointwise nodes against one, 2048²".to_owned();
    say(Row { bench: "pixels", case, value: ten / one, unit: "×", target: Target::AtMost(CHAIN_AT_MOST) });
    Ok(())
}

fn node(name: &str, kind: &str, set: &str, wires: &str) -> String {
    let wires = if wires.is_empty() { r#""image": "noise.image""# } else { wires };
    let image = if kind == "mask.refine" { r#", "image": "noise.image""# } else { "" };
    format!("\"{name}\": (kind: \"{kind}\", version: 1, set: {{{set}}}, wires: {{{wires}{image}}}),\n")
}

/// What is measured, behind its pictures. What comes out last is all that is asked for.
fn graph(size: u32, measured: &str) -> String {
    let last = measured.lines().last().and_then(|line| line.split('"').nth(1)).unwrap_or_default();
    let output = if measured.contains("\"mask.") { "mask" } else { "image" };
    format!(
        r#"(weft: 1, nodes: {{
            "noise": (kind: "image.noise", version: 1, set: {{"width": {size}, "height": {size}}}),
            "small": (kind: "image.noise", version: 1, set: {{"width": 512, "height": 512, "seed": 1}}),
            "all": (kind: "mask.rectangle", version: 1, wires: {{"like": "small.image"}}),
            "mask": (kind: "image.mask", version: 1, wires: {{"image": "noise.image"}}),
            {measured}
        }}, expose: (outputs: {{"last": "{last}.{output}"}}))"#
    )
}

/// Milliseconds of all steps but those that make pictures: the median of the rounds, after one that nobody counts.
fn took(engine: &Engine, graph: &str, rounds: usize) -> Result<f64, Diagnostic> {
    let first = |mut told: Vec<Diagnostic>| told.pop().unwrap_or_else(|| failed("the graph cannot be planned"));
    let graph = Graph::parse(graph).map_err(first)?;
    let document = Document { graph, folder: PathBuf::from("/") };
    let mut times = Vec::new();
    for round in 0..=rounds {
        let plan = engine.plan(&document, &[], Scale::Full).map_err(first)?;
        let report = engine.run(&plan, &RunOptions::default());
        if let Some((_, told)) = report.failures.first() {
            return Err(told.clone());
        }
        if report.ended != Ended::Done {
            return Err(failed("the graph did not run"));
        }
        let is_measured = |step: &usize| {
            let name = u32::try_from(*step).map(|step| plan.name(step).to_string()).unwrap_or_default();
            !matches!(name.as_str(), "noise" | "small" | "all" | "mask")
        };
        let steps = report.step_seconds.iter().enumerate().filter(|(step, _)| is_measured(step));
        if round > 0 {
            times.push(steps.map(|(_, seconds)| f64::from(*seconds) * 1e3).sum());
        }
    }
    Ok(median(times))
}

fn failed(why: &str) -> Diagnostic {
    Diagnostic::error("bench", Place::Everywhere, format!("the kinds could not be measured: {why}"))
}
