//! How many runs a device does at once. Whoever waits hears of stop.

use super::told;
use crate::diagnostic::Diagnostic;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A limit on how many are inside.
#[derive(Debug)]
pub(super) struct Gate {
    free: Mutex<usize>,
    changed: Condvar,
}

/// One place inside; dropping it lets the next one in.
#[derive(Debug)]
pub(super) struct Inside<'g>(&'g Gate);

/// How often somebody who waits looks whether stop was pressed.
const LOOK: Duration = Duration::from_millis(10);

impl Gate {
    pub(super) fn new(places: usize) -> Self {
        Self { free: Mutex::new(places.max(1)), changed: Condvar::new() }
    }

    /// Waits for a place.
    pub(super) fn enter(&self, stopped: &(dyn Fn() -> bool + Sync)) -> Result<Inside<'_>, Diagnostic> {
        let mut free = self.lock();
        while *free == 0 {
            if stopped() {
                return Err(told::stopped());
            }
            free = self.changed.wait_timeout(free, LOOK).map_or_else(|broken| broken.into_inner().0, |(free, _)| free);
        }
        *free -= 1;
        Ok(Inside(self))
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        *self.0.lock() += 1;
        self.0.changed.notify_one();
    }
}
