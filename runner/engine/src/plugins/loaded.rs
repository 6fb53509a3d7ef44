//! A kind whose library is open: making instances, calling it, moving settings of older versions.
#![expect(unsafe_code, reason = "calls functions of a plugin")]

use super::accepts::Accepts;
use super::call::{CallError, CallHost, CallStatus};
use super::frame::Frame;
use super::library::{Library, RawKind};
use super::migration;
use crate::catalog::Kind;
use crate::value::Value;
use std::ffi::c_void;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use weft_abi::{WEFT_OK, weft_call, weft_create_fn, weft_kind, weft_migration, weft_status};

/// A kind that can be called. Cloning counts; it copies nothing.
#[derive(Clone)]
pub struct LoadedKind(Arc<Loaded>);

/// Which plugin a kind belongs to: some kinds of a plugin may never run at the same time, or only on one thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PluginKey(usize);

type Run = unsafe extern "C" fn(*mut c_void, *mut weft_call) -> weft_status;
type Fingerprint = unsafe extern "C" fn(*mut c_void, *mut weft_call, *mut u64) -> weft_status;

pub(super) struct Loaded {
    pub(super) kind: Arc<Kind>,
    pub(super) opened: Arc<Library>,
    pub(super) inputs: Box<[Accepts]>,
    pub(super) outputs: Box<[Accepts]>,
    /// The plugin's own descriptor, for `create`.
    descriptor: *const weft_kind,
    run: Run,
    pub(super) create: Option<weft_create_fn>,
    destroy: Option<unsafe extern "C" fn(*mut c_void)>,
    migrate: Option<unsafe extern "C" fn(*mut weft_migration) -> weft_status>,
    fingerprint: Option<Fingerprint>,
}

// SAFETY: descriptors are static and never written; functions may be called from any thread as `thread_mode` says, which
// is the caller's promise.
unsafe impl Send for Loaded {}
// SAFETY: as above.
unsafe impl Sync for Loaded {}

/// State of a kind between calls: a cache, never a document. Dropping it destroys it.
///
/// Whoever holds it keeps the kind's thread mode: of `Instance` and `Plugin` one call at a time, of `Pinned` one thread.
pub struct Instance {
    kind: Arc<Loaded>,
    state: *mut c_void,
    /// A call panicked, so its state may be half written.
    poisoned: AtomicBool,
}

// SAFETY: the contract lets the state be used from any thread; how many at once is the thread mode's matter.
unsafe impl Send for Instance {}
// SAFETY: as above.
unsafe impl Sync for Instance {}

