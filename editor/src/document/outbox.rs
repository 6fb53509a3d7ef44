//! Edits on their way to the session.

use weft_engine::graph::Edit;

/// What the session has not been told yet.
#[derive(Debug, Clone, PartialEq)]
pub enum Outbox {
    /// These edits of the whole graph, in their order.
    Edits(Vec<Edit>),
    /// Everything: after steps back and forth, which edits do not tell.
    Whole,
}

impl Outbox {
    /// All of it; from now on it has been told.
    pub(super) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Edits(Vec::new()))
    }

    /// What only moves things about is nothing to an engine.
    pub(super) fn post(&mut self, edit: Edit) {
        if let Self::Edits(edits) = self
            && matters(&edit)
        {
            edits.push(edit);
        }
    }
}

fn matters(edit: &Edit) -> bool {
    match edit {
        Edit::Batch(edits) => edits.iter().any(matters),
        Edit::Inside { edit, .. } => matters(edit),
        Edit::View { .. } | Edit::Comment { .. } | Edit::Title(_) => false,
        _ => true,
    }
}
