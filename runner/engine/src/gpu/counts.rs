//! What was moved and run, for reports and tests.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

/// What was moved and run, from the beginning or between two looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct GpuCounts {
    /// To the device.
    pub bytes_up: u64,
    /// From the device.
    pub bytes_down: u64,
    /// Kernels started.
    pub dispatches: u64,
    /// Kernels compiled.
    pub kernels: u64,
    /// Steps that ran in a kernel together with others.
    pub fused_steps: u64,
    /// Buffers made.
    pub buffers_made: u64,
    /// Buffers that had been used before.
    pub buffers_reused: u64,
}

/// The same, counting.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) bytes_up: AtomicU64,
    pub(super) bytes_down: AtomicU64,
    pub(super) dispatches: AtomicU64,
    pub(super) kernels: AtomicU64,
    pub(super) fused_steps: AtomicU64,
    pub(super) buffers_made: AtomicU64,
    pub(super) buffers_reused: AtomicU64,
}

/// Counts something.
pub(super) fn count(counter: &AtomicU64, by: u64) {
    counter.fetch_add(by, Ordering::Relaxed);
}

impl Counts {
    pub(super) fn now(&self) -> GpuCounts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        GpuCounts {
            bytes_up: read(&self.bytes_up),
            bytes_down: read(&self.bytes_down),
            dispatches: read(&self.dispatches),
            kernels: read(&self.kernels),
            fused_steps: read(&self.fused_steps),
            buffers_made: read(&self.buffers_made),
            buffers_reused: read(&self.buffers_reused),
        }
    }
}

impl GpuCounts {
    /// What came since an earlier look.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        Self {
            bytes_up: self.bytes_up - before.bytes_up,
            bytes_down: self.bytes_down - before.bytes_down,
            dispatches: self.dispatches - before.dispatches,
            kernels: self.kernels - before.kernels,
            fused_steps: self.fused_steps - before.fused_steps,
            buffers_made: self.buffers_made - before.buffers_made,
            buffers_reused: self.buffers_reused - before.buffers_reused,
        }
    }
}
