//! How long the device worked for each step. Its answers come back behind the work, so they are looked at once, at the end of the
//! run, and only if somebody listens.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::events::{RanOn, RunEvent, level_word};
use super::report::Report;
use super::{Job, Listener};
use crate::plugins::{LogLevel, Meter};

/// How long the device worked for each step that ran there.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct GpuTimes {
    /// Its name.
    #[serde(default)]
    pub device: Box<str>,
    /// Whose clock it is.
    pub clock: GpuClock,
    /// In the order of the plan. Steps that ran as one kernel share its time evenly.
    pub steps: Vec<GpuTime>,
}

/// Whose clock times are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GpuClock {
    /// The device's own: what its kernels took.
    Device,
    /// The processor's, as the device has none: what the call took, though the device may go on behind it.
    #[default]
    Wall,
}

/// Of one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GpuTime {
    /// Which.
    pub step: u32,
    /// Its name.
    pub name: Box<str>,
    /// How long.
    pub seconds: f64,
}

/// What measures the steps of a round: those of one kernel share a meter, and a step with several calls has several.
#[derive(Default)]
pub(super) struct Meters(Mutex<Vec<Metered>>);

/// Steps, and what measures them.
pub(super) type Metered = (Vec<u32>, Arc<Meter>);

impl Meters {
    /// A new one; none where nobody would hear of it.
    pub(super) fn start(&self, steps: Vec<u32>, listener: Option<Listener<'_>>) -> Option<Arc<Meter>> {
        listener?;
        let meter = Arc::<Meter>::default();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((steps, Arc::clone(&meter)));
        Some(meter)
    }

    pub(super) fn into_inner(self) -> Vec<Metered> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl GpuTimes {
    /// All of them together.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.steps.iter().map(|time| time.seconds).sum()
    }

    /// What the device says, once it is through with all that was sent; none where no step ran there.
    pub(super) fn of(job: &Job<'_>, report: &Report, metered: &[Metered]) -> Option<Self> {
        let (listener, gpu) = (job.listener?, job.world.gpu()?);
        if !report.ran_on.contains(&RanOn::Gpu) {
            return None;
        }
        let device = gpu.opened()?;
        let clock = if device.has_clock() { GpuClock::Device } else { GpuClock::Wall };
        let mut seconds = vec![0.0; report.ran_on.len()];
        match clock {
            GpuClock::Device => {
                let meters: Vec<&Arc<Meter>> = metered.iter().map(|(_, meter)| meter).collect();
                gpu.settle(&meters, || !job.stop.is_pressed());
                for (steps, meter) in metered {
                    #[expect(clippy::cast_precision_loss, reason = "a share of a time")]
                    let share = meter.seconds().unwrap_or(0.0) / steps.len().max(1) as f64;
                    steps.iter().for_each(|step| seconds[*step as usize] += share);
                    tell_parts(listener, steps.last().copied().unwrap_or(0), meter);
                }
            }
            GpuClock::Wall => {
                seconds.iter_mut().zip(&report.step_seconds).for_each(|(to, from)| *to = f64::from(*from));
            }
        }
        let ran = (0..).zip(&report.ran_on).zip(seconds).filter(|((_, on), _)| **on == RanOn::Gpu);
        let time = |((step, _), seconds)| GpuTime { step, name: job.plan.name(step).as_str().into(), seconds };
        Some(Self { device: device.about().name.as_str().into(), clock, steps: ran.map(time).collect() })
    }
}

/// What kinds measured themselves.
fn tell_parts(listener: Listener<'_>, step: u32, meter: &Meter) {
    for (label, part) in meter.take_parts() {
        let message = format!("{label}: {:.3} ms on the device", part.seconds().unwrap_or(0.0) * 1e3).into();
        listener(RunEvent::Log { step, level: level_word(LogLevel::Info), message });
    }
}
