//! How often a device may go before it is left alone, and for how long. Drivers lose one when a machine sleeps or a kernel hangs: one
//! new device is normal, and an editor lives over many sleeps. A second loss soon after is a fault, and a third device would go too.

use std::time::{Duration, SystemTime};

/// Losses of late, and of the run that is under way.
#[derive(Debug, Default)]
pub(super) struct Losses {
    of_late: Vec<SystemTime>,
    /// None: no run is under way.
    of_run: Option<usize>,
}

/// Why there is no device.
#[derive(Debug)]
pub(super) struct Without {
    pub(super) why: String,
    /// When it is looked for again. Never, where there was none from the start.
    pub(super) until: Option<SystemTime>,
}

/// More than these are a fault.
const LOSSES_MAX: usize = 1;
/// Older ones do not count, and for so long a device has its rest. Time asleep counts: a clock that stands still meanwhile would join
/// two nights.
const WITHIN: Duration = Duration::from_secs(600);

impl Losses {
    /// One more, now. If that is a fault: how many there were, in words.
    pub(super) fn add(&mut self, now: SystemTime) -> Option<String> {
        // Of one in the future the clock was set back: nobody knows when it was.
        self.of_late.retain(|loss| now.duration_since(*loss).is_ok_and(|ago| ago < WITHIN));
        self.of_late.push(now);
        self.of_run.iter_mut().for_each(|losses| *losses += 1);
        let (of_late, of_run) = (self.of_late.len(), self.of_run.unwrap_or_default());
        match (of_late > LOSSES_MAX, of_run > LOSSES_MAX) {
            (true, _) => Some(format!("{of_late} times within ten minutes")),
            (_, true) => Some(format!("{of_run} times in one run")),
            _ => None,
        }
    }

    /// What was lost in other runs is no matter of this one.
    pub(super) fn begin_run(&mut self) {
        self.of_run = Some(0);
    }

    /// Whether the run that is under way has lost one.
    pub(super) fn in_this_run(&self) -> bool {
        self.of_run.is_some_and(|losses| losses > 0)
    }

    pub(super) fn end_run(&mut self) {
        self.of_run = None;
    }

    /// Whether a device that was there before may be looked for again. Never within the run that did without: its steps would go to
    /// and fro.
    pub(super) fn is_over(&self, without: &Without, now: SystemTime) -> bool {
        let rests = |until: SystemTime| until.duration_since(now).is_ok_and(|rest| !rest.is_zero() && rest <= WITHIN);
        self.of_run.is_none() && without.until.is_some_and(|until| !rests(until))
    }
}

impl Without {
    pub(super) fn for_good(why: String) -> Self {
        Self { why, until: None }
    }

    pub(super) fn for_a_while(why: String, now: SystemTime) -> Self {
        Self { why, until: Some(now + WITHIN) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gpu::{DeviceChoice, Gpu, GpuConfig};

    fn at(secs: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + secs)
    }

    #[test]
    fn two_losses_are_a_fault_within_ten_minutes_or_one_run_and_not_on_two_days() {
        let mut losses = Losses::default();
        let day = 24 * 3600;
        assert_eq!([0, 600, day, 2 * day].map(|secs| losses.add(at(secs))), [const { None }; 4]);
        assert_eq!(losses.add(at(2 * day + 599)).as_deref(), Some("2 times within ten minutes"));
        assert_eq!(losses.add(at(day)), None, "the clock was set back");
        losses.begin_run();
        assert_eq!(losses.add(at(3 * day)), None);
        assert_eq!(losses.add(at(3 * day + 3600)).as_deref(), Some("2 times in one run"));
    }

    #[test]
    fn a_device_that_was_lost_too_often_is_back_after_ten_minutes_but_not_in_the_same_run() {
        let gpu = Gpu::new(GpuConfig { choice: DeviceChoice::Software, ..GpuConfig::default() });
        let is_there = |secs| gpu.device_at(at(secs)).is_some();
        let lose = || gpu.opened().into_iter().for_each(|device| device.lose());
        if !is_there(0) {
            return println!("skipped: {:?}", gpu.why_without());
        }
        lose();
        assert!(is_there(1), "one loss is normal");
        lose();
        assert_eq!([2, 601].map(is_there), [false; 2]);
        let why = gpu.why_without().unwrap();
        assert!(why.contains("was lost 2 times within ten minutes"), "{why}");
        assert!(is_there(602));
        assert_eq!(gpu.why_without(), None);

        let lose_twice = |secs| {
            lose();
            assert!(is_there(secs));
            lose();
            assert!(!is_there(secs + 1));
        };
        lose_twice(5000);
        gpu.begin_run_at(at(5601));
        assert!(is_there(5602), "whoever asks first");
        gpu.end_run();

        gpu.begin_run_at(at(9000));
        lose();
        assert!(is_there(10_000));
        lose();
        assert_eq!([20_000, 30_000].map(is_there), [false; 2], "the run ends on the processor, however long it takes");
        gpu.end_run();
        assert!(is_there(30_001));
    }
}
