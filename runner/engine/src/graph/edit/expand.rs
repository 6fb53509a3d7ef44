//! What removing and renaming mean for the rest of the graph, said in smaller edits.

use std::collections::HashSet;

use super::Edit;
use super::apply::unknown_node;
use crate::diagnostic::Diagnostic;
use crate::graph::{Anchor, Graph, Name, Target, Wire, Wires, check_node_name, taken};

/// The smaller edits that remove nodes and every mention of them.
pub(super) fn removal(graph: &Graph, names: &[Name]) -> Result<Vec<Edit>, Diagnostic> {
    let many: HashSet<&Name> = if names.len() > 4 { names.iter().collect() } else { HashSet::new() };
    let is_gone = |name: &Name| if many.is_empty() { names.contains(name) } else { many.contains(name) };
    if let Some(name) = names.iter().find(|name| !graph.nodes.contains_key(*name)) {
        return Err(unknown_node(graph, name));
    }
    let mut edits = Vec::new();
    for (node, used) in graph.nodes.iter().filter(|(name, _)| !is_gone(name)) {
        for (input, wires) in used.wires.iter().filter(|(_, wires)| wires.iter().any(|wire| is_gone(&wire.node))) {
            let left: Vec<Wire> = wires.iter().filter(|wire| !is_gone(&wire.node)).cloned().collect();
            let wires = (!left.is_empty()).then_some(Wires::Many(left));
            edits.push(Edit::Wire { node: node.clone(), input: input.clone(), wires, at: None });
        }
    }
    // From the end, so that little has to move up.
    for (name, _) in graph.inputs.iter().rev().filter(|(_, target)| is_gone(&target.node)) {
        edits.push(Edit::hide_input(name.clone()));
    }
    for (name, _) in graph.outputs.iter().rev().filter(|(_, wire)| is_gone(&wire.node)) {
        edits.push(Edit::hide_output(name.clone()));
    }
    for (key, _) in graph.view.iter().rev().filter(|(key, _)| is_gone(key)) {
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
        let lines = graph.comments(&Anchor::View(from.clone())).to_vec();
        if !lines.is_empty() {
            edits.push(Edit::Comment { anchor: Anchor::View(to.clone()), lines });
        }
    }
    edits.push(Edit::Relabel { from: from.clone(), to: to.clone() });
    Ok(edits)
}
