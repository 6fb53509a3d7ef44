//! How often a device may go before it is left alone. Drivers lose one when a machine sleeps or a kernel hangs: one new device is
//! normal, and an editor lives over many sleeps. A second loss soon after is a fault, and a third device would go too.

use std::time::{Duration, SystemTime};

/// Losses of late.
#[derive(Debug, Default)]
pub(super) struct Losses(Vec<SystemTime>);

/// More than these are a fault.
const LOSSES_MAX: usize = 1;
/// Older ones do not count. Time asleep does: a clock that stands still meanwhile would join two nights.
const WITHIN: Duration = Duration::from_secs(3600);

impl Losses {
    /// One more, now. How many those of late are, if they are a fault.
    pub(super) fn add(&mut self, now: SystemTime) -> Option<usize> {
        // Of one in the future the clock was set back: nobody knows when it was.
        self.0.retain(|loss| now.duration_since(*loss).is_ok_and(|ago| ago < WITHIN));
        self.0.push(now);
        (self.0.len() > LOSSES_MAX).then_some(self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_losses_are_a_fault_within_an_hour_and_not_on_two_days() {
        let mut losses = Losses::default();
        let at = |secs: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + secs);
        let day = 24 * 3600;
        assert_eq!([0, 3600, day, 2 * day].map(|secs| losses.add(at(secs))), [None; 4]);
        assert_eq!(losses.add(at(2 * day + 3599)), Some(2));
        assert_eq!(losses.add(at(day)), None, "the clock was set back");
    }
}
