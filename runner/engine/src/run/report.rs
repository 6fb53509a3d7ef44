//! What came out of a run.

use serde::{Deserialize, Serialize};

use super::events::{RanOn, RunEvent};
use super::times::GpuTimes;
use crate::diagnostic::Diagnostic;
use crate::plan::Name;
use crate::plugins::GpuCounts;
use crate::value::Value;

/// What came out of a run.
#[derive(Debug, Clone)]
pub struct Report {
    /// How it ended.
    pub ended: Ended,
    /// Of each step of the plan.
    pub states: Vec<StepState>,
    /// What the call of each step took; 0 where it was not called. Empty if nothing was.
    pub step_seconds: Vec<f32>,
    /// What was asked for, in the order of the plan; none where it could not be made. Sinks are not among them.
    pub outputs: Vec<(Name, Option<Value>)>,
    /// Steps that failed, and why; in the order of the plan.
    pub failures: Vec<(u32, Diagnostic)>,
    /// Of the whole run.
    pub seconds: f64,
    /// Memory of all values at the worst moment.
    pub peak_bytes: u64,
    /// Where the call of each step ran, if it was called.
    pub ran_on: Vec<RanOn>,
    /// What was moved to and from the device and done there; none where nothing was.
    pub gpu: Option<GpuCounts>,
    /// How long the device worked; none where nothing ran there, or nobody listened.
    pub gpu_times: Option<GpuTimes>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// All is there.
    Done,
    /// Something failed; the rest is there.
    Failed,
    /// Somebody pressed stop.
    Cancelled,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum StepState {
    /// Nobody needed it.
    #[default]
    Idle,
    /// Its result was in memory.
    Reused,
    /// Its result was on disk.
    ReusedFromDisk,
    /// It ran.
    Done,
    /// It failed.
    Failed,
    /// One that it reads from failed.
    Skipped,
    /// Somebody pressed stop before or while it ran.
    Cancelled,
}

impl StepState {
    /// From the number that threads share.
    pub(super) fn from_u8(number: u8) -> Self {
        [Self::Idle, Self::Reused, Self::ReusedFromDisk, Self::Done, Self::Failed, Self::Skipped, Self::Cancelled]
            .into_iter()
            .find(|state| *state as u8 == number)
            .unwrap_or_default()
    }
}

impl Report {
    /// How many steps ended so.
    #[must_use]
    pub fn count(&self, state: StepState) -> usize {
        self.states.iter().filter(|other| **other == state).count()
    }

    /// What was asked for under a name.
    #[must_use]
    pub fn output(&self, name: &str) -> Option<&Value> {
        self.outputs.iter().find(|(other, _)| other == name)?.1.as_ref()
    }

    /// The last event of the run.
    pub(super) fn event(&self) -> RunEvent {
        let count = |state| u32::try_from(self.count(state)).unwrap_or(u32::MAX);
        RunEvent::RunEnded {
            ended: self.ended,
            done: count(StepState::Done),
            reused: count(StepState::Reused) + count(StepState::ReusedFromDisk),
            failed: count(StepState::Failed),
            skipped: count(StepState::Skipped),
            cancelled: count(StepState::Cancelled),
            seconds: self.seconds,
            peak_bytes: self.peak_bytes,
            gpu: self.gpu,
            gpu_times: self.gpu_times.clone(),
        }
    }
}
