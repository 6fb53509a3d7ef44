//! What was installed: `installed.json` in the folder of a model. Its hashes are what the files must stay.

use super::{from_hex, unreadable};
use crate::diagnostic::{Diagnostic, Place};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Its name in the folder of a model.
pub(super) const FILE: &str = "installed.json";

/// What is known of an installed model.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Record {
    /// The one that is opened first.
    pub files: Vec<RecordedFile>,
    /// The model whose facts are true of this one too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<String>,
}

/// One file of an installed model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedFile {
    /// In the folder of the model.
    pub name: String,
    /// In bytes.
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
    /// Where it came from.
    pub from: String,
    /// Whether nobody knew its hash before, so that the first one counts.
    #[serde(default)]
    pub pinned: bool,
}

impl RecordedFile {
    /// What its bytes must hash to.
    #[must_use]
    pub fn hash(&self) -> Option<[u8; 32]> {
        from_hex(&self.sha256)
    }
}

impl Record {
    /// Of the model in `folder`; none: there is none.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, Diagnostic> {
        let path = folder.join(FILE);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(why) => return Err(unreadable(&path, &why)),
        };
        let record: Self = serde_json::from_slice(&text).map_err(|why| {
            let message = format!("what was written down of the model cannot be read: {why}");
            Diagnostic::error("damaged-model", Place::File(path.display().to_string()), message)
                .hint("install the model again")
        })?;
        Ok(Some(record))
    }

    /// Writes it beside its files, whole or not at all.
    pub(super) fn write(&self, folder: &Path) -> Result<(), Diagnostic> {
        let (path, part) = (folder.join(FILE), folder.join(format!("{FILE}.part")));
        let text = serde_json::to_vec_pretty(self).map_err(std::io::Error::other);
        let written = text.and_then(|text| std::fs::write(&part, text)).and_then(|()| std::fs::rename(&part, &path));
        written.map_err(|why| {
            let place = Place::File(path.display().to_string());
            Diagnostic::error("unwritable-file", place, format!("it cannot be written: {why}"))
        })
    }
}
