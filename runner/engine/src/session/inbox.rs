//! Where events wait until somebody takes them.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::message::Event;

/// Called whenever an event has come, from any thread. It may only say so: to take events here would be a knot.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A quick answer comes sooner than the system puts a thread to sleep and wakes it: so long nobody sleeps, but lets others go
/// first.
const AWAKE: Duration = Duration::from_micros(100);

/// Events in their order.
pub(super) struct Inbox {
    events: Mutex<VecDeque<Event>>,
    came: Condvar,
    wake: Wake,
}

impl Inbox {
    pub(super) fn new(wake: Wake) -> Self {
        Self { events: Mutex::default(), came: Condvar::new(), wake }
    }

    pub(super) fn put(&self, event: Event) {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push_back(event);
        self.came.notify_one();
        (self.wake)();
    }

    pub(super) fn try_next(&self) -> Option<Event> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    pub(super) fn next_within(&self, time: Duration) -> Option<Event> {
        let began = Instant::now();
        while began.elapsed() < AWAKE.min(time) {
            if let Some(event) = self.events.try_lock().ok().and_then(|mut events| events.pop_front()) {
                return Some(event);
            }
            thread::yield_now();
        }
        let until = began + time;
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(event) = events.pop_front() {
                return Some(event);
            }
            let left = until.checked_duration_since(Instant::now())?;
            events = self.came.wait_timeout(events, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
