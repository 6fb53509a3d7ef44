//! What changed between two graphs, as the edits that lead from one to the other.

use std::collections::HashMap;
use std::hash::Hash;

use super::{Added, Anchor, Edit, Entries, Graph, Lines, Name, Node};

impl Graph {
    /// The edits that make this graph say what the other says. The order of lines that both have is not compared.
    /// A node that is gone and a new one that is set alike are taken for one that was renamed.
    #[must_use]
    pub fn diff(&self, after: &Self) -> Vec<Edit> {
        let mut work = self.clone();
        let mut edits = Vec::new();
        for (from, to) in renames(self, after) {
            work.follow(&mut edits, Edit::Rename { from, to });
        }
        diff_named(&mut work, after, &mut edits);
        edits
    }

    /// Makes an edit that is known to fit and keeps it.
    fn follow(&mut self, edits: &mut Vec<Edit>, edit: Edit) {
        let made = self.apply(edit.clone());
        debug_assert!(made.is_ok(), "{edit:?}: {made:?}");
        edits.push(edit);
    }
}

/// Pairs of nodes that are one node under two names. First those that are set alike and no third is; then those that are
/// the only ones of their kind and lie at the same place or share half of what is said of them.
pub(super) fn renames(before: &Graph, after: &Graph) -> Vec<(Name, Name)> {
    let mut gone: Vec<&Name> = before.nodes.keys().filter(|name| !after.nodes.contains_key(*name)).collect();
    let mut new: Vec<&Name> = after.nodes.keys().filter(|name| !before.nodes.contains_key(*name)).collect();
    let mut pairs = only_pairs(&gone, &new, |name| face(&before.nodes[name]), |name| face(&after.nodes[name]));
    gone.retain(|name| !pairs.iter().any(|(from, _)| from == name));
    new.retain(|name| !pairs.iter().any(|(_, to)| to == name));
    let of_a_kind =
        only_pairs(&gone, &new, |name| before.nodes[name].kind.clone(), |name| after.nodes[name].kind.clone());
    let is_one = |(from, to): &(&Name, &Name)| {
        let same_place = before.view.get(*from).is_some_and(|place| after.view.get(*to) == Some(place));
        same_place || share_half(&before.nodes[*from], &after.nodes[*to])
    };
    pairs.extend(of_a_kind.into_iter().filter(is_one));
    pairs.into_iter().map(|(from, to)| (from.clone(), to.clone())).collect()
}

/// The pairs of which both sides have exactly one with that key, in the order of the new ones.
fn only_pairs<'g, K: Hash + Eq>(
    gone: &[&'g Name],
    new: &[&'g Name],
    gone_key: impl Fn(&Name) -> K,
    new_key: impl Fn(&Name) -> K,
) -> Vec<(&'g Name, &'g Name)> {
    let mut found: HashMap<K, (Vec<&'g Name>, Vec<&'g Name>)> = HashMap::new();
    for name in gone {
        found.entry(gone_key(name)).or_default().0.push(name);
    }
    for name in new {
        found.entry(new_key(name)).or_default().1.push(name);
    }
    let pair = |name: &&'g Name| match &found[&new_key(name)] {
        (gone, new) if gone.len() == 1 && new.len() == 1 => Some((gone[0], *name)),
        _ => None,
    };
    new.iter().filter_map(pair).collect()
}

/// What a renamed node keeps. Its wires may name others that were renamed too, so only the wired inputs count.
fn face(node: &Node) -> String {
    let mut said: Vec<String> = node.set.iter().map(|(input, value)| format!("{input} = {value}")).collect();
    said.extend(node.wires.iter().map(|(input, _)| input.to_string()));
    said.sort_unstable();
    format!("{} {} {}", node.kind, node.version, said.join(", "))
}

fn share_half(a: &Node, b: &Node) -> bool {
    let set = a.set.iter().filter(|(input, value)| b.set.get(input) == Some(value)).count();
    let wires = a.wires.iter().filter(|(input, _)| b.wires.contains(input)).count();
    let most = (a.set.len() + a.wires.len()).max(b.set.len() + b.wires.len());
    most > 0 && (set + wires) * 2 >= most
}

