//! Comments of a file, and the line that each belongs to, so that they are written back and can be edited.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::hash::RandomState;

use super::Name;
use super::scan::Scanner;

/// What a comment stands above.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// The whole file: above the first bracket, with `#![enable(…)]` if there is one.
    Head,
    /// A field of the graph, such as `nodes` or `expose`.
    Field(Name),
    /// A node.
    Node(Name),
    /// An exposed input.
    Input(Name),
    /// An exposed output.
    Output(Name),
    /// An entry of the view.
    View(Name),
    /// The end of the nodes.
    NodesEnd,
    /// The end of the view.
    ViewEnd,
    /// Below everything.
    Tail,
}

/// Each comment is one token of the file with its `//` or `/* */`.
pub(super) type Comments = IndexMap<Anchor, Vec<Name>, RandomState>;

/// Adds comments to what an anchor has.
pub(super) fn attach(comments: &mut Comments, anchor: Anchor, lines: Vec<Name>) {
    if !lines.is_empty() {
        comments.entry(anchor).or_default().extend(lines);
    }
}

/// Whether a line is one comment token, so that it is read back as it was written.
pub(super) fn is_comment(line: &str, anchor: &Anchor) -> bool {
    let mut scanner = Scanner::new(line);
    if *anchor == Anchor::Head {
        scanner.pass_head();
    } else {
        scanner.skip();
    }
    scanner.is_faultless() && scanner.comments == [line]
}
