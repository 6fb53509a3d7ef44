//! How long files of many nodes take: `cargo test --release --test graph_speed -- 10000 1000000`.
//! Without numbers it only proves on a small graph that what is measured is also right.
#![expect(clippy::print_stdout, reason = "a test with a main")]

use std::time::{Duration, Instant};

use weft_engine::graph::{Edit, Graph, Node, Setting};

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    for n_nodes in if sizes.is_empty() { vec![1000] } else { sizes } {
        measure(n_nodes);
    }
}

/// Each node has two settings, two wires and a place: what a real node has.
fn graph_of(n_nodes: usize) -> Graph {
    let mut graph = Graph::new();
    for at in 0..n_nodes {
        let node = Node::new("image.blend", 1).with("mode", "multiply").with("amount", 0.25);
        let before = |back: usize| (format!("node-{}", at.saturating_sub(back)), "image");
        let node = node.wired("image", before(1)).wired("other", before(7));
        let added = graph.add(format!("node-{at}"), node);
        assert!(added.is_ok());
    }
    let place = |at: usize| Edit::view(format!("node-{at}"), Setting::from(((at % 100) * 280, at / 100 * 120)));
    let placed = graph.apply(Edit::Batch((0..n_nodes).map(place).collect()));
    assert!(placed.is_ok());
    graph
}

fn measure(n_nodes: usize) {
    let before_kib = resident_kib();
    let (graph, build) = best(1, || graph_of(n_nodes));
    let graph_kib = resident_kib().saturating_sub(before_kib);
    let n_rounds = (1_000_000 / n_nodes).clamp(1, 50);
    let (text, write) = best(n_rounds, || graph.to_string());
    let (read, parse) = best(n_rounds, || Graph::parse(&text));
    assert!(read.is_ok_and(|read| read.to_string() == text));
    let mut edited = graph;
    let middle = format!("node-{}", n_nodes / 2);
    let (_, set) = best(n_rounds, || edited.apply(Edit::set(middle.as_str(), "amount", 0.5)));
    let (inverse, remove) = best(1, || edited.apply(Edit::remove(middle.as_str())));
    let (restored, undo) = best(1, || inverse.clone().and_then(|inverse| edited.apply(inverse)));
    assert!(restored.is_ok());
    let half: Vec<_> = (0..n_nodes).step_by(2).map(|at| format!("node-{at}").into()).collect();
    let (inverse, remove_half) = best(1, || edited.apply(Edit::Remove(half.clone())));
    let (restored, undo_half) = best(1, || inverse.clone().and_then(|inverse| edited.apply(inverse)));
    assert!(restored.is_ok());
    println!(
        "{n_nodes} nodes, {} bytes each: build {build:.2?}, {graph_kib} KiB; write {write:.2?}, parse {parse:.2?}; \
         set {set:.2?}, remove one {remove:.2?}, undo {undo:.2?}, remove every second {remove_half:.2?}, undo {undo_half:.2?}",
        text.len() / n_nodes
    );
}

/// The result and the shortest time of so many rounds.
fn best<T>(n_rounds: usize, mut work: impl FnMut() -> T) -> (T, Duration) {
    let mut shortest = Duration::MAX;
    let mut result = None;
    for _ in 0..n_rounds {
        drop(result.take());
        let start = Instant::now();
        result = Some(work());
        shortest = shortest.min(start.elapsed());
    }
    (result.expect("at least one round"), shortest)
}

/// Memory of this process, where the system tells.
fn resident_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0)
}
