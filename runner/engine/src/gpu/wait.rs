//! Waiting for a device, and who may end that. Kernels are code of anybody: one that never ends must not hold whoever asked for
//! it. So whoever waits looks up every moment, and once somebody has pressed stop the device has a short grace to come back.
//!
//! A device that does not is left: it goes on alone, and nobody waits for it any more. It may come back, with all that lies on it.

use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::adapter::AdapterKind;
use super::device::Device;
use super::trouble::Trouble;

/// When somebody pressed the stop of a run; none: nobody has.
pub type Pressed = Arc<OnceLock<Instant>>;

/// The stop that whoever waits for a device listens to: that of the run which uses it.
#[derive(Debug, Default)]
pub(super) struct Heed(Mutex<Pressed>);

/// Whether somebody has given up waiting for a device.
#[derive(Debug, Default)]
pub(super) struct Left(AtomicBool);

/// Whoever waits looks up this often.
const MOMENT: Duration = Duration::from_millis(50);
/// What a device has to come back once somebody has pressed stop. A session ends its process after two seconds: the rest is for the
/// end of the run on a machine that has a lot to do.
const GRACE: Duration = Duration::from_millis(500);

impl Heed {
    pub(super) fn set(&self, pressed: Pressed) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = pressed;
    }

    pub(super) fn is_pressed(&self) -> bool {
        self.pressed_at().is_some()
    }

    fn pressed_at(&self) -> Option<Instant> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get().copied()
    }
}

impl Device {
    /// The turn of whoever sends something. A driver in software takes nothing new before it is through with what it has, and
    /// whoever sends would be held in it, where nobody can look up: so that is waited for here.
    pub(super) fn turn(&self) -> Result<Option<MutexGuard<'_, ()>>, Trouble> {
        if self.about().kind != AdapterKind::Software {
            return Ok(None);
        }
        let turn = self.sending.lock().unwrap_or_else(PoisonError::into_inner);
        self.wait_for_others()?;
        Ok(Some(turn))
    }

    /// Waits until what was sent is done; none: all of it.
    pub(super) fn wait(&self, sent: Option<&wgpu::SubmissionIndex>) -> Result<(), Trouble> {
        loop {
            self.check()?;
            if self.look(wgpu::PollType::Wait { submission_index: sent.cloned(), timeout: Some(MOMENT) })? {
                return self.check();
            }
            if self.heed.pressed_at().is_some_and(|at| at.elapsed() >= GRACE) {
                self.left.0.store(true, Ordering::Release);
            }
        }
    }

    /// Hears what the device has done, and waits a moment if it is not through. Whether it is.
    pub(super) fn look_after(&self) -> Result<bool, Trouble> {
        self.check()?;
        let is_through = self.look(wgpu::PollType::Wait { submission_index: None, timeout: Some(MOMENT) })?;
        self.check().map(|()| is_through)
    }

    /// Whether it was left at work and has not come back since.
    pub(super) fn is_away(&self) -> bool {
        if !self.left.0.load(Ordering::Acquire) {
            return false;
        }
        // One that is lost meanwhile will not work any more either.
        let is_back = self.look(wgpu::PollType::Poll).unwrap_or(true);
        if is_back {
            self.left.0.store(false, Ordering::Release);
        }
        !is_back
    }

    /// Whether there is anybody to talk to.
    pub(super) fn check(&self) -> Result<(), Trouble> {
        if self.is_lost() {
            return Err(Trouble::Lost(format!("{} was lost", self.about().name)));
        }
        if self.is_away() {
            let name = &self.about().name;
            return Err(Trouble::Stopped(format!("{name} still worked after stop, and nobody waits for it any more")));
        }
        Ok(())
    }

    /// Whether what was asked about is done.
    fn look(&self, how: wgpu::PollType) -> Result<bool, Trouble> {
        let is_poll = matches!(how, wgpu::PollType::Poll);
        match self.wgpu.poll(how) {
            Ok(status) => Ok(!is_poll || status.is_queue_empty()),
            Err(wgpu::PollError::Timeout) => Ok(false),
            Err(why) => {
                self.mark_lost();
                Err(Trouble::Lost(why.to_string()))
            }
        }
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        // `wgpu` waits for all work without looking up when its last handle goes. So does this, but it hears of stop.
        if !self.is_lost() && self.wait(None).is_err() && self.is_away() {
            // A handle is a counted reference: with one kept for ever, nothing of what still works is taken away.
            _ = ManuallyDrop::new((self.wgpu.clone(), self.queue.clone()));
        }
    }
}
