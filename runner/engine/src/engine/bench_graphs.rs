//! Graphs of known shape, for measuring what the engine adds to the work of kinds. The shapes are those that peers were
//! measured with, so that the numbers can be laid side by side.

use crate::graph::{Edit, Graph, Node, Setting, Wire};

/// The kinds that a measured graph is made of, by id.
#[derive(Debug, Clone, Copy)]
pub struct BenchKinds<'a> {
    /// Gives a number that can be set: input `value`, output `value`.
    pub value: &'a str,
    /// Adds two: inputs `a` and `b`, output `value`.
    pub add: &'a str,
    /// Works for about 100 ms and gives a number: input `seed`, output `value`.
    pub slow: &'a str,
}

impl BenchKinds<'_> {
    /// Node i adds node i − 1 and one of the eight before it. Exposes the last as `last`.
    #[must_use]
    pub fn dag(&self, n_nodes: usize) -> Graph {
        let mut chance = Chance(0x2545_F491_4F6C_DD1D);
        let mut graph = Graph::new();
        for at in 0..n_nodes {
            let node = if at < 2 {
                self.source(at)
            } else {
                let back = 1 + chance.below(at.min(8));
                self.sum(at - 1, at - back)
            };
            add(&mut graph, &name(at), node);
        }
        expose(graph, "last", &name(n_nodes - 1))
    }

    /// Each node adds 1 to the one before. Exposes the last as `last`.
    #[must_use]
    pub fn chain(&self, n_nodes: usize) -> Graph {
        let mut graph = Graph::new();
        add(&mut graph, &name(0), self.source(0));
        for at in 1..n_nodes {
            let node = Node::new(self.add, 1).with("b", 1.0).wired("a", Wire::new(name(at - 1), "value"));
            add(&mut graph, &name(at), node);
        }
        expose(graph, "last", &name(n_nodes - 1))
    }

    /// Pairs of a source and a node that reads it, summed up by a tree; so that one changed source has few that depend on it.
    /// The sources come first: `n0`, `n1` … Exposes the root as `last`.
    #[must_use]
    pub fn tree(&self, n_nodes: usize) -> Graph {
        let n_leaves = n_nodes.div_ceil(2).max(2);
        let mut graph = Graph::new();
        (0..n_leaves).for_each(|at| add(&mut graph, &name(at), self.source(at)));
        let (mut first, mut count) = (0, n_leaves);
        // Level by level: a pair of nodes becomes one; an odd one goes on alone, added to itself.
        while count > 1 {
            let next = graph.len();
            for pair in 0..count.div_ceil(2) {
                let left = first + 2 * pair;
                let right = (left + 1).min(first + count - 1);
                add(&mut graph, &name(next + pair), self.sum(left, right));
            }
            (first, count) = (next, graph.len() - next);
        }
        let last = name(graph.len() - 1);
        expose(graph, "last", &last)
    }

    /// Nodes that work for 100 ms and have nothing to do with each other, each exposed.
    #[must_use]
    pub fn branches(&self, n_branches: usize) -> Graph {
        let mut graph = Graph::new();
        for at in 0..n_branches {
            add(&mut graph, &name(at), Node::new(self.slow, 1).with("seed", at));
            graph = expose(graph, &format!("out{at}"), &name(at));
        }
        graph
    }

    fn source(&self, at: usize) -> Node {
        #[expect(clippy::cast_precision_loss, reason = "some number that differs")]
        Node::new(self.value, 1).with("value", at as f64)
    }

    fn sum(&self, left: usize, right: usize) -> Node {
        Node::new(self.add, 1).wired("a", Wire::new(name(left), "value")).wired("b", Wire::new(name(right), "value"))
    }
}

/// The same graph with another number in one of its sources.
///
/// # Panics
/// If there is no such source.
#[must_use]
pub fn with_changed_source(mut graph: Graph, at: usize, number: f64) -> Graph {
    let value = Some(Setting::from(number));
    let edit = Edit::Set { node: name(at).into(), input: "value".into(), value, at: None };
    graph.apply(edit).expect("sources can be set");
    graph
}

fn name(at: usize) -> String {
    format!("n{at}")
}

fn add(graph: &mut Graph, name: &str, node: Node) {
    graph.add(name, node).expect("names are new and plain");
}

fn expose(mut graph: Graph, name: &str, node: &str) -> Graph {
    let edit = Edit::Output { name: name.into(), wire: Some(Wire::new(node, "value")), at: None };
    graph.apply(edit).expect("the node is there");
    graph
}

/// The same numbers each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap_or(0)
    }
}
