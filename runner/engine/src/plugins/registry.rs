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
use std::io::{self, BufRead as _, ErrorKind};
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

/// JSON of an array of kinds: a piece of a file that many share.
#[derive(Debug, Clone)]
pub(super) struct KindsText {
    file: Arc<Vec<u8>>,
    range: Range<usize>,
}

impl KindsText {
    pub(super) fn new(kinds: &[Kind]) -> Self {
        // Kinds are plain data with texts as keys; they can always be written.
        let json = serde_json::to_vec(kinds).unwrap_or_default();
        Self { range: 0..json.len(), file: Arc::new(json) }
    }

    pub(super) fn read(&self) -> serde_json::Result<Vec<Kind>> {
        serde_json::from_slice(self.bytes())
    }

    fn bytes(&self) -> &[u8] {
        &self.file[self.range.clone()]
    }
}

/// Reads what is remembered, by path. What cannot be read is told and forgotten.
pub(super) fn read(path: &Path, told: &mut Vec<Diagnostic>) -> HashMap<PathBuf, Entry> {
    let (entries, broken) = match fs::read(path) {
        Ok(bytes) => parse(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => return HashMap::new(),
        Err(error) => (HashMap::new(), Some(error.to_string())),
    };
    told.extend(broken.map(|why| told::registry_rebuilt(path, &why)));
    entries
}

/// What can be read of a registry, and what is wrong with the rest.
fn parse(bytes: Vec<u8>) -> (HashMap<PathBuf, Entry>, Option<String>) {
    let file = Arc::new(bytes);
    let mut lines = lines(&file);
    let header = lines.next().map(|line| serde_json::from_slice::<Header>(&file[line]));
    let (mut entries, mut broken) = (HashMap::new(), 0);
    match header {
        Some(Ok(header)) if header == Header::current() => {}
        // Of another version: nothing is wrong with it.
        Some(Ok(_)) => return (entries, None),
        Some(Err(_)) | None => return (entries, Some("it does not begin as it should".to_owned())),
    }
    for line in lines {
        match entry(&file, line) {
            Some(entry) => drop(entries.insert(entry.head.path.clone(), entry)),
            None => broken += 1,
        }
    }
    let why = (broken > 0).then(|| format!("{broken} of {} lines", entries.len() + broken));
    (entries, why)
}

/// Where each line is, without its end.
fn lines(file: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let mut rest = file.get(from..)?;
        // Finds the end faster than a look at each byte; reading from memory cannot fail.
        let len = rest.skip_until(b'\n').ok().filter(|len| *len > 0)?;
        let line = from..from + len - usize::from(file[from + len - 1] == b'\n');
        from += len;
        Some(line)
    })
}

fn entry(file: &Arc<Vec<u8>>, line: Range<usize>) -> Option<Entry> {
    let tab = line.start + file[line.clone()].iter().position(|byte| *byte == b'\t')?;
    let kinds = KindsText { file: Arc::clone(file), range: tab + 1..line.end };
    // A line that was cut ends in the middle of its kinds, which are not read before they are needed.
    if !kinds.bytes().starts_with(b"[") || !kinds.bytes().ends_with(b"]") {
        return None;
    }
    Some(Entry { head: serde_json::from_slice(&file[line.start..tab]).ok()?, kinds })
}

/// Writes what is remembered, whole or not at all.
pub(super) fn write<'a>(path: &Path, entries: impl Iterator<Item = &'a Entry>) -> io::Result<()> {
    let mut file = serde_json::to_vec(&Header::current())?;
    for entry in entries {
        // A path that is not UTF-8 has no JSON; its library is asked at each start.
        let Ok(head) = serde_json::to_vec(&entry.head) else { continue };
        for part in [b"\n", head.as_slice(), b"\t", entry.kinds.bytes()] {
            file.extend_from_slice(part);
        }
    }
    file.push(b'\n');
    write_whole(path, &file)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str) -> Entry {
        let head = Head {
            path: format!("/plugins/{name}").into(),
            stamp: Stamp { size: 1, mtime_ns: 2, ctime_ns: 3, inode: 4 },
            sha256: [7; 32],
            outcome: Outcome::Ready,
            about: None,
            complaints: Vec::new(),
            kinds: vec![Named { id: format!("{name}.ä").into(), replaces: Vec::new() }],
            scan_ms: 0.5,
        };
        Entry { head, kinds: KindsText::new(&[]) }
    }

    #[test]
    fn whatever_happens_to_the_file_whole_lines_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registry.json");
        let entries = [entry("one"), entry("two"), entry("three")];
        write(&path, entries.iter()).unwrap();
        assert_eq!(read(&path, &mut Vec::new()).len(), 3);
        let whole = fs::read(&path).unwrap();
        let lines_before = |at: usize| whole[..at].iter().filter(|byte| **byte == b'\n').count();
        for at in 0..whole.len() {
            let kept = parse(whole[..at].to_vec()).0.len();
            assert!(kept + 1 >= lines_before(at), "{kept} kept when cut at {at}");
            let mut flipped = whole.clone();
            flipped[at] ^= 0x15;
            let kept = parse(flipped).0.len();
            // The end of a line takes the next one with it; the header takes all.
            let lost_at_most = if lines_before(at) == 0 { 3 } else { 2 };
            assert!(kept + lost_at_most >= 3, "{kept} kept when byte {at} changed");
        }
    }
}
