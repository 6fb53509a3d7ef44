//! Results on disk, one file each. Written beside and renamed; read back only if their hash is right. Anything else in
//! a file is dropped and computed again.

use super::{Key, codec};
use crate::diagnostic::{Diagnostic, Place};
use crate::value::Value;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// Begins every file. Another format has another word.
const MAGIC: &[u8; 8] = b"weftres1";
/// Magic, hash of what follows it, seconds.
const HEAD: usize = 8 + 32 + 8;

/// Cheaper results are computed again sooner than found.
const SECONDS_MIN: f64 = 0.02;
/// Disks read about so fast; what computes faster than it reads is not worth its place.
const BYTES_PER_SECOND: f64 = 400e6;

pub(super) struct Disk {
    folder: PathBuf,
    bytes_max: u64,
    index: Mutex<Index>,
    /// Makes names of unfinished files differ within the process.
    counter: AtomicU64,
}

#[derive(Default)]
struct Index {
    entries: HashMap<Key, Entry>,
    bytes: u64,
}

struct Entry {
    bytes: u64,
    used: SystemTime,
}

impl Disk {
    /// Reads the names in the folder; no file is opened.
    pub(super) fn open(folder: PathBuf, bytes_max: u64) -> Result<Self, Diagnostic> {
        let index = fs::create_dir_all(&folder).and_then(|()| Index::read(&folder)).map_err(|why| {
            let place = Place::File(folder.display().to_string());
            Diagnostic::warning("cache-folder", place, format!("results are not kept on disk: {why}"))
                .hint("make the folder writable, or free some space")
        })?;
        let disk = Self { folder, bytes_max, index: Mutex::new(index), counter: AtomicU64::new(0) };
        disk.shrink();
        Ok(disk)
    }

    pub(super) fn has(&self, key: &Key) -> bool {
        self.index().entries.contains_key(key)
    }

    /// A result and what it took to compute.
    pub(super) fn get(&self, key: &Key, count: usize) -> Option<(Vec<Option<Value>>, f64)> {
        if !self.has(key) {
            return None;
        }
        let path = self.path(key);
        let read = fs::read(&path).ok().and_then(|bytes| checked(&bytes, count));
        let mut index = self.index();
        match read {
            Some(found) => {
                let now = SystemTime::now();
                // So that the next process knows it too. Where it cannot be written, age decides by what is known.
                if let Ok(file) = fs::File::options().append(true).open(&path) {
                    drop(file.set_modified(now));
                }
                index.entries.entry(*key).and_modify(|entry| entry.used = now);
                Some(found)
            }
            None => {
                index.forget(key);
                drop(fs::remove_file(&path));
                None
            }
        }
    }

    /// Keeps a result, if reading it back is quicker than computing it. A disk that refuses is no error: it is a cache.
    pub(super) fn put(&self, key: &Key, outputs: &[Option<Value>], seconds: f64) {
        let size: usize = outputs.iter().flatten().map(Value::bytes).sum();
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let reading = size as f64 / BYTES_PER_SECOND;
        if seconds < SECONDS_MIN.max(2.0 * reading) || size as u64 > self.bytes_max / 2 || self.has(key) {
            return;
        }
        if outputs.iter().flatten().any(|value| value.fetch().is_err()) {
            return;
        }
        let Some(values) = codec::encode(outputs) else { return };
        let mut bytes = Vec::with_capacity(HEAD + values.len());
        bytes.extend(MAGIC);
        let seconds = seconds.to_bits().to_le_bytes();
        bytes.extend(blake3::Hasher::new().update(&seconds).update(&values).finalize().as_bytes());
        bytes.extend(seconds);
        bytes.extend(values);
        if self.write(key, &bytes).is_ok() {
            let entry = Entry { bytes: bytes.len() as u64, used: SystemTime::now() };
            self.index().remember(*key, entry);
            self.shrink();
        }
    }

    pub(super) fn clear(&self) {
        let mut index = self.index();
        for (key, _) in index.entries.drain().collect::<Vec<_>>() {
            drop(fs::remove_file(self.path(&key)));
        }
        index.bytes = 0;
    }

    pub(super) fn stats(&self) -> (usize, u64) {
        let index = self.index();
        (index.entries.len(), index.bytes)
    }

    /// Throws the longest unused away until the budget holds.
    fn shrink(&self) {
        let mut index = self.index();
        if index.bytes <= self.bytes_max {
            return;
        }
        let mut oldest: Vec<(SystemTime, Key)> = index.entries.iter().map(|(key, entry)| (entry.used, *key)).collect();
        oldest.sort_unstable();
        for (_, key) in oldest {
            // Some air, so that the next result does not sort everything again.
            if index.bytes <= self.bytes_max / 10 * 9 {
                break;
            }
            index.forget(&key);
            drop(fs::remove_file(self.path(&key)));
        }
    }

