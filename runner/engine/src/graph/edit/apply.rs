//! Applies edits. Each gives its exact inverse: taking it back restores the file byte for byte.

use super::expand::{removal, renaming};
use super::order::{Before, Placed, add_lines, put_entry, put_line, take_lines};
use super::{Added, Edit, view};
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::graph::check::{check_unknown_field, graphs_too_deep};
use crate::graph::comment::is_comment;
use crate::graph::name::{check_exposed_name, check_line, check_socket_name};
use crate::graph::node::{GRAPH_FIELDS, NODE_FIELDS};
use crate::graph::{Anchor, Entries, GRAPH_DEPTH_MAX, Graph, Name, Node, Setting, at_node, check_node_name, taken};

impl Graph {
    /// Makes a change and gives the edit that takes it back.
    ///
    /// # Errors
    /// When the edit names what does not exist or cannot be written to a file. The graph is then as it was.
    pub fn apply(&mut self, edit: Edit) -> Result<Edit, Diagnostic> {
        self.apply_at(edit, 0)
    }

    /// `level` counts the graphs around this one.
    fn apply_at(&mut self, edit: Edit, level: i32) -> Result<Edit, Diagnostic> {
        match edit {
            Edit::Batch(edits) => self.apply_all(edits, level),
            Edit::Remove(names) => self.apply_all(removal(self, &names)?, level),
            Edit::Rename { from, to } => self.apply_all(renaming(self, &from, &to)?, level),
            Edit::Title(title) => {
                let old = std::mem::replace(&mut self.title, title.into());
                Ok(Edit::Title(old.into()))
            }
            Edit::Add(added) => self.add_all(added, level),
            Edit::Take(names) => self.take_all(&names),
            Edit::Relabel { from, to } => self.relabel(from, to),
            Edit::Replace { node, kind, version } => {
                check_line("a kind's id", &kind).map_err(|told| at_node(told, &node))?;
                let changed = self.node_mut(&node)?;
                let kind = std::mem::replace(&mut changed.kind, kind);
                let version = std::mem::replace(&mut changed.version, version);
                Ok(Edit::Replace { node, kind, version })
            }
            Edit::Bypass { node, on } => {
                let on = std::mem::replace(&mut self.node_mut(&node)?.bypass, on);
                Ok(Edit::Bypass { node, on })
            }
            Edit::Set { node, input, value, at } => {
                let fault = |told| at_input(told, &node, &input);
                check_socket_name(&input).map_err(fault)?;
                value.iter().try_for_each(Setting::check).map_err(fault)?;
                let Before { value, at } = put_entry(&mut self.node_mut(&node)?.set, &input, value, at);
                Ok(Edit::Set { node, input, value, at })
            }
            Edit::Wire { node, input, wires, at } => {
                let fault = |told| at_input(told, &node, &input);
                check_socket_name(&input).map_err(fault)?;
                let mut new = wires.iter().flat_map(|wires| wires.iter());
                new.try_for_each(crate::graph::Wire::check).map_err(fault)?;
                let Before { value, at } = put_entry(&mut self.node_mut(&node)?.wires, &input, wires, at);
                Ok(Edit::Wire { node, input, wires: value, at })
            }
            Edit::Field { node, field, value, at } => self.set_field(node, field, value, at),
            Edit::Subgraph { node, graph } => {
                if graph.as_ref().is_some_and(|graph| level + graph.depth() > GRAPH_DEPTH_MAX) {
                    return Err(at_node(graphs_too_deep(), &node));
                }
                let old = self.node_mut(&node)?.set_graph(graph.map(|graph| *graph));
                Ok(Edit::Subgraph { node, graph: old.map(Box::new) })
            }
            Edit::Inside { node, edit } => {
                let inner = self.node_mut(&node)?.graph_mut().ok_or_else(|| no_inner_graph(&node))?;
                let inverse = inner.apply_at(*edit, level + 1).map_err(|told| inside(told, &node))?;
                Ok(inverse.inside(node))
            }
            Edit::Input { name, target, at } => {
                check_exposed_name(&name)?;
                target.iter().try_for_each(crate::graph::Target::check)?;
                let gone = target.is_none();
                let Before { value, at } = put_line(&mut self.inputs, &name, target, at);
                let comments = self.comments_gone(gone, Anchor::Input(name.clone()));
                Ok(with_comments(Edit::Input { name, target: value, at }, comments))
            }
            Edit::Output { name, wire, at } => {
                check_exposed_name(&name)?;
                wire.iter().try_for_each(crate::graph::Wire::check)?;
                let gone = wire.is_none();
                let Before { value, at } = put_line(&mut self.outputs, &name, wire, at);
                let comments = self.comments_gone(gone, Anchor::Output(name.clone()));
                Ok(with_comments(Edit::Output { name, wire: value, at }, comments))
            }
            Edit::View { key, value, at } => self.change_view((key, value, at)),
            Edit::Comment { anchor, lines } => self.set_comments(anchor, lines, level),
        }
    }

