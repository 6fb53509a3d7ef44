//! What removing and renaming mean for the rest of the graph, said in smaller edits.

use std::collections::HashSet;

use super::Edit;
use super::apply::unknown_node;
use crate::diagnostic::Diagnostic;
use crate::graph::{Anchor, Graph, Name, Target, Wire, Wires, check_node_name, taken};

/// The smaller edits that remove nodes and every mention of them.
pub(super) fn removal(graph: &Graph, names: &[Name]) -> Result<Vec<Edit>, Diagnostic> {
    let gone: HashSet<&Name> = names.iter().collect();
    if let Some(name) = names.iter().find(|name| !graph.nodes.contains_key(*name)) {
        return Err(unknown_node(graph, name));
    }
    let mut edits = Vec::new();
    for (node, used) in graph.nodes.iter().filter(|(name, _)| !gone.contains(name)) {
        for (input, wires) in used.wires.iter().filter(|(_, wires)| wires.iter().any(|wire| gone.contains(&wire.node)))
        {
            let left: Vec<Wire> = wires.iter().filter(|wire| !gone.contains(&wire.node)).cloned().collect();
            let wires = (!left.is_empty()).then_some(Wires::Many(left));
            edits.push(Edit::Wire { node: node.clone(), input: input.clone(), wires, at: None });
        }
    }
    // From the end, so that little has to move up.
    for (name, _) in graph.inputs.iter().rev().filter(|(_, target)| gone.contains(&target.node)) {
        edits.push(Edit::hide_input(name.clone()));
    }
    for (name, _) in graph.outputs.iter().rev().filter(|(_, wire)| gone.contains(&wire.node)) {
        edits.push(Edit::hide_output(name.clone()));
    }
    for (key, _) in graph.view.iter().rev().filter(|(key, _)| gone.contains(key)) {
        edits.push(Edit::unview(key.clone()));
    }
    edits.push(Edit::Take(names.to_vec()));
    Ok(edits)
}

/// The smaller edits that rename a node and every mention of it.
pub(super) fn renaming(graph: &Graph, from: &Name, to: &Name) -> Result<Vec<Edit>, Diagnostic> {
    if !graph.nodes.contains_key(from) {
        return Err(unknown_node(graph, from));
    }
    if from == to {
        return Ok(Vec::new());
    }
    check_node_name(to)?;
    if graph.nodes.contains_key(to) {
        return Err(taken(to));
    }
    let mut edits = Vec::new();
    for (node, used) in &graph.nodes {
        for (input, wires) in used.wires.iter().filter(|(_, wires)| wires.iter().any(|wire| wire.node == *from)) {
            let mut wires = wires.clone();
            for wire in wires.as_mut_slice().iter_mut().filter(|wire| wire.node == *from) {
                wire.node = to.clone();
            }
            edits.push(Edit::wire(node.clone(), input.clone(), wires));
        }
    }
    for (name, target) in graph.inputs.iter().filter(|(_, target)| target.node == *from) {
        edits.push(Edit::expose_input(name.clone(), Target::new(to.clone(), target.input.clone())));
    }
    for (name, wire) in graph.outputs.iter().filter(|(_, wire)| wire.node == *from) {
        edits.push(Edit::expose_output(name.clone(), Wire::new(to.clone(), wire.output.clone())));
    }
    if let Some((at, _, value)) = graph.view.get_full(from) {
        // A place that was kept for a node which does not exist gives way.
        let stale = graph.view.get_index_of(to);
        edits.extend(stale.map(|_| Edit::unview(to.clone())));
        edits.push(Edit::unview(from.clone()));
        let at = at - usize::from(stale.is_some_and(|stale| stale < at));
        edits.push(Edit::View { key: to.clone(), value: Some(value.clone()), at: Some(at) });
        edits.extend(moved_comments(graph, &Anchor::View(from.clone()), Anchor::View(to.clone())));
    }
    let comments = moved_comments(graph, &Anchor::Node(from.clone()), Anchor::Node(to.clone()));
    if comments.is_some() {
        edits.push(Edit::Comment { anchor: Anchor::Node(from.clone()), lines: Vec::new() });
    }
    edits.push(Edit::Relabel { from: from.clone(), to: to.clone() });
    edits.extend(comments);
    Ok(edits)
}

/// The edit that puts one line's comments above another.
fn moved_comments(graph: &Graph, from: &Anchor, to: Anchor) -> Option<Edit> {
    let lines = graph.comments(from).to_vec();
    (!lines.is_empty()).then_some(Edit::Comment { anchor: to, lines })
}
