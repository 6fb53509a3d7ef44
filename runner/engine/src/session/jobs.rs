//! What waits for the engine, and what it does now. Plain rules: who replaces whom, and who has the next turn.

use std::collections::VecDeque;
use std::time::Instant;

use super::message::{PreviewRequest, RunRequest, RunTurn};
use crate::run::Stop;

/// Something for the engine to do.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Job {
    Run(RunRequest),
    Preview(PreviewRequest),
    /// Plugins are looked for again.
    Reload,
}

/// Why a job ends before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// A newer one wants the same.
    Replaced,
    /// Somebody pressed stop.
    Stopped,
}

/// All jobs.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    waiting: VecDeque<Job>,
    current: Option<Current>,
    closed: bool,
}

/// What the engine does now.
#[derive(Debug)]
pub(super) struct Current {
    pub(super) job: Job,
    pub(super) stop: Stop,
    /// When somebody pressed stop, and why.
    pub(super) pressed: Option<(Instant, Why)>,
}

impl Job {
    /// The number of a run or preview.
    pub(super) fn id(&self) -> Option<u64> {
        match self {
            Self::Run(run) => Some(run.run),
            Self::Preview(preview) => Some(preview.request),
            Self::Reload => None,
        }
    }

    fn is_replaced_by(&self, newer: &Self) -> bool {
        match (self, newer) {
            (Self::Run(old), Self::Run(new)) => old.turn == RunTurn::Live && new.turn == RunTurn::Live,
            (Self::Preview(old), Self::Preview(new)) => old.viewer == new.viewer,
            (Self::Reload, Self::Reload) => true,
            _ => false,
        }
    }
}

impl Jobs {
    /// Adds a job; gives those that it replaces. The one that is being done hears of it.
    pub(super) fn add(&mut self, job: Job, now: Instant) -> Vec<Job> {
        if self.closed {
            return vec![job];
        }
        let gone = self.replace(&job, now);
        self.waiting.push_back(job);
        gone
    }

    /// Ends what a job makes needless, without adding it; gives what never began.
    pub(super) fn replace(&mut self, job: &Job, now: Instant) -> Vec<Job> {
        if let Some(current) = self.current.as_mut().filter(|current| current.job.is_replaced_by(job)) {
            current.press(now, Why::Replaced);
        }
        self.remove(|old| old.is_replaced_by(job))
    }

    /// Ends what is chosen; gives what never began.
    pub(super) fn stop(&mut self, chosen: impl Fn(&Job) -> bool, now: Instant) -> Vec<Job> {
        if let Some(current) = self.current.as_mut().filter(|current| chosen(&current.job)) {
            current.press(now, Why::Stopped);
        }
        self.remove(chosen)
    }

    /// Puts a run that waits before all others.
    pub(super) fn hurry(&mut self, run: u64) {
        let at = self.waiting.iter().position(|job| matches!(job, Job::Run(waits) if waits.run == run));
        if let Some(job) = at.and_then(|at| self.waiting.remove(at)) {
            self.waiting.push_front(job);
        }
    }

    /// No job is taken any more, and none is given.
    pub(super) fn close(&mut self, now: Instant) {
        self.closed = true;
        self.waiting.clear();
        if let Some(current) = &mut self.current {
            current.press(now, Why::Stopped);
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Begins the next job, if there is one: somebody looks at previews, so they come before runs.
    pub(super) fn begin(&mut self) -> Option<(Job, Stop)> {
        let previews = |job: &Job| matches!(job, Job::Preview(_));
        let at = self.waiting.iter().position(previews).unwrap_or(0);
        let job = self.waiting.remove(at)?;
        let stop = Stop::new();
        self.current = Some(Current { job: job.clone(), stop: stop.clone(), pressed: None });
        Some((job, stop))
    }

    /// The job is through; gives why it was to end early.
    pub(super) fn end(&mut self) -> Option<Why> {
        self.current.take().and_then(|current| current.pressed).map(|(_, why)| why)
    }

    pub(super) fn current(&self) -> Option<&Current> {
        self.current.as_ref()
    }

    fn remove(&mut self, chosen: impl Fn(&Job) -> bool) -> Vec<Job> {
        let mut gone = Vec::new();
        self.waiting.retain(|job| {
            let goes = chosen(job);
            if goes {
                gone.push(job.clone());
            }
            !goes
        });
        gone
    }
}

impl Current {
    fn press(&mut self, now: Instant, why: Why) {
        self.stop.press();
        self.pressed.get_or_insert((now, why));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::message::Look;

    fn run(run: u64, turn: RunTurn) -> Job {
        Job::Run(RunRequest { run, targets: Vec::new(), scale: Default::default(), turn })
    }

    fn preview(viewer: u64, request: u64) -> Job {
        let (node, output) = (String::new(), String::new());
        Job::Preview(PreviewRequest { viewer, request, node, output, scale: Default::default(), look: Look::default() })
    }

    #[test]
    fn the_newest_preview_of_a_viewer_and_the_newest_live_run_win() {
        let (mut jobs, now) = (Jobs::default(), Instant::now());
        assert!(jobs.add(run(1, RunTurn::Queued), now).is_empty());
        assert!(jobs.add(run(2, RunTurn::Live), now).is_empty());
        assert!(jobs.add(preview(7, 3), now).is_empty());
        assert!(jobs.add(preview(8, 4), now).is_empty());
        assert_eq!(jobs.add(preview(7, 5), now), [preview(7, 3)]);
        assert_eq!(jobs.add(run(6, RunTurn::Live), now), [run(2, RunTurn::Live)]);
        let order: Vec<_> = std::iter::from_fn(|| jobs.begin().and_then(|(job, _)| job.id())).collect();
        assert_eq!(order, [4, 5, 1, 6]);
    }

    #[test]
    fn a_run_that_waits_may_come_before_the_others() {
        let (mut jobs, now) = (Jobs::default(), Instant::now());
        for number in 1..=3 {
            jobs.add(run(number, RunTurn::Queued), now);
        }
        jobs.hurry(3);
        jobs.hurry(7);
        let order: Vec<_> = std::iter::from_fn(|| jobs.begin().and_then(|(job, _)| job.id())).collect();
        assert_eq!(order, [3, 1, 2]);
    }

    #[test]
    fn what_is_being_done_hears_of_a_newer_one_and_of_stop() {
        let (mut jobs, now) = (Jobs::default(), Instant::now());
        jobs.add(preview(7, 1), now);
        let (_, stop) = jobs.begin().unwrap();
        jobs.add(preview(8, 2), now);
        assert!(!stop.is_pressed());
        jobs.add(preview(7, 3), now);
        assert!(stop.is_pressed());
        assert_eq!(jobs.end(), Some(Why::Replaced));
        let (_, stop) = jobs.begin().unwrap();
        assert_eq!(jobs.stop(|_| true, now), [preview(7, 3)]);
        assert!(stop.is_pressed());
        assert_eq!(jobs.end(), Some(Why::Stopped));
        assert!(jobs.begin().is_none());
    }
}
