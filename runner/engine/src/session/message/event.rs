//! What a session tells, as plain data.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

use super::{Blob, Hello, Shown};
use crate::catalog::Kind;
use crate::diagnostic::Diagnostic;
use crate::plugins::{PluginAbout, PluginStatus};
use crate::run::RunEvent;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// The first one: who speaks.
    Hello(Hello),
    /// The engine takes commands; after a crash and after plugins were looked for again it comes once more.
    Ready {
        /// Libraries that can be used.
        plugins: u32,
        /// What was wrong on the way.
        told: Vec<Diagnostic>,
    },
    /// Everything that is wrong with a state of the document, and what is worth knowing of it. Nothing: all is well.
    Told {
        /// Of which state.
        revision: u64,
        /// Each with its place and, where possible, a hint.
        told: Vec<Diagnostic>,
    },
    /// An edit did not fit the document: send all of it.
    OutOfStep {
        /// The state that the engine has.
        revision: u64,
        /// What did not fit.
        why: Diagnostic,
    },
    /// Something happened in a run. The last one of a run is `run-ended`; of a preview's run neither that nor the first
    /// one is told.
    Run {
        /// Which.
        run: u64,
        /// What.
        event: RunEvent,
    },
    /// A run did not begin, because of mistakes in the document: its last event.
    Refused {
        /// Which.
        run: u64,
        /// Of which state of the document.
        revision: u64,
        /// All mistakes.
        told: Vec<Diagnostic>,
    },
    /// A look at an output: the last event of its request.
    Preview(Preview),
    /// A look that cannot be given: the last event of its request.
    NoPreview {
        /// Whose.
        viewer: u64,
        /// Which.
        request: u64,
        /// Of which state of the document.
        revision: u64,
        /// Why. Code `replaced` or `cancelled`: nothing is wrong.
        told: Vec<Diagnostic>,
    },
    /// All kinds, sorted by id: everything that a menu and an inspector show.
    Catalog {
        /// Each with its inputs, outputs, limits and texts.
        kinds: Vec<Arc<Kind>>,
    },
    /// All libraries that were found, also those that cannot be used.
    Plugins {
        /// In the order of their right to an id.
        plugins: Vec<PluginState>,
        /// What is wrong with them.
        told: Vec<Diagnostic>,
    },
    /// What was asked for with `hash`.
    Hash {
        /// Of which state of the document.
        revision: u64,
        /// BLAKE3 of the text of the document, in hexadecimal.
        hash: String,
    },
    /// What was asked for with `ping`.
    Pong {
        /// As it was sent.
        token: u64,
    },
    /// A step does not answer stop. A supervised engine ends with it, and `crashed` follows.
    Hung {
        /// In which run or preview.
        run: u64,
        /// What runs.
        suspects: Vec<Suspect>,
    },
    /// The engine died. The document is safe; a new engine starts at once, and `ready` follows.
    Crashed(Crash),
    /// A step brought down the engine twice in the same way. It fails with a sentence until its settings, what is wired
    /// into it, or its plugin change, or somebody says `retry`.
    Quarantined(Suspect),
    /// A shared segment is gone for ever. Told to the receiving side of the pipe itself.
    Forget {
        /// Which.
        segment: u32,
    },
    /// The session is over; nothing follows.
    Ended {
        /// Why.
        why: Diagnostic,
    },
}

impl Event {
    /// The bytes that travel beside the message, if it has any.
    pub(in crate::session) fn blob_mut(&mut self) -> Option<&mut Blob> {
        match self {
            Self::Preview(Preview { shown: Shown::Image(view), .. }) => Some(&mut view.pixels),
            Self::Preview(Preview { shown: Shown::Mesh(view), .. }) => Some(&mut view.arrays),
            _ => None,
        }
    }
}

/// A look at an output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// Whose.
    pub viewer: u64,
    /// The number of the request.
    pub request: u64,
    /// The state of the document that it shows.
    pub revision: u64,
    /// Which node.
    pub node: String,
    /// Which of its outputs.
    pub output: String,
    /// In a list: how many items there are.
    pub items: Option<u64>,
    /// What is seen.
    pub shown: Shown,
}

/// One library.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PluginState {
    /// Absolute.
    pub path: PathBuf,
    /// Whether its kinds can be used, or why not.
    pub status: PluginStatus,
    /// What it says about itself; none where it was never asked.
    pub about: Option<PluginAbout>,
    /// Of the file, in hexadecimal.
    pub sha256: String,
    /// Ids of its kinds.
    pub kinds: Vec<Box<str>>,
    /// When the file was last written, in seconds since 1970.
    pub written: Option<u64>,
}

/// The death of an engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Crash {
    /// What kind of death.
    pub cause: Cause,
    /// A sentence that names node and plugin, as far as they are known.
    pub message: String,
    /// What ran on each thread; the culprit first, where that is known.
    pub suspects: Vec<Suspect>,
    /// Runs and previews that ended with it: they give no other last event.
    pub runs: Vec<u64>,
}

/// How an engine died.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A signal of the system, such as `SIGSEGV`.
    Signal {
        /// Its number.
        number: i32,
        /// Its name.
        name: String,
    },
    /// Somebody ended the process.
    Exit {
        /// The exit code.
        code: i32,
    },
    /// A step did not answer stop for two seconds.
    Hung,
    /// Somebody closed the pipe under it.
    Closed,
    /// The system does not say.
    Unknown,
}

/// A step that ran when the engine died.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspect {
    /// The node; inside graphs the names are joined with `/`. Empty: code of a plugin ran outside of any node.
    pub node: String,
    /// Its kind.
    pub kind: String,
    /// The plugin of the kind.
    pub plugin: String,
    /// The thread, as the system counts.
    pub thread: u32,
    /// The identity of what it computed, in hexadecimal: another one after each change of settings.
    pub step: String,
    /// Whether it is known that this one did it.
    pub culprit: bool,
}
