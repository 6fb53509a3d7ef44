//! Which step is next, on which thread. Ready steps lie in a deque for each worker; who has none steals. A worker sleeps
//! only when there is nothing to steal, and is woken only for work that is worth the waking.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering, fence};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crossbeam_deque::{Steal, Stealer, Worker};

/// Steps that are ready, and the workers that wait for more.
pub(super) struct Queue {
    stealers: Vec<Stealer<u32>>,
    /// Steps that were ready from the beginning, taken from the front.
    first: Vec<u32>,
    next_first: AtomicUsize,
    /// Steps that only one worker may run.
    mail: Vec<Mutex<Vec<u32>>>,
    has_mail: Vec<AtomicBool>,
    unfinished: AtomicUsize,
    sleepers: AtomicU32,
    /// Counts the reasons to wake, so that none is missed between the last look and the sleep.
    reasons: Mutex<u64>,
    woken: Condvar,
}

/// How many of the first steps a worker takes at once.
const FIRST_AT_ONCE: usize = 16;

impl Queue {
    /// With the steps that are ready, and how many there are in all.
    pub(super) fn new(workers: &[Worker<u32>], ready: Vec<u32>, unfinished: usize) -> Self {
        Self {
            stealers: workers.iter().map(Worker::stealer).collect(),
            first: ready,
            next_first: AtomicUsize::new(0),
            mail: workers.iter().map(|_| Mutex::default()).collect(),
            has_mail: workers.iter().map(|_| AtomicBool::new(false)).collect(),
            unfinished: AtomicUsize::new(unfinished),
            sleepers: AtomicU32::new(0),
            reasons: Mutex::new(0),
            woken: Condvar::new(),
        }
    }

    /// The next step for a worker: its mail, its own, one of the first, or somebody else's.
    pub(super) fn next(&self, me: usize, own: &Worker<u32>) -> Option<u32> {
        if self.has_mail[me].load(Ordering::Acquire)
            && let Some(step) = self.read_mail(me)
        {
            return Some(step);
        }
        own.pop().or_else(|| self.take_first(own)).or_else(|| self.steal(me, own))
    }

    fn read_mail(&self, me: usize) -> Option<u32> {
        let mut mail = lock(&self.mail[me]);
        let step = mail.pop();
        self.has_mail[me].store(!mail.is_empty(), Ordering::Release);
        step
    }

    /// Takes several of the first steps, fewer towards the end so that all workers get some.
    fn take_first(&self, own: &Worker<u32>) -> Option<u32> {
        if self.next_first.load(Ordering::Relaxed) >= self.first.len() {
            return None;
        }
        let left = self.first.len() - self.next_first.load(Ordering::Relaxed).min(self.first.len());
        let share = (left / (self.stealers.len() * 4)).clamp(1, FIRST_AT_ONCE);
        let begin = self.next_first.fetch_add(share, Ordering::Relaxed);
        let taken = self.first.get(begin..(begin + share).min(self.first.len()))?;
        let (first, rest) = taken.split_first()?;
        rest.iter().rev().for_each(|step| own.push(*step));
        Some(*first)
    }

    fn steal(&self, me: usize, own: &Worker<u32>) -> Option<u32> {
        let others = self.stealers.iter().cycle().skip(me + 1).take(self.stealers.len() - 1);
        for other in others {
            loop {
                match other.steal_batch_and_pop(own) {
                    Steal::Success(step) => return Some(step),
                    Steal::Empty => break,
                    Steal::Retry => {}
                }
            }
        }
        None
    }

    /// Gives a step to the only worker that may run it.
    pub(super) fn send(&self, worker: usize, step: u32) {
        lock(&self.mail[worker]).push(step);
        self.has_mail[worker].store(true, Ordering::Release);
        self.wake_all();
    }

    /// Wakes somebody, if anybody sleeps: there is work that is worth it.
    pub(super) fn wake_one(&self) {
        // What was pushed must be seen before the count of sleepers is read.
        fence(Ordering::SeqCst);
        if self.sleepers.load(Ordering::Relaxed) > 0 {
            *lock(&self.reasons) += 1;
            self.woken.notify_one();
        }
    }

    /// Wakes all that sleep.
    pub(super) fn wake_all(&self) {
        fence(Ordering::SeqCst);
        if self.sleepers.load(Ordering::Relaxed) > 0 {
            *lock(&self.reasons) += 1;
            self.woken.notify_all();
        }
    }

    /// Whether anybody sleeps.
    pub(super) fn has_sleepers(&self) -> bool {
        self.sleepers.load(Ordering::Relaxed) > 0
    }

    /// Steps have ended. The last one wakes all, so that they go home.
    pub(super) fn finish(&self, steps: usize) {
        if steps > 0 && self.unfinished.fetch_sub(steps, Ordering::AcqRel) == steps {
            self.wake_all();
        }
    }

    /// Whether all steps have ended.
    pub(super) fn is_finished(&self) -> bool {
        self.unfinished.load(Ordering::Acquire) == 0
    }

    /// Sleeps until there is a reason to look again, or for so long: work that was thought to be short may take its time,
    /// and what lies behind it was not worth a waking. `look` is the last look, after everybody can see the sleeper.
    pub(super) fn sleep(&self, at_most: Duration, mut look: impl FnMut() -> bool) {
        let reasons = *lock(&self.reasons);
        self.sleepers.fetch_add(1, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        if !look() {
            let now = lock(&self.reasons);
            let slept = self.woken.wait_timeout_while(now, at_most, |now| *now == reasons);
            drop(slept.unwrap_or_else(PoisonError::into_inner));
        }
        self.sleepers.fetch_sub(1, Ordering::SeqCst);
    }

    /// Whether there is anything for a worker.
    pub(super) fn has_work(&self, me: usize) -> bool {
        self.has_mail[me].load(Ordering::Acquire)
            || self.next_first.load(Ordering::Relaxed) < self.first.len()
            || self.stealers.iter().any(|other| !other.is_empty())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
