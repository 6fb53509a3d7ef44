//! Content hashes of files and folders, remembered by size, times and inode, so that an unchanged file is never read twice.
//!
//! Not here: what a hash is used for, and files of models, which are checked against what their manifest says (`models`).

mod folder;
mod memory;
mod picture_size;
mod stamp;

pub use picture_size::PictureSize;
pub use stamp::Stamp;

use crate::diagnostic::{Diagnostic, Place};
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// BLAKE3 of a content.
pub type Hash = [u8; 32];

/// What lies at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A file with this content.
    File(Hash),
    /// A folder; the hash covers the names in it and all contents.
    Folder(Hash),
    /// Nothing.
    Missing,
}

/// Remembers what files hold. One for the program; all of its functions may be called by several threads.
#[derive(Debug, Default)]
pub struct Files {
    memory: Mutex<memory::Memory>,
    /// Where memory outlives the program.
    disk: Option<PathBuf>,
    read: AtomicU64,
}

impl Files {
    /// Remembers as long as the program runs.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Remembers in a file too. One that cannot be read is forgotten, with a note.
    #[must_use]
    pub fn remembering_in(disk: &Path) -> (Self, Option<Diagnostic>) {
        let (memory, told) = memory::Memory::read(disk);
        (Self { memory: Mutex::new(memory), disk: Some(disk.to_owned()), read: AtomicU64::new(0) }, told)
    }

    /// What lies at a path now.
    ///
    /// # Errors
    /// Where something is there and cannot be read.
    pub fn look(&self, path: &Path) -> Result<Found, Diagnostic> {
        self.look_at_time(path, stamp::nanoseconds(SystemTime::now()))
    }

    fn look_at_time(&self, path: &Path, now_ns: i64) -> Result<Found, Diagnostic> {
        let failed = |error: io::Error| unreadable(path, &error);
        match std::fs::metadata(path) {
            Ok(about) if about.is_dir() => folder::hash(self, path, now_ns).map(Found::Folder),
            Ok(about) => self.content(path, &about, now_ns).map(Found::File).map_err(failed),
            Err(error) if is_nothing(&error) => Ok(Found::Missing),
            Err(error) => Err(failed(error)),
        }
    }

    /// The hash of a file, from memory if it is unchanged.
    fn content(&self, path: &Path, about: &Metadata, now_ns: i64) -> io::Result<Hash> {
        let stamp = Stamp::of(about);
        if let Some(hash) = self.lock().recall(path, stamp) {
            return Ok(hash);
        }
        if !about.is_file() {
            // A pipe or a device never ends, or gives something else each time.
            return Err(io::Error::other("it is neither a file nor a folder"));
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(path)?)?;
        self.read.fetch_add(1, Ordering::Relaxed);
        let hash = *hasher.finalize().as_bytes();
        // What was written to while it was read, or may be once more without a new time, is not remembered.
        if stamp.is_settled(now_ns) && Stamp::read(path)? == stamp {
            self.lock().remember(path, stamp, hash);
        }
        Ok(hash)
    }

    /// How many files were read so far; the rest was remembered.
    #[must_use]
    pub fn files_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Writes down what is remembered, if there is a file for it and something new to write.
    ///
    /// # Errors
    /// Where the system cannot.
    pub fn save(&self) -> Result<(), Diagnostic> {
        let Some(disk) = &self.disk else { return Ok(()) };
        self.lock().write(disk).map_err(|error| {
            let message = format!("hashes of files cannot be remembered: {error}");
            Diagnostic::warning("files-not-remembered", at(disk), message).hint("the next start reads the files again")
        })
    }

    fn lock(&self) -> MutexGuard<'_, memory::Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes beside the file and moves it there: whoever reads it finds the old one or the new one.
///
/// # Errors
/// Where the system cannot; the old file is as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // Another program, or another thread of this one, may be writing it too.
    static WRITES: AtomicU64 = AtomicU64::new(0);
    let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    name.push(format!(".{}-{}.new", std::process::id(), WRITES.fetch_add(1, Ordering::Relaxed)));
    let beside = path.with_file_name(name);
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        // What is left of it helps nobody; the first error is the one to tell.
        drop(std::fs::remove_file(&beside));
    }
    written
}

