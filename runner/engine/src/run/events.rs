//! What a run tells while it runs, as plain data. Whoever does not listen pays nothing.

use serde::{Deserialize, Serialize};

use super::report::Ended;
use super::times::GpuTimes;
use crate::diagnostic::{Diagnostic, Place, Word, read_word};
use crate::plugins::{GpuCounts, LogLevel};

/// Of the shape of events. It grows only when a field changes its meaning or goes; new ones may come at any time.
pub const EVENTS_VERSION: u32 = 1;

/// Who listens. Called from worker threads, one event of a step after the other, nothing after `RunEnded`.
pub type Listener<'a> = &'a (dyn Fn(RunEvent) + Sync);

/// One thing that happened. Steps have the number and name of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum RunEvent {
    /// The first one.
    RunStarted {
        /// See [`EVENTS_VERSION`].
        version: u32,
        /// Steps in the plan.
        steps: u32,
        /// Steps that have to run now.
        to_run: u32,
        /// Steps whose results are there already.
        reused: u32,
    },
    /// A step is being called.
    StepStarted {
        /// Which.
        step: u32,
        /// Its name.
        name: Box<str>,
        /// Its kind.
        kind: Box<str>,
    },
    /// A step says how far it is. At most about thirty times a second.
    StepProgress {
        /// Which.
        step: u32,
        /// 0 to 1.
        fraction: f32,
        /// What it is about; may be empty.
        message: Box<str>,
    },
    /// A step has a word for the log.
    Log {
        /// Which.
        step: u32,
        /// `debug`, `info`, `warn` or `error`.
        #[serde(deserialize_with = "read_word")]
        level: Word,
        /// The word.
        message: Box<str>,
    },
    /// A step has its result.
    StepDone {
        /// Which.
        step: u32,
        /// Its name.
        name: Box<str>,
        /// What the call took; of a kept result, what fetching it took. Of a call on the device, what asking for it took: how
        /// long the device works is known at the end (`gpu_times`).
        seconds: f32,
        /// Where the result comes from.
        from: Origin,
        /// The worker that did it, from 0.
        worker: u32,
        /// Where its call ran.
        #[serde(default)]
        on: RanOn,
    },
    /// A step failed.
    StepFailed {
        /// Which.
        step: u32,
        /// Its name.
        name: Box<str>,
        /// The stable word of the diagnostic.
        #[serde(deserialize_with = "read_word")]
        code: Word,
        /// The sentence.
        message: Box<str>,
        /// What the reader can do.
        hint: Option<Box<str>>,
        /// Whether it had failed before, so that it was not tried again.
        repeated: bool,
    },
    /// A step did not run, because one that it reads from failed.
    StepSkipped {
        /// Which.
        step: u32,
        /// Its name.
        name: Box<str>,
    },
    /// The last one.
    RunEnded {
        /// How.
        ended: Ended,
        /// Steps that ran.
        done: u32,
        /// Steps whose results were there already.
        reused: u32,
        /// Steps that failed.
        failed: u32,
        /// Steps that could not run.
        skipped: u32,
        /// Steps that somebody's stop came before.
        cancelled: u32,
        /// Of the whole run.
        seconds: f64,
        /// Memory of all values at the worst moment.
        peak_bytes: u64,
        /// What was moved to and from the device and done there; none where nothing was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gpu: Option<GpuCounts>,
        /// How long the device worked for each step; none where nothing ran there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gpu_times: Option<GpuTimes>,
    },
}

/// Where a call ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum RanOn {
    /// The processor.
    #[default]
    Cpu,
    /// The device.
    Gpu,
}

/// Where a result comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A call.
    Run,
    /// The cache in memory.
    Memory,
    /// The cache on disk.
    Disk,
}

impl RunEvent {
    /// A warning as a word for the log.
    pub(super) fn warning(step: u32, told: &Diagnostic) -> Self {
        let hint = told.hint.iter().flat_map(|hint| ["; ", hint]).collect::<String>();
        Self::Log { step, level: level_word(LogLevel::Warn), message: format!("{}{hint}", told.message).into() }
    }

    /// The last event of a run in which nothing happened.
    pub(crate) fn ended(ended: Ended) -> Self {
        let (done, reused, failed, skipped, cancelled) = (0, 0, 0, 0, 0);
        let (seconds, peak_bytes, gpu, gpu_times) = (0.0, 0, None, None);
        Self::RunEnded { ended, done, reused, failed, skipped, cancelled, seconds, peak_bytes, gpu, gpu_times }
    }

    pub(super) fn failed(step: u32, name: &str, told: &Diagnostic, repeated: bool) -> Self {
        Self::StepFailed {
            step,
            name: name.into(),
            code: told.code,
            message: told.message.as_str().into(),
            hint: told.hint.as_deref().map(Into::into),
            repeated,
        }
    }
}

/// The word for a level.
pub(super) fn level_word(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Debug => "debug",
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    }
}

/// A failure at a node.
pub(super) fn failure(name: &str, code: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(code, Place::Node(name.to_owned()), message)
}
