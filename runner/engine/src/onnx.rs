//! Models, run by ONNX Runtime: finding the library, choosing a device, keeping sessions, numbers in and out. The only place
//! that knows `ort`.
//!
//! Not here: where model files come from (`models`), and the table that plugins call (`plugins/services/infer`).

mod config;
mod feed;
mod gate;
mod graph_cache;
mod library_file;
mod numbers;
mod open_model;
mod places;
mod port;
mod provider;
mod resident;
mod results;
mod rewrite;
mod runtime;
mod sessions;
mod told;
mod trial;
mod watch;

pub use config::{DeviceWish, InferenceConfig, PlaceKind, RuntimePlace};
pub use feed::{ChannelOrder, Feed, Layout};
pub use port::{Port, Ports};
pub use provider::{Probed, Provider};
pub use resident::give_back as give_back_memory;
pub use runtime::{Failed, MINOR_MIN, Runtime, Search};

use crate::diagnostic::{Diagnostic, Place};
use crate::models::Models;
use crate::value::{Pool, Tensor};
use sessions::{Known, Sessions};
use std::sync::{Arc, OnceLock};

/// Runs models. One for an engine; any thread may use it. Looks at nothing before somebody asks.
#[derive(Debug)]
pub struct Inference {
    config: InferenceConfig,
    models: Arc<Models>,
    search: OnceLock<Search>,
    provider: OnceLock<Result<Provider, Diagnostic>>,
    sessions: Sessions,
}

/// Whether somebody pressed stop. Asked from other threads while something runs.
pub type Stopped<'a> = &'a (dyn Fn() -> bool + Sync);

/// A model that was opened.
#[derive(Debug, Clone)]
pub struct ModelView {
    known: Arc<Known>,
}

impl Inference {
    /// Opens nothing yet.
    #[must_use]
    pub fn new(config: InferenceConfig, models: Arc<Models>) -> Self {
        let sessions = Sessions::new(&config);
        Self { config, models, search: OnceLock::new(), provider: OnceLock::new(), sessions }
    }

    /// What came of looking for a runtime; looked for once.
    pub fn search(&self) -> &Search {
        self.search.get_or_init(|| runtime::find(&self.config.places, self.config.trial.as_ref()))
    }

    /// The runtime.
    ///
    /// # Errors
    /// When none works: every reason, and the command that installs one.
    pub fn runtime(&self) -> Result<&Runtime, Diagnostic> {
        let search = self.search();
        search.runtime.as_ref().ok_or_else(|| search.told())
    }

    /// What models run on: the first wished provider on which a model of one operator runs.
    ///
    /// # Errors
    /// When there is no runtime, or not even the processor works.
    pub fn provider(&self) -> Result<Provider, Diagnostic> {
        let chosen = self.provider.get_or_init(|| {
            let runtime = self.runtime()?;
            let mut reasons = Vec::new();
            for provider in Provider::wished(self.config.device) {
                match provider.probe(runtime).outcome {
                    Ok(()) => return Ok(provider),
                    Err(reason) => reasons.push(format!("{provider} {reason}")),
                }
            }
            let message = format!("ONNX Runtime {} runs no model here: {}", runtime.version, reasons.join("; "));
            Err(Diagnostic::error("missing-runtime", Place::Everywhere, message).hint("run `weft runtime install cpu`"))
        });
        chosen.clone()
    }

    /// Tries every provider, also those that are not wished.
    ///
    /// # Errors
    /// When there is no runtime.
    pub fn probe_all(&self) -> Result<Vec<Probed>, Diagnostic> {
        let runtime = self.runtime()?;
        Ok(Provider::ORDER.into_iter().map(|provider| provider.probe(runtime)).collect())
    }

