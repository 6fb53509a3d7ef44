//! Automatic layout: columns by distance from the sources, order within a column by where wires come from. Linear in the
//! graph; no recursion.

use std::collections::HashMap;

use egui::{Pos2, Vec2, pos2};
use weft_engine::graph::{Graph, Name};

/// Between columns: room for wires to be read.
const COLUMN_GAP: f32 = 72.0;
/// Between nodes of a column.
const ROW_GAP: f32 = 24.0;
/// How often columns are sorted by their neighbours; more changes little.
const SWEEPS: usize = 4;

/// Places for the nodes that `sizes` names; wires to others are not looked at. In the order of `sizes`.
#[must_use]
pub fn layered(graph: &Graph, sizes: &[(Name, Vec2)]) -> Vec<(Name, Pos2)> {
    let index: HashMap<&str, usize> = sizes.iter().enumerate().map(|(at, (name, _))| (name.as_str(), at)).collect();
    let sources: Vec<Vec<usize>> = sizes
        .iter()
        .map(|(name, _)| {
            let wires = graph.node(name).into_iter().flat_map(|node| node.wires.iter());
            wires
                .flat_map(|(_, wires)| wires.iter())
                .filter_map(|wire| index.get(wire.node.as_str()).copied())
                .collect()
        })
        .collect();
    let column_of = columns(&sources);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); column_of.iter().max().map_or(0, |last| last + 1)];
    for (node, column) in column_of.iter().enumerate() {
        rows[*column].push(node);
    }
    sort_rows(&mut rows, &sources);
    place(&rows, &sources, sizes)
}

/// One column behind the last source. Nodes in a circle go behind what is known so far.
fn columns(sources: &[Vec<usize>]) -> Vec<usize> {
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); sources.len()];
    let mut waits: Vec<usize> = vec![0; sources.len()];
    for (node, from) in sources.iter().enumerate() {
        waits[node] = from.len();
        for source in from {
            readers[*source].push(node);
        }
    }
    let mut column = vec![0_usize; sources.len()];
    let mut ready: Vec<usize> = (0..sources.len()).filter(|node| waits[*node] == 0).collect();
    while let Some(node) = ready.pop() {
        for reader in &readers[node] {
            column[*reader] = column[*reader].max(column[node] + 1);
            waits[*reader] -= 1;
            if waits[*reader] == 0 {
                ready.push(*reader);
            }
        }
    }
    // A source that only feeds a late node stands right before it, not at the far left.
    for node in 0..sources.len() {
        if sources[node].is_empty()
            && let Some(nearest) = readers[node].iter().map(|reader| column[*reader]).min()
        {
            column[node] = nearest.saturating_sub(1);
        }
    }
    column
}

#[expect(clippy::cast_precision_loss, reason = "rows of a drawing")]
fn sort_rows(rows: &mut [Vec<usize>], sources: &[Vec<usize>]) {
    let mut height: Vec<f32> = vec![0.0; sources.len()];
    for row in rows.iter() {
        for (at, node) in row.iter().enumerate() {
            height[*node] = at as f32;
        }
    }
    for _ in 0..SWEEPS {
        for row in rows.iter_mut() {
            let mut keyed: Vec<(f32, usize)> = row
                .iter()
                .map(|node| {
                    let from = &sources[*node];
                    let sum: f32 = from.iter().map(|source| height[*source]).sum();
                    (if from.is_empty() { height[*node] } else { sum / from.len() as f32 }, *node)
                })
                .collect();
            // Stable, so that equals keep the order of the file.
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            for (at, (_, node)) in keyed.iter().enumerate() {
                height[*node] = at as f32;
                row[at] = *node;
            }
        }
    }
}

/// From left to right; each node as near to its first source's height as the ones above allow.
fn place(rows: &[Vec<usize>], sources: &[Vec<usize>], sizes: &[(Name, Vec2)]) -> Vec<(Name, Pos2)> {
    let mut places = vec![Pos2::ZERO; sizes.len()];
    let mut x = 0.0;
    for row in rows {
        let mut bottom = f32::NEG_INFINITY;
        for node in row {
            let wanted = sources[*node].first().map_or(0.0, |source| places[*source].y);
            let y = if bottom == f32::NEG_INFINITY { wanted } else { wanted.max(bottom + ROW_GAP) };
            places[*node] = pos2(x, y);
            bottom = y + sizes[*node].1.y;
        }
        x += row.iter().map(|node| sizes[*node].1.x).fold(0.0, f32::max) + COLUMN_GAP;
    }
    let snapped = places.into_iter().map(super::arrange::snapped);
    sizes.iter().map(|(name, _)| name.clone()).zip(snapped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Rect, vec2};
    use weft_engine::graph::Node;

    #[test]
    fn nothing_overlaps_and_wires_run_to_the_right() {
        let mut graph = Graph::new();
        for at in 0..40_usize {
            let mut node = Node::new("k", 1);
            if at > 0 {
                node = node.wired("image", (format!("n{}", at / 2), "image"));
            }
            graph.add(format!("n{at}"), node).unwrap();
        }
        let sizes: Vec<(Name, Vec2)> = graph.nodes().map(|(name, _)| (name.clone(), vec2(180.0, 120.0))).collect();
        let placed = layered(&graph, &sizes);
        let rects: Vec<Rect> = placed.iter().map(|(_, at)| Rect::from_min_size(*at, vec2(180.0, 120.0))).collect();
        for (at, rect) in rects.iter().enumerate() {
            assert!(rects[..at].iter().all(|other| !other.intersects(*rect)), "{at}");
            if at > 1 {
                assert!(rects[at / 2].max.x < rect.min.x, "{at}");
            }
        }
    }

    #[test]
    fn a_circle_is_laid_out_too() {
        let text = "(weft: 1, nodes: {\"a\": (kind: \"k\", version: 1, wires: {\"i\": \"b.o\"}), \"b\": (kind: \"k\", version: 1, wires: {\"i\": \"a.o\"})})";
        let graph = Graph::parse(text).unwrap();
        let sizes = [("a".into(), vec2(10.0, 10.0)), ("b".into(), vec2(10.0, 10.0))];
        assert_eq!(layered(&graph, &sizes).len(), 2);
    }
}