    /// All or none.
    fn apply_all(&mut self, edits: Vec<Edit>, level: i32) -> Result<Edit, Diagnostic> {
        let mut inverses = Vec::with_capacity(edits.len());
        let mut edits = edits.into_iter().peekable();
        while let Some(edit) = edits.next() {
            let mut run = vec![edit];
            while let Some(next) = edits.next_if(|next| view::go_together(&run[0], next)) {
                run.push(next);
            }
            let made = match run.pop() {
                Some(only) if run.is_empty() => self.apply_at(only, level).map(|inverse| inverses.push(inverse)),
                last => {
                    run.extend(last);
                    self.change_view_run(run, &mut inverses)
                }
            };
            if let Err(told) = made {
                for inverse in inverses.into_iter().rev() {
                    let restored = self.apply_at(inverse, level);
                    debug_assert!(restored.is_ok(), "an inverse must always apply: {restored:?}");
                }
                return Err(told);
            }
        }
        inverses.reverse();
        Ok(joined(inverses))
    }

    fn add_all(&mut self, added: Vec<Added>, level: i32) -> Result<Edit, Diagnostic> {
        let mut new = std::collections::HashSet::with_capacity(added.len());
        for Added { name, node, .. } in &added {
            check_node_name(name)?;
            node.check().map_err(|told| at_node(told, name))?;
            if node.graph().is_some_and(|graph| level + graph.depth() > GRAPH_DEPTH_MAX) {
                return Err(at_node(graphs_too_deep(), name));
            }
            if self.nodes.contains_key(name) || !new.insert(name) {
                return Err(taken(name));
            }
        }
        let names = added.iter().map(|added| added.name.clone()).collect();
        let placed = added.into_iter().map(|Added { name, node, at }| Placed { at, name, value: node });
        add_lines(&mut self.nodes, placed.collect());
        Ok(Edit::Take(names))
    }

    fn take_all(&mut self, names: &[Name]) -> Result<Edit, Diagnostic> {
        if let Some(name) = names.iter().find(|name| !self.nodes.contains_key(*name)) {
            return Err(unknown_node(self, name));
        }
        let taken = take_lines(&mut self.nodes, names).into_iter();
        let taken = taken.map(|Placed { at, name, value }| Added { name, node: value, at }).collect();
        let mut comments = Vec::new();
        if !self.comments.is_empty() {
            comments.extend(names.iter().filter_map(|name| self.comments_gone(true, Anchor::Node(name.clone()))));
        }
        comments.insert(0, Edit::Add(taken));
        Ok(joined(comments))
    }

    fn relabel(&mut self, from: Name, to: Name) -> Result<Edit, Diagnostic> {
        check_node_name(&to)?;
        let index = self.nodes.get_index_of(&from).ok_or_else(|| unknown_node(self, &from))?;
        if let Err((_, to)) = self.nodes.replace_index(index, to.clone()) {
            return Err(taken(&to));
        }
        // The comments stand above the same line as before.
        if let Some(Edit::Comment { lines, .. }) = self.comments_gone(true, Anchor::Node(from.clone())) {
            self.comments.insert(Anchor::Node(to.clone()), lines);
        }
        Ok(Edit::Relabel { from: to, to: from })
    }

    fn set_field(
        &mut self,
        node: Option<Name>,
        field: Name,
        value: Option<Setting>,
        at: Option<usize>,
    ) -> Result<Edit, Diagnostic> {
        check_unknown_field(&field, if node.is_some() { NODE_FIELDS } else { GRAPH_FIELDS })?;
        value.iter().try_for_each(Setting::check)?;
        let gone = value.is_none();
        let put = |fields: &mut Entries<Setting>| put_entry(fields, &field, value, at);
        let Before { value, at } = match &node {
            Some(node) => self.node_mut(node)?.with_fields(put),
            None => put(&mut self.fields),
        };
        let comments = if node.is_none() { self.comments_gone(gone, Anchor::Field(field.clone())) } else { None };
        Ok(with_comments(Edit::Field { node, field, value, at }, comments))
    }

