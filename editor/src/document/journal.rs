//! The journal: unsaved documents are kept beside the settings, so that a crash or a power cut takes a second at most.
//!
//! Every run of the editor has a folder of its own and holds a lock in it. A folder whose lock is free belongs to a run that
//! has ended without tidying up: its documents are offered again.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use serde::{Deserialize, Serialize};
use weft_engine::diagnostic::Diagnostic;

use super::Document;

/// What is kept of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its file, if it has one.
    pub path: Option<PathBuf>,
    /// Where its relative paths begin.
    pub folder: PathBuf,
    /// What its tab said.
    pub title: String,
    /// The graph, as it would be saved.
    pub text: String,
}

/// An unsaved document of a run that ended badly.
#[derive(Debug, Clone)]
pub struct Recovered {
    /// What it is.
    pub entry: Entry,
    file: PathBuf,
}

impl Recovered {
    /// Throws it away.
    pub fn forget(&self) {
        drop(fs::remove_file(&self.file));
        if let Some(folder) = self.file.parent() {
            drop(fs::remove_file(folder.join(LOCK)));
            // Only goes when it is empty, which is what is wanted.
            drop(fs::remove_dir(folder));
        }
    }
}

const LOCK: &str = "lock";

/// The journal of this run.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    /// Held as long as we live.
    lock: Option<File>,
    /// Files are written by a thread of their own: a slow disk must not hold up a frame.
    writer: Option<(Sender<Job>, JoinHandle<()>)>,
    /// Why the last document could not be kept.
    trouble: Trouble,
}

type Trouble = Arc<Mutex<Option<Diagnostic>>>;

enum Job {
    Write(PathBuf, Entry),
    Remove(PathBuf),
    /// Answers once everything before it is done.
    Flush(Sender<()>),
}

fn work(jobs: &Receiver<Job>, trouble: &Trouble) {
    for job in jobs {
        match job {
            Job::Write(file, entry) => {
                if let Ok(text) = serde_json::to_string(&entry) {
                    // A journal that cannot be written must not stop the work; but somebody has to know.
                    let written = super::storage::write(&file, &text);
                    *trouble.lock().unwrap_or_else(PoisonError::into_inner) = written.err();
                }
            }
            Job::Remove(file) => drop(fs::remove_file(file)),
            Job::Flush(done) => drop(done.send(())),
        }
    }
}

impl Journal {
    /// Opens one below `root`, and gives what earlier runs left. Without a place to write there is no journal, and the editor
    /// works all the same.
    #[must_use]
    pub fn open(root: &Path) -> (Self, Vec<Recovered>) {
        let recovered = left_behind(root);
        let begun = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_millis();
        let folder = root.join(format!("{}-{begun}", std::process::id()));
        let lock = fs::create_dir_all(&folder).and_then(|()| File::create(folder.join(LOCK))).ok();
        let lock = lock.filter(|file| file.try_lock().is_ok());
        let (sender, jobs) = channel();
        let trouble = Trouble::default();
        let told = Arc::clone(&trouble);
        let thread = std::thread::Builder::new().name("journal".to_owned()).spawn(move || work(&jobs, &told));
        let writer = thread.ok().map(|thread| (sender, thread));
        (Self { folder, lock, writer, trouble }, recovered)
    }

    /// Whether anything can be kept.
    #[must_use]
    pub fn works(&self) -> bool {
        self.lock.is_some() && self.writer.is_some()
    }

    /// Why the last document could not be kept, if it could not.
    #[must_use]
    pub fn trouble(&self) -> Option<Diagnostic> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn send(&self, job: Job) {
        if let Some((writer, _)) = &self.writer {
            // The thread only ends with us.
            drop(writer.send(job));
        }
    }

    /// Waits until everything is on disk. For tests, and before the program ends.
    pub fn flush(&self) {
        let (done, finished) = channel();
        self.send(Job::Flush(done));
        // An error says that there is no writer, and then nothing to wait for.
        let _: Result<(), _> = finished.recv();
    }

    /// Keeps a document as it is now, or forgets it once it is saved.
    pub fn keep(&self, document: &mut Document) {
        if document.journalled == document.revision() || !self.works() {
            return;
        }
        document.journalled = document.revision();
        let file = self.file(document.id);
        if document.is_saved() {
            return self.send(Job::Remove(file));
        }
        let entry = Entry {
            path: document.path().map(Path::to_owned),
            folder: document.folder().to_owned(),
            title: document.title(),
            text: document.graph().to_string(),
        };
        self.send(Job::Write(file, entry));
    }

    /// Forgets a document that was closed.
    pub fn forget(&self, id: u64) {
        self.send(Job::Remove(self.file(id)));
    }

    fn file(&self, id: u64) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }
}

/// A run that ends well leaves nothing; one that is killed never gets here.
impl Drop for Journal {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.writer.take() {
            drop(sender);
            drop(thread.join());
        }
        if self.lock.take().is_some() && !std::thread::panicking() {
            drop(fs::remove_dir_all(&self.folder));
        }
    }
}

fn left_behind(root: &Path) -> Vec<Recovered> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    folders.sort();
    for folder in folders {
        let Ok(lock) = File::open(folder.join(LOCK)) else { continue };
        if lock.try_lock().is_err() {
            continue;
        }
        let mut files: Vec<PathBuf> =
            fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        files.sort();
        let before = found.len();
        for file in files.into_iter().filter(|file| file.extension().is_some_and(|end| end == "json")) {
            let entry = fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
            found.extend(entry.map(|entry| Recovered { entry, file }));
        }
        if found.len() == before {
            drop(fs::remove_dir_all(folder));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_engine::graph::{Edit, Node};

    #[test]
    fn what_a_killed_run_had_not_saved_comes_back_and_what_runs_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let (journal, none) = Journal::open(root.path());
        assert!(none.is_empty() && journal.works());
        let mut document = Document::empty(7, root.path().to_owned());
        document.apply(Edit::add("blur", Node::new("image.blur", 1)), None).unwrap();
        journal.keep(&mut document);
        journal.flush();
        // The run goes on: nothing to recover.
        assert!(left_behind(root.path()).is_empty());
        // Killed: the system lets go of the lock, and nothing tidies up.
        let mut journal = journal;
        journal.lock = None;
        let found = left_behind(root.path());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].entry.text, document.graph().to_string());
        found[0].forget();
        assert!(left_behind(root.path()).is_empty());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_saved_document_leaves_the_journal() {
        let root = tempfile::tempdir().unwrap();
        let (journal, _) = Journal::open(root.path());
        let mut document = Document::empty(1, root.path().to_owned());
        document.apply(Edit::Title("A".into()), None).unwrap();
        journal.keep(&mut document);
        journal.flush();
        assert!(journal.file(1).exists());
        document.undo().unwrap();
        journal.keep(&mut document);
        journal.flush();
        assert!(!journal.file(1).exists());
    }
}
