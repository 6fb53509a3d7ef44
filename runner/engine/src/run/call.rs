//! Calling a kind: its code opened, its state found, one more try where that helps, and no panic getting any further.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::callable::{Callable, State};
use super::events::failure;
use super::host::StepHost;
use super::kinds::KindRun;
use super::round::Round;
use super::step::{Made, is_lost};
use crate::cache::Key;
use crate::diagnostic::Diagnostic;
use crate::plugins::{CallError, CallHost, CallStatus, Gpu, LogLevel};
use crate::value::Value;

impl Round<'_> {
    /// What a call that ended badly means for the step.
    pub(super) fn made_of_error(&self, step: u32, error: CallError, key: Option<&Key>) -> Made {
        if error.status == CallStatus::Cancelled {
            return Made::Cancelled;
        }
        let told = told_of(self.plan.name(step), &self.kind_run(step).kind.id, error);
        if let Some(key) = key
            && matches!(told.code, "failed" | "invalid" | "unsupported" | "panic")
        {
            self.workers.remember_failure(*key, &told);
        }
        Made::Failed(told)
    }

    /// Calls a kind, once more where the first try met a lack that can be helped, and at last without the device.
    pub(super) fn call(
        &self,
        step: u32,
        kind: &KindRun<'_>,
        inputs: &[Option<Value>],
        outputs: &mut [Option<Value>],
        host: &dyn CallHost,
    ) -> Result<(), CallError> {
        if kind.kind.flags.gpu_required && !self.job.world.has_device() {
            let why = self.job.world.gpu().and_then(Gpu::why_without).map(|why| format!(": {why}")).unwrap_or_default();
            let message = format!("`{}` needs a GPU, and there is none{why}", self.plan.name(step));
            return Err(CallError { status: CallStatus::Unsupported, message });
        }
        let mut ended = self.call_whole_or_cut(step, kind, inputs, outputs, host);
        if let Err(error) = &mut ended
            && self.job.stop.is_pressed()
            && matches!(error.status, CallStatus::GpuOutOfMemory | CallStatus::GpuFailed | CallStatus::GpuUnfit)
        {
            // Nobody wants the next try any more, and a device that was left at work is missing because of the stop.
            error.status = CallStatus::Cancelled;
        }
        if let Err(CallError { status, .. }) = &ended
            && let CallStatus::OutOfMemory | CallStatus::GpuOutOfMemory | CallStatus::GpuFailed = status
        {
            self.help(*status);
            if *status == CallStatus::GpuFailed
                && let Some(why) = self.job.world.gpu().filter(|gpu| gpu.device().is_none()).and_then(Gpu::why_without)
            {
                host.log(LogLevel::Warn, &format!("runs on the processor: {why}"));
            }
            outputs.fill(None);
            ended = self.call_whole_or_cut(step, kind, inputs, outputs, host);
        }
        match ended {
            // It comes to its turn again, with the device.
            Err(error) if error.status == CallStatus::GpuFailed && is_lost(inputs) && self.job.world.has_device() => {
                Err(error)
            }
            Err(CallError { status, message })
                if matches!(status, CallStatus::GpuOutOfMemory | CallStatus::GpuFailed | CallStatus::GpuUnfit)
                    && host.leave_gpu() =>
            {
                host.log(LogLevel::Warn, &format!("runs on the processor: {}", words_or(&message, status)));
                outputs.fill(None);
                self.call_once(step, kind, inputs, outputs, host)
            }
            other => other,
        }
    }

    /// Makes room, or whatever else helps before a call is tried again.
    pub(super) fn help(&self, status: CallStatus) {
        if status == CallStatus::GpuFailed {
            self.job.cache.forget_lost();
        } else {
            self.job.cache.relieve();
        }
        self.job.world.device_trouble(status);
    }

    /// One call, or one for each strip of a picture whose planes are larger than the device can bind.
    fn call_whole_or_cut(
        &self,
        step: u32,
        kind: &KindRun<'_>,
        inputs: &[Option<Value>],
        outputs: &mut [Option<Value>],
        host: &dyn CallHost,
    ) -> Result<(), CallError> {
        match (self.strips(kind, inputs, host).transpose()?, outputs) {
            (Some(strips), [output]) => {
                *output = Some(self.call_in_strips(step, kind, &strips, inputs)?);
                Ok(())
            }
            (_, outputs) => self.call_once(step, kind, inputs, outputs, host),
        }
    }

    pub(super) fn call_once(
        &self,
        step: u32,
        kind: &KindRun<'_>,
        inputs: &[Option<Value>],
        outputs: &mut [Option<Value>],
        host: &dyn CallHost,
    ) -> Result<(), CallError> {
        self.with_code(step, kind, |callable, state| callable.call(state, inputs, outputs, host))
    }

    pub(super) fn fingerprint(
        &self,
        step: u32,
        kind: &KindRun<'_>,
        inputs: &[Option<Value>],
        host: &StepHost<'_>,
    ) -> Result<Option<u64>, CallError> {
        self.with_code(step, kind, |callable, state| callable.fingerprint(state, inputs, host))
    }

    /// Opens the kind, finds its state, and makes sure that no panic gets further than this step.
    fn with_code<T>(
        &self,
        step: u32,
        kind: &KindRun<'_>,
        work: impl FnOnce(&dyn Callable, Option<&State>) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let failed = |message: String| CallError { status: CallStatus::Failed, message };
        let name = self.plan.name(step);
        let guarded = || {
            // Opening a library runs code of it too.
            let callable = kind.callable(self.job.kinds).map_err(|told| failed(told.message))?;
            let state = if kind.is_stateless() {
                None
            } else {
                let state = self.workers.states().get(kind.kind, name, || callable.create())?;
                if state.is_none() {
                    kind.set_stateless();
                }
                state
            };
            work(&**callable, state.as_deref())
        };
        let witnessed = || self.witnessed(step, guarded);
        let result = catch_unwind(AssertUnwindSafe(witnessed)).unwrap_or_else(|payload| {
            let words = words_of(&*payload);
            Err(CallError { status: CallStatus::Panic, message: format!("`{name}` panicked: {words}") })
        });
        if let Err(CallError { status: CallStatus::Panic, .. }) = &result {
            self.workers.states().forget(kind.kind, name);
        }
        result
    }
}

