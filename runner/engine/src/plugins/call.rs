//! One call of a kind, seen from the host: what the caller provides, and how it can end.

use crate::gpu::{Gpu, Meter, Trouble};
use crate::onnx::Inference;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a running call may ask of whoever runs it. [any thread while the call is active]
pub trait CallHost: Sync {
    /// How much is done, 0 to 1.
    fn report(&self, fraction: f64, message: &str) -> Flow;

    /// Whether somebody pressed stop.
    fn flow(&self) -> Flow;

    /// A word for the log.
    fn log(&self, level: LogLevel, message: &str);

    /// How many threads `for_each` uses at most.
    fn threads(&self) -> u32;

    /// Calls `work` once for each number below `count`, in any order, on the pool; returns when all are done.
    fn for_each(&self, count: u32, work: &(dyn Fn(u32) + Sync)) -> Flow;

    /// A folder that the plugin `plugin` may use.
    fn folder(&self, which: Folder, plugin: &str) -> Option<PathBuf>;

    /// Makes a path absolute, from the graph's folder.
    fn resolve(&self, path: &Path) -> PathBuf;

    /// A verified file of an installed model; the error is a sentence.
    fn model_file(&self, model: &str, file: &str) -> Result<PathBuf, CallError>;

    /// What runs models; none: nothing here does.
    fn inference(&self) -> Option<&Inference> {
        None
    }

    /// The device that this call may use; none: it does without.
    fn gpu(&self) -> Option<&Gpu> {
        None
    }

    /// Learns how long the device works for this call; none: nobody wants to know.
    fn meter(&self) -> Option<Arc<Meter>> {
        None
    }

    /// The call has started something on the device.
    fn used_gpu(&self) {}

    /// From now on [`Self::gpu`] gives none. Whether it gave one before.
    fn leave_gpu(&self) -> bool {
        false
    }
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Go,
    /// Somebody pressed stop.
    Stop,
}

/// Who a word in the log is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Whoever writes the plugin.
    Debug,
    /// Whoever looks for a reason.
    Info,
    /// The user: it works, but not as meant.
    Warn,
    /// The user: it does not work.
    Error,
}

/// Folders that a plugin may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// Of the graph file.
    Graph,
    /// For the plugin's own files that can be made again.
    Cache,
    /// For files that end with the run.
    Temp,
}

/// How a call can end badly. Distinct only where the caller acts differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallStatus {
    /// The work could not be done.
    Failed,
    /// Stopped by request.
    Cancelled,
    /// An input is wrong.
    Invalid,
    /// Not possible here.
    Unsupported,
    /// No memory left.
    OutOfMemory,
    /// No memory left on the device: evict, then retry.
    GpuOutOfMemory,
    /// The device failed: retry on the CPU.
    GpuFailed,
    /// It does not fit the device, whatever room there is: retry on the CPU.
    GpuUnfit,
    /// A model is not installed.
    MissingModel,
    /// A panic was caught: the instance must not be called again.
    Panic,
}

/// A call that ended badly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// What kind of end.
    pub status: CallStatus,
    /// A sentence; empty where the plugin gave none.
    pub message: String,
}

impl fmt::Display for CallError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for CallError {}

/// A wrong kernel is the kind's own failure.
impl From<Trouble> for CallError {
    fn from(why: Trouble) -> Self {
        let (status, message) = match why {
            Trouble::Memory(words) => (CallStatus::GpuOutOfMemory, words),
            Trouble::Unfit(words) => (CallStatus::GpuUnfit, words),
            Trouble::Lost(words) => (CallStatus::GpuFailed, words),
            Trouble::Stopped(words) => (CallStatus::Cancelled, words),
            Trouble::Invalid(words) | Trouble::Breach(words) => (CallStatus::Failed, words),
        };
        Self { status, message }
    }
}
