//! What a run knows of each kind in use: its code, how long it takes, and what must be checked of wired values.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::callable::{Callable, Callables};
use super::prepare::Rule;
use crate::catalog::{Kind, ThreadMode};
use crate::diagnostic::Diagnostic;

/// One kind in one run.
pub(super) struct KindRun<'r> {
    pub(super) kind: &'r Kind,
    callable: OnceLock<Result<Arc<dyn Callable>, Diagnostic>>,
    /// Its last call took less than waking a thread does.
    is_short: AtomicBool,
    /// It has said that it keeps nothing between calls.
    is_stateless: AtomicBool,
    /// By input, what a wired value must pass.
    pub(super) rules: Box<[Rule]>,
    /// Whether what it gives can be found again by what it got.
    pub(super) is_cacheable: bool,
}

/// To wake a thread and give it work takes about as long.
const SHORT_SECONDS: f32 = 10e-6;

impl<'r> KindRun<'r> {
    pub(super) fn new(kind: &'r Kind) -> Self {
        let reads_folder =
            kind.inputs.iter().any(|input| input.ty.has("path") && input.flags.path_folder && !input.flags.path_write);
        Self {
            kind,
            callable: OnceLock::new(),
            is_short: AtomicBool::new(false),
            is_stateless: AtomicBool::new(false),
            rules: kind.inputs.iter().map(Rule::of).collect(),
            is_cacheable: kind.flags.pure && !kind.flags.sink && (!reads_folder || kind.fingerprints),
        }
    }

    /// Its code. Opens the library if nobody has.
    pub(super) fn callable(&self, callables: &dyn Callables) -> Result<&Arc<dyn Callable>, Diagnostic> {
        self.callable.get_or_init(|| callables.open(self.kind)).as_ref().map_err(Clone::clone)
    }

    /// Whether its calls take less than waking a thread does.
    pub(super) fn is_short(&self) -> bool {
        self.is_short.load(Ordering::Relaxed)
    }

    /// Learns from a call. All workers read this, so it is written only when it changes.
    pub(super) fn learn(&self, seconds: f32) {
        let is_short = seconds < SHORT_SECONDS;
        if is_short != self.is_short() {
            self.is_short.store(is_short, Ordering::Relaxed);
        }
    }

    pub(super) fn is_stateless(&self) -> bool {
        self.is_stateless.load(Ordering::Relaxed)
    }

    pub(super) fn set_stateless(&self) {
        self.is_stateless.store(true, Ordering::Relaxed);
    }

    /// Whether items of a list may be run at the same time.
    pub(super) fn maps_in_parallel(&self) -> bool {
        match self.kind.thread_mode {
            ThreadMode::Parallel => true,
            // Without state there is nothing that two calls could share.
            ThreadMode::Instance => self.is_stateless(),
            ThreadMode::Plugin | ThreadMode::Pinned => false,
        }
    }
}