fn is_nothing(error: &io::Error) -> bool {
    // A path that goes on behind a file leads nowhere too.
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn at(path: &Path) -> Place {
    Place::File(path.display().to_string())
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error("file-unreadable", at(path), format!("the file cannot be read: {error}"))
        .hint("check that you may read it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Long after everything that a test writes.
    const LATER: i64 = i64::MAX;

    fn file(files: &Files, path: &Path) -> Hash {
        match files.look_at_time(path, LATER).unwrap() {
            Found::File(hash) => hash,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_is_read_once_and_again_when_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "weft").unwrap();
        let files = Files::new();
        assert_eq!(file(&files, &path), *blake3::hash(b"weft").as_bytes());
        assert_eq!(file(&files, &path), *blake3::hash(b"weft").as_bytes());
        assert_eq!(files.files_read(), 1);
        fs::write(&path, "warp and weft").unwrap();
        assert_eq!(file(&files, &path), *blake3::hash(b"warp and weft").as_bytes());
        assert_eq!(files.files_read(), 2);
    }

    #[test]
    fn a_file_of_the_same_size_and_time_is_another_if_it_was_put_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a"), folder.path().join("b"));
        let yesterday = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        for (path, text) in [(&path, "one"), (&other, "two")] {
            fs::write(path, text).unwrap();
            File::options().write(true).open(path).unwrap().set_modified(yesterday).unwrap();
        }
        let files = Files::new();
        file(&files, &path);
        fs::rename(&other, &path).unwrap();
        assert_eq!(file(&files, &path), *blake3::hash(b"two").as_bytes());
    }

    #[test]
    fn what_may_still_be_written_to_is_not_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "weft").unwrap();
        let just_now = Stamp::read(&path).unwrap().latest_ns();
        let files = Files::new();
        files.look_at_time(&path, just_now).unwrap();
        files.look_at_time(&path, just_now).unwrap();
        assert_eq!(files.files_read(), 2, "another write in the same tick would go unseen");
    }

    #[test]
    fn nothing_is_no_error_and_a_device_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new();
        assert_eq!(files.look(&folder.path().join("none")), Ok(Found::Missing));
        let path = folder.path().join("a");
        fs::write(&path, "weft").unwrap();
        assert_eq!(files.look(&path.join("b")), Ok(Found::Missing));
        if cfg!(unix) {
            let refused = files.look(Path::new("/dev/null")).unwrap_err();
            assert_eq!(refused.message, "the file cannot be read: it is neither a file nor a folder");
        }
    }

    #[test]
    fn memory_outlives_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let (path, disk) = (folder.path().join("ä.txt"), folder.path().join("memory/files.json"));
        fs::write(&path, "weft").unwrap();
        let (files, told) = Files::remembering_in(&disk);
        assert_eq!(told, None);
        let first = file(&files, &path);
        files.save().unwrap();
        let (again, told) = Files::remembering_in(&disk);
        assert_eq!((told, file(&again, &path), again.files_read()), (None, first, 0));
        fs::write(&disk, "{\"weft_files\":1}\nrubbish\n").unwrap();
        let (again, told) = Files::remembering_in(&disk);
        assert_eq!(told.unwrap().code, "files-forgotten");
        assert_eq!((file(&again, &path), again.files_read()), (first, 1));
    }

    #[test]
    fn a_folder_changes_with_any_name_or_content_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let (root, inner) = (folder.path().join("in"), folder.path().join("in/more"));
        fs::create_dir_all(&inner).unwrap();
        let files = Files::new();
        let now = || match files.look_at_time(&root, LATER).unwrap() {
            Found::Folder(hash) => hash,
            other => panic!("{other:?}"),
        };
        let mut seen = vec![now()];
        let mut changed = |what: &str| {
            let hash = now();
            assert!(!seen.contains(&hash), "{what}");
            assert_eq!(hash, now(), "the same twice");
            seen.push(hash);
        };
        fs::write(inner.join("a"), "weft").unwrap();
        changed("a new file");
        fs::rename(inner.join("a"), inner.join("b")).unwrap();
        changed("a new name");
        fs::rename(inner.join("b"), root.join("b")).unwrap();
        changed("a new place");
        fs::write(root.join("b"), "warp").unwrap();
        changed("a new content");
        fs::remove_dir(&inner).unwrap();
        changed("an empty folder is gone");
        let copy = folder.path().join("copy");
        fs::create_dir(&copy).unwrap();
        fs::write(copy.join("b"), "warp").unwrap();
        assert_eq!(files.look(&copy), Ok(Found::Folder(now())), "a copy elsewhere is the same");
    }
}
