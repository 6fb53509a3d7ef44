//! What sockets a node has: from its kind, from what the graph inside it exposes, or, where the kind is missing, from what
//! the file mentions, so that nothing is lost from sight.

use std::collections::HashMap;
use std::sync::Arc;

use weft_engine::catalog::{Catalog, Input, Kind, Type};
use weft_engine::graph::{Graph, Name, Node};

use crate::words;

/// The kind of a node that holds a graph.
pub(crate) const GRAPH_KIND: &str = "graph";

/// A node's face.
#[derive(Debug, Clone)]
pub struct Signature {
    /// What a person calls the kind.
    pub label: String,
    /// `Image/Stylise`.
    pub category: String,
    /// Inputs in the order of the kind.
    pub inputs: Vec<Socket>,
    /// Outputs in the order of the kind.
    pub outputs: Vec<Socket>,
    /// The kind, if it is installed.
    pub kind: Option<Arc<Kind>>,
    /// What the node stands for.
    pub face: Face,
}

/// What a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// An installed kind.
    Known,
    /// A graph inside the node.
    Graph,
    /// A kind that is not installed: a placeholder that keeps everything.
    Missing,
}

/// An input or output.
#[derive(Debug, Clone)]
pub struct Socket {
    /// As in the file.
    pub id: Name,
    /// As people read it.
    pub label: String,
    /// What flows.
    pub ty: Type,
    /// Of an input: the kind that describes it and which of its inputs it is.
    pub source: Option<(Arc<Kind>, usize)>,
}

impl Socket {
    /// The full description of an input.
    #[must_use]
    pub fn input(&self) -> Option<&Input> {
        self.source.as_ref().and_then(|(kind, at)| kind.inputs.get(*at))
    }

    /// Whether a value can be set by hand.
    #[must_use]
    pub fn can_be_set(&self) -> bool {
        self.input().is_some_and(|input| !input.flags.wire_only) && has_widget(&self.ty)
    }

    /// Whether a wire can end here.
    #[must_use]
    pub fn can_be_wired(&self) -> bool {
        self.input().is_none_or(|input| !input.flags.set_only)
    }
}

/// Whether the inspector has a widget for a type.
#[must_use]
pub fn has_widget(ty: &Type) -> bool {
    const SETTABLE: [&str; 13] = [
        "float", "int", "bool", "text", "choice", "color", "path", "model", "seed", "curve", "points", "rect",
        "strokes",
    ];
    !ty.is_list() && SETTABLE.iter().any(|name| ty.has(name))
}

/// Signatures that are made once for each kind.
#[derive(Debug, Default)]
pub struct Signatures {
    known: HashMap<Name, Arc<Signature>>,
}

impl Signatures {
    /// After the catalog has changed.
    pub fn forget(&mut self) {
        self.known.clear();
    }

    /// Of a node. `read_outputs` are outputs that wires of the same graph mention: all that is known of a missing kind.
    pub fn of(&mut self, node: &Node, catalog: &Catalog, read_outputs: &[Name]) -> Arc<Signature> {
        if let Some(graph) = node.graph() {
            return Arc::new(of_graph(graph, catalog));
        }
        if let Some(found) = self.known.get(&node.kind) {
            return Arc::clone(found);
        }
        match catalog.kind(&node.kind) {
            Some(kind) => {
                let made = Arc::new(of_kind(kind));
                self.known.insert(node.kind.clone(), Arc::clone(&made));
                made
            }
            None => Arc::new(of_missing(node, read_outputs)),
        }
    }
}

/// Of an installed kind.
#[must_use]
pub fn of_kind(kind: &Arc<Kind>) -> Signature {
    let input = |(at, input): (usize, &Input)| Socket {
        id: Name::new(&*input.id),
        label: input.label.to_string(),
        ty: if input.flags.list { input.ty.clone().listed() } else { input.ty.clone() },
        source: Some((Arc::clone(kind), at)),
    };
    Signature {
        label: kind.label.to_string(),
        category: kind.category.to_string(),
        inputs: kind.inputs.iter().enumerate().filter(|(_, input)| !input.flags.hidden).map(input).collect(),
        outputs: kind.outputs.iter().map(|output| plain(&output.id, &output.label, output.ty.clone())).collect(),
        kind: Some(Arc::clone(kind)),
        face: Face::Known,
    }
}

fn plain(id: &str, label: &str, ty: Type) -> Socket {
    let label = if label.is_empty() { words::spoken(id) } else { label.to_owned() };
    Socket { id: Name::new(id), label, ty, source: None }
}

fn any() -> Type {
    Type::parse("any").unwrap_or_else(|| unreachable!("`any` is a type"))
}

fn of_graph(graph: &Graph, catalog: &Catalog) -> Signature {
    let inputs = graph.inputs().map(|(name, target)| {
        let node = graph.node(&target.node);
        let found = node.and_then(|node| inner_socket(node, catalog, &target.input, Side::Input));
        let mut socket = found.unwrap_or_else(|| plain(name, "", any()));
        socket.id = name.clone();
        socket.label = words::spoken(name);
        socket
    });
    let outputs = graph.outputs().map(|(name, wire)| {
        let node = graph.node(&wire.node);
        let found = node.and_then(|node| inner_socket(node, catalog, &wire.output, Side::Output));
        let mut socket = found.unwrap_or_else(|| plain(name, "", any()));
        socket.id = name.clone();
        socket.label = words::spoken(name);
        socket
    });
    Signature {
        label: if graph.title().is_empty() { "Graph".to_owned() } else { graph.title().to_owned() },
        category: "Graph".to_owned(),
        inputs: inputs.collect(),
        outputs: outputs.collect(),
        kind: None,
        face: Face::Graph,
    }
}

#[derive(Clone, Copy)]
enum Side {
    Input,
    Output,
}

/// Graphs lie at most 16 deep in each other, so this ends.
fn inner_socket(node: &Node, catalog: &Catalog, id: &str, side: Side) -> Option<Socket> {
    let inner = match (node.graph(), catalog.kind(&node.kind)) {
        (Some(graph), _) => of_graph(graph, catalog),
        (None, Some(kind)) => of_kind(kind),
        (None, None) => return None,
    };
    let sockets = match side {
        Side::Input => inner.inputs,
        Side::Output => inner.outputs,
    };
    sockets.into_iter().find(|socket| socket.id == id)
}

fn of_missing(node: &Node, read_outputs: &[Name]) -> Signature {
    let wired = node.wires.iter().map(|(id, _)| plain(id, "", any()));
    let outputs = read_outputs.iter().map(|id| plain(id, "", any()));
    Signature {
        label: node.kind.to_string(),
        category: String::new(),
        inputs: wired.collect(),
        outputs: outputs.collect(),
        kind: None,
        face: if node.kind == GRAPH_KIND { Face::Graph } else { Face::Missing },
    }
}
