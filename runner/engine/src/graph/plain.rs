//! Edits as plain data, for whoever shows a graph in another process. Values, nodes and graphs go as the text of the file,
//! so that spellings and comments arrive as they left.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::scan::Scanner;
use super::{Graph, Node, Setting, Target, Wire};
use crate::diagnostic::{Diagnostic, Place};

/// What a node is called in the text that carries it.
const ALONE: &str = "node";

macro_rules! as_text {
    ($plain:ty, $write:expr, $read:expr) => {
        impl Serialize for $plain {
            fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                let write: fn(&Self) -> String = $write;
                out.serialize_str(&write(self))
            }
        }

        impl<'de> Deserialize<'de> for $plain {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let read: fn(&str) -> Result<Self, Diagnostic> = $read;
                read(&String::deserialize(from)?).map_err(|told| D::Error::custom(told.message))
            }
        }
    };
}

as_text!(Wire, Self::to_string, Self::parse);
as_text!(Target, Self::to_string, Self::parse);
as_text!(Setting, Self::to_string, read_setting);
as_text!(Graph, Self::to_string, read_graph);
as_text!(Node, write_node, read_node);

/// As in a file, where a bare word is none of a command line's texts.
fn read_setting(text: &str) -> Result<Setting, Diagnostic> {
    let mut scanner = Scanner::new(text);
    let value = scanner.spelled_value();
    scanner.skip();
    match value {
        Some(value) if scanner.rest().is_empty() && scanner.comments.is_empty() && scanner.is_faultless() => Ok(value),
        _ => {
            let shown: String = text.chars().take(60).collect();
            Err(Diagnostic::error("bad-value", Place::Everywhere, format!("`{shown}` is no value of a graph file")))
        }
    }
}

fn read_graph(text: &str) -> Result<Graph, Diagnostic> {
    Graph::parse(text).map_err(|mut told| told.swap_remove(0))
}

fn write_node(node: &Node) -> String {
    let mut graph = Graph::new();
    // What could not be written to a file arrives as a graph without the node, and is refused there with a sentence.
    _ = graph.add(ALONE, node.clone());
    graph.to_string()
}

fn read_node(text: &str) -> Result<Node, Diagnostic> {
    let graph = read_graph(text)?;
    graph.node(ALONE).cloned().ok_or_else(|| super::edit::unknown_node(&graph, ALONE))
}
