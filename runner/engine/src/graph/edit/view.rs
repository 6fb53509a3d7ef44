//! Edits of the view. Many in a row are made in one pass: taking back a removal of ten thousand nodes is one click too.

use std::collections::HashSet;

use super::Edit;
use super::apply::with_comments;
use super::order::{Before, Placed, add_lines, put_line, take_lines};
use crate::diagnostic::Diagnostic;
use crate::graph::name::check_line;
use crate::graph::{Anchor, Graph, Name, Setting};

/// An edit of the view in its parts.
type Change = (Name, Option<Setting>, Option<usize>);

/// Whether two edits of a batch can be made together: both put into the view, or both take away.
pub(super) fn go_together(edit: &Edit, next: &Edit) -> bool {
    match (edit, next) {
        (Edit::View { value: a, .. }, Edit::View { value: b, .. }) => a.is_some() == b.is_some(),
        _ => false,
    }
}

impl Graph {
    pub(super) fn change_view(&mut self, (key, value, at): Change) -> Result<Edit, Diagnostic> {
        check(&key, value.as_ref())?;
        let gone = value.is_none();
        let Before { value, at } = put_line(&mut self.view, &key, value, at);
        let comments = self.comments_gone(gone, Anchor::View(key.clone()));
        Ok(with_comments(Edit::View { key, value, at }, comments))
    }

    /// Makes edits that go together; their inverses are added in the order in which they were made.
    pub(super) fn change_view_run(&mut self, run: Vec<Edit>, inverses: &mut Vec<Edit>) -> Result<(), Diagnostic> {
        let changes: Vec<Change> = run.into_iter().filter_map(parts).collect();
        if changes.iter().all(|(_, value, _)| value.is_none()) {
            changes.iter().try_for_each(|(key, ..)| check(key, None))?;
            let keys: Vec<Name> = changes.into_iter().map(|(key, ..)| key).collect();
            // Comments come back behind their lines, and inverses are made in the opposite order.
            inverses.extend(keys.iter().filter_map(|key| self.comments_gone(true, Anchor::View(key.clone()))));
            let taken = take_lines(&mut self.view, &keys).into_iter().rev();
            inverses.extend(taken.map(|Placed { at, name, value }| Edit::View { key: name, value: Some(value), at }));
            return Ok(());
        }
        if !self.are_new_and_ascend(&changes) {
            for change in changes {
                inverses.push(self.change_view(change)?);
            }
            return Ok(());
        }
        changes.iter().try_for_each(|(key, value, _)| check(key, value.as_ref()))?;
        inverses.extend(changes.iter().map(|(key, ..)| Edit::unview(key.clone())));
        let placed = |(name, value, at): Change| value.map(|value| Placed { at, name, value });
        add_lines(&mut self.view, changes.into_iter().filter_map(placed).collect());
        Ok(())
    }

    fn are_new_and_ascend(&self, changes: &[Change]) -> bool {
        let mut seen = HashSet::with_capacity(changes.len());
        changes.iter().all(|(key, ..)| seen.insert(key) && !self.view.contains_key(key))
            && changes.is_sorted_by(|(_, _, a), (_, _, b)| a.unwrap_or(usize::MAX) < b.unwrap_or(usize::MAX))
    }
}

fn parts(edit: Edit) -> Option<Change> {
    match edit {
        Edit::View { key, value, at } => Some((key, value, at)),
        _ => None,
    }
}

fn check(key: &Name, value: Option<&Setting>) -> Result<(), Diagnostic> {
    check_line("a key of the view", key)?;
    value.map_or(Ok(()), Setting::check)
}
