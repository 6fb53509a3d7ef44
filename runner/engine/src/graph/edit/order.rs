//! Puts and takes lines at their place in the order of the file.

use crate::graph::{Entries, Lines, Name};

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

/// A line and its place in the order of the file.
pub(super) struct Placed<T> {
    pub(super) at: Option<usize>,
    pub(super) name: Name,
    pub(super) value: T,
}

/// Adds lines whose names are known to be free. One pass, however many there are.
pub(super) fn add_lines<T>(lines: &mut Lines<T>, mut added: Vec<Placed<T>>) {
    added.sort_by_key(|added| added.at.unwrap_or(usize::MAX));
    let all_behind = added.iter().all(|added| added.at.is_none_or(|at| at >= lines.len()));
    if !all_behind && added.len() > 1 {
        let both = Lines::with_capacity_and_hasher(lines.len() + added.len(), Default::default());
        let old = std::mem::replace(lines, both);
        let mut waiting = added.into_iter().peekable();
        for (name, value) in old {
            while let Some(next) = waiting.next_if(|next| next.at.is_some_and(|at| at <= lines.len())) {
                lines.insert(next.name, next.value);
            }
            lines.insert(name, value);
        }
        lines.extend(waiting.map(|added| (added.name, added.value)));
        return;
    }
    for Placed { at, name, value } in added {
        lines.shift_insert(at.unwrap_or(lines.len()).min(lines.len()), name, value);
    }
}

/// Takes lines that are known to be there; gives them with their places, ascending.
pub(super) fn take_lines<T>(lines: &mut Lines<T>, names: &[Name]) -> Vec<Placed<T>> {
    let mut places: Vec<usize> = names.iter().filter_map(|name| lines.get_index_of(name)).collect();
    places.sort_unstable();
    places.dedup();
    let placed = |at: usize, (name, value): (Name, T)| Placed { at: Some(at), name, value };
    let n_left = lines.len() - places.len();
    if places.first().is_none_or(|first| *first == n_left) {
        return lines.split_off(n_left).into_iter().enumerate().map(|(at, line)| placed(n_left + at, line)).collect();
    }
    if let [only] = places.as_slice() {
        return lines.shift_remove_index(*only).map(|line| placed(*only, line)).into_iter().collect();
    }
    let old = std::mem::replace(lines, Lines::with_capacity_and_hasher(n_left, Default::default()));
    let mut taken = Vec::with_capacity(places.len());
    let mut places = places.into_iter().peekable();
    for (at, line) in old.into_iter().enumerate() {
        if places.next_if_eq(&at).is_some() {
            taken.push(placed(at, line));
        } else {
            lines.insert(line.0, line.1);
        }
    }
    taken
}
