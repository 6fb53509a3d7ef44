//! What is remembered of libraries, so that listing kinds opens none of them.
//!
//! One line of JSON for each, after a line that says for whom they were written. What a start needs stands before a tab;
//! the kinds stand behind it, and are read when somebody asks for one. A broken line loses no other.

use super::hex;
use super::library::PluginAbout;
use super::scan::Complaint;
use super::told;
use crate::catalog::Kind;
use crate::diagnostic::Diagnostic;
use crate::files::{Stamp, write_whole};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use weft_abi::{WEFT_ABI_MAJOR, WEFT_ABI_MINOR};

/// For whom the rest was written. Another version may understand or refuse other things.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Header {
    weft_registry: u32,
    host: String,
    target: String,
}

/// Of the file.
const FORMAT: u32 = 1;

/// What a start needs to know of a library.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) path: PathBuf,
    pub(super) stamp: Stamp,
    #[serde(with = "hash")]
    pub(super) sha256: [u8; 32],
    pub(super) outcome: Outcome,
    pub(super) about: Option<PluginAbout>,
    pub(super) complaints: Vec<Complaint>,
    pub(super) kinds: Vec<Named>,
    pub(super) scan_ms: f64,
}

/// What became of asking a library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Outcome {
    /// It offers kinds.
    Ready,
    /// Some other library.
    NoPlugin,
    /// A plugin that cannot be used here.
    Refused,
    /// It took its process down, or hung.
    Crashed,
    /// Its hash is known, but it was never opened.
    NotAsked,
}

/// A kind by its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Named {
    pub(super) id: Box<str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) replaces: Vec<Box<str>>,
}

/// A library and its kinds, as they were written.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) head: Head,
    pub(super) kinds: KindsText,
}

/// JSON of an array of kinds: a piece of a text that many share.
#[derive(Debug, Clone)]
pub(super) struct KindsText {
    text: Arc<String>,
    range: Range<usize>,
}

impl KindsText {
    pub(super) fn new(kinds: &[Kind]) -> Self {
        // Kinds are plain data with texts as keys; they can always be written.
        let text = serde_json::to_string(kinds).unwrap_or_default();
        Self { range: 0..text.len(), text: Arc::new(text) }
    }

    pub(super) fn read(&self) -> serde_json::Result<Vec<Kind>> {
        serde_json::from_str(self.as_str())
    }

    fn as_str(&self) -> &str {
        &self.text[self.range.clone()]
    }
}

/// Reads what is remembered, by path. What cannot be read is told and forgotten.
pub(super) fn read(path: &Path, told: &mut Vec<Diagnostic>) -> HashMap<PathBuf, Entry> {
    let text = match fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => Arc::new(text),
        Ok(Err(_)) => {
            told.push(told::registry_rebuilt(path, "it is not UTF-8"));
            return HashMap::new();
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return HashMap::new(),
        Err(error) => {
            told.push(told::registry_rebuilt(path, &error.to_string()));
            return HashMap::new();
        }
    };
    let header_end = text.find('\n').unwrap_or(text.len());
    match serde_json::from_str::<Header>(&text[..header_end]) {
        Ok(header) if header == Header::current() => {}
        // Of another version: nothing is wrong with it.
        Ok(_) => return HashMap::new(),
        Err(_) => {
            told.push(told::registry_rebuilt(path, "it does not begin as it should"));
            return HashMap::new();
        }
    }
    let (mut entries, mut broken) = (HashMap::new(), 0);
    let mut from = header_end + 1;
    while from < text.len() {
        let end = text[from..].find('\n').map_or(text.len(), |len| from + len);
        match entry(&text, from..end) {
            Some(entry) => {
                entries.insert(entry.head.path.clone(), entry);
            }
            None => broken += 1,
        }
        from = end + 1;
    }
    if broken > 0 {
        told.push(told::registry_rebuilt(path, &format!("{broken} of {} lines", entries.len() + broken)));
    }
    entries
}

fn entry(text: &Arc<String>, line: Range<usize>) -> Option<Entry> {
    let (head, kinds) = text[line.clone()].split_once('\t')?;
    // A line that was cut ends in the middle of its kinds, which are not read before they are needed.
    if !kinds.starts_with('[') || !kinds.ends_with(']') {
        return None;
    }
    let kinds = KindsText { text: Arc::clone(text), range: line.end - kinds.len()..line.end };
    Some(Entry { head: serde_json::from_str(head).ok()?, kinds })
}

/// Writes what is remembered, whole or not at all.
pub(super) fn write<'a>(path: &Path, entries: impl Iterator<Item = &'a Entry>) -> io::Result<()> {
    let mut text = serde_json::to_string(&Header::current())?;
    for entry in entries {
        // A path that is not UTF-8 has no JSON; its library is asked at each start.
        let Ok(head) = serde_json::to_string(&entry.head) else { continue };
        text.push('\n');
        text.push_str(&head);
        text.push('\t');
        text.push_str(entry.kinds.as_str());
    }
    text.push('\n');
    write_whole(path, text.as_bytes())
}

impl Header {
    fn current() -> Self {
        Self {
            weft_registry: FORMAT,
            host: format!("{} {WEFT_ABI_MAJOR}.{WEFT_ABI_MINOR}", env!("CARGO_PKG_VERSION")),
            target: format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS),
        }
    }
}

/// Hashes as hexadecimal text.
mod hash {
    use super::hex;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(hash: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::from_bytes(hash))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        hex::to_hash(&text).ok_or_else(|| serde::de::Error::custom("no hash"))
    }
}
