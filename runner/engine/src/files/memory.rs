//! What is remembered of files, in memory and as lines of JSON on disk.

use super::{Hash, Stamp, at, write_whole};
use crate::diagnostic::Diagnostic;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

/// More files are not written down; the next start reads the rest again.
const ENTRIES_MAX: usize = 20_000;
/// Of the file on disk.
const HEADER: &str = "{\"weft_files\":1}";

#[derive(Debug, Default)]
pub(super) struct Memory {
    files: HashMap<PathBuf, Remembered>,
    /// Whether there is something that is not on disk.
    is_new: bool,
}

#[derive(Debug, Clone, Copy)]
struct Remembered {
    stamp: Stamp,
    hash: Hash,
    /// Whether this program asked for it.
    used: bool,
}

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    path: std::borrow::Cow<'a, Path>,
    stamp: Stamp,
    /// In hexadecimal.
    hash: std::borrow::Cow<'a, str>,
}

impl Memory {
    pub(super) fn recall(&mut self, path: &Path, stamp: Stamp) -> Option<Hash> {
        let remembered = self.files.get_mut(path).filter(|remembered| remembered.stamp == stamp)?;
        remembered.used = true;
        Some(remembered.hash)
    }

    pub(super) fn remember(&mut self, path: &Path, stamp: Stamp, hash: Hash) {
        self.files.insert(path.to_owned(), Remembered { stamp, hash, used: true });
        self.is_new = true;
    }

    /// Reads what an earlier program wrote. Nothing is lost but time if it cannot be read.
    pub(super) fn read(disk: &Path) -> (Self, Option<Diagnostic>) {
        let forgotten = |why: &str| {
            let message = format!("hashes of files cannot be read ({why}); the files are read again");
            Some(Diagnostic::note("files-forgotten", at(disk), message))
        };
        let text = match std::fs::read_to_string(disk) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return (Self::default(), None),
            Err(error) => return (Self::default(), forgotten(&error.to_string())),
        };
        let mut lines = text.lines();
        if lines.next() != Some(HEADER) {
            return (Self::default(), forgotten("they were written by another version"));
        }
        let (mut memory, mut broken) = (Self::default(), 0);
        for line in lines {
            match read_line(line) {
                Some((path, remembered)) => drop(memory.files.insert(path, remembered)),
                None => broken += 1,
            }
        }
        let told = if broken > 0 { forgotten(&format!("{broken} lines")) } else { None };
        (memory, told)
    }

    pub(super) fn write(&mut self, disk: &Path) -> io::Result<()> {
        if !self.is_new {
            return Ok(());
        }
        let mut all: Vec<(&PathBuf, &Remembered)> = self.files.iter().collect();
        all.sort_by(|a, b| (b.1.used, a.0).cmp(&(a.1.used, b.0)));
        let mut text = HEADER.to_owned();
        for (path, remembered) in all.into_iter().take(ENTRIES_MAX) {
            let hash = blake3::Hash::from_bytes(remembered.hash).to_hex();
            let line = Line { path: path.into(), stamp: remembered.stamp, hash: hash.as_str().into() };
            // A path that is not UTF-8 has no JSON; its file is read again.
            if let Ok(line) = serde_json::to_string(&line) {
                text.push('\n');
                text.push_str(&line);
            }
        }
        text.push('\n');
        write_whole(disk, text.as_bytes())?;
        self.is_new = false;
        Ok(())
    }
}

fn read_line(line: &str) -> Option<(PathBuf, Remembered)> {
    let line: Line<'_> = serde_json::from_str(line).ok()?;
    let hash = *blake3::Hash::from_hex(line.hash.as_bytes()).ok()?.as_bytes();
    Some((line.path.into_owned(), Remembered { stamp: line.stamp, hash, used: false }))
}
