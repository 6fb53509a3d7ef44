//! The document: nodes, wires, settings, what is exposed, and the view. No plugins, no GPU, no clock.
//! A [`Graph`] is read with [`Graph::parse`], changed with [`Graph::apply`] and written with `to_string`.
//!
//! ```
//! use weft_engine::graph::{Edit, Graph, History, Node, Setting};
//!
//! let text = "(weft: 1, nodes: {\"photo\": (kind: \"files.load_image\", version: 1)})";
//! // Or every mistake, each with line, column and hint; here the first will do.
//! let mut graph = Graph::parse_file("portrait.ron", text).map_err(|told| told[0].clone())?;
//! let before = graph.to_string();
//! let inverse = graph.apply(Edit::set("photo", "path", "face.png"))?;
//! graph.apply(inverse)?; // exact: every byte is back
//! assert_eq!(graph.to_string(), before);
//!
//! let mut history = History::new(); // undo without limit; a drag is one step
//! let upscale = Node::new("image.upscale", 1).with("scale", 4).wired("image", ("photo", "image"));
//! let name = graph.free_name("upscale");
//! history.apply(&mut graph, Edit::add(name, upscale))?;
//! history.drag(&mut graph, Edit::view("upscale", Setting::point(320.0, 80.0)), "move")?;
//! let edit = graph.assignment("upscale.scale=2")?; // what a command line says
//! history.apply(&mut graph, edit)?;
//! history.undo(&mut graph)?;
//! assert_eq!(graph.node("upscale").and_then(|node| node.set.get("scale")?.as_i64()), Some(4));
//! # Ok::<(), weft_engine::diagnostic::Diagnostic>(())
//! ```

mod check;
mod comment;
mod diff;
mod edit;
mod entries;
mod format;
mod fragment;
mod history;
mod letter;
mod literal;
mod merge;
mod name;
mod node;
mod number_text;
mod parse;
mod plain;
mod quote;
mod scan;
mod setting;
mod setting_text;
mod write;

use std::hash::RandomState;

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Place};
pub use comment::Anchor;
pub use edit::{Added, Edit};
pub use entries::Entries;
pub use format::FORMAT;
pub use fragment::{OuterWires, Pasted};
pub use history::History;
pub use merge::Merged;
pub use name::{Name, Target, Wire, Wires, check_node_name};
pub use node::{NODE_FIELDS, Node};
pub use setting::{Named, Setting, Spelled};

/// How deep graphs may lie in graphs within one file.
pub const GRAPH_DEPTH_MAX: i32 = 16;

/// Lines of the file that are looked up by name.
type Lines<T> = IndexMap<Name, T, RandomState>;

/// A graph as its file says it: checked as text, not yet against the kinds that exist.
///
/// Two graphs are equal when they say the same; the order of lines and the comments do not count.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    title: Box<str>,
    nodes: Lines<Node>,
    inputs: Lines<Target>,
    outputs: Lines<Wire>,
    view: Lines<Setting>,
    fields: Entries<Setting>,
    comments: comment::Comments,
}

/// Where results of a graph may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheUse {
    /// As the engine was told, which is the default.
    MemoryAndDisk,
    /// Pictures of people, say: no file holds what the graph makes, but for those that it saves.
    Memory,
}

impl PartialEq for Graph {
    fn eq(&self, other: &Self) -> bool {
        self.title == other.title
            && self.nodes == other.nodes
            && self.inputs == other.inputs
            && self.outputs == other.outputs
            && self.view == other.view
            && self.fields == other.fields
    }
}

impl Graph {
    /// An empty graph.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The title, or nothing.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Where its results may be kept: anywhere, or with `cache: "memory"` never on disk.
    ///
    /// # Errors
    /// With what else the field says.
    pub fn cache(&self) -> Result<CacheUse, &Setting> {
        let Some(said) = self.fields.get("cache") else { return Ok(CacheUse::MemoryAndDisk) };
        match said.as_text() {
            Some("disk") => Ok(CacheUse::MemoryAndDisk),
            Some("memory") => Ok(CacheUse::Memory),
            _ => Err(said),
        }
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no nodes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node of that name.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.nodes.get(name)
    }

