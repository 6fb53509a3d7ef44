//! What tells whether a file is still the same without reading it.

use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Size, times and inode of a file. If all of them agree, its content does, unless somebody took pains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// In bytes.
    pub size: u64,
    /// Nanoseconds since 1970 of the last change of the content.
    pub mtime_ns: i64,
    /// Nanoseconds since 1970 of the last change of the content or of what is known of it. It cannot be set back by hand,
    /// as the other can. 0 where the system has none.
    pub ctime_ns: i64,
    /// Which file it is, where a system knows. 0 elsewhere.
    pub inode: u64,
}

impl Stamp {
    /// Of a file, or of what a link leads to.
    ///
    /// # Errors
    /// Where the system cannot say.
    pub fn read(path: &Path) -> io::Result<Self> {
        Ok(Self::of(&std::fs::metadata(path)?))
    }

    /// From what the system said.
    #[must_use]
    pub fn of(about: &Metadata) -> Self {
        let (ctime_ns, inode) = of_the_system(about);
        let mtime_ns = about.modified().map_or(0, nanoseconds);
        Self { size: about.len(), mtime_ns, ctime_ns, inode }
    }

    /// The later of its times.
    #[must_use]
    pub fn latest_ns(&self) -> i64 {
        self.mtime_ns.max(self.ctime_ns)
    }

    /// Whether a write after `now_ns` gives another stamp. Clocks of file systems tick slowly: two writes in one tick have
    /// the same time.
    #[must_use]
    pub fn is_settled(&self, now_ns: i64) -> bool {
        /// Of Linux and macOS at most 10 ms; of systems that count whole seconds, 2 s.
        const TICK_NS: i64 = 20_000_000;
        const COARSE_TICK_NS: i64 = 2_000_000_000;
        let coarse = self.mtime_ns % 1_000_000_000 == 0 && self.ctime_ns % 1_000_000_000 == 0;
        self.latest_ns().saturating_add(if coarse { COARSE_TICK_NS } else { TICK_NS }) < now_ns
    }
}

#[cfg(unix)]
fn of_the_system(about: &Metadata) -> (i64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (about.ctime().saturating_mul(1_000_000_000).saturating_add(about.ctime_nsec()), about.ino())
}

#[cfg(not(unix))]
fn of_the_system(_: &Metadata) -> (i64, u64) {
    (0, 0)
}

/// Since 1970; before it, 0.
pub(super) fn nanoseconds(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}
