//! What a plan needs to know of the world. It asks here instead of looking itself, so that the same answers give the
//! same plan.

use std::path::Path;
use std::sync::Arc;

use super::{Digest, Reach};
use crate::catalog::Kind;
use crate::diagnostic::Diagnostic;
use crate::graph::{Entries, Graph, Setting};

/// Answers about files, models, other graphs and older settings.
pub trait Facts {
    /// What lies at an absolute path.
    fn file(&self, path: &Path) -> FileFact;

    /// Whether a model is installed.
    fn model(&self, name: &str) -> ModelFact;

    /// The graph in another file, for a node of the kind `graph`.
    ///
    /// # Errors
    /// When it cannot be read.
    fn document(&self, path: &Path) -> Result<Arc<Graph>, Vec<Diagnostic>>;

    /// Settings that were made for an older version of a kind, moved to the present one. Asked only where the kind says
    /// that it moves them.
    ///
    /// # Errors
    /// When the kind refuses.
    fn migrated(&self, kind: &Kind, from: u32, settings: &Entries<Setting>) -> Result<Entries<Setting>, Diagnostic>;

    /// What may run on a device. Always the same answer, as results are named by it.
    fn reach(&self) -> Reach {
        Reach::Nothing
    }
}

/// What lies at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileFact {
    /// A file of this content.
    Content(Digest),
    /// A folder.
    Folder,
    /// Nothing.
    Missing,
    /// Something that cannot be read, and why.
    Unreadable(String),
}

/// What results depend on where a model is not there and nobody minds.
pub(super) fn no_model() -> Digest {
    Digest::of_bytes(b"no model")
}

/// Whether a model can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelFact {
    /// All of its files are there; the digest covers them.
    Installed(Digest),
    /// It is not there, and who asked can do without.
    None,
    /// It is not there, and what to do about it.
    Missing(Diagnostic),
}