    /// All nodes in the order of the file.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (&Name, &Node)> + DoubleEndedIterator {
        self.nodes.iter()
    }

    /// Where in the order of the file a node is. Adding at the end changes no other place.
    #[must_use]
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.nodes.get_index_of(name)
    }

    /// The node at a place in the order of the file.
    #[must_use]
    pub fn node_at(&self, index: usize) -> Option<(&Name, &Node)> {
        self.nodes.get_index(index)
    }

    /// The graph's public inputs: a name, and the input that it leads to.
    pub fn inputs(&self) -> impl ExactSizeIterator<Item = (&Name, &Target)> + DoubleEndedIterator {
        self.inputs.iter()
    }

    /// The graph's public outputs: a name, and the output that it shows.
    pub fn outputs(&self) -> impl ExactSizeIterator<Item = (&Name, &Wire)> + DoubleEndedIterator {
        self.outputs.iter()
    }

    /// The input that a public name leads to.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<&Target> {
        self.inputs.get(name)
    }

    /// The output that a public name shows.
    #[must_use]
    pub fn output(&self, name: &str) -> Option<&Wire> {
        self.outputs.get(name)
    }

    /// What the editor keeps: by a node's name its place, by keys such as `frame/faces` whatever else it draws.
    pub fn view(&self) -> impl ExactSizeIterator<Item = (&Name, &Setting)> + DoubleEndedIterator {
        self.view.iter()
    }

    /// One entry of the view.
    #[must_use]
    pub fn view_of(&self, key: &str) -> Option<&Setting> {
        self.view.get(key)
    }

    /// Where a node is drawn: its entry is `(x, y)`, or a struct with `at: (x, y)`.
    #[must_use]
    pub fn position(&self, node: &str) -> Option<(f64, f64)> {
        let entry = self.view.get(node)?;
        entry.as_point().or_else(|| entry.get("at")?.as_point())
    }

    /// Fields that this version does not know. They are kept and written back.
    #[must_use]
    pub fn fields(&self) -> &Entries<Setting> {
        &self.fields
    }

    /// The comments above a line, each with its `//`.
    #[must_use]
    pub fn comments(&self, anchor: &Anchor) -> &[Name] {
        self.comments.get(anchor).map_or(&[], Vec::as_slice)
    }

    /// Adds a node at the end: for programs that build a graph. An editor applies edits, which can be undone.
    ///
    /// # Errors
    /// When the name is taken or something in the node cannot be written to a file.
    pub fn add(&mut self, name: impl Into<Name>, node: Node) -> Result<(), Diagnostic> {
        let name = name.into();
        check_node_name(&name)?;
        node.check().map_err(|told| at_node(told, &name))?;
        match self.nodes.entry(name) {
            indexmap::map::Entry::Vacant(entry) => {
                entry.insert(node);
                Ok(())
            }
            indexmap::map::Entry::Occupied(entry) => Err(taken(entry.key())),
        }
    }

    /// Forgets how settings were written: everything gets the one canonical spelling. Comments stay.
    pub fn forget_spellings(&mut self) {
        for node in self.nodes.values_mut() {
            node.forget_spellings();
        }
        self.view.values_mut().for_each(Setting::forget_spelling);
        self.fields.values_mut().for_each(|(_, value)| value.forget_spelling());
    }

    /// A graph inside a node has no place for what a file says around its brackets.
    fn forget_outer_comments(&mut self) {
        if !self.comments.is_empty() {
            for anchor in [Anchor::Head, Anchor::Tail, Anchor::Field(Name::new("weft"))] {
                self.comments.swap_remove(&anchor);
            }
        }
    }

    /// How many graphs lie in each other here, this one counted.
    fn depth(&self) -> i32 {
        1 + self.nodes.values().filter_map(Node::graph).map(Self::depth).max().unwrap_or(0)
    }
}

fn taken(name: &str) -> Diagnostic {
    Diagnostic::error("name-taken", Place::Node(name.to_owned()), format!("there is already a node `{name}`"))
        .hint("choose another name")
}

/// Says of which node a mistake tells, unless it does already.
fn at_node(mut told: Diagnostic, node: &str) -> Diagnostic {
    if told.place == Place::Everywhere {
        told.place = Place::Node(node.to_owned());
    }
    told
}