/// The edits between graphs whose nodes are the same where they are called the same.
pub(super) fn diff_named(work: &mut Graph, after: &Graph, edits: &mut Vec<Edit>) {
    if work.title != after.title {
        work.follow(edits, Edit::Title(after.title.to_string()));
    }
    let gone: Vec<Name> = work.nodes.keys().filter(|name| !after.nodes.contains_key(*name)).cloned().collect();
    if !gone.is_empty() {
        work.follow(edits, Edit::Remove(gone));
    }
    let new = after.nodes.iter().enumerate().filter(|(_, (name, _))| !work.nodes.contains_key(*name));
    let added: Vec<Added> =
        new.map(|(at, (name, node))| Added { name: name.clone(), node: node.clone(), at: Some(at) }).collect();
    if !added.is_empty() {
        work.follow(edits, Edit::Add(added));
    }
    for (name, node) in &after.nodes {
        if work.nodes.get(name).is_some_and(|old| old != node) {
            diff_node(work, name, node, edits);
        }
    }
    for (name, target) in changed_lines(&work.inputs, &after.inputs) {
        work.follow(edits, Edit::Input { name, target, at: None });
    }
    for (name, wire) in changed_lines(&work.outputs, &after.outputs) {
        work.follow(edits, Edit::Output { name, wire, at: None });
    }
    for (key, value) in changed_lines(&work.view, &after.view) {
        work.follow(edits, Edit::View { key, value, at: None });
    }
    for (field, value) in changed_entries(&work.fields, &after.fields) {
        work.follow(edits, Edit::Field { node: None, field, value, at: None });
    }
    let anchors: Vec<Anchor> = after.comments.keys().chain(work.comments.keys()).cloned().collect();
    for anchor in anchors {
        let lines = after.comments(&anchor);
        if work.comments(&anchor) != lines {
            let lines = lines.to_vec();
            work.follow(edits, Edit::Comment { anchor, lines });
        }
    }
}

fn diff_node(work: &mut Graph, name: &Name, after: &Node, edits: &mut Vec<Edit>) {
    let before = &work.nodes[name];
    let mut changes = Vec::new();
    if (&before.kind, before.version) != (&after.kind, after.version) {
        changes.push(Edit::Replace { node: name.clone(), kind: after.kind.clone(), version: after.version });
    }
    if before.bypass != after.bypass {
        changes.push(Edit::Bypass { node: name.clone(), on: after.bypass });
    }
    for (input, value) in changed_entries(&before.set, &after.set) {
        changes.push(Edit::Set { node: name.clone(), input, value, at: None });
    }
    for (input, wires) in changed_entries(&before.wires, &after.wires) {
        changes.push(Edit::Wire { node: name.clone(), input, wires, at: None });
    }
    for (field, value) in changed_entries(before.all_fields(), after.all_fields()) {
        changes.push(Edit::Field { node: Some(name.clone()), field, value, at: None });
    }
    match (before.graph(), after.graph()) {
        (Some(inner), Some(inner_after)) => {
            changes.extend(inner.diff(inner_after).into_iter().map(|edit| edit.inside(name.clone())));
        }
        (None, None) => {}
        (_, inner) => changes.push(Edit::Subgraph { node: name.clone(), graph: inner.cloned().map(Box::new) }),
    }
    for change in changes {
        work.follow(edits, change);
    }
}

/// What is new or different, then what is gone.
fn changed_lines<T: PartialEq + Clone>(before: &Lines<T>, after: &Lines<T>) -> Vec<(Name, Option<T>)> {
    let changed = after.iter().filter(|(name, value)| before.get(*name) != Some(value));
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    changed
        .map(|(name, value)| (name.clone(), Some(value.clone())))
        .chain(gone.map(|name| (name.clone(), None)))
        .collect()
}

fn changed_entries<T: PartialEq + Clone>(before: &Entries<T>, after: &Entries<T>) -> Vec<(Name, Option<T>)> {
    let (old, new) = (before.by_name(), after.by_name());
    let changed = after.iter().filter(|(name, value)| old.get(*name) != Some(value));
    let gone = before.iter().filter(|(name, _)| !new.contains_key(*name));
    changed
        .map(|(name, value)| (name.clone(), Some(value.clone())))
        .chain(gone.map(|(name, _)| (name.clone(), None)))
        .collect()
}
