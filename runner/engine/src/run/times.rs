//! How long the device worked for each step. Its answers come back behind the work: what a step on the device costs is known when
//! they are there, at the end of the run or when somebody waits for its pixels. Who waits does not pay for it.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::events::{RanOn, RunEvent, level_word};
use super::report::Report;
use super::round::Round;
use super::{Job, Listener};
use crate::cache::{Keep, Key};
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

/// What measures the steps of a round, by the step, or by the last one of those that run as one kernel.
#[derive(Default)]
pub(super) struct Meters {
    all: Mutex<BTreeMap<u32, Metered>>,
    owed: Mutex<Vec<Owed>>,
}

/// Steps of one kernel, and what measures them: one for each call.
#[derive(Default)]
pub(super) struct Metered {
    pub(super) steps: Vec<u32>,
    pub(super) meters: Vec<Arc<Meter>>,
}

/// A result that is kept, though nobody knows yet what it cost.
struct Owed {
    key: Key,
    cost: Cost,
    keep: Keep,
}

/// What a step cost.
pub(super) struct Cost {
    /// What its call took, without what it waited for the device.
    pub(super) call: f32,
    pub(super) meters: Vec<Arc<Meter>>,
}

impl Meters {
    pub(super) fn start(&self, steps: Vec<u32>) -> Arc<Meter> {
        let meter = Arc::<Meter>::default();
        let mut all = self.lock();
        let metered = all.entry(steps.last().copied().unwrap_or(0)).or_default();
        metered.meters.push(Arc::clone(&meter));
        metered.steps = steps;
        meter
    }

    /// Of a step, or of the last one of a kernel.
    pub(super) fn of(&self, step: u32) -> Vec<Arc<Meter>> {
        self.lock().get(&step).map(|metered| metered.meters.clone()).unwrap_or_default()
    }

    /// Those that the device has not answered.
    fn open(&self) -> Vec<Arc<Meter>> {
        let all = self.lock();
        all.values().flat_map(|metered| &metered.meters).filter(|meter| !meter.is_settled()).cloned().collect()
    }

    /// Where a result may go is decided when it is known what it cost.
    pub(super) fn owe(&self, key: Key, cost: Cost, keep: Keep) {
        self.owed.lock().unwrap_or_else(PoisonError::into_inner).push(Owed { key, cost, keep });
    }

    /// By step, what the device says; none of steps that it says nothing of.
    pub(super) fn into_inner(self) -> Vec<Metered> {
        self.all.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u32, Metered>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cost {
    /// What making the result again would take.
    #[expect(clippy::cast_possible_truncation, reason = "a time for choosing")]
    pub(super) fn seconds(&self) -> f32 {
        self.call + sum_of(&self.meters).unwrap_or(0.0) as f32
    }

    fn is_known(&self) -> bool {
        self.meters.iter().all(|meter| meter.is_settled())
    }
}

/// What the device took; none where it has not answered, or has no clock.
fn sum_of(meters: &[Arc<Meter>]) -> Option<f64> {
    let answers = meters.iter().filter_map(|meter| meter.seconds());
    answers.fold(None, |sum, seconds| Some(sum.unwrap_or(0.0) + seconds))
}

impl Round<'_> {
    /// The results whose cost is known by now get their place in the cache.
    pub(super) fn pay(&self) {
        let known = |owed: &mut Owed| owed.cost.is_known();
        let due: Vec<Owed> =
            self.meters.owed.lock().unwrap_or_else(PoisonError::into_inner).extract_if(.., known).collect();
        for owed in due {
            self.job.cache.settle(&owed.key, owed.cost.seconds().into(), owed.keep);
        }
    }

    /// Waits until the device has answered, and writes down what each step took.
    pub(super) fn settle_all(&self) {
        let open = self.meters.open();
        if let Some(gpu) = self.job.world.gpu().filter(|_| !open.is_empty()) {
            gpu.settle(&open.iter().collect::<Vec<_>>(), || !self.job.stop.is_pressed());
        }
        self.pay();
        for Metered { steps, meters } in self.meters.lock().values() {
            #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a share of a time")]
            let share = sum_of(meters).unwrap_or(0.0) as f32 / steps.len().max(1) as f32;
            for step in steps {
                let call = f32::from_bits(self.seconds[*step as usize].load(Ordering::Relaxed));
                self.took(*step, call + share);
            }
        }
    }
}

impl GpuTimes {
    /// All of them together.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.steps.iter().map(|time| time.seconds).sum()
    }

    /// What the device said; none where no step ran there.
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
                for Metered { steps, meters } in metered {
                    #[expect(clippy::cast_precision_loss, reason = "a share of a time")]
                    let share = sum_of(meters).unwrap_or(0.0) / steps.len().max(1) as f64;
                    steps.iter().for_each(|step| seconds[*step as usize] += share);
                    meters.iter().for_each(|meter| tell_parts(listener, steps.last().copied().unwrap_or(0), meter));
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