impl LoadedKind {
    /// None where the table has no `run`, which [`super::describe::kind`] has refused before.
    pub(super) fn new(library: Arc<Library>, raw: &RawKind, kind: Arc<Kind>) -> Option<Self> {
        let table = &raw.table;
        let inputs = kind.inputs.iter().map(|input| Accepts::input(&input.ty)).collect();
        let outputs = kind.outputs.iter().map(|output| Accepts::output(&output.ty, &kind.inputs)).collect();
        Some(Self(Arc::new(Loaded {
            descriptor: raw.at,
            run: table.run?,
            create: table.create,
            destroy: table.destroy,
            migrate: table.migrate,
            fingerprint: table.fingerprint,
            kind,
            opened: library,
            inputs,
            outputs,
        })))
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> &Arc<Kind> {
        &self.0.kind
    }

    /// Which plugin it belongs to.
    #[must_use]
    pub fn plugin(&self) -> PluginKey {
        PluginKey(Arc::as_ptr(&self.0.opened) as usize)
    }

    /// Makes the state that calls need, on the thread that will run them. None where the kind has no state.
    ///
    /// # Errors
    /// Where the plugin cannot.
    pub fn create(&self) -> Result<Option<Instance>, CallError> {
        let Some(create) = self.0.create else { return Ok(None) };
        let mut state = std::ptr::null_mut();
        // SAFETY: the host's table and the plugin's own descriptor live for ever; `state` is ours.
        let status = unsafe { create(self.0.opened.host(), self.0.descriptor, &raw mut state) };
        if status != WEFT_OK {
            let words: Vec<String> = self.0.opened.take_words().into_iter().map(|(_, text)| text).collect();
            let why = if words.is_empty() { format!("status {status}") } else { words.join("; ") };
            let message = format!("`{}` cannot be made ready: {why}", self.0.kind.id);
            return Err(CallError { status: CallStatus::Failed, message });
        }
        Ok(Some(Instance { kind: Arc::clone(&self.0), state, poisoned: AtomicBool::new(false) }))
    }

    /// Calls the kind. Inputs stand in its order, converted, defaulted and within their limits; what is optional and
    /// absent is `None`. All outputs are there if it succeeds, and none if it fails.
    ///
    /// # Errors
    /// Where the kind fails or breaks the contract, or where the inputs are none of its.
    pub fn call(
        &self,
        instance: Option<&Instance>,
        inputs: &[Option<Value>],
        outputs: &mut [Option<Value>],
        host: &dyn CallHost,
    ) -> Result<(), CallError> {
        let state = self.state_of(instance)?;
        self.check_inputs(inputs)?;
        if outputs.len() != self.0.outputs.len() {
            return Err(self.refuse(&format!("has {} outputs, not {}", self.0.outputs.len(), outputs.len())));
        }
        outputs.fill(None);
        let frame = Frame::new(&self.0, inputs, outputs, host);
        let mut call = frame.call();
        // SAFETY: the state is of this kind; call and frame live until it returns.
        let status = unsafe { (self.0.run)(state, &raw mut call) };
        let ended = frame.finish(status);
        poison(instance, &ended);
        ended
    }

    /// A hash of what the result depends on beside the inputs; none where that is nothing.
    ///
    /// # Errors
    /// As of [`Self::call`].
    pub fn fingerprint(
        &self,
        instance: Option<&Instance>,
        inputs: &[Option<Value>],
        host: &dyn CallHost,
    ) -> Result<Option<u64>, CallError> {
        let Some(fingerprint) = self.0.fingerprint else { return Ok(None) };
        let state = self.state_of(instance)?;
        self.check_inputs(inputs)?;
        let frame = Frame::new(&self.0, inputs, &mut [], host);
        let mut call = frame.call();
        let mut hash = 0;
        // SAFETY: as of `run`; the hash is ours.
        let status = unsafe { fingerprint(state, &raw mut call, &raw mut hash) };
        let ended = frame.finish(status);
        poison(instance, &ended);
        ended.map(|()| Some(hash))
    }

    /// Moves settings, a JSON object, from an older version of the kind.
    ///
    /// # Errors
    /// A sentence, where the plugin cannot or gives something else than settings.
    pub fn migrate(&self, from_version: u32, settings_json: &str) -> Result<String, String> {
        match self.0.migrate {
            Some(migrate) => migration::run(migrate, &self.0.kind.id, from_version, settings_json),
            None => Ok(settings_json.to_owned()),
        }
    }

    /// Refuses inputs which the kind does not expect to see, so that it need not look itself.
    #[inline]
    fn check_inputs(&self, inputs: &[Option<Value>]) -> Result<(), CallError> {
        if inputs.len() != self.0.inputs.len() {
            return Err(self.refuse(&format!("has {} inputs, not {}", self.0.inputs.len(), inputs.len())));
        }
        for (at, (accepts, value)) in self.0.inputs.iter().zip(inputs).enumerate() {
            let about = &self.0.kind.inputs[at];
            let wrong = match value {
                Some(value) => accepts.check(value, &[]).err(),
                None if about.flags.optional => None,
                None => Some("nothing, but it is not optional".to_owned()),
            };
            if let Some(wrong) = wrong {
                return Err(self.refuse(&format!("got as `{}` {wrong}", about.id)));
            }
        }
        Ok(())
    }

    #[inline]
    fn state_of(&self, instance: Option<&Instance>) -> Result<*mut c_void, CallError> {
        match instance {
            None if self.0.create.is_none() => Ok(std::ptr::null_mut()),
            Some(instance) if Arc::ptr_eq(&instance.kind, &self.0) => {
                if instance.is_poisoned() {
                    let message = format!("`{}` panicked before; it needs a new instance", self.0.kind.id);
                    return Err(CallError { status: CallStatus::Panic, message });
                }
                Ok(instance.state)
            }
            None => Err(self.refuse("needs an instance")),
            Some(other) => Err(self.refuse(&format!("was given an instance of `{}`", other.kind.kind.id))),
        }
    }

    #[cold]
    fn refuse(&self, what: &str) -> CallError {
        CallError { status: CallStatus::Invalid, message: format!("`{}` {what}", self.0.kind.id) }
    }
}

fn poison(instance: Option<&Instance>, ended: &Result<(), CallError>) {
    if let (Some(instance), Err(CallError { status: CallStatus::Panic, .. })) = (instance, ended) {
        instance.poisoned.store(true, Ordering::Relaxed);
    }
}

impl Instance {
    /// Whether a call on it panicked: drop it and make a new one.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.poisoned.load(Ordering::Relaxed)
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        if let Some(destroy) = self.kind.destroy {
            // SAFETY: `create` of the same kind made it, and nobody can use it any more.
            unsafe { destroy(self.state) };
        }
    }
}

impl fmt::Debug for LoadedKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "LoadedKind({})", self.0.kind.id)
    }
}

impl fmt::Debug for Instance {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Instance({}, poisoned: {})", self.kind.kind.id, self.is_poisoned())
    }
}
