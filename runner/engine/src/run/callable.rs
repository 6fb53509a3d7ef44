//! What a run calls, and what it asks of the world: small traits, so that a run can be tested without any library.

use std::any::Any;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::foresee::PictureSize;
use crate::catalog::Kind;
use crate::diagnostic::Diagnostic;
use crate::plan::{Digest, Reach};
use crate::plugins::{CallError, CallHost, CallStatus, Folder, Gpu, Inference, Instance, LoadedKind, Plugins};
use crate::value::Value;

/// What a kind keeps between calls.
pub type State = Box<dyn Any + Send + Sync>;

/// Where the code of kinds comes from.
pub trait Callables: Sync {
    /// The code of a kind. Asked once for each kind of a run, when its first step is due. [a worker thread]
    ///
    /// # Errors
    /// When it cannot be opened.
    fn open(&self, kind: &Kind) -> Result<Arc<dyn Callable>, Diagnostic>;
}

/// The code of one kind. The run keeps its thread mode.
pub trait Callable: Send + Sync {
    /// Makes what the kind keeps between calls; none: it keeps nothing, and never will.
    ///
    /// # Errors
    /// When the kind refuses.
    fn create(&self) -> Result<Option<State>, CallError>;

    /// Runs the kind. Inputs and outputs stand in its order. All outputs are there if it succeeds.
    ///
    /// # Errors
    /// When the kind fails.
    fn call(
        &self,
        state: Option<&State>,
        inputs: &[Option<Value>],
        outputs: &mut [Option<Value>],
        host: &dyn CallHost,
    ) -> Result<(), CallError>;

    /// A hash of what the result depends on beside the inputs; none: on nothing.
    ///
    /// # Errors
    /// When the kind fails.
    fn fingerprint(
        &self,
        state: Option<&State>,
        inputs: &[Option<Value>],
        host: &dyn CallHost,
    ) -> Result<Option<u64>, CallError>;
}

/// What a running step may ask of the world. [any thread]
pub trait World: Sync {
    /// A folder that a plugin may use, for a graph that lies in `graph`.
    fn folder(&self, which: Folder, plugin: &str, graph: &Path) -> Option<PathBuf>;

    /// A verified file of an installed model.
    ///
    /// # Errors
    /// With a sentence, when it is not there.
    fn model_file(&self, model: &str, file: &str) -> Result<PathBuf, CallError>;

    /// The digest of an installed model.
    fn model_digest(&self, model: &str) -> Option<Digest>;

    /// What runs models; none: nothing here does.
    fn inference(&self) -> Option<&Inference> {
        None
    }

    /// The device; none: everything runs on the processor.
    fn gpu(&self) -> Option<&Gpu> {
        None
    }

    /// What of a plan may run on the device.
    fn reach(&self) -> Reach {
        Reach::Nothing
    }

    /// Whether there is a device. Opens it, if nobody has.
    fn has_device(&self) -> bool {
        self.gpu().is_some_and(|gpu| gpu.device().is_some())
    }

    /// The size of the picture in a file, if it is quickly known.
    fn picture_size(&self, _path: &Path) -> Option<PictureSize> {
        None
    }

    /// The digest of a file's content.
    ///
    /// # Errors
    /// With a sentence, when it cannot be read.
    fn file_digest(&self, path: &Path) -> Result<Digest, String>;

    /// A device has no memory left, or failed: whoever holds it makes room, or goes on without it. The step is tried once
    /// more.
    fn device_trouble(&self, trouble: CallStatus);
}

impl Callables for Plugins {
    fn open(&self, kind: &Kind) -> Result<Arc<dyn Callable>, Diagnostic> {
        self.load(&kind.id).map(|loaded| Arc::new(loaded) as Arc<dyn Callable>)
    }
}

impl Callable for LoadedKind {
    fn create(&self) -> Result<Option<State>, CallError> {
        Ok(self.create()?.map(|instance| Box::new(instance) as State))
    }

    fn call(
        &self,
        state: Option<&State>,
        inputs: &[Option<Value>],
        outputs: &mut [Option<Value>],
        host: &dyn CallHost,
    ) -> Result<(), CallError> {
        self.call(instance(state), inputs, outputs, host)
    }

    fn fingerprint(
        &self,
        state: Option<&State>,
        inputs: &[Option<Value>],
        host: &dyn CallHost,
    ) -> Result<Option<u64>, CallError> {
        self.fingerprint(instance(state), inputs, host)
    }
}

fn instance(state: Option<&State>) -> Option<&Instance> {
    state.and_then(|state| state.downcast_ref())
}
