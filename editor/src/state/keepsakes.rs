//! What graphs showed last, on its way to the cards of the start page. Only of what is saved: a card shows the file.

use std::collections::HashMap;
use std::sync::Arc;

use weft_engine::session::Shown;

use super::State;
use crate::card_picture::Keepsake;

/// By document, the newest picture in full size; and what is to be kept.
#[derive(Default)]
pub(crate) struct Keepsakes {
    seen: HashMap<u64, Arc<Shown>>,
    ready: Vec<Keepsake>,
}

impl State {
    /// The viewer shows this of a document.
    pub(crate) fn has_seen(&mut self, document: u64, shown: &Arc<Shown>) {
        if matches!(**shown, Shown::Image(_)) {
            self.keepsakes.seen.insert(document, Arc::clone(shown));
        }
    }

    /// The picture of a document, if it is saved and has one, is kept.
    pub(super) fn keep_picture(&mut self, at: usize) {
        let Some(document) = self.documents.get(at).filter(|document| document.is_saved()) else { return };
        if let (Some(path), Some(shown)) = (document.path(), self.keepsakes.seen.get(&document.id)) {
            self.keepsakes.ready.push(Keepsake { graph: path.to_owned(), shown: Arc::clone(shown) });
        }
    }

    /// What is to be kept now; all that is shown, too, where the window closes.
    pub(crate) fn take_keepsakes(&mut self, closing: Closing) -> Vec<Keepsake> {
        let in_front = self.document().map(|document| document.id);
        for at in 0..self.documents.len() {
            // Tabs that are not in front show nothing; their pictures would only take room.
            if closing == Closing::Yes || Some(self.documents[at].id) != in_front {
                self.keep_picture(at);
            }
        }
        self.keepsakes.seen.retain(|document, _| closing == Closing::No && Some(*document) == in_front);
        std::mem::take(&mut self.keepsakes.ready)
    }
}

/// Whether the window goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closing {
    Yes,
    No,
}