    /// Opens an installed model by its name, or a file by its absolute path. Gives a number that stays good, also when the model
    /// is closed for lack of memory: it is opened again when somebody runs it.
    ///
    /// # Errors
    /// When there is no runtime, no such model, or it cannot be opened.
    pub fn open(&self, model: &str, stopped: Stopped<'_>) -> Result<u64, Diagnostic> {
        let installed = self.models.find(model)?;
        let runtime = self.runtime()?;
        let provider = self.provider()?;
        let session = self.sessions.number(installed);
        let known = self.sessions.known(session)?;
        self.sessions.open(&known, runtime, provider, self.models.fingerprints(), stopped)?;
        Ok(session)
    }

    /// What is known of an open model.
    ///
    /// # Errors
    /// When no such session was ever opened.
    pub fn view(&self, session: u64) -> Result<ModelView, Diagnostic> {
        let known = self.sessions.known(session)?;
        if known.ports().is_none() { Err(told::no_session()) } else { Ok(ModelView { known }) }
    }

    /// Runs a model and gives the wanted outputs, in that order.
    ///
    /// # Errors
    /// When what it gets is not what it takes, when it fails, or when stop is pressed.
    pub fn run(
        &self,
        session: u64,
        feeds: &[Feed<'_>],
        wanted: &[&str],
        stopped: Stopped<'_>,
    ) -> Result<Vec<Tensor>, Diagnostic> {
        let known = self.sessions.known(session)?;
        let (runtime, provider) = (self.runtime()?, self.provider()?);
        let model = self.sessions.open(&known, runtime, provider, self.models.fingerprints(), stopped)?;
        let ran = self.sessions.run(&known, &model, feeds, wanted, stopped);
        if ran.as_ref().is_err_and(|why| why.code == told::OUT_OF_MEMORY) {
            // A model keeps what it had taken when it failed. Whoever tries again with less needs it, and opens the model again.
            drop(model);
            Pool::shared().let_go();
            self.sessions.close_idle();
        }
        ran
    }

    /// Closes all models that nobody runs at the moment. Gives how many.
    pub fn close_idle(&self) -> usize {
        self.sessions.close_idle()
    }

    /// Names of open models, and the memory that each holds, as far as can be seen.
    #[must_use]
    pub fn usage(&self) -> Vec<(String, u64)> {
        self.sessions.usage()
    }

    /// The models that it opens.
    #[must_use]
    pub fn models(&self) -> &Arc<Models> {
        &self.models
    }
}

impl ModelView {
    /// What it takes and gives. Never changes, and lives as long as the engine.
    #[must_use]
    pub fn ports(&self) -> &Ports {
        // `view` has looked.
        self.known.ports().expect("a model that was opened has ports")
    }

    /// A fact from its manifest, else from the file itself. `model` is its name.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&str> {
        if name == "model" {
            // Of a path, folders above are nobody's business.
            return std::path::Path::new(&self.known.model.name).file_name()?.to_str();
        }
        let of_file = || {
            let metadata = &self.ports().metadata;
            metadata.iter().find(|(key, _)| key == name).map(|(_, text)| text.as_str())
        };
        self.known.model.facts.get(name).map(String::as_str).or_else(of_file)
    }
}

/// How callers act on what went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Stop was pressed.
    Stopped,
    /// A model or the runtime is not installed.
    Missing,
    /// An input is wrong.
    Input,
    /// No memory left.
    Memory,
    /// No memory left on the device.
    DeviceMemory,
    /// Anything else.
    Failed,
}

/// What kind of trouble a sentence of this room is about.
#[must_use]
pub fn trouble(told: &Diagnostic) -> Trouble {
    match told.code {
        told::STOPPED => Trouble::Stopped,
        "missing-model" | "missing-runtime" | "damaged-model" => Trouble::Missing,
        "wrong-input" => Trouble::Input,
        told::OUT_OF_MEMORY => Trouble::Memory,
        told::GPU_OUT_OF_MEMORY => Trouble::DeviceMemory,
        _ => Trouble::Failed,
    }
}
