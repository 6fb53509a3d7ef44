//! Results by digest: in memory under a byte budget, and on disk under another, so that a restart re-runs nothing.
//!
//! Not here: what a digest is made of (`plan`), and whether a result may be kept at all (`run`).

mod codec;
mod disk;
mod memory;

use crate::diagnostic::Diagnostic;
use crate::value::Value;
use disk::Disk;
use memory::Memory;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A digest, as far as the cache is concerned.
pub type Key = [u8; 32];

/// How much is kept, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheConfig {
    /// 0: nothing is kept in memory.
    pub memory_bytes_max: usize,
    /// None: nothing is written to disk.
    pub disk: Option<DiskConfig>,
}

/// Where results survive a restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiskConfig {
    /// The cache's own; it may hold nothing else.
    pub folder: PathBuf,
    /// Of all entries together.
    pub bytes_max: u64,
}

/// Where a result may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// It ends with the process.
    Memory,
    /// It survives, if it was worth more time than reading it back takes.
    MemoryAndDisk,
}

/// Where a result lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lies {
    /// Ready.
    InMemory,
    /// To be read and checked.
    OnDisk,
}

/// What the cache holds now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CacheStats {
    /// Results in memory.
    pub memory_entries: usize,
    /// Their bytes.
    pub memory_bytes: usize,
    /// Results on disk.
    pub disk_entries: usize,
    /// Their bytes.
    pub disk_bytes: u64,
}

/// Results by digest. One for an engine, for all its runs.
pub struct Cache {
    memory: Mutex<Memory>,
    disk: Option<Disk>,
}

/// The cache, held for many questions in a row.
pub struct Asking<'a> {
    memory: MutexGuard<'a, Memory>,
    disk: Option<&'a Disk>,
}

impl Asking<'_> {
    /// Fills in a result that is in memory; else the slots stay as they are.
    pub fn get_from_memory(&mut self, key: &Key, outputs: &mut [Option<Value>]) -> bool {
        self.memory.get(key, outputs)
    }

    /// Whether a result is on disk. Reads no file.
    #[must_use]
    pub fn is_on_disk(&self, key: &Key) -> bool {
        self.disk.is_some_and(|disk| disk.has(key))
    }
}

impl Cache {
    /// Opens the folder, if there is one. What is wrong with it is told; the cache then works without it.
    #[must_use]
    pub fn new(config: CacheConfig) -> (Self, Vec<Diagnostic>) {
        let memory = Mutex::new(Memory::new(config.memory_bytes_max));
        match config.disk.map(|disk| Disk::open(disk.folder, disk.bytes_max)) {
            None => (Self { memory, disk: None }, Vec::new()),
            Some(Ok(disk)) => (Self { memory, disk: Some(disk) }, Vec::new()),
            Some(Err(told)) => (Self { memory, disk: None }, vec![told]),
        }
    }

    /// A cache that keeps nothing.
    #[must_use]
    pub fn off() -> Self {
        Self { memory: Mutex::new(Memory::new(0)), disk: None }
    }

    /// Fills in a result. Where it is not there, or not with as many outputs, the slots stay as they are.
    pub fn get(&self, key: &Key, outputs: &mut [Option<Value>]) -> bool {
        if self.memory().get(key, outputs) {
            return true;
        }
        let Some((values, seconds)) = self.disk.as_ref().and_then(|disk| disk.get(key, outputs.len())) else {
            return false;
        };
        self.memory().put(key, &values, seconds);
        outputs.clone_from_slice(&values);
        true
    }

    /// Where a result lies. Does not count as a use, and reads no file.
    #[must_use]
    pub fn has(&self, key: &Key) -> Option<Lies> {
        if self.memory().has(key) {
            return Some(Lies::InMemory);
        }
        self.disk.as_ref().is_some_and(|disk| disk.has(key)).then_some(Lies::OnDisk)
    }

    /// Keeps a result that took so long to compute.
    pub fn put(&self, key: &Key, outputs: &[Option<Value>], seconds: f64, keep: Keep) {
        self.memory().put(key, outputs, seconds);
        if let (Keep::MemoryAndDisk, Some(disk)) = (keep, &self.disk) {
            disk.put(key, outputs, seconds);
        }
    }

    /// What a result took is known by now: it is kept by that, on disk too if it may. Nothing, if it is not in memory any more.
    pub fn settle(&self, key: &Key, seconds: f64, keep: Keep) {
        let outputs = self.memory().settle(key, seconds);
        if let (Some(outputs), Keep::MemoryAndDisk, Some(disk)) = (outputs, keep, &self.disk) {
            disk.put(key, &outputs, seconds);
        }
    }

    /// Keeps results together, which costs one lock for all.
    pub fn put_all<'a>(&self, results: impl IntoIterator<Item = (&'a Key, &'a [Option<Value>], f64, Keep)>) {
        let mut memory = self.memory();
        let mut for_disk = Vec::new();
        for (key, outputs, seconds, keep) in results {
            memory.put(key, outputs, seconds);
            if keep == Keep::MemoryAndDisk && self.disk.is_some() {
                for_disk.push((key, outputs, seconds));
            }
        }
        drop(memory);
        for (key, outputs, seconds) in for_disk {
            self.disk.iter().for_each(|disk| disk.put(key, outputs, seconds));
        }
    }

    /// Holds the cache for many questions in a row.
    #[must_use]
    pub fn ask(&self) -> Asking<'_> {
        Asking { memory: self.memory(), disk: self.disk.as_ref() }
    }

    /// Lets half of the memory go, the least worth first: somebody needs it now.
    pub fn relieve(&self) {
        self.memory().halve();
    }

    /// Forgets what nobody can read any more: pictures on a device that is gone.
    pub fn forget_lost(&self) {
        self.memory().forget_lost();
    }

    /// Forgets everything, on disk too.
    pub fn clear(&self) {
        self.memory().clear();
        if let Some(disk) = &self.disk {
            disk.clear();
        }
    }

    /// What it holds now.
    #[must_use]
    pub fn stats(&self) -> CacheStats {
        let memory = self.memory();
        let (disk_entries, disk_bytes) = self.disk.as_ref().map_or((0, 0), Disk::stats);
        CacheStats { memory_entries: memory.len(), memory_bytes: memory.bytes(), disk_entries, disk_bytes }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // A panic in between leaves a cache that is at worst too small.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
