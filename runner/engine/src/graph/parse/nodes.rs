//! Reads the nodes of a graph file: one name, one bracket each.

use super::last_key;
use crate::graph::check::graphs_too_deep;
use crate::graph::comment::{Anchor, attach};
use crate::graph::literal::Seen;
use crate::graph::name::{check_line, check_node_name, check_socket_name};
use crate::graph::node::NODE_FIELDS;
use crate::graph::scan::{Comments, Entry, Scanner};
use crate::graph::{GRAPH_DEPTH_MAX, Graph, Name, Node, Wire, Wires};

impl<'t> Scanner<'t> {
    pub(super) fn nodes(&mut self, graph: &mut Graph, level: i32) -> Option<()> {
        self.opens(b'{', "the list of nodes", "nodes: {\"name\": (kind: …), …}")?;
        let n_before = graph.nodes.len();
        let mut places: Vec<usize> = Vec::new();
        self.entries(Comments::Here, |scanner| {
            scanner.attach_behind(graph, |graph| last_key(&graph.nodes).map(Anchor::Node));
            let start = scanner.at();
            let Some(name) = scanner.key("node's name") else { return Entry::Bad };
            let name = Name::new(name);
            if let Err(told) = check_node_name(&name) {
                scanner.told(start, told);
            }
            let mut comments = scanner.take_comments();
            let Some(node) = scanner.node(level) else { return Entry::Bad };
            comments.append(&mut scanner.take_comments());
            if !comments.is_empty() {
                attach(&mut graph.comments, Anchor::Node(name.clone()), comments);
            }
            match graph.nodes.entry(name) {
                indexmap::map::Entry::Vacant(entry) => {
                    entry.insert(node);
                    places.push(start);
                }
                indexmap::map::Entry::Occupied(entry) => {
                    // Where `nodes` itself is given twice, the first one may lie in the other list.
                    let first = entry.index().checked_sub(n_before).and_then(|at| places.get(at));
                    let hint = match first {
                        Some(first) => {
                            format!("rename it; the first one is in line {}", scanner.line_and_column(*first).0)
                        }
                        None => "rename it".to_owned(),
                    };
                    let message = format!("there is already a node `{}`", entry.key().escape_debug());
                    scanner.problem(start, "twice", message).hint(hint);
                }
            }
            Entry::Read
        });
        self.attach_behind(graph, |graph| last_key(&graph.nodes).map(Anchor::Node));
        attach(&mut graph.comments, Anchor::NodesEnd, self.take_comments());
        Some(())
    }

    fn node(&mut self, level: i32) -> Option<Node> {
        let start = self.at();
        self.opens(b'(', "a node", "(kind: \"…\", version: 1)")?;
        let n_problems = self.n_problems();
        let mut node = Node::new("", 0);
        let mut known = [false; NODE_FIELDS.len()];
        self.entries(Comments::Around, |scanner| {
            let start = scanner.at();
            let Some(field) = scanner.field(NODE_FIELDS) else { return Entry::Bad };
            if field.is_empty() {
                return Entry::Unclosed;
            }
            let seen = match NODE_FIELDS.iter().position(|known| *known == field) {
                Some(index) => std::mem::replace(&mut known[index], true),
                None => node.has_field(field),
            };
            if seen {
                scanner
                    .problem(start, "twice", format!("the field `{field}` is given twice"))
                    .hint("keep one of the two");
            }
            if scanner.node_field(&mut node, field, level).is_some() { Entry::Read } else { Entry::Bad }
        });
        if self.n_problems() == n_problems {
            if !known[0] {
                self.problem(start, "no-kind", "the node does not say its kind").hint("write kind: \"plugin.kind\"");
            } else if !known[1] {
                self.problem(start, "no-version", "the node does not say the version of its kind")
                    .hint("write version: 1, or what `weft nodes` shows for the kind");
            }
        }
        Some(node)
    }

    fn node_field(&mut self, node: &mut Node, field: &'t str, level: i32) -> Option<()> {
        let start = self.at();
        match field {
            "kind" => {
                node.kind = Name::new(self.text("kind")?);
                if let Err(told) = check_line("a kind's id", &node.kind) {
                    self.told(start, told);
                }
            }
            "version" => {
                let version = self.spelled_value()?.as_u64().and_then(|version| u32::try_from(version).ok());
                node.version = version.unwrap_or_else(|| {
                    self.problem(start, "bad-version", "a version is a whole number").hint("write version: 1");
                    0
                });
            }
            "bypass" => {
                node.bypass = self.spelled_value()?.as_bool().unwrap_or_else(|| {
                    self.problem(start, "bad-bypass", "bypass is true or false").hint("write bypass: true");
                    false
                });
            }
            "set" => self.sockets("set", "set: {\"input\": value}", |scanner, input| {
                scanner.spelled_value().map(|value| node.set.push_new(input, value))
            })?,
            "wires" => self.sockets("wires", "wires: {\"input\": \"node.output\"}", |scanner, input| {
                scanner.wires().map(|wires| node.wires.push_new(input, wires))
            })?,
            "graph" => {
                self.opens(b'(', "an inner graph", "graph: (nodes: {…})")?;
                if level >= GRAPH_DEPTH_MAX {
                    self.told(start, graphs_too_deep());
                    return None;
                }
                let mut graph = Graph::new();
                self.graph(&mut graph, level + 1);
                node.set_graph(Some(graph));
            }
            _ => {
                let value = self.spelled_value()?;
                node.with_fields(|fields| fields.push_new(Name::new(field), value));
            }
        }
        Some(())
    }

    /// The entries of `set` and `wires`.
    fn sockets(
        &mut self,
        what: &str,
        example: &str,
        mut read: impl FnMut(&mut Self, Name) -> Option<()>,
    ) -> Option<()> {
        self.opens(b'{', what, example)?;
        let mut seen = Seen::default();
        self.entries(Comments::Around, |scanner| {
            let start = scanner.at();
            let Some(key) = scanner.key("input's name") else { return Entry::Bad };
            let input = Name::new(&key);
            scanner.new_key(&mut seen, start, key, "input's name");
            if let Err(told) = check_socket_name(&input) {
                scanner.told(start, told);
            }
            if read(scanner, input).is_some() { Entry::Read } else { Entry::Bad }
        });
        Some(())
    }

    fn wires(&mut self) -> Option<Wires> {
        if self.peek() != Some(b'[') {
            return self.address(Wire::parse).map(Wires::One);
        }
        let mut wires = Vec::new();
        self.entries(Comments::Around, |scanner| match scanner.address(Wire::parse) {
            Some(wire) => {
                wires.push(wire);
                Entry::Read
            }
            None => Entry::Bad,
        });
        Some(Wires::Many(wires))
    }
}
