//! The edits which a command line asks for: `node.input=value`, or `name=value` of an exposed input.

use super::Edit;
use super::apply::unknown_node;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::graph::{Graph, Name, Setting, Target};

impl Graph {
    /// The edit that `name=value` or `node.input=value` means; `outer/inner.input=value` reaches into a graph inside.
    /// A wire into the input gives way: who sets a value wants to see it used.
    ///
    /// # Errors
    /// When it is not written so, or there is no such name or node. Whether the kind has that input is seen in `plan`.
    pub fn assignment(&self, text: &str) -> Result<Edit, Diagnostic> {
        let Some((left, value)) = text.split_once('=') else {
            return Err(Diagnostic::error("bad-assignment", Place::Everywhere, format!("`{text}` sets nothing"))
                .hint("write name=value or node.input=value"));
        };
        let value = Setting::parse(value)?;
        let left = left.trim();
        if !left.contains('.') {
            return match self.input(left) {
                Some(target) => self.setting_edit(target, value),
                None => Err(self.unknown_input(left)),
            };
        }
        let (path, target) = match left.split_once('.') {
            Some((nodes, _)) => left.split_at(nodes.rfind('/').map_or(0, |at| at + 1)),
            None => ("", left),
        };
        let target = Target::parse(target)?;
        let outer: Vec<&str> = path.split_terminator('/').collect();
        let mut graph = self;
        for name in &outer {
            let node = graph.node(name).ok_or_else(|| unknown_node(graph, name))?;
            graph = node.graph().ok_or_else(|| {
                Diagnostic::error("no-inner-graph", Place::Everywhere, format!("there is no graph inside `{name}`"))
                    .hint("write node.input=value")
            })?;
        }
        let edit = graph.setting_edit(&target, value)?;
        Ok(outer.iter().rev().fold(edit, |edit, name| edit.inside(*name)))
    }

    fn setting_edit(&self, target: &Target, value: Setting) -> Result<Edit, Diagnostic> {
        let node = self.node(&target.node).ok_or_else(|| unknown_node(self, &target.node))?;
        let set = Edit::set(target.node.clone(), target.input.clone(), value);
        if !node.wires.contains(&target.input) {
            return Ok(set);
        }
        Ok(Edit::Batch(vec![set, Edit::unwire(target.node.clone(), target.input.clone())]))
    }

    fn unknown_input(&self, name: &str) -> Diagnostic {
        let told =
            Diagnostic::error("unknown-input", Place::Everywhere, format!("the graph exposes no input `{name}`"));
        if let Some(near) = nearest(name, self.inputs.keys().map(Name::as_str)).first() {
            return told.hint(format!("is it `{near}`?"));
        }
        let names: Vec<&str> = self.inputs.keys().map(Name::as_str).take(8).collect();
        if names.is_empty() {
            return told.hint("it exposes none; write node.input=value with --set");
        }
        told.hint(format!("it exposes {}", names.join(", ")))
    }
}
