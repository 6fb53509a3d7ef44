//! One running call as the services see it: inputs, outputs, and what went wrong. Lies on the stack of the caller.
#![expect(unsafe_code, reason = "a plugin hands the frame back as a pointer")]

use super::call::{CallError, CallHost, CallStatus, Flow, LogLevel};
use super::loaded::Loaded;
use super::services;
use crate::gpu::{Gpu, Trouble, Work};
use crate::value::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use weft_abi::{
    WEFT_ERR_CANCELLED, WEFT_ERR_GPU_FAILED, WEFT_ERR_GPU_OUT_OF_MEMORY, WEFT_ERR_INVALID, WEFT_ERR_MISSING_MODEL,
    WEFT_ERR_OUT_OF_MEMORY, WEFT_ERR_PANIC, WEFT_ERR_UNSUPPORTED, WEFT_OK, weft_call, weft_status,
};

/// A call between its begin and its end. Any thread of the plugin may use it.
pub(super) struct Frame<'a> {
    pub(super) kind: &'a Loaded,
    pub(super) inputs: &'a [Option<Value>],
    pub(super) host: &'a dyn CallHost,
    state: Mutex<State<'a>>,
    /// What the call does on the device, once it has asked for one.
    gpu: OnceLock<Option<Work>>,
}

struct State<'a> {
    outputs: &'a mut [Option<Value>],
    /// What the plugin said through `fail`.
    message: Option<String>,
    /// Why a service refused. Told if the plugin gives no reason of its own.
    refusal: Option<CallError>,
    /// The first breach of the contract. Told even if the plugin says that all is well.
    breach: Option<String>,
}

impl<'a> Frame<'a> {
    pub(super) fn new(
        kind: &'a Loaded,
        inputs: &'a [Option<Value>],
        outputs: &'a mut [Option<Value>],
        host: &'a dyn CallHost,
    ) -> Self {
        let state = State { outputs, message: None, refusal: None, breach: None };
        Self { kind, inputs, host, state: Mutex::new(state), gpu: OnceLock::new() }
    }

    /// What the plugin gets. The frame must stay where it is as long as that is used.
    pub(super) fn call(&self) -> weft_call {
        weft_call {
            struct_size: size_of::<weft_call>() as u32,
            reserved0: 0,
            host: self.kind.opened.host(),
            core: &raw const services::CORE,
            data: std::ptr::from_ref(self).cast_mut().cast(),
        }
    }

    /// The frame behind what a plugin hands back.
    ///
    /// # Safety
    /// `call` is NULL or what `run` got, and `run` has not returned.
    pub(super) unsafe fn of<'b>(call: *mut weft_call) -> Option<&'b Frame<'b>> {
        // SAFETY: the caller vouches for it.
        let call = unsafe { call.as_ref() }?;
        // SAFETY: `data` is what `Frame::call` put there, or NULL if the plugin made a call of its own.
        unsafe { call.data.cast::<Frame<'b>>().as_ref() }
    }

