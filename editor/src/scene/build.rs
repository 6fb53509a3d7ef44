//! From the graph to boxes and lines.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Pos2, Rect, vec2};
use weft_engine::catalog::{Catalog, Type};
use weft_engine::graph::{Graph, Name, Node};

use super::{Board, BoardKind, NodeBox, NodeFace, WIDTH, WireLine};
use crate::document::Document;
use crate::signature::Signature;
use crate::theme::category;
use crate::view_entry::{self, FRAME, NOTE, WIRE};

/// Outputs of missing kinds that wires and exposed names mention.
pub(super) fn mentioned_outputs(graph: &Graph, catalog: &Catalog) -> HashMap<Name, Vec<Name>> {
    let mut mentioned: HashMap<Name, Vec<Name>> = HashMap::new();
    let missing =
        |name: &Name| graph.node(name).is_some_and(|node| node.graph().is_none() && catalog.kind(&node.kind).is_none());
    let wires = graph.nodes().flat_map(|(_, node)| node.wires.iter().flat_map(|(_, wires)| wires.iter()));
    for wire in wires.chain(graph.outputs().map(|(_, wire)| wire)).filter(|wire| missing(&wire.node)) {
        let outputs = mentioned.entry(wire.node.clone()).or_default();
        if !outputs.contains(&wire.output) {
            outputs.push(wire.output.clone());
        }
    }
    mentioned
}

pub(super) fn node_box(
    document: &Document,
    graph: &Graph,
    name: &Name,
    node: &Node,
    signature: Arc<Signature>,
) -> NodeBox {
    let entry = graph.view_of(name);
    let face = NodeFace::new(&signature, node, entry);
    NodeBox {
        full_name: document.full_name(name),
        rect: Rect::from_min_size(Pos2::ZERO, vec2(WIDTH, face.height)),
        hue: entry.and_then(view_entry::colour).unwrap_or_else(|| category::hue_of(&signature.category)),
        collapsed: view_entry::flag(entry, "collapsed"),
        locked: view_entry::flag(entry, "locked"),
        muted: node.bypass,
        name: name.clone(),
        face,
        signature,
    }
}

/// What flows out of an output whose type is open: what flows into an input of the same variable, however far it comes.
pub(super) fn flowing(
    graph: &Graph,
    nodes: &[NodeBox],
    index: &HashMap<Name, usize>,
    at: (usize, usize),
) -> Option<Type> {
    let (mut node, mut output) = at;
    // A circle has no end; nobody passes a value through more nodes than there are.
    for _ in 0..=nodes.len() {
        let ty = &nodes[node].signature.outputs.get(output)?.ty;
        let Some(variable) = ty.variable() else { return Some(ty.clone()) };
        let own = graph.node(&nodes[node].name)?;
        let inputs = nodes[node].signature.inputs.iter().filter(|socket| socket.ty.variable() == Some(variable));
        let wire = inputs.filter_map(|socket| own.wires.get(&socket.id)).flat_map(|wires| wires.iter()).next()?;
        node = *index.get(&wire.node)?;
        output = nodes[node].signature.outputs.iter().position(|socket| socket.id == wire.output)?;
    }
    None
}

pub(super) fn wires(graph: &Graph, nodes: &[NodeBox], index: &HashMap<Name, usize>) -> Vec<WireLine> {
    let bent = graph.view().any(|(key, _)| key.starts_with(WIRE));
    let mut lines = Vec::with_capacity(nodes.len() * 2);
    for (to, (name, node)) in graph.nodes().enumerate() {
        for (input, wires) in node.wires.iter() {
            let Some(at) = nodes[to].signature.inputs.iter().position(|socket| socket.id == *input) else { continue };
            for (nth, wire) in wires.iter().enumerate() {
                let Some(from) = index.get(&wire.node).copied() else { continue };
                let outputs = &nodes[from].signature.outputs;
                let Some(output) = outputs.iter().position(|socket| socket.id == wire.output) else { continue };
                let bends = bent.then(|| graph.view_of(&view_entry::wire_key(name, input, nth))).flatten();
                lines.push(WireLine {
                    from: (from, output),
                    to: (to, at),
                    nth,
                    bends: bends.map(view_entry::bends).unwrap_or_default(),
                    ty: outputs[output].ty.clone(),
                });
            }
        }
    }
    lines
}

pub(super) fn boards(graph: &Graph) -> Vec<Board> {
    let mut boards: Vec<Board> = graph
        .view()
        .filter_map(|(key, entry)| {
            let (kind, text) = if key.starts_with(FRAME) {
                (BoardKind::Frame, view_entry::text(entry, "title"))
            } else if key.starts_with(NOTE) {
                (BoardKind::Note, view_entry::text(entry, "text"))
            } else {
                return None;
            };
            let rect = view_entry::rect(entry)?;
            Some(Board { key: key.clone(), rect, text: text.to_owned(), colour: view_entry::colour(entry), kind })
        })
        .collect();
    // A frame inside a frame lies on it.
    boards.sort_by(|a, b| b.rect.area().total_cmp(&a.rect.area()));
    boards
}
