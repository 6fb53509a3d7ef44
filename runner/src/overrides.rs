//! What the command line changes in a graph before it is planned: `NAME=VALUE` and `--set NODE.INPUT=VALUE`.
//! They are edits like any other, made on the copy in memory.

use weft_engine::catalog::{Catalog, Input};
use weft_engine::diagnostic::{Diagnostic, Place, nearest};
use weft_engine::engine::{Document, Engine};
use weft_engine::graph::{Edit, Graph, Setting, Target};

/// Changes the graph; every mistake is told, and the rest is done.
pub(crate) fn apply(engine: &Engine, document: &mut Document, inputs: &[String], set: &[String]) -> Vec<Diagnostic> {
    if inputs.is_empty() && set.is_empty() {
        return Vec::new();
    }
    let catalog = engine.catalog_for(document);
    let graph = &mut document.graph;
    let exposed = inputs.iter().map(|text| (text, exposed_target(graph, text)));
    let direct = set.iter().map(|text| (text, direct_target(graph, text)));
    let parsed: Vec<_> = exposed.chain(direct).collect();
    let mut told = Vec::new();
    for (text, target) in parsed {
        let done = target.and_then(|(target, value)| {
            let edit = edit(graph, &catalog, &target, value).map_err(|told| place(told, text))?;
            graph.apply(edit).map(drop).map_err(|told| place(told, text))
        });
        told.extend(done.err());
    }
    told
}

/// `photo=face.png`
fn exposed_target<'a>(graph: &Graph, text: &'a str) -> Result<(Target, &'a str), Diagnostic> {
    let (name, value) = split(text, "NAME=VALUE")?;
    let target = graph.input(name).ok_or_else(|| {
        let names: Vec<&str> = graph.inputs().map(|(name, _)| &**name).collect();
        let told = mistake(format!("the graph exposes no input `{name}`"));
        let near = nearest(name, names.iter().copied());
        match (&*names, near.first()) {
            ([], _) => told.hint("set an input of a node with `--set node.input=value`"),
            (_, Some(near)) => told.hint(format!("did you mean `{near}`?")),
            (names, None) => told.hint(format!("it exposes `{}`", names.join("`, `"))),
        }
    })?;
    Ok((target.clone(), value))
}

/// `upscale.scale=4`; a node inside a graph inside is `outer/inner`.
fn direct_target<'a>(graph: &Graph, text: &'a str) -> Result<(Target, &'a str), Diagnostic> {
    let (path, value) = split(text, "NODE.INPUT=VALUE")?;
    let (node, input) = path
        .rsplit_once('.')
        .filter(|(node, input)| !node.is_empty() && !input.is_empty())
        .ok_or_else(|| mistake(format!("`{path}` names no input of a node")).hint("write `--set node.input=value`"))?;
    let outer = node.split('/').next().unwrap_or(node);
    if graph.node(outer).is_none() {
        let told = mistake(format!("the graph has no node `{outer}`"));
        let near = nearest(outer, graph.nodes().map(|(name, _)| &**name));
        return Err(match near.first() {
            Some(near) => told.hint(format!("did you mean `{near}`?")),
            None => told,
        });
    }
    Ok((Target::new(node, input), value))
}

fn split<'a>(text: &'a str, form: &str) -> Result<(&'a str, &'a str), Diagnostic> {
    text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(|| mistake(format!("`{text}` is not {form}")))
}

/// Sets the input and takes away what is wired there: what the user says now counts more than the file.
fn edit(graph: &Graph, catalog: &Catalog, target: &Target, value: &str) -> Result<Edit, Diagnostic> {
    if let Some((outer, inner)) = target.node.split_once('/') {
        let inside = graph.node(outer).and_then(|node| node.graph()).ok_or_else(|| {
            mistake(format!("`{outer}` holds no graph in this file")).hint("set the inputs that it exposes instead")
        })?;
        let edit = edit(inside, catalog, &Target::new(inner, &*target.input), value)?;
        return Ok(Edit::Inside { node: outer.into(), edit: Box::new(edit) });
    }
    let input = graph.node(&target.node).and_then(|node| {
        let kind = catalog.kind(&node.kind)?;
        kind.input(&target.input).map(|at| &kind.inputs[at])
    });
    let value = setting(input, value)?;
    let (node, input) = (target.node.clone(), target.input.clone());
    Ok(Edit::Batch(vec![
        Edit::Wire { node: node.clone(), input: input.clone(), wires: None, at: None },
        Edit::Set { node, input, value: Some(value), at: None },
    ]))
}

/// A text is taken as it is where a text is wanted, so that `4` and `true` may be one.
fn setting(input: Option<&Input>, value: &str) -> Result<Setting, Diagnostic> {
    let textual = ["text", "choice", "model", "color"];
    match input {
        // A path in a file begins where the file lies; one on the command line, where the user is.
        Some(input) if input.ty.plain() == Some("path") && !input.ty.is_list() => {
            let path = std::path::absolute(value).map_err(|why| mistake(format!("`{value}` is no path: {why}")))?;
            Ok(Setting::from(path.display().to_string()))
        }
        Some(input) if !input.ty.is_list() && textual.iter().any(|name| input.ty.plain() == Some(name)) => {
            Ok(Setting::from(value))
        }
        _ => Setting::parse(value),
    }
}

fn mistake(message: String) -> Diagnostic {
    Diagnostic::error("command-line", Place::Everywhere, message)
}

fn place(mut told: Diagnostic, text: &str) -> Diagnostic {
    if told.place == Place::Everywhere {
        told.message = format!("{}, in `{text}`", told.message);
    }
    told
}
