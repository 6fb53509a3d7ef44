//! Puts and takes lines at their place in the order of the file.

use super::Added;
use crate::graph::{Entries, Lines, Name, Node};

/// What was there before a change, to make its inverse.
pub(super) struct Before<T> {
    pub(super) value: Option<T>,
    /// Where it was, or none if it was not there.
    pub(super) at: Option<usize>,
}

/// Puts a value in place, at `at` if it is new, or takes it away.
pub(super) fn put_line<T>(lines: &mut Lines<T>, key: &Name, value: Option<T>, at: Option<usize>) -> Before<T> {
    let index = lines.get_index_of(key);
    let old = match (value, index) {
        (Some(value), Some(index)) => Some(std::mem::replace(&mut lines[index], value)),
        (Some(value), None) => lines.shift_insert(at.unwrap_or(lines.len()).min(lines.len()), key.clone(), value),
        (None, Some(index)) => lines.shift_remove_index(index).map(|(_, old)| old),
        (None, None) => None,
    };
    Before { value: old, at: index }
}

/// The same for the short lists in a node.
pub(super) fn put_entry<T>(entries: &mut Entries<T>, key: &Name, value: Option<T>, at: Option<usize>) -> Before<T> {
    let index = entries.position(key);
    let old = match value {
        Some(value) => entries.insert_at(at, key.clone(), value),
        None => entries.take(key).map(|(_, old)| old),
    };
    Before { value: old, at: index }
}

/// Adds nodes whose names are known to be free. One pass, however many there are.
pub(super) fn add_nodes(nodes: &mut Lines<Node>, mut added: Vec<Added>) {
    added.sort_by_key(|added| added.at.unwrap_or(usize::MAX));
    if added.iter().all(|added| added.at.is_none_or(|at| at >= nodes.len())) {
        nodes.extend(added.into_iter().map(|added| (added.name, added.node)));
        return;
    }
    if let [only] = added.as_mut_slice() {
        let node = std::mem::replace(&mut only.node, Node::new("", 0));
        nodes.shift_insert(only.at.unwrap_or(nodes.len()).min(nodes.len()), only.name.clone(), node);
        return;
    }
    let old = std::mem::replace(nodes, Lines::with_capacity_and_hasher(nodes.len() + added.len(), Default::default()));
    let mut added = added.into_iter().peekable();
    for (name, node) in old {
        while let Some(next) = added.next_if(|next| next.at.is_some_and(|at| at <= nodes.len())) {
            nodes.insert(next.name, next.node);
        }
        nodes.insert(name, node);
    }
    nodes.extend(added.map(|added| (added.name, added.node)));
}

/// Takes nodes that are known to be there; gives them with their places, ascending.
pub(super) fn take_nodes(nodes: &mut Lines<Node>, names: &[Name]) -> Vec<Added> {
    let mut places: Vec<usize> = names.iter().filter_map(|name| nodes.get_index_of(name)).collect();
    places.sort_unstable();
    places.dedup();
    let taken = |at: usize, (name, node): (Name, Node)| Added { name, node, at: Some(at) };
    let n_left = nodes.len() - places.len();
    if places.first().is_none_or(|first| *first == n_left) {
        return nodes.split_off(n_left).into_iter().enumerate().map(|(at, line)| taken(n_left + at, line)).collect();
    }
    if let [only] = places.as_slice() {
        return nodes.shift_remove_index(*only).map(|line| taken(*only, line)).into_iter().collect();
    }
    let old = std::mem::replace(nodes, Lines::with_capacity_and_hasher(n_left, Default::default()));
    let mut all = Vec::with_capacity(places.len());
    let mut places = places.into_iter().peekable();
    for (at, line) in old.into_iter().enumerate() {
        if places.next_if_eq(&at).is_some() {
            all.push(taken(at, line));
        } else {
            nodes.insert(line.0, line.1);
        }
    }
    all
}
