//! The side of whoever shows a graph: sends commands, takes events, and never waits for a node.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::host::Local;
use super::inbox::{Inbox, Wake};
use super::message::{Command, Event, Look, PreviewRequest, RunRequest, RunTurn};
use super::mirror::Mirror;
use crate::diagnostic::Diagnostic;
use crate::engine::EngineConfig;
use crate::graph::Edit;
use crate::plan::{Goal, Scale};

/// A document and an engine that runs it, in this process or another. No function here waits for the engine, and all may
/// be called from any thread. Dropping it ends the engine.
pub struct Session {
    link: Box<dyn Link>,
    inbox: Arc<Inbox>,
    mirror: Arc<Mutex<Mirror>>,
    /// Runs and previews count in one row.
    requests: AtomicU64,
}

/// The way to an engine.
pub(super) trait Link: Send + Sync {
    fn send(&self, command: Command) -> Sent;
}

/// Whether a command goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    Yes,
    /// It is larger than a message may be.
    TooLarge,
}

impl Session {
    /// An engine in this process: what a plugin does to it, it does to you. The first events are `hello` and `ready`.
    #[must_use]
    pub fn in_process(config: EngineConfig, wake: Wake) -> Self {
        let inbox = Arc::new(Inbox::new(wake));
        let to = Arc::clone(&inbox);
        let link = Local::start(config, Arc::new(move |event| to.put(event)));
        Self::new(Box::new(link), inbox, Arc::default())
    }

    pub(super) fn new(link: Box<dyn Link>, inbox: Arc<Inbox>, mirror: Arc<Mutex<Mirror>>) -> Self {
        Self { link, inbox, mirror, requests: AtomicU64::new(0) }
    }

    /// Opens a document, in place of the one before; gives its revision. `name` is for the places of mistakes; paths begin
    /// in `folder`, which is absolute. Answer: `told`.
    pub fn set_document(&self, name: &str, folder: &Path, text: &str) -> u64 {
        // Sent under the lock, so that documents and edits arrive in the order of their revisions.
        let mut mirror = self.mirror();
        let command = mirror.set(name, folder, text);
        self.link.send(command);
        mirror.revision()
    }

    /// Changes the document; gives its new revision. Costs what the edit costs, twice.
    ///
    /// # Errors
    /// Where the edit does not fit the document, which is then as it was.
    pub fn edit(&self, edit: &Edit) -> Result<u64, Diagnostic> {
        let mut mirror = self.mirror();
        let command = mirror.edit(edit)?;
        if self.link.send(command) == Sent::TooLarge {
            // The text of a document may be longer than a message.
            mirror.whole().map(|document| self.link.send(document));
        }
        Ok(mirror.revision())
    }

    /// Runs the document to these targets; none: everything that has an effect or is exposed. Gives the number of the run.
    pub fn run(&self, targets: &[Goal], scale: Scale, turn: RunTurn) -> u64 {
        let run = self.next_request();
        self.link.send(Command::Run(RunRequest { run, targets: targets.to_vec(), scale, turn }));
        run
    }

    /// Ends a run or a preview that waits or runs. Its last event still comes.
    pub fn stop(&self, run: u64) {
        self.link.send(Command::Stop { run: Some(run) });
    }

    /// Ends all runs and previews.
    pub fn stop_all(&self) {
        self.link.send(Command::Stop { run: None });
    }

    /// Asks for a look at an output, and for whatever it needs to be run; gives the number of the request. An older one of
    /// the same viewer is not answered with pixels any more.
    pub fn preview(&self, viewer: u64, node: &str, output: &str, scale: Scale, look: Look) -> u64 {
        let request = self.next_request();
        let (node, output) = (node.to_owned(), output.to_owned());
        self.link.send(Command::Preview(PreviewRequest { viewer, request, node, output, scale, look }));
        request
    }

    /// Any other command: `check`, `catalog`, `plugins`, `reload-plugins`, `retry`, `close-viewer`, `ping`, `hash`.
    /// Documents and edits go through their own functions; here they are left alone.
    pub fn send(&self, command: Command) {
        if !matches!(command, Command::Document(_) | Command::Edit { .. } | Command::Hello(_)) {
            self.link.send(command);
        }
    }

    /// The next event, if there is one.
    #[must_use]
    pub fn try_next(&self) -> Option<Event> {
        self.inbox.try_next()
    }

    /// The next event, waiting for it so long at most. For tests and programs without a screen.
    #[must_use]
    pub fn next_within(&self, time: Duration) -> Option<Event> {
        self.inbox.next_within(time)
    }

    /// What the `hash` event says if the engine has the same document; none where it has mistakes in its text.
    #[must_use]
    pub fn document_hash(&self) -> Option<String> {
        self.mirror().hash()
    }

    fn next_request(&self) -> u64 {
        self.requests.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn mirror(&self) -> MutexGuard<'_, Mirror> {
        self.mirror.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.link.send(Command::Quit);
    }
}
