//! Graphs that the runtime has optimised, kept on disk in its own format: it maps such a file into memory, and neither optimises
//! nor copies anything. The key names everything that the result depends on, so nothing is ever wrong, only unused.

use super::provider::Provider;
use super::runtime::Runtime;
use crate::models::{Fingerprints, Installed, hex};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// Larger files take longer to write and read again than optimising takes.
const BYTES_MAX: u64 = 1 << 30;
/// Of all kept graphs together; the oldest go first.
const ALL_BYTES_MAX: u64 = 4 << 30;

/// Where the graph of one model is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    folder: PathBuf,
    key: String,
}

impl Kept {
    /// None where it makes no sense: other providers keep theirs themselves, and huge models gain nothing.
    pub(super) fn of(folder: Option<&Path>, model: &Installed, runtime: &Runtime, provider: Provider) -> Option<Self> {
        if provider != Provider::Cpu || model.bytes > BYTES_MAX {
            return None;
        }
        let mut hasher = blake3::Hasher::new();
        let processor = processor();
        let texts = ["weft graph 3", &runtime.version, ort::info(), &provider.to_string(), &processor];
        for text in texts {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        for (_, content) in &model.files {
            hasher.update(content);
        }
        Some(Self { folder: folder?.to_owned(), key: hasher.finalize().to_hex()[..32].to_owned() })
    }

    /// The kept graph, if it is there and whole.
    pub(super) fn find(&self, fingerprints: &Fingerprints) -> Option<PathBuf> {
        let path = self.path();
        let should = fs::read_to_string(self.seal()).ok()?;
        (should == hex(&fingerprints.sha256(&path).ok()?)).then_some(path)
    }

    /// Where the runtime shall write it.
    pub(super) fn part(&self) -> Option<PathBuf> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        fs::create_dir_all(&self.folder).ok()?;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Some(self.folder.join(format!("{}.{}-{count}.part.ort", self.key, std::process::id())))
    }

    /// Keeps what was written. Failing costs the next start some time, nothing else.
    pub(super) fn keep(&self, part: &Path, fingerprints: &Fingerprints) {
        let kept = || {
            let seal = hex(&fingerprints.sha256(part).ok()?);
            self.make_room(fs::metadata(part).ok()?.len());
            // One that somebody has mapped into memory stays as it is: the new one is another file of its name.
            fs::rename(part, self.path()).ok()?;
            fs::write(self.seal(), seal).ok()
        };
        if kept().is_none() {
            drop(fs::remove_file(part));
        }
    }

    /// It was there and could not be read.
    pub(super) fn forget(&self) {
        drop(fs::remove_file(self.seal()));
        drop(fs::remove_file(self.path()));
    }

    fn path(&self) -> PathBuf {
        self.folder.join(format!("{}.ort", self.key))
    }

    fn seal(&self) -> PathBuf {
        self.folder.join(format!("{}.seal", self.key))
    }

    fn make_room(&self, bytes: u64) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let file = |entry: fs::DirEntry| {
            let about = entry.metadata().ok()?;
            Some((about.modified().unwrap_or(SystemTime::UNIX_EPOCH), about.len(), entry.path()))
        };
        let mut files: Vec<_> =
            entries.filter_map(file).filter(|(_, _, path)| path.extension().is_some_and(|end| end == "ort")).collect();
        files.sort_unstable();
        let mut all: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
        for (_, old_bytes, path) in files {
            if all + bytes <= ALL_BYTES_MAX {
                return;
            }
            drop(fs::remove_file(path.with_extension("seal")));
            drop(fs::remove_file(path));
            all -= old_bytes;
        }
    }
}

/// Optimised graphs hold layouts for the instructions of a processor.
fn processor() -> String {
    #[cfg(target_arch = "x86_64")]
    {
        let has = [
            ("avx", std::is_x86_feature_detected!("avx")),
            ("avx2", std::is_x86_feature_detected!("avx2")),
            ("fma", std::is_x86_feature_detected!("fma")),
            ("avx512f", std::is_x86_feature_detected!("avx512f")),
            ("avx512bw", std::is_x86_feature_detected!("avx512bw")),
            ("avx512vnni", std::is_x86_feature_detected!("avx512vnni")),
        ];
        let words: Vec<&str> = has.iter().filter(|(_, there)| *there).map(|(name, _)| *name).collect();
        format!("x86_64 {}", words.join(" "))
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        format!("{} {}", std::env::consts::ARCH, std::env::consts::OS)
    }
}
