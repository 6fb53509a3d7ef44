//! Copy and paste: some nodes as the text of a small graph, and back into any graph under names that are free there.

use std::collections::HashMap;

use super::edit::unknown_node;
use super::{Added, Anchor, Edit, Entries, Graph, Name, Node, Setting, Wires};
use crate::diagnostic::Diagnostic;

/// What becomes of wires from nodes that were not copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OuterWires {
    /// They stay where the graph has a node of that name: for duplicating in place.
    Keep,
    /// They go: in another graph a node of that name is another node.
    Drop,
}

/// What pasting will do.
#[derive(Debug, Clone, PartialEq)]
pub struct Pasted {
    /// The edit that does it.
    pub edit: Edit,
    /// The new nodes under their new names, to be selected.
    pub nodes: Vec<Name>,
}

impl Graph {
    /// The text of some nodes, to be pasted. Keys of the view, such as `frame/faces`, come along too.
    ///
    /// # Errors
    /// When there is no such node or key.
    pub fn copy(&self, names: &[Name]) -> Result<String, Diagnostic> {
        let mut fragment = Self::new();
        let mut places: Vec<usize> = Vec::with_capacity(names.len());
        for name in names {
            match self.nodes.get_index_of(name) {
                Some(place) => places.push(place),
                None if self.view.contains_key(name) => {}
                None => return Err(unknown_node(self, name)),
            }
        }
        places.sort_unstable();
        for (name, node) in places.into_iter().filter_map(|place| self.nodes.get_index(place)) {
            fragment.nodes.insert(name.clone(), node.clone());
            fragment.copy_comments(self, &Anchor::Node(name.clone()));
        }
        for (key, value) in names.iter().filter_map(|name| self.view.get_key_value(name)) {
            fragment.view.insert(key.clone(), value.clone());
            fragment.copy_comments(self, &Anchor::View(key.clone()));
        }
        Ok(fragment.to_string())
    }

    fn copy_comments(&mut self, from: &Self, anchor: &Anchor) {
        if let Some(lines) = from.comments.get(anchor) {
            self.comments.insert(anchor.clone(), lines.clone());
        }
    }

    /// The edit that pastes copied nodes, moved by so many points. Wires between them stay.
    ///
    /// # Errors
    /// When the text is no graph.
    pub fn paste(&self, text: &str, by: (f64, f64), outer: OuterWires) -> Result<Pasted, Vec<Diagnostic>> {
        let fragment = Self::parse(text)?;
        let mut names = FreeNames::default();
        let renamed: HashMap<&Name, Name> =
            fragment.nodes.keys().map(|name| (name, names.next(name, |name| self.nodes.contains_key(name)))).collect();
        let added = fragment.nodes.iter().map(|(name, node)| {
            let mut node = node.clone();
            node.wires = self.pasted_wires(&node, &renamed, outer);
            Added { name: renamed[name].clone(), node, at: None }
        });
        let mut edits = vec![Edit::Add(added.collect())];
        for (key, value) in &fragment.view {
            let new = match renamed.get(key) {
                Some(name) => name.clone(),
                None => names.next(key, |key| self.view.contains_key(key)),
            };
            edits.push(Edit::view(new.clone(), moved(value, by)));
            edits.extend(comment(&fragment, &Anchor::View(key.clone()), Anchor::View(new)));
        }
        for (name, new) in fragment.nodes.keys().filter_map(|name| renamed.get_key_value(name)) {
            edits.extend(comment(&fragment, &Anchor::Node((*name).clone()), Anchor::Node(new.clone())));
        }
        let nodes = fragment.nodes.keys().map(|name| renamed[name].clone()).collect();
        Ok(Pasted { edit: Edit::Batch(edits), nodes })
    }

    fn pasted_wires(&self, node: &Node, renamed: &HashMap<&Name, Name>, outer: OuterWires) -> Entries<Wires> {
        let mut pasted = Entries::new();
        for (input, wires) in node.wires.iter() {
            let mut kept = wires.clone();
            let stays = |name: &Name| outer == OuterWires::Keep && self.nodes.contains_key(name);
            kept.retain(|wire| renamed.contains_key(&wire.node) || stays(&wire.node));
            for wire in kept.as_mut_slice() {
                if let Some(name) = renamed.get(&wire.node) {
                    wire.node = name.clone();
                }
            }
            if !kept.as_slice().is_empty() {
                pasted.insert(input.clone(), kept);
            }
        }
        pasted
    }

    /// A name for a new node: the wanted one, or with the first number behind it that is free.
    /// Letters that no name may hold are left out: `image.resize` wants to be `resize`.
    #[must_use]
    pub fn free_name(&self, wanted: &str) -> Name {
        let wanted = wanted.rsplit('.').next().unwrap_or(wanted);
        let wanted: String = wanted.chars().filter(|letter| !letter.is_control() && !"/=".contains(*letter)).collect();
        let wanted = if wanted.is_empty() { "node" } else { &wanted };
        FreeNames::default().next(wanted, |name| self.nodes.contains_key(name))
    }
}

/// Gives each name once, and remembers where it stopped counting: pasting a thousand nodes asks a thousand times.
#[derive(Default)]
struct FreeNames {
    given: HashMap<Name, usize>,
}

impl FreeNames {
    fn next(&mut self, wanted: &str, is_taken: impl Fn(&str) -> bool) -> Name {
        if !is_taken(wanted) && !self.given.contains_key(wanted) {
            self.given.insert(Name::new(wanted), 1);
            return Name::new(wanted);
        }
        // `blur-2` counts on as `blur-3`, not as `blur-2-2`.
        let numbered = wanted.rsplit_once('-').filter(|(_, number)| number.parse::<u32>().is_ok());
        let base = numbered.map_or(wanted, |(base, _)| base);
        let mut number = self.given.get(base).map_or(2, |number| number + 1).max(2);
        let mut name = Name::new(format!("{base}-{number}"));
        while is_taken(&name) || self.given.contains_key(&name) {
            number += 1;
            name = Name::new(format!("{base}-{number}"));
        }
        self.given.insert(Name::new(base), number);
        self.given.insert(name.clone(), 1);
        name
    }
}

fn comment(fragment: &Graph, from: &Anchor, to: Anchor) -> Option<Edit> {
    let lines = fragment.comments(from).to_vec();
    (!lines.is_empty()).then_some(Edit::Comment { anchor: to, lines })
}

/// A place `(x, y)`, or the `at: (x, y)` of what has more.
fn moved(value: &Setting, (dx, dy): (f64, f64)) -> Setting {
    if let Some((x, y)) = value.as_point() {
        return Setting::point(x + dx, y + dy);
    }
    match value.plain() {
        Setting::Struct(fields) => {
            let field = |(name, value): &(Name, Setting)| {
                (name.clone(), if name == "at" { moved(value, (dx, dy)) } else { value.clone() })
            };
            Setting::of_fields(fields.iter().map(field))
        }
        _ => value.clone(),
    }
}
