//! Who looks on while code of plugins runs: to name it if the process dies, and to refuse what has brought it down before.

use super::host::StepHost;
use super::round::Round;
use crate::catalog::Kind;
use crate::plan::{Digest, Name};
use crate::plugins::{CallError, Flow};

/// Looks on. [the thread that makes the call]
pub trait Witness: Sync {
    /// Code of a kind begins to run on this thread, for a step. Calls may lie in each other: a thread that waits for the
    /// shares of one step may take on shares of another.
    ///
    /// # Errors
    /// Where it shall not run. `leave` does not follow then.
    fn enter(&self, step: &Name, kind: &Kind, digest: &Digest) -> Result<(), CallError>;

    /// The last code that began on this thread has returned.
    fn leave(&self);
}

/// Leaves, whatever way out the call takes.
struct Leaving<'a>(&'a dyn Witness);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl Round<'_> {
    /// Does work for a step before the witness, if there is one.
    pub(super) fn witnessed<T>(&self, step: u32, work: impl FnOnce() -> Result<T, CallError>) -> Result<T, CallError> {
        let Some(witness) = self.job.witness else { return work() };
        witness.enter(self.plan.name(step), self.plan.kind(step), self.plan.digest(step))?;
        let _leaving = Leaving(witness);
        work()
    }
}

impl StepHost<'_> {
    /// Shares of a call on other threads are work for its step too.
    pub(super) fn for_each_witnessed(&self, count: u32, work: &(dyn Fn(u32) + Sync)) -> Flow {
        let (round, step) = self.place();
        let share = |at| {
            // The call itself was let in, so its shares are.
            _ = round.witnessed(step, || {
                work(at);
                Ok(())
            });
        };
        match round.job.witness {
            Some(_) => round.workers.for_each(round, count, &share),
            None => round.workers.for_each(round, count, work),
        }
    }
}
