//! The list of libraries which the user trusts, by hash: a file that anybody may read and edit.

use super::{hex, told};
use crate::diagnostic::Diagnostic;
use serde::{Deserialize, Serialize};
use std::io::{self, ErrorKind};
use std::path::Path;

/// What the user's word stands for. A hash, not a path: another file in the same place is not meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustList {
    trusted: Vec<Trusted>,
}

/// One library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trusted {
    /// Of the file, in hexadecimal.
    pub sha256: String,
    /// Where it was when the user said so; for people.
    pub file: String,
}

impl TrustList {
    /// Reads the list. One that is not there is empty.
    ///
    /// # Errors
    /// Where it cannot be read; nobody is trusted then.
    pub fn read(path: &Path) -> Result<Self, Diagnostic> {
        match std::fs::read_to_string(path) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| told::trust_unreadable(path, &error)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(told::trust_unreadable(path, &error)),
        }
    }

    /// All of it.
    #[must_use]
    pub fn trusted(&self) -> &[Trusted] {
        &self.trusted
    }

    /// Whether the library with this hash is meant.
    #[must_use]
    pub fn holds(&self, sha256: &[u8; 32]) -> bool {
        self.trusted.iter().any(|trusted| hex::to_hash(&trusted.sha256).as_ref() == Some(sha256))
    }

    /// Trusts a library as it is now, and gives its hash.
    ///
    /// # Errors
    /// Where it cannot be read, or is no plugin.
    pub fn add(&mut self, library: &Path) -> Result<String, Diagnostic> {
        super::object_file::check(library)?;
        let bytes = super::object_file::read(library)?;
        if !bytes.names_the_entry {
            return Err(told::no_entry(library));
        }
        let sha256 = hex::from_bytes(&bytes.sha256);
        if !self.holds(&bytes.sha256) {
            self.trusted.push(Trusted { sha256: sha256.clone(), file: library.display().to_string() });
        }
        Ok(sha256)
    }

    /// Takes the trust back, by a hash or the beginning of one. Says how many were meant.
    pub fn remove(&mut self, sha256: &str) -> usize {
        let before = self.trusted.len();
        self.trusted.retain(|trusted| sha256.is_empty() || !trusted.sha256.starts_with(sha256));
        before - self.trusted.len()
    }

    /// Writes the list, whole or not at all.
    ///
    /// # Errors
    /// Where the system cannot.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        crate::files::write_whole(path, serde_json::to_string_pretty(self)?.as_bytes())
    }
}