    fn write(&self, key: &Key, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(key);
        let number = self.counter.fetch_add(1, Ordering::Relaxed);
        let beside = self.folder.join(format!("{}-{number}.unfinished", std::process::id()));
        let written = path
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&beside, bytes))
            .and_then(|()| fs::rename(&beside, &path));
        if written.is_err() {
            drop(fs::remove_file(&beside));
        }
        written
    }

    /// 256 folders, so that none grows too long to list.
    fn path(&self, key: &Key) -> PathBuf {
        let name = blake3::Hash::from_bytes(*key).to_hex();
        self.folder.join(&name[..2]).join(&name[2..])
    }

    fn index(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Index {
    fn read(folder: &Path) -> io::Result<Self> {
        let mut index = Self::default();
        for below in fs::read_dir(folder)? {
            let below = below?;
            let name = below.file_name().to_string_lossy().into_owned();
            if name.ends_with(".unfinished") && !newer_than_an_hour(&below.metadata()?) {
                // Whoever wrote it died long ago.
                drop(fs::remove_file(below.path()));
            }
            if name.len() != 2 || !below.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(below.path())? {
                let file = file?;
                let hex = format!("{name}{}", file.file_name().to_string_lossy());
                let (Ok(key), Ok(about)) = (blake3::Hash::from_hex(hex), file.metadata()) else { continue };
                let used = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                index.remember(*key.as_bytes(), Entry { bytes: about.len(), used });
            }
        }
        Ok(index)
    }

    fn remember(&mut self, key: Key, entry: Entry) {
        self.bytes += entry.bytes;
        if let Some(before) = self.entries.insert(key, entry) {
            self.bytes -= before.bytes;
        }
    }

    fn forget(&mut self, key: &Key) {
        if let Some(entry) = self.entries.remove(key) {
            self.bytes -= entry.bytes;
        }
    }
}

fn newer_than_an_hour(about: &fs::Metadata) -> bool {
    about.modified().ok().and_then(|time| time.elapsed().ok()).is_none_or(|age| age.as_secs() < 3600)
}

fn checked(bytes: &[u8], count: usize) -> Option<(Vec<Option<Value>>, f64)> {
    let (magic, rest) = bytes.split_first_chunk::<8>()?;
    let (hash, tail) = rest.split_first_chunk::<32>()?;
    if magic != MAGIC || blake3::hash(tail).as_bytes() != hash {
        return None;
    }
    let (seconds, values) = tail.split_first_chunk::<8>()?;
    Some((codec::decode(values, count)?, f64::from_bits(u64::from_le_bytes(*seconds))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Colour, Content, Image};

    fn key(number: u8) -> Key {
        let mut key = [7; 32];
        key[0] = number;
        key
    }

    fn picture(side: u32) -> Vec<Option<Value>> {
        vec![Some(Value::new(Content::Image(Image::zeroed(side, side, 3, Colour::Srgb).unwrap())))]
    }

    fn only_file(folder: &Path) -> PathBuf {
        let below =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.is_dir()).unwrap();
        fs::read_dir(below).unwrap().next().unwrap().unwrap().path()
    }

    #[test]
    fn a_result_survives_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        Disk::open(folder.path().into(), 1 << 20).unwrap().put(&key(1), &picture(16), 0.5);
        let again = Disk::open(folder.path().into(), 1 << 20).unwrap();
        assert_eq!(again.get(&key(1), 1), Some((picture(16), 0.5)));
        assert_eq!(again.get(&key(2), 1), None);
    }

    #[test]
    fn a_torn_or_changed_file_is_dropped() {
        for harm in [
            |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() / 2),
            |bytes: &mut Vec<u8>| bytes[100] ^= 1,
            |bytes: &mut Vec<u8>| bytes.clear(),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let disk = Disk::open(folder.path().into(), 1 << 20).unwrap();
            disk.put(&key(1), &picture(16), 0.5);
            let file = only_file(folder.path());
            let mut bytes = fs::read(&file).unwrap();
            harm(&mut bytes);
            fs::write(&file, bytes).unwrap();
            assert_eq!(disk.get(&key(1), 1), None);
            assert!(!file.exists() && !disk.has(&key(1)));
        }
    }

    #[test]
    fn the_budget_holds_and_the_oldest_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::open(folder.path().into(), 40_000).unwrap();
        for number in 0..20 {
            disk.put(&key(number), &picture(16), 0.5);
            assert!(disk.stats().1 <= 40_000);
        }
        assert!(disk.has(&key(19)) && !disk.has(&key(0)));
    }

    #[test]
    fn what_is_cheap_or_huge_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::open(folder.path().into(), 40_000).unwrap();
        disk.put(&key(1), &picture(16), 0.001);
        disk.put(&key(2), &picture(200), 9.0);
        assert_eq!(disk.stats(), (0, 0));
    }
}