    fn set_comments(&mut self, anchor: Anchor, lines: Vec<Name>, level: i32) -> Result<Edit, Diagnostic> {
        let there = match &anchor {
            Anchor::Node(name) => self.nodes.contains_key(name),
            Anchor::Input(name) => self.inputs.contains_key(name),
            Anchor::Output(name) => self.outputs.contains_key(name),
            Anchor::View(key) => self.view.contains_key(key),
            Anchor::Field(field) if field == "weft" => level == 0,
            Anchor::Field(field) => GRAPH_FIELDS.contains(&field.as_str()) || self.fields.contains(field),
            Anchor::NodesEnd | Anchor::ViewEnd => true,
            // A graph inside a node has nothing around its brackets.
            Anchor::Head | Anchor::Tail => level == 0,
        };
        if !there && !lines.is_empty() {
            return Err(Diagnostic::error("no-line", Place::Everywhere, "there is no such line to comment")
                .hint("comment a node, a field, an exposed name or an entry of the view"));
        }
        if let Some(line) = lines.iter().find(|line| !is_comment(line, &anchor)) {
            let shown: String = line.chars().take(60).flat_map(char::escape_debug).collect();
            return Err(Diagnostic::error("bad-comment", Place::Everywhere, format!("`{shown}` is no comment"))
                .hint("begin each line with `//`"));
        }
        let old = self.comments.swap_remove(&anchor).unwrap_or_default();
        if !lines.is_empty() {
            self.comments.insert(anchor.clone(), lines);
        }
        Ok(Edit::Comment { anchor, lines: old })
    }

    /// Comments go with their line; gives the edit that brings them back.
    pub(super) fn comments_gone(&mut self, gone: bool, anchor: Anchor) -> Option<Edit> {
        if !gone || self.comments.is_empty() {
            return None;
        }
        let lines = self.comments.swap_remove(&anchor)?;
        Some(Edit::Comment { anchor, lines })
    }

    fn node_mut(&mut self, name: &str) -> Result<&mut Node, Diagnostic> {
        match self.nodes.get_index_of(name) {
            Some(index) => Ok(&mut self.nodes[index]),
            None => Err(unknown_node(self, name)),
        }
    }
}

/// Which of `nodes` was meant is a guess for the hint.
pub(in crate::graph) fn unknown_node(graph: &Graph, name: &str) -> Diagnostic {
    let told = Diagnostic::error("unknown-node", Place::Everywhere, format!("there is no node `{name}`"));
    match nearest(name, graph.nodes.keys().map(Name::as_str)).first() {
        Some(near) => told.hint(format!("is it `{near}`?")),
        None if graph.is_empty() => told.hint("the graph has no nodes yet"),
        None => told.hint("look at the names in the graph"),
    }
}

fn no_inner_graph(node: &str) -> Diagnostic {
    Diagnostic::error("no-inner-graph", Place::Node(node.to_owned()), format!("there is no graph inside `{node}`"))
        .hint("only nodes of kind `graph` have one, if it is not in a file of its own")
}

fn at_input(mut told: Diagnostic, node: &str, input: &str) -> Diagnostic {
    told.place = Place::Input(node.to_owned(), input.to_owned());
    told
}

/// Names of inner nodes begin with the node that holds them.
fn inside(mut told: Diagnostic, node: &str) -> Diagnostic {
    match &mut told.place {
        Place::Node(inner) | Place::Input(inner, _) | Place::Output(inner, _) => *inner = format!("{node}/{inner}"),
        Place::Everywhere => told.place = Place::Node(node.to_owned()),
        Place::Text { .. } | Place::File(_) | Place::Plugin(_) => {}
    }
    told
}

pub(super) fn with_comments(inverse: Edit, comments: Option<Edit>) -> Edit {
    joined(std::iter::once(inverse).chain(comments).collect())
}

/// One edit alone needs no batch around it.
fn joined(mut edits: Vec<Edit>) -> Edit {
    match edits.pop() {
        Some(only) if edits.is_empty() => only,
        last => {
            edits.extend(last);
            Edit::Batch(edits)
        }
    }
}
