//! Ending what runs inside the runtime: somebody else looks at the stop token meanwhile, and pulls the brake.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How often the token is looked at. The runtime looks at its brake between two operators.
const LOOK: Duration = Duration::from_millis(10);

/// Does `work`. If stop is pressed meanwhile, `brake` is called, once. Gives what came of the work, and whether it was braked.
pub(super) fn watched<T>(
    stopped: &(dyn Fn() -> bool + Sync),
    brake: impl Fn() + Sync,
    work: impl FnOnce() -> T,
) -> (T, bool) {
    let done = AtomicBool::new(false);
    let braked = AtomicBool::new(false);
    let result = thread::scope(|scope| {
        let watcher = thread::Builder::new().stack_size(64 << 10).spawn_scoped(scope, || {
            while !done.load(Ordering::Acquire) {
                if stopped() {
                    braked.store(true, Ordering::Release);
                    brake();
                    return;
                }
                thread::park_timeout(LOOK);
            }
        });
        // No thread to be had: then nobody can stop this run, but it runs.
        let result = work();
        done.store(true, Ordering::Release);
        if let Ok(watcher) = watcher {
            watcher.thread().unpark();
        }
        result
    });
    (result, braked.into_inner())
}
