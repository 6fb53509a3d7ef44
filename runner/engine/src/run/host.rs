//! What a running call sees of its host.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use super::events::{RanOn, RunEvent, level_word};
use super::round::Round;
use crate::plan::absolute_path;
use crate::plugins::{CallError, CallHost, Flow, Folder, Gpu, Inference, LogLevel, Meter};

/// One call of one step, or of one item of it. Lies on the stack of the worker.
pub(super) struct StepHost<'r> {
    round: &'r Round<'r>,
    step: u32,
    item: usize,
    n_items: usize,
    /// Milliseconds since the run began, of the last word about progress.
    told_ms: AtomicU64,
    /// Of what this call does on the device.
    meter: OnceLock<Arc<Meter>>,
    /// The device was tried, in vain.
    has_left_gpu: AtomicBool,
}

/// Nobody reads faster.
const PROGRESS_MS: u64 = 33;

impl<'r> StepHost<'r> {
    pub(super) fn new(round: &'r Round<'r>, step: u32, item: usize, n_items: usize) -> Self {
        let (told_ms, meter, has_left_gpu) = (AtomicU64::new(0), OnceLock::new(), AtomicBool::new(false));
        Self { round, step, item, n_items, told_ms, meter, has_left_gpu }
    }

    pub(super) fn place(&self) -> (&'r Round<'r>, u32) {
        (self.round, self.step)
    }

    /// An item is through.
    pub(super) fn report_done(&self) {
        if self.n_items > 1 {
            self.tell_progress(1.0, "");
        }
    }

    pub(super) fn tell_progress(&self, fraction: f64, message: &str) {
        if self.round.job.listener.is_none() {
            return;
        }
        let now_ms = self.round.job.began.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
        let told_ms = self.told_ms.load(Ordering::Relaxed);
        let is_due = told_ms == 0 || now_ms.saturating_sub(told_ms) >= PROGRESS_MS;
        if is_due && self.told_ms.compare_exchange(told_ms, now_ms.max(1), Ordering::Relaxed, Ordering::Relaxed).is_ok()
        {
            let fraction = if fraction.is_finite() { fraction.clamp(0.0, 1.0) } else { 0.0 };
            #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a bar on a screen")]
            let fraction = ((self.item as f64 + fraction) / self.n_items as f64) as f32;
            let message = match (self.n_items, message) {
                (1, message) => message.into(),
                (n_items, "") => format!("{} of {n_items}", self.item + 1).into(),
                (n_items, message) => format!("{} of {n_items}: {message}", self.item + 1).into(),
            };
            self.round.tell(|| RunEvent::StepProgress { step: self.step, fraction, message });
        }
    }
}

impl CallHost for StepHost<'_> {
    fn report(&self, fraction: f64, message: &str) -> Flow {
        self.tell_progress(fraction, message);
        self.flow()
    }

    fn flow(&self) -> Flow {
        self.round.job.stop.flow()
    }

    fn log(&self, level: LogLevel, message: &str) {
        let (step, level) = (self.step, level_word(level));
        self.round.tell(|| RunEvent::Log { step, level, message: message.into() });
    }

    fn threads(&self) -> u32 {
        u32::try_from(self.round.workers.threads()).unwrap_or(u32::MAX)
    }

    fn for_each(&self, count: u32, work: &(dyn Fn(u32) + Sync)) -> Flow {
        self.for_each_witnessed(count, work)
    }

    fn folder(&self, which: Folder, plugin: &str) -> Option<PathBuf> {
        self.round.job.world.folder(which, plugin, self.round.plan.folder(self.step))
    }

    fn resolve(&self, path: &Path) -> PathBuf {
        absolute_path(self.round.plan.folder(self.step), &path.to_string_lossy())
    }

    fn model_file(&self, model: &str, file: &str) -> Result<PathBuf, CallError> {
        self.round.job.world.model_file(model, file)
    }

    fn inference(&self) -> Option<&Inference> {
        self.round.job.world.inference()
    }

    fn gpu(&self) -> Option<&Gpu> {
        // What does not say that it uses one has no place there, and a name that knows nothing of it.
        let uses = self.round.plan.kind(self.step).flags.gpu && !self.has_left_gpu.load(Ordering::Relaxed);
        if uses { self.round.job.world.gpu() } else { None }
    }

    fn meter(&self) -> Option<Arc<Meter>> {
        Some(Arc::clone(self.meter.get_or_init(|| self.round.meters.start(vec![self.step]))))
    }

    fn used_gpu(&self) {
        self.round.set_ran_on(self.step, RanOn::Gpu);
    }

    fn leave_gpu(&self) -> bool {
        let had = self.gpu().is_some();
        self.has_left_gpu.store(true, Ordering::Relaxed);
        self.round.set_ran_on(self.step, RanOn::Cpu);
        had
    }
}
