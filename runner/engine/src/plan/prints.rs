//! What a node says, as two numbers: quick to make and to compare. They live as long as the process and are never stored,
//! so a new release may make them otherwise.

use std::fmt::Write;
use std::hash::{BuildHasher, Hash, Hasher};

use crate::graph::{Graph, Node, Setting, Wires};

/// Of one node. Two that differ say something else; two that are the same say the same, but for a chance of 2⁻⁶⁴.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Print {
    /// Name, kind, wires, which inputs are set, and whether it is switched off: what decides the shape of a plan.
    pub(super) shape: u64,
    /// What they are set to.
    pub(super) settings: u64,
}

type State = foldhash::quality::FixedState;

/// Of a node, with the graph inside it.
pub(super) fn print_of(name: &str, node: &Node) -> Print {
    let mut shape = State::default().build_hasher();
    shape_into(&mut shape, name, node);
    let settings = if node.set.is_empty() {
        0
    } else {
        let mut hasher = State::default().build_hasher();
        settings_into(&mut hasher, node);
        hasher.finish()
    };
    Print { shape: shape.finish(), settings }
}

/// Of what a graph shows to others.
pub(super) fn public_print(graph: &Graph) -> u64 {
    let mut hasher = State::default().build_hasher();
    public_into(&mut hasher, graph);
    hasher.finish()
}

fn public_into(hasher: &mut impl Hasher, graph: &Graph) {
    graph.fields().get("cache").map(Setting::as_text).hash(hasher);
    hasher.write_usize(graph.inputs().len());
    for (name, target) in graph.inputs() {
        (name, target).hash(hasher);
    }
    for (name, wire) in graph.outputs() {
        (name, wire).hash(hasher);
    }
}

fn shape_into(hasher: &mut impl Hasher, name: &str, node: &Node) {
    (name, &node.kind, node.version, node.bypass).hash(hasher);
    for (input, wires) in node.wires.iter() {
        input.hash(hasher);
        match wires {
            Wires::One(wire) => wire.hash(hasher),
            Wires::Many(wires) => wires.hash(hasher),
        }
    }
    hasher.write_usize(node.set.len());
    node.set.iter().for_each(|(input, _)| input.hash(hasher));
    // A graph inside decides the shape with all that it says. They lie a few deep at most.
    if let Some(graph) = node.graph() {
        hasher.write_usize(graph.len());
        public_into(hasher, graph);
        for (name, node) in graph.nodes() {
            shape_into(hasher, name, node);
            settings_into(hasher, node);
        }
    }
    // So does what a graph inside is given.
    if node.kind == super::GRAPH_KIND {
        settings_into(hasher, node);
    }
}

fn settings_into(hasher: &mut impl Hasher, node: &Node) {
    for (_, setting) in node.set.iter() {
        match setting.plain() {
            Setting::Bool(yes) => (1_u8, yes).hash(hasher),
            Setting::Int(number) => (2_u8, number).hash(hasher),
            Setting::Float(number) => (3_u8, number.to_bits()).hash(hasher),
            Setting::Text(text) => (4_u8, text).hash(hasher),
            other => {
                hasher.write_u8(5);
                // Writing into a hasher cannot fail.
                _ = other.write_canonical(&mut Words(hasher));
            }
        }
    }
}

/// A hasher to which words can be written.
struct Words<'a, H>(&'a mut H);

impl<H: Hasher> Write for Words<'_, H> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        text.hash(self.0);
        Ok(())
    }
}
