//! Work on the host's threads.

use super::RawCall;
use super::guard::{end_run, guard};
use crate::{Error, Result};
use std::ffi::c_void;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use weft_abi::*;

/// What all threads share while they work.
struct Shared<'w> {
    work: &'w (dyn Fn(u32) -> Result<()> + Sync),
    ended: AtomicBool,
    /// The first one.
    error: Mutex<Option<Error>>,
}

impl RawCall {
    /// How many threads there are.
    pub(crate) fn threads(self) -> u32 {
        // SAFETY: the call is live.
        self.services.parallel.threads.map_or(1, |threads| unsafe { threads(self.raw) }).max(1)
    }

    /// Runs `work` for each number below `count`, on the host's threads, or here where the host has none to lend.
    pub(crate) fn for_each(self, count: u32, work: &(dyn Fn(u32) -> Result<()> + Sync)) -> Result<()> {
        let Some(for_each) = self.services.parallel.for_each.filter(|_| count > 1) else {
            return (0..count)
                .try_for_each(|index| if self.cancelled() { Err(Error::cancelled()) } else { work(index) });
        };
        let shared = Shared { work, ended: AtomicBool::new(false), error: Mutex::new(None) };
        let user = (&raw const shared).cast_mut().cast::<c_void>();
        // SAFETY: the call is live; `shared` lives until `for_each` returns, and is only shared.
        let status = unsafe { for_each(self.raw, count, Some(step), user) };
        match shared.error.into_inner().unwrap_or_else(PoisonError::into_inner) {
            // Raised again, so that it is the author's thread which ends, and the instance with it.
            Some(error) if error.status == WEFT_ERR_PANIC => end_run(error),
            Some(error) => Err(error),
            None => Error::check(status),
        }
    }
}

unsafe extern "C" fn step(user: *mut c_void, index: u32) {
    // SAFETY: `user` is what `for_each` above gave, and lives until that returns.
    let shared = unsafe { &*user.cast::<Shared<'_>>() };
    if shared.ended.load(Ordering::Relaxed) {
        return;
    }
    if let Err(error) = guard(|| (shared.work)(index)) {
        shared.ended.store(true, Ordering::Relaxed);
        shared.error.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
}
