//! What a call on some rows sees of its host: it is one of many, so progress is told by the chain, and each word once.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::plugins::{CallError, CallHost, Flow, Folder, LogLevel};
use crate::run::host::StepHost;

/// The host of all calls of one step of a chain.
pub(super) struct BandHost<'r> {
    step: StepHost<'r>,
    /// Other threads run other bands of the same step: this one does its work alone.
    is_one_of_many: AtomicBool,
    /// The step runs once more: all that there is to tell is told.
    is_silent: bool,
    said: Mutex<Vec<(LogLevel, Box<str>)>>,
}

/// Whoever has more to say is not listened to.
const WORDS_MAX: usize = 64;

impl<'r> BandHost<'r> {
    pub(super) fn new(step: StepHost<'r>, is_silent: bool) -> Self {
        Self { step, is_silent, is_one_of_many: AtomicBool::new(false), said: Mutex::default() }
    }

    /// From now on several bands run at the same time.
    pub(super) fn spread(&self) {
        self.is_one_of_many.store(true, Ordering::Relaxed);
    }

    /// How much of the picture is done.
    pub(super) fn tell_progress(&self, fraction: f64) {
        if !self.is_silent {
            self.step.tell_progress(fraction, "");
        }
    }
}

impl CallHost for BandHost<'_> {
    fn report(&self, _fraction: f64, _message: &str) -> Flow {
        self.step.flow()
    }

    fn flow(&self) -> Flow {
        self.step.flow()
    }

    fn log(&self, level: LogLevel, message: &str) {
        if self.is_silent {
            return;
        }
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.len() < WORDS_MAX && !said.iter().any(|(other, words)| *other == level && **words == *message) {
            said.push((level, message.into()));
            self.step.log(level, message);
        }
    }

    fn threads(&self) -> u32 {
        if self.is_one_of_many.load(Ordering::Relaxed) { 1 } else { self.step.threads() }
    }

    fn for_each(&self, count: u32, work: &(dyn Fn(u32) + Sync)) -> Flow {
        if !self.is_one_of_many.load(Ordering::Relaxed) {
            return self.step.for_each(count, work);
        }
        (0..count).take_while(|_| self.flow() == Flow::Go).for_each(work);
        self.flow()
    }

    fn folder(&self, which: Folder, plugin: &str) -> Option<PathBuf> {
        self.step.folder(which, plugin)
    }

    fn resolve(&self, path: &Path) -> PathBuf {
        self.step.resolve(path)
    }

    fn model_file(&self, model: &str, file: &str) -> Result<PathBuf, CallError> {
        self.step.model_file(model, file)
    }
}
