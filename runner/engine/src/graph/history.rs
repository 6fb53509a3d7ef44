//! What was done to a graph, to take it back and do it again: without limit, and a drag counts once.

use super::{Edit, Graph};
use crate::diagnostic::Diagnostic;

/// Every step since the graph was opened. Only the inverses are kept, so a step costs what it changed.
#[derive(Debug, Clone, Default)]
pub struct History {
    steps: Vec<Step>,
    /// Steps below this are done, the others are taken back.
    n_done: usize,
    /// Whether the last step still takes in further edits of its drag.
    dragging: bool,
    /// Counts steps that ever were, so that each has an id of its own.
    n_ever: u64,
    saved: Option<u64>,
}

#[derive(Debug, Clone)]
struct Step {
    id: u64,
    name: String,
    key: Option<Box<str>>,
    /// Takes the step back while it is done, does it again while it is not.
    turn: Edit,
}

impl History {
    /// Nothing is done yet, and nothing is unsaved.
    #[must_use]
    pub fn new() -> Self {
        Self { saved: Some(0), ..Self::default() }
    }

    /// Makes an edit and remembers how to take it back. What was taken back before can no longer be done again.
    ///
    /// # Errors
    /// When the edit cannot be made. Graph and history are then as they were.
    pub fn apply(&mut self, graph: &mut Graph, edit: Edit) -> Result<(), Diagnostic> {
        let name = edit.describe();
        self.push(graph, edit, name, None)
    }

    /// The same under a name of the caller's: `duplicate 3 nodes`.
    ///
    /// # Errors
    /// When the edit cannot be made. Graph and history are then as they were.
    pub fn apply_as(&mut self, graph: &mut Graph, edit: Edit, name: impl Into<String>) -> Result<(), Diagnostic> {
        self.push(graph, edit, name.into(), None)
    }

    /// One edit of many while something is dragged: all with the same key are one step, until [`History::drop_drag`].
    ///
    /// # Errors
    /// When the edit cannot be made. Graph and history are then as they were.
    pub fn drag(&mut self, graph: &mut Graph, edit: Edit, key: &str) -> Result<(), Diagnostic> {
        let name = edit.describe();
        self.push(graph, edit, name, Some(key))
    }

    /// Ends a drag: the next one is a step of its own, whatever its key.
    pub fn drop_drag(&mut self) {
        self.dragging = false;
    }

    fn push(&mut self, graph: &mut Graph, edit: Edit, name: String, key: Option<&str>) -> Result<(), Diagnostic> {
        let joins = self.dragging && key.is_some() && self.last().is_some_and(|last| last.key.as_deref() == key);
        let puts = joins && only_puts(&edit);
        let turn = graph.apply(edit)?;
        self.steps.truncate(self.n_done);
        self.n_ever += 1;
        self.dragging = key.is_some();
        match self.steps.last_mut() {
            Some(last) if joins => {
                last.id = self.n_ever;
                // The inverse from before overwrites what this edit put, so a long drag stays one small step.
                if !(puts && is_covered(&turn, &last.turn)) {
                    let mut turns = vec![turn];
                    match std::mem::replace(&mut last.turn, Edit::Batch(Vec::new())) {
                        Edit::Batch(earlier) => turns.extend(earlier),
                        earlier => turns.push(earlier),
                    }
                    last.turn = Edit::Batch(turns);
                }
            }
            _ => {
                self.steps.push(Step { id: self.n_ever, name, key: key.map(Into::into), turn });
                self.n_done += 1;
            }
        }
        Ok(())
    }

    fn last(&self) -> Option<&Step> {
        self.steps[..self.n_done].last()
    }

    /// Takes the last step back; gives its name, or nothing when there is none.
    ///
    /// # Errors
    /// When the graph was changed without this history.
    pub fn undo(&mut self, graph: &mut Graph) -> Result<Option<&str>, Diagnostic> {
        let Some(at) = self.n_done.checked_sub(1) else { return Ok(None) };
        self.turn(graph, at)?;
        self.n_done = at;
        Ok(Some(&self.steps[at].name))
    }

    /// Does the last step again that was taken back; gives its name, or nothing when there is none.
    ///
    /// # Errors
    /// When the graph was changed without this history.
    pub fn redo(&mut self, graph: &mut Graph) -> Result<Option<&str>, Diagnostic> {
        if self.n_done == self.steps.len() {
            return Ok(None);
        }
        self.turn(graph, self.n_done)?;
        self.n_done += 1;
        Ok(Some(&self.steps[self.n_done - 1].name))
    }

    fn turn(&mut self, graph: &mut Graph, at: usize) -> Result<(), Diagnostic> {
        self.dragging = false;
        let step = &mut self.steps[at];
        step.turn = graph.apply(step.turn.clone())?;
        Ok(())
    }

    /// Back or forth until so many steps are done: a click in the list of steps.
    ///
    /// # Errors
    /// When the graph was changed without this history.
    pub fn go_to(&mut self, graph: &mut Graph, n_done: usize) -> Result<(), Diagnostic> {
        while self.n_done > n_done && self.undo(graph)?.is_some() {}
        while self.n_done < n_done && self.redo(graph)?.is_some() {}
        Ok(())
    }

    /// The names of all steps, oldest first; the first [`History::n_done`] are done.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.steps.iter().map(|step| step.name.as_str())
    }

    /// How many steps are done.
    #[must_use]
    pub fn n_done(&self) -> usize {
        self.n_done
    }

    /// Remembers that the graph was saved as it is now.
    pub fn mark_saved(&mut self) {
        self.dragging = false;
        self.saved = Some(self.id());
    }

    /// Whether the graph is as it was saved: also after steps and back.
    #[must_use]
    pub fn is_saved(&self) -> bool {
        self.saved == Some(self.id())
    }

    fn id(&self) -> u64 {
        self.last().map_or(0, |step| step.id)
    }
}

/// Whether an edit only puts values and takes no line away.
fn only_puts(edit: &Edit) -> bool {
    match edit {
        Edit::Batch(edits) => edits.iter().all(only_puts),
        Edit::Inside { edit, .. } => only_puts(edit),
        Edit::Set { value, .. } | Edit::View { value, .. } => value.is_some(),
        Edit::Wire { wires, .. } => wires.is_some(),
        Edit::Title(_) | Edit::Bypass { .. } => true,
        _ => false,
    }
}

/// Whether the earlier inverse, applied alone, ends where both would: it writes to the same places, and they were there.
fn is_covered(inverse: &Edit, earlier: &Edit) -> bool {
    match (inverse, earlier) {
        (Edit::Batch(inverses), Edit::Batch(all)) => {
            inverses.len() == all.len()
                && inverses.iter().zip(all).all(|(inverse, earlier)| is_covered(inverse, earlier))
        }
        (Edit::Set { node, input, value: Some(_), .. }, Edit::Set { node: n, input: i, .. })
        | (Edit::Wire { node, input, wires: Some(_), .. }, Edit::Wire { node: n, input: i, .. }) => {
            (node, input) == (n, i)
        }
        (Edit::View { key, value: Some(_), .. }, Edit::View { key: k, .. }) => key == k,
        (Edit::Title(_), Edit::Title(_)) => true,
        (Edit::Bypass { node, .. }, Edit::Bypass { node: n, .. }) => node == n,
        (Edit::Inside { node, edit }, Edit::Inside { node: n, edit: earlier }) => {
            node == n && is_covered(edit, earlier)
        }
        _ => false,
    }
}