    /// An input that is there. Asking for one that no kind has breaks the contract.
    #[inline]
    pub(super) fn input(&self, input: u32) -> Option<&'a Value> {
        match self.inputs.get(input as usize) {
            Some(value) => value.as_ref(),
            None => {
                self.breach(format!("asked for input {input}, but it has {}", self.inputs.len()));
                None
            }
        }
    }

    /// Takes a result, if it is one.
    pub(super) fn output(&self, output: u32, value: Value) -> weft_status {
        let Some(accepts) = self.kind.outputs.get(output as usize) else {
            return self.breach(format!("gave an output {output}, but it has {}", self.kind.outputs.len()));
        };
        let name = || &self.kind.kind.outputs[output as usize].id;
        if let Err(wrong) = accepts.check(&value, self.inputs) {
            return self.breach(format!("gave as `{}` {wrong}", name()));
        }
        let mut state = self.state();
        let wrong = match state.outputs.get_mut(output as usize) {
            Some(place @ None) => {
                // A result never changes, also not for as long as its call goes on.
                self.gpu.get().and_then(Option::as_ref).inspect(|work| work.give(&value));
                *place = Some(value);
                return WEFT_OK;
            }
            Some(Some(_)) => format!("gave `{}` twice", name()),
            None => format!("gave `{}` while it was asked for a fingerprint", name()),
        };
        drop(state);
        self.breach(wrong)
    }

    /// Whether `value` is one of the inputs, which belong to the host.
    pub(super) fn is_input(&self, value: *const crate::value::Content) -> bool {
        let same = |input: &Value| std::ptr::eq(std::sync::Arc::as_ptr(input.as_arc()), value);
        self.inputs.iter().flatten().any(same)
    }

    /// Keeps what the plugin says through `fail`; of several the last one.
    pub(super) fn fail(&self, message: String) {
        self.state().message = Some(message);
    }

    /// Keeps why a service refused, and gives the status for it.
    pub(super) fn refuse(&self, status: CallStatus, message: impl Into<String>) -> weft_status {
        self.state().refusal = Some(CallError { status, message: message.into() });
        number_of(status)
    }

    /// Keeps the first breach of the contract.
    #[cold]
    pub(super) fn breach(&self, what: String) -> weft_status {
        self.state().breach.get_or_insert(what);
        WEFT_ERR_INVALID
    }

    /// Runs what belongs to the host. If it panics, the call fails; the process does not.
    #[inline]
    pub(super) fn contained<T>(&self, otherwise: T, work: impl FnOnce(&dyn CallHost) -> T) -> T {
        catch_unwind(AssertUnwindSafe(|| work(self.host))).unwrap_or_else(|_| {
            self.breach("met a bug of the host: a service panicked".to_owned());
            otherwise
        })
    }

    /// What the call does on the device; none where there is none for it.
    pub(super) fn gpu(&self) -> Option<&Work> {
        let open = || {
            self.contained(None, |host| {
                let device = host.gpu().and_then(Gpu::device)?;
                Some(Work::metered(device, host.meter()))
            })
        };
        self.gpu.get_or_init(open).as_ref()
    }

    /// Keeps why the device refused, and gives the status for it.
    pub(super) fn refuse_gpu(&self, why: Trouble) -> weft_status {
        if let Trouble::Breach(what) = why {
            return self.breach(what);
        }
        let CallError { status, message } = why.into();
        self.refuse(status, message)
    }

    fn state(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the call ended. Of a call that failed nothing is kept.
    #[inline]
    pub(super) fn finish(self, status: weft_status) -> Result<(), CallError> {
        let work = self.gpu.into_inner().flatten();
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(work) = work {
            let sent = if status != WEFT_OK || state.breach.is_some() {
                work.forget();
                Ok(())
            } else {
                work.flush()
            };
            end_pictures(self.kind, self.host, &work);
            if let Some(words) = work.device().take_escaped() {
                let name = &work.device().about().name;
                self.host.log(LogLevel::Warn, &format!("{name} reported what may be anybody's mistake: {words}"));
            }
            if let Err(why) = sent {
                // What it queued went wrong only now.
                state.outputs.fill(None);
                return Err(why.into());
            }
        }
        if status == WEFT_OK && state.breach.is_none() && state.outputs.iter().all(Option::is_some) {
            return Ok(());
        }
        Err(explain(self.kind, self.host, state, status))
    }
}

/// Frees what a call made and forgot. A kind with a state may want it in its next call.
fn end_pictures(kind: &Loaded, host: &dyn CallHost, work: &Work) {
    let forgotten = if kind.create.is_none() { work.end_pictures() } else { 0 };
    if forgotten > 0 {
        let id = &kind.kind.id;
        let words = format!("pictures on the device that `{id}` forgot, freed with its call: {forgotten}");
        host.log(LogLevel::Info, &words);
    }
}

