//! Removing and renaming, with the bends of wires that the engine knows nothing of.

use std::collections::BTreeSet;

use weft_engine::graph::{Edit, Graph, Name};

use crate::view_entry::WIRE;

/// The edit that removes what is selected: nodes, frames and notes. None where nothing of it is there.
#[must_use]
pub fn remove(graph: &Graph, selection: &BTreeSet<Name>) -> Option<Edit> {
    let nodes: Vec<Name> = selection.iter().filter(|key| graph.node(key).is_some()).cloned().collect();
    let others = selection.iter().filter(|key| graph.node(key).is_none() && graph.view_of(key).is_some());
    let mut edits: Vec<Edit> = others.map(|key| Edit::unview(key.clone())).collect();
    edits.extend(stale_bends(graph, selection).map(Edit::unview));
    if !nodes.is_empty() {
        edits.insert(0, Edit::Remove(nodes));
    }
    match edits.len() {
        0 => None,
        1 => edits.pop(),
        _ => Some(Edit::Batch(edits)),
    }
}

/// Bends of wires into or out of nodes that go.
fn stale_bends(graph: &Graph, gone: &BTreeSet<Name>) -> impl Iterator<Item = Name> {
    graph.view().filter_map(move |(key, _)| {
        let (node, input) = bent(key)?;
        let from = graph.node(node).and_then(|node| node.wires.get(input));
        let ends = gone.contains(node) || from.is_some_and(|wires| wires.iter().any(|wire| gone.contains(&wire.node)));
        ends.then(|| key.clone())
    })
}

/// The node and input of a key of bends.
fn bent(key: &str) -> Option<(&str, &str)> {
    let (node, input) = key.strip_prefix(WIRE)?.split_once('.')?;
    Some((node, input.split('#').next().unwrap_or(input)))
}

/// The edit that renames a node; bends of its wires follow.
#[must_use]
pub fn rename(graph: &Graph, from: &Name, to: &Name) -> Edit {
    let mut edits = vec![Edit::Rename { from: from.clone(), to: to.clone() }];
    for (key, value) in graph.view() {
        if let Some(rest) = key.strip_prefix(WIRE).and_then(|rest| rest.strip_prefix(from.as_str())?.strip_prefix('.'))
        {
            edits.push(Edit::unview(key.clone()));
            edits.push(Edit::view(format!("{WIRE}{to}.{rest}"), value.clone()));
        }
    }
    if edits.len() == 1 { edits.remove(0) } else { Edit::Batch(edits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "(weft: 1, nodes: {\"a\": (kind: \"k\", version: 1), \"b\": (kind: \"k\", version: 1, wires: {\"image\": \"a.image\"})}, \
                        view: {\"wire/b.image\": [(1, 2)], \"note/1\": (at: (0, 0), text: \"x\")})";

    #[test]
    fn bends_go_with_their_wires() {
        let mut graph = Graph::parse(TEXT).unwrap();
        graph.apply(remove(&graph, &BTreeSet::from(["a".into()])).unwrap()).unwrap();
        assert_eq!(graph.view().count(), 1);
        assert!(remove(&graph, &BTreeSet::from(["nobody".into()])).is_none());
    }

    #[test]
    fn bends_follow_a_new_name() {
        let mut graph = Graph::parse(TEXT).unwrap();
        graph.apply(rename(&graph, &"b".into(), &"c".into())).unwrap();
        assert!(graph.view_of("wire/c.image").is_some() && graph.view_of("wire/b.image").is_none());
    }
}