/// What a panic said.
pub(super) fn words_of(payload: &(dyn Any + Send)) -> String {
    let words = payload.downcast_ref::<&str>().map(|words| (*words).to_owned());
    words.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// What a kind said, or else what its status says.
fn words_or(message: &str, status: CallStatus) -> &str {
    if message.is_empty() { code_of(status).1 } else { message }
}

fn told_of(name: &str, kind: &str, error: CallError) -> Diagnostic {
    let (code, otherwise) = code_of(error.status);
    let message = if error.message.is_empty() { format!("`{name}` ({kind}) {otherwise}") } else { error.message };
    failure(name, code, message)
}

/// The stable word for a status, and the end of a sentence about a step.
fn code_of(status: CallStatus) -> (&'static str, &'static str) {
    match status {
        CallStatus::Failed => ("failed", "failed, and did not say why"),
        CallStatus::Cancelled => ("cancelled", "was stopped"),
        CallStatus::Invalid => ("invalid", "cannot work with one of its inputs"),
        CallStatus::Unsupported => ("unsupported", "cannot do this here"),
        CallStatus::OutOfMemory => ("out-of-memory", "found no memory left"),
        CallStatus::GpuOutOfMemory => ("gpu-out-of-memory", "found no memory left on the device"),
        CallStatus::GpuFailed => ("gpu-failed", "lost the device"),
        CallStatus::GpuUnfit => ("gpu-unfit", "is too large for the device"),
        CallStatus::MissingModel => ("missing-model", "needs a model that is not installed"),
        CallStatus::Panic => ("panic", "panicked"),
    }
}