#[cold]
fn explain(kind: &Loaded, host: &dyn CallHost, state: State<'_>, status: weft_status) -> CallError {
    let missing = state.outputs.iter().position(Option::is_none);
    state.outputs.fill(None);
    let id = &kind.kind.id;
    let failed = |what: String| CallError { status: CallStatus::Failed, message: format!("`{id}` {what}") };
    let told = status_of(status);
    match (told, state.message, state.breach, state.refusal) {
        // Somebody pressed stop: whatever was broken on the way out does not matter.
        (Some(CallStatus::Cancelled), message, ..) if host.flow() == Flow::Stop => {
            CallError { status: CallStatus::Cancelled, message: message.unwrap_or_default() }
        }
        // The instance is lost, whatever else there is to say.
        (Some(CallStatus::Panic), message, ..) => {
            CallError { status: CallStatus::Panic, message: message.unwrap_or_default() }
        }
        (_, _, Some(breach), _) => failed(breach),
        // Whatever the plugin made of it.
        (_, _, _, Some(refusal)) if refusal.status == CallStatus::Cancelled && host.flow() == Flow::Stop => refusal,
        // The plugin knows one status for this and for what may fit another time.
        (Some(CallStatus::GpuOutOfMemory), _, _, Some(refusal)) if refusal.status == CallStatus::GpuUnfit => refusal,
        (Some(CallStatus::Cancelled), ..) => failed("says that it was cancelled, but nobody pressed stop".to_owned()),
        (Some(status), Some(message), ..) => CallError { status, message },
        (Some(CallStatus::Failed), None, _, Some(refusal)) => refusal,
        (Some(status), None, _, refusal) => {
            CallError { status, message: refusal.map(|refusal| refusal.message).unwrap_or_default() }
        }
        (None, message, ..) if status != WEFT_OK => {
            let message = message.map(|message| format!(": {message}")).unwrap_or_default();
            failed(format!("returned {status}, which is no status{message}"))
        }
        (None, ..) => {
            let output = missing.and_then(|at| kind.kind.outputs.get(at));
            failed(format!("gave no `{}`", output.map(|output| &*output.id).unwrap_or_default()))
        }
    }
}

/// None where it is good, or no status at all.
fn status_of(status: weft_status) -> Option<CallStatus> {
    Some(match status {
        0.. => return None,
        WEFT_ERR_CANCELLED => CallStatus::Cancelled,
        WEFT_ERR_INVALID => CallStatus::Invalid,
        WEFT_ERR_UNSUPPORTED => CallStatus::Unsupported,
        WEFT_ERR_OUT_OF_MEMORY => CallStatus::OutOfMemory,
        WEFT_ERR_GPU_OUT_OF_MEMORY => CallStatus::GpuOutOfMemory,
        WEFT_ERR_GPU_FAILED => CallStatus::GpuFailed,
        WEFT_ERR_MISSING_MODEL => CallStatus::MissingModel,
        WEFT_ERR_PANIC => CallStatus::Panic,
        // Unknown negative numbers too, as the contract says.
        _ => CallStatus::Failed,
    })
}

pub(super) fn number_of(status: CallStatus) -> weft_status {
    match status {
        CallStatus::Failed => weft_abi::WEFT_ERR_FAILED,
        CallStatus::Cancelled => WEFT_ERR_CANCELLED,
        CallStatus::Invalid => WEFT_ERR_INVALID,
        CallStatus::Unsupported => WEFT_ERR_UNSUPPORTED,
        CallStatus::OutOfMemory => WEFT_ERR_OUT_OF_MEMORY,
        CallStatus::GpuOutOfMemory | CallStatus::GpuUnfit => WEFT_ERR_GPU_OUT_OF_MEMORY,
        CallStatus::GpuFailed => WEFT_ERR_GPU_FAILED,
        CallStatus::MissingModel => WEFT_ERR_MISSING_MODEL,
        CallStatus::Panic => WEFT_ERR_PANIC,
    }
}
