//! What the viewer asks of the session, and what it was given. Whoever asks puts questions here; `link` sends them and
//! brings the answers, the newest of each slot.

use std::sync::Arc;

use weft_engine::graph::Wire;
use weft_engine::plan::Scale;
use weft_engine::session::{Look, Shown};

/// Which of two outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Which {
    /// The viewed one.
    Viewed,
    /// The one it is compared with.
    Pinned,
}

/// What is asked for; a new question of a slot replaces its older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// All of an output, as small as it is shown.
    Whole(Which),
    /// The part that is seen, in more detail.
    Close(Which),
    /// Exact samples around the pointer.
    Probe(Which),
    /// Counts of values.
    Counts,
    /// The picture on a mesh.
    Texture,
    /// All of it, to be written to a file.
    Saved,
    /// One field of what was found in a picture.
    Field(u8),
}

impl Slot {
    /// The viewer's number towards the session: below 64.
    #[must_use]
    pub fn number(self) -> u64 {
        let which = |which: Which| u64::from(which == Which::Pinned);
        match self {
            Self::Whole(of) => 1 + which(of),
            Self::Close(of) => 3 + which(of),
            Self::Probe(of) => 5 + which(of),
            Self::Counts => 7,
            Self::Texture => 8,
            Self::Saved => 9,
            Self::Field(at) => 16 + u64::from(at.min(40)),
        }
    }
}

/// An output, and what of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The output.
    pub wire: Wire,
    /// What of it, and how much.
    pub look: Look,
}

/// What came of a question.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked.
    pub question: Question,
    /// The size that pictures were worked on.
    pub scale: Scale,
    /// Of the document's content, when it was asked.
    pub revision: u64,
    /// Another number is another answer.
    pub serial: u64,
    /// In a list: how many items there are.
    pub items: Option<u64>,
    /// What is seen, or why nothing is: the sentence, and what to do.
    pub shown: Result<Arc<Shown>, (String, Option<String>)>,
}

impl Answer {
    /// What is seen.
    #[must_use]
    pub fn seen(&self) -> Option<&Arc<Shown>> {
        self.shown.as_ref().ok()
    }
}
