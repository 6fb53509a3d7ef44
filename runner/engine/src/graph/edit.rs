//! One change of a graph. Undo, `--set`, the editor, merges and tests all use the same.

mod apply;
mod assign;
mod expand;
mod order;
mod view;

pub(super) use apply::unknown_node;

use serde::{Deserialize, Serialize};

use super::{Anchor, Graph, Name, Node, Setting, Target, Wire, Wires};

/// A change that [`Graph::apply`] makes; applying it gives the edit that takes it back.
///
/// `at` is a place in the order of the file for what was not there before; without it new lines go to the end.
/// Taking away what is not there changes nothing and is no mistake.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edit {
    /// Several at once: all are done, or none.
    Batch(Vec<Edit>),
    /// A new title; empty for none.
    Title(String),
    /// New nodes, in the order of their places.
    Add(Vec<Added>),
    /// Removes nodes with all wires from them, what is exposed of them, and their places in the view.
    Remove(Vec<Name>),
    /// Removes only the nodes and leaves every mention of them: the inverse of `Add`.
    Take(Vec<Name>),
    /// A new name; wires, exposed sockets and the view follow.
    Rename {
        /// The name until now.
        from: Name,
        /// The name from now on.
        to: Name,
    },
    /// A new name for the node alone; every mention of the old name stays: a part of `Rename`.
    Relabel {
        /// The name until now.
        from: Name,
        /// The name from now on.
        to: Name,
    },
    /// Another kind or version; settings and wires stay.
    Replace {
        /// Which node.
        node: Name,
        /// The new kind.
        kind: Name,
        /// Its version.
        version: u32,
    },
    /// Whether a node is passed through.
    Bypass {
        /// Which node.
        node: Name,
        /// Passed through, or run.
        on: bool,
    },
    /// Sets an input, or resets it.
    Set {
        /// Which node.
        node: Name,
        /// Which of its inputs.
        input: Name,
        /// The value, or none to reset it.
        value: Option<Setting>,
        /// Where among the settings.
        at: Option<usize>,
    },
    /// Wires an input, or unwires it.
    Wire {
        /// Which node.
        node: Name,
        /// Which of its inputs.
        input: Name,
        /// The wires, or none to take them away.
        wires: Option<Wires>,
        /// Where among the wires.
        at: Option<usize>,
    },
    /// A field that the format does not know, of a node or of the graph.
    Field {
        /// Which node; none for the graph itself.
        node: Option<Name>,
        /// Which field.
        field: Name,
        /// Its value, or none to take it away.
        value: Option<Setting>,
        /// Where among the fields.
        at: Option<usize>,
    },
    /// Puts, changes or takes away the graph inside a node.
    Subgraph {
        /// Which node.
        node: Name,
        /// The graph inside.
        graph: Option<Box<Graph>>,
    },
    /// An edit of the graph inside a node.
    Inside {
        /// Which node.
        node: Name,
        /// The edit of its graph.
        edit: Box<Edit>,
    },
    /// Exposes an input of a node as one of the graph.
    Input {
        /// The public name.
        name: Name,
        /// Where it leads, or none to hide it.
        target: Option<Target>,
        /// Where among the exposed inputs.
        at: Option<usize>,
    },
    /// Exposes an output of a node as one of the graph.
    Output {
        /// The public name.
        name: Name,
        /// Where it comes from, or none to hide it.
        wire: Option<Wire>,
        /// Where among the exposed outputs.
        at: Option<usize>,
    },
    /// An entry of the view: the place of a node, or anything that the editor keeps.
    View {
        /// A node's name, or a key with a `/` such as `frame/faces`.
        key: Name,
        /// What is kept, or none to forget it.
        value: Option<Setting>,
        /// Where among the entries.
        at: Option<usize>,
    },
    /// The comments above a line.
    Comment {
        /// Which line.
        anchor: Anchor,
        /// The comments, each with its `//`.
        lines: Vec<Name>,
    },
}

/// A node to be added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Added {
    /// Its name, which must be free.
    pub name: Name,
    /// The node.
    pub node: Node,
    /// Its place in the finished order of the file.
    pub at: Option<usize>,
}

impl Edit {
    /// Adds a node at the end.
    #[must_use]
    pub fn add(name: impl Into<Name>, node: Node) -> Self {
        Self::Add(vec![Added { name: name.into(), node, at: None }])
    }

    /// Removes a node and every mention of it.
    #[must_use]
    pub fn remove(node: impl Into<Name>) -> Self {
        Self::Remove(vec![node.into()])
    }

    /// Renames a node and every mention of it.
    #[must_use]
    pub fn rename(from: impl Into<Name>, to: impl Into<Name>) -> Self {
        Self::Rename { from: from.into(), to: to.into() }
    }

    /// Sets an input: `Edit::set("upscale", "scale", 4)`.
    #[must_use]
    pub fn set(node: impl Into<Name>, input: impl Into<Name>, value: impl Into<Setting>) -> Self {
        Self::Set { node: node.into(), input: input.into(), value: Some(value.into()), at: None }
    }

