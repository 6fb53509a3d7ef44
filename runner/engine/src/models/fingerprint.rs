//! sha-256 of files, remembered by size, times and inode: models are large, and read whole only when they changed.

use crate::files::Stamp;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// What is remembered. One for the program; several threads may ask.
#[derive(Debug)]
pub struct Fingerprints {
    disk: Option<PathBuf>,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    read: bool,
    files: HashMap<PathBuf, Entry>,
}

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Entry {
    stamp: Stamp,
    sha256: String,
    /// Whether it was looked into and points at nothing outside of its folder.
    #[serde(default)]
    harmless: bool,
}

impl Fingerprints {
    /// Remembers in a file too, if there is one.
    #[must_use]
    pub fn new(disk: Option<PathBuf>) -> Self {
        Self { disk, known: Mutex::default() }
    }

    /// Of a file's content.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn sha256(&self, path: &Path) -> io::Result<[u8; 32]> {
        let stamp = Stamp::read(path)?;
        let known = self.lock().files.get(path).filter(|entry| entry.stamp == stamp).map(|entry| entry.sha256.clone());
        if let Some(hash) = known.as_deref().and_then(super::from_hex) {
            return Ok(hash);
        }
        let hash = sha256_of(&mut File::open(path)?)?;
        // Only what has not changed meanwhile, and whose next change will show.
        if Stamp::read(path)? == stamp && stamp.is_settled(now_ns()) {
            let entry = Entry { stamp, sha256: super::hex(&hash), harmless: false };
            let mut known = self.lock();
            known.files.insert(path.to_owned(), entry);
            self.save(&known);
        }
        Ok(hash)
    }

    /// The next question about it reads it.
    pub(super) fn forget(&self, path: &Path) {
        self.lock().files.remove(path);
    }

    pub(super) fn is_harmless(&self, path: &Path) -> bool {
        let stamp = Stamp::read(path).ok();
        self.lock().files.get(path).is_some_and(|entry| entry.harmless && Some(entry.stamp) == stamp)
    }

    pub(super) fn remember_harmless(&self, path: &Path) {
        let mut known = self.lock();
        if let Some(entry) = known.files.get_mut(path) {
            entry.harmless = true;
            self.save(&known);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.read {
            known.read = true;
            let text = self.disk.as_ref().and_then(|disk| std::fs::read(disk).ok());
            // What cannot be read is forgotten: hashing again is all that it costs.
            known.files = text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        }
        known
    }

    /// As it is only a memory, a disk that cannot be written costs time, nothing else.
    fn save(&self, known: &Known) {
        let Some(disk) = &self.disk else { return };
        let part = disk.with_extension(format!("{}.part", std::process::id()));
        let sorted: std::collections::BTreeMap<_, _> = known.files.iter().collect();
        let written = serde_json::to_vec(&sorted).map_err(io::Error::other).and_then(|text| {
            disk.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            std::fs::write(&part, text)?;
            std::fs::rename(&part, disk)
        });
        if written.is_err() {
            drop(std::fs::remove_file(part));
        }
    }
}

/// Of everything that a reader gives.
pub(super) fn sha256_of(from: &mut impl Read) -> io::Result<[u8; 32]> {
    let mut hasher = Sha256::new();
    let mut window = vec![0; 1 << 18];
    loop {
        match from.read(&mut window) {
            Ok(0) => return Ok(hasher.finalize().into()),
            Ok(count) => hasher.update(&window[..count]),
            Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
            Err(why) => return Err(why),
        }
    }
}

fn now_ns() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}
