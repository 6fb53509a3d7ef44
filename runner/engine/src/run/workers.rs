//! The threads, and what they keep from run to run: states of kinds, and failures that need no second try.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::round::Round;
use super::states::States;
use crate::cache::Key;
use crate::diagnostic::{Diagnostic, Place};
use crate::plugins::Flow;

/// A fixed number of threads. They are started by the first run, and live as long as this.
pub struct Workers {
    n_threads: usize,
    pool: OnceLock<Result<ThreadPool, String>>,
    /// One run at a time: a second one waits.
    turn: Mutex<()>,
    states: States,
    failures: Mutex<HashMap<Key, Diagnostic>>,
}

/// Plugins may be written for the stack of a main thread.
const STACK_BYTES: usize = 16 << 20;
/// More failures than these are not remembered.
const FAILURES_MAX: usize = 10_000;

impl Workers {
    /// So many threads; 0: as many as there are cores.
    #[must_use]
    pub fn new(n_threads: usize) -> Self {
        let cores = || std::thread::available_parallelism().map_or(1, Into::into);
        Self {
            n_threads: if n_threads == 0 { cores() } else { n_threads },
            pool: OnceLock::new(),
            turn: Mutex::default(),
            states: States::default(),
            failures: Mutex::default(),
        }
    }

    /// How many threads there are.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.n_threads
    }

    /// Forgets failures, so that what failed is tried again: the user has changed something that no digest covers.
    pub fn forget_failures(&self) {
        self.failures().clear();
    }

    /// The threads.
    pub(super) fn pool(&self) -> Result<&ThreadPool, Diagnostic> {
        let start = || {
            let name = |at| format!("weft-{at}");
            let builder =
                ThreadPoolBuilder::new().num_threads(self.n_threads).stack_size(STACK_BYTES).thread_name(name);
            builder.build().map_err(|error| error.to_string())
        };
        self.pool.get_or_init(start).as_ref().map_err(|why| {
            Diagnostic::error("no-threads", Place::Everywhere, format!("no threads can be started: {why}"))
        })
    }

    /// Waits for its turn.
    pub(super) fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn states(&self) -> &States {
        &self.states
    }

    /// The worker that runs all calls of a plugin which wants one thread. The same in every run.
    pub(super) fn pinned(&self, library: &[u8; 32]) -> usize {
        usize::from(u16::from_le_bytes([library[0], library[1]])) % self.n_threads
    }

    pub(super) fn failed_before(&self, key: &Key) -> Option<Diagnostic> {
        self.failures().get(key).cloned()
    }

    pub(super) fn has_failures(&self) -> bool {
        !self.failures().is_empty()
    }

    pub(super) fn remember_failure(&self, key: Key, told: &Diagnostic) {
        let mut failures = self.failures();
        if failures.len() >= FAILURES_MAX {
            failures.clear();
        }
        failures.insert(key, told.clone());
    }

    fn failures(&self) -> MutexGuard<'_, HashMap<Key, Diagnostic>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls `work` for each number below `count`, begun in order. The caller does what nobody else takes, and waits for
    /// nothing but shares that have begun: so it never waits for a step, and no step waits for it.
    pub(super) fn for_each(&self, round: &Round<'_>, count: u32, work: &(dyn Fn(u32) + Sync)) -> Flow {
        let stop = round.job.stop;
        let next = AtomicU32::new(0);
        let share = || {
            while !stop.is_pressed() {
                // One at a time: shares are large, or the kind would not ask. At most one step beyond for each thread.
                let at = next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |at| (at < count).then(|| at + 1));
                match at {
                    Ok(at) => work(at),
                    Err(_) => return,
                }
            }
        };
        let helpers = self.n_threads.min(count as usize).saturating_sub(1);
        match self.pool() {
            // A thread of the plugin's own is none of ours, and ours may be waiting for it.
            Ok(pool) if helpers > 0 && pool.current_thread_index().is_some() => pool.scope(|scope| {
                for _ in 0..helpers {
                    scope.spawn(|_| share());
                }
                round.queue.wake_all();
                share();
            }),
            _ => share(),
        }
        stop.flow()
    }
}