    /// Gives an input its default back.
    #[must_use]
    pub fn reset(node: impl Into<Name>, input: impl Into<Name>) -> Self {
        Self::Set { node: node.into(), input: input.into(), value: None, at: None }
    }

    /// Wires an input: `Edit::wire("upscale", "image", ("photo", "image"))`.
    #[must_use]
    pub fn wire(node: impl Into<Name>, input: impl Into<Name>, wires: impl Into<Wires>) -> Self {
        Self::Wire { node: node.into(), input: input.into(), wires: Some(wires.into()), at: None }
    }

    /// Takes all wires from an input.
    #[must_use]
    pub fn unwire(node: impl Into<Name>, input: impl Into<Name>) -> Self {
        Self::Wire { node: node.into(), input: input.into(), wires: None, at: None }
    }

    /// Exposes an input: `Edit::expose_input("photo", Target::new("load", "path"))`.
    #[must_use]
    pub fn expose_input(name: impl Into<Name>, target: Target) -> Self {
        Self::Input { name: name.into(), target: Some(target), at: None }
    }

    /// Exposes an output: `Edit::expose_output("result", Wire::new("save", "image"))`.
    #[must_use]
    pub fn expose_output(name: impl Into<Name>, wire: Wire) -> Self {
        Self::Output { name: name.into(), wire: Some(wire), at: None }
    }

    /// Hides an exposed input.
    #[must_use]
    pub fn hide_input(name: impl Into<Name>) -> Self {
        Self::Input { name: name.into(), target: None, at: None }
    }

    /// Hides an exposed output.
    #[must_use]
    pub fn hide_output(name: impl Into<Name>) -> Self {
        Self::Output { name: name.into(), wire: None, at: None }
    }

    /// Puts an entry into the view.
    #[must_use]
    pub fn view(key: impl Into<Name>, value: impl Into<Setting>) -> Self {
        Self::View { key: key.into(), value: Some(value.into()), at: None }
    }

    /// Takes an entry out of the view.
    #[must_use]
    pub fn unview(key: impl Into<Name>) -> Self {
        Self::View { key: key.into(), value: None, at: None }
    }

    /// Writes comments above a line; `//` is put before each line of the text.
    #[must_use]
    pub fn comment(anchor: Anchor, text: &str) -> Self {
        let line = |line: &str| Name::new(format!("// {line}").trim_end());
        Self::Comment { anchor, lines: text.lines().map(line).collect() }
    }

    /// The same edit, made to the graph inside a node.
    #[must_use]
    pub fn inside(self, node: impl Into<Name>) -> Self {
        Self::Inside { node: node.into(), edit: Box::new(self) }
    }

    /// A few words for a list of what was done.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Batch(edits) => describe_all(edits),
            Self::Title(_) => "change the title".into(),
            Self::Add(added) => match added.as_slice() {
                [one] => format!("add {}", one.name),
                all => format!("add {} nodes", all.len()),
            },
            Self::Remove(nodes) | Self::Take(nodes) => match nodes.as_slice() {
                [one] => format!("remove {one}"),
                all => format!("remove {} nodes", all.len()),
            },
            Self::Rename { from, to } | Self::Relabel { from, to } => format!("rename {from} to {to}"),
            Self::Replace { node, kind, .. } => format!("make {node} {kind}"),
            Self::Bypass { node, on: true } => format!("bypass {node}"),
            Self::Bypass { node, on: false } => format!("run {node} again"),
            Self::Set { node, input, value: Some(_), .. } => format!("set {node}.{input}"),
            Self::Set { node, input, value: None, .. } => format!("reset {node}.{input}"),
            Self::Wire { node, input, wires: Some(_), .. } => format!("wire {node}.{input}"),
            Self::Wire { node, input, wires: None, .. } => format!("unwire {node}.{input}"),
            Self::Field { field, .. } => format!("change {field}"),
            Self::Subgraph { node, .. } => format!("change the graph in {node}"),
            Self::Inside { node, edit } => format!("{} in {node}", edit.describe()),
            Self::Input { name, target: None, .. } | Self::Output { name, wire: None, .. } => format!("hide {name}"),
            Self::Input { name, .. } | Self::Output { name, .. } => format!("expose {name}"),
            Self::View { key, value: Some(value), .. } if value.as_point().is_some() => format!("move {key}"),
            Self::View { key, .. } => format!("arrange {key}"),
            Self::Comment { .. } => "change a comment".into(),
        }
    }
}

fn describe_all(edits: &[Edit]) -> String {
    let is_move = |edit: &Edit| matches!(edit, Edit::View { value: Some(value), .. } if value.as_point().is_some());
    match edits {
        [] => "change nothing".into(),
        [one] => one.describe(),
        all if all.iter().all(is_move) => format!("move {} nodes", all.len()),
        [first, rest @ ..] => format!("{} and {} more", first.describe(), rest.len()),
    }
}
