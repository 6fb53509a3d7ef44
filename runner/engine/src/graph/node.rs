//! One use of a kind in a graph, lean enough for a million of them.

use super::{Entries, Graph, Name, Setting, Wires};

/// What a file says of a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Which kind it is, such as `image.resize`. It may be unknown here.
    pub kind: Name,
    /// The version of the kind that the settings were made for.
    pub version: u32,
    /// Whether the node is passed through instead of run.
    pub bypass: bool,
    /// Inputs with a value of their own. An input that is wired too is still kept here for when the wire goes.
    pub set: Entries<Setting>,
    /// Inputs that get their value from other nodes.
    pub wires: Entries<Wires>,
    /// Few nodes have more; the others pay eight bytes for it.
    more: Option<Box<More>>,
}

/// What few nodes have.
#[derive(Debug, Clone, Default, PartialEq)]
struct More {
    graph: Option<Graph>,
    fields: Entries<Setting>,
}

impl Node {
    /// A node with nothing set and nothing wired.
    #[must_use]
    pub fn new(kind: impl Into<Name>, version: u32) -> Self {
        Self {
            kind: kind.into(),
            version,
            bypass: false,
            set: Entries::default(),
            wires: Entries::default(),
            more: None,
        }
    }

    /// Sets an input.
    #[must_use]
    pub fn with(mut self, input: impl Into<Name>, value: impl Into<Setting>) -> Self {
        self.set.insert(input, value.into());
        self
    }

    /// Wires an input: `.wired("image", ("photo", "image"))`.
    #[must_use]
    pub fn wired(mut self, input: impl Into<Name>, wires: impl Into<Wires>) -> Self {
        self.wires.insert(input, wires.into());
        self
    }

    /// Gives a node of kind `graph` its inner graph.
    #[must_use]
    pub fn with_graph(mut self, graph: Graph) -> Self {
        self.set_graph(Some(graph));
        self
    }

    /// Turns the node off: it is passed through.
    #[must_use]
    pub fn bypassed(mut self) -> Self {
        self.bypass = true;
        self
    }

    /// The graph inside, written in the same file. One in another file is `set: {"path": "other.ron"}`.
    #[must_use]
    pub fn graph(&self) -> Option<&Graph> {
        self.more.as_ref()?.graph.as_ref()
    }

    /// Fields that this version does not know. They are kept and written back.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = (&Name, &Setting)> {
        self.all_fields().iter()
    }

    pub(super) fn all_fields(&self) -> &Entries<Setting> {
        static NONE: Entries<Setting> = Entries::new();
        self.more.as_ref().map_or(&NONE, |more| &more.fields)
    }

    pub(super) fn graph_mut(&mut self) -> Option<&mut Graph> {
        self.more.as_mut()?.graph.as_mut()
    }

    /// Puts or takes the inner graph; gives what was there.
    pub(super) fn set_graph(&mut self, mut graph: Option<Graph>) -> Option<Graph> {
        if let Some(graph) = &mut graph {
            graph.forget_outer_comments();
        }
        let old = std::mem::replace(&mut self.more.get_or_insert_default().graph, graph);
        self.drop_empty();
        old
    }

    pub(super) fn has_field(&self, name: &str) -> bool {
        self.more.as_ref().is_some_and(|more| more.fields.contains(name))
    }

    /// Changes the unknown fields.
    pub(super) fn with_fields<T>(&mut self, change: impl FnOnce(&mut Entries<Setting>) -> T) -> T {
        let changed = change(&mut self.more.get_or_insert_default().fields);
        self.drop_empty();
        changed
    }

    fn drop_empty(&mut self) {
        if self.more.as_ref().is_some_and(|more| more.graph.is_none() && more.fields.is_empty()) {
            self.more = None;
        }
    }

    pub(super) fn forget_spellings(&mut self) {
        self.set.values_mut().for_each(|(_, value)| value.forget_spelling());
        if let Some(more) = &mut self.more {
            more.fields.values_mut().for_each(|(_, value)| value.forget_spelling());
            if let Some(graph) = &mut more.graph {
                graph.forget_spellings();
            }
        }
    }
}

/// The fields of a node which the format knows, in the order in which they are written.
pub const NODE_FIELDS: &[&str] = &["kind", "version", "set", "wires", "bypass", "graph"];

/// The fields of a graph which the format knows, in the order in which they are written.
pub(super) const GRAPH_FIELDS: &[&str] = &["weft", "title", "nodes", "expose", "view"];
