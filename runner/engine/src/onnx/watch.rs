//! Ending what runs inside the runtime: one thread of the process looks at the stop tokens meanwhile, and pulls the brakes.
//! It is kept, as making one for each run took 3 % of the time of a small model.
#![expect(unsafe_code, reason = "a kept thread sees what is only lent for the time of a run")]

use std::mem::transmute;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How often the tokens are looked at. The runtime looks at its brake between two operators.
const LOOK: Duration = Duration::from_millis(20);

/// How many looks in vain, one after another, send the watcher to sleep until somebody wakes it: waking costs a run more
/// than being there already.
const LOOKS_IN_VAIN: u32 = 50;

static WATCHER: Watcher =
    Watcher { watches: Mutex::new(Watches { all: Vec::new(), last: 0, is: Is::NotMade }), wake: Condvar::new() };

struct Watcher {
    watches: Mutex<Watches>,
    wake: Condvar,
}

struct Watches {
    all: Vec<Watch>,
    /// The number of the newest.
    last: u64,
    is: Is,
}

/// What the thread is doing.
#[derive(PartialEq)]
enum Is {
    NotMade,
    Looking,
    Asleep,
}

/// One piece of work. Only looked at while the lock is held, and gone before what it lends is.
struct Watch {
    number: u64,
    stopped: &'static (dyn Fn() -> bool + Sync),
    brake: &'static (dyn Fn() + Sync),
}

/// Does `work`. If stop is pressed meanwhile, `brake` is called, once. Gives what came of the work, and whether it was braked.
pub(super) fn watched<T>(
    stopped: &(dyn Fn() -> bool + Sync),
    brake: impl Fn() + Sync,
    work: impl FnOnce() -> T,
) -> (T, bool) {
    let braked = AtomicBool::new(false);
    let pull = || {
        braked.store(true, Ordering::Release);
        brake();
    };
    let watch = Lent::new(stopped, &pull);
    let result = work();
    drop(watch);
    (result, braked.into_inner())
}

/// Takes its watch back when dropped, also when the work panics.
struct Lent(u64);

impl Lent {
    /// Whoever calls this drops it, never forgets it, before the two borrows end.
    fn new(stopped: &(dyn Fn() -> bool + Sync), brake: &(dyn Fn() + Sync)) -> Self {
        // SAFETY: only the lifetime changes. The thread reaches it through the list alone, under the lock, and `drop` takes it out
        // of there under the same lock before `watched`, which borrows it, returns.
        let stopped = unsafe { transmute::<&(dyn Fn() -> bool + Sync), &'static (dyn Fn() -> bool + Sync)>(stopped) };
        // SAFETY: as above.
        let brake = unsafe { transmute::<&(dyn Fn() + Sync), &'static (dyn Fn() + Sync)>(brake) };
        let mut watches = WATCHER.lock();
        watches.last += 1;
        let number = watches.last;
        watches.all.push(Watch { number, stopped, brake });
        match watches.is {
            Is::Looking => {}
            Is::Asleep => WATCHER.wake.notify_one(),
            Is::NotMade => {
                // No thread to be had: then nobody can stop this run, but it runs.
                let made = thread::Builder::new().name("stop".to_owned()).stack_size(64 << 10).spawn(|| WATCHER.look());
                watches.is = if made.is_ok() { Is::Looking } else { Is::NotMade };
            }
        }
        Self(number)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        WATCHER.lock().all.retain(|watch| watch.number != self.0);
    }
}

impl Watcher {
    fn lock(&self) -> MutexGuard<'_, Watches> {
        self.watches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self) -> ! {
        let mut watches = self.lock();
        let mut in_vain = 0;
        loop {
            if watches.all.is_empty() && in_vain >= LOOKS_IN_VAIN {
                watches.is = Is::Asleep;
                let woken = self.wake.wait_while(watches, |watches| watches.all.is_empty());
                watches = woken.unwrap_or_else(PoisonError::into_inner);
                watches.is = Is::Looking;
            }
            let waited = self.wake.wait_timeout(watches, LOOK);
            watches = waited.unwrap_or_else(PoisonError::into_inner).0;
            in_vain = if watches.all.is_empty() { in_vain + 1 } else { 0 };
            // A brake is pulled once.
            watches.all.retain(|watch| {
                let is_stopped = (watch.stopped)();
                if is_stopped {
                    (watch.brake)();
                }
                !is_stopped
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    /// Work that only ends when it is braked, or, for a test that fails, after a while.
    fn until_braked(brake: &AtomicBool) -> bool {
        let began = Instant::now();
        while !brake.load(Ordering::Acquire) && began.elapsed() < Duration::from_secs(20) {
            thread::sleep(Duration::from_millis(1));
        }
        brake.load(Ordering::Acquire)
    }

    #[test]
    fn stop_pulls_the_brake_of_its_own_work_only() {
        let (pressed, ours, theirs) = (AtomicBool::new(false), AtomicBool::new(false), AtomicBool::new(false));
        thread::scope(|scope| {
            let other = scope.spawn(|| {
                let brake = || theirs.store(true, Ordering::Release);
                watched(&|| false, brake, || until_braked(&ours))
            });
            let brake = || ours.store(true, Ordering::Release);
            let (ended, braked) = watched(&|| pressed.load(Ordering::Acquire), brake, || {
                pressed.store(true, Ordering::Release);
                until_braked(&ours)
            });
            assert!(ended && braked);
            assert_eq!(other.join().unwrap(), (true, false));
        });
        assert!(!theirs.into_inner());
    }

    #[test]
    fn work_after_the_watcher_fell_asleep_is_watched_too() {
        let brake = AtomicBool::new(false);
        assert_eq!(watched(&|| false, || (), || 7), (7, false));
        thread::sleep(LOOK * (LOOKS_IN_VAIN + 10));
        let (ended, braked) = watched(&|| true, || brake.store(true, Ordering::Release), || until_braked(&brake));
        assert!(ended && braked);
    }

    #[test]
    fn work_that_panics_is_watched_no_longer() {
        let looks = AtomicBool::new(false);
        let seen = || {
            looks.store(true, Ordering::Release);
            false
        };
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| watched(&seen, || (), || panic!("work"))));
        assert!(ended.is_err());
        looks.store(false, Ordering::Release);
        thread::sleep(LOOK * 3);
        assert!(!looks.into_inner());
    }
}
