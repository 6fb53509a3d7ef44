//! Where events wait until somebody takes them.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::message::Event;

/// Called whenever an event has come, from any thread. It may only say so: to take events here would be a knot.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

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
        let until = Instant::now() + time;
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
