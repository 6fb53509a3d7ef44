//! Ties all rooms together: open, plan, run. No logic of its own.

mod alone;
pub mod bench_graphs;
mod facts;
mod settings_json;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::cache::{Cache, CacheConfig, Keep, Lies};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Place};
use crate::files::Files;
use crate::gpu::{DeviceChoice, Gpu, GpuConfig};
use crate::graph::{CacheUse, Graph};
use crate::models::{Models, ModelsConfig};
use crate::onnx::{Inference, InferenceConfig};
use crate::plan::{Goal, Placing, Plan, Planner, Reach, Request, Scale};
use crate::plugins::{Plugins, PluginsConfig};
use crate::run::{Job, Listener, MemoryConfig, Report, Seat, Stop, Witness, Workers, due, foresee, seats};
use facts::Documents;

/// Everything that an engine is told. It looks at nothing else: no environment, no home folder.
#[derive(Debug, Clone)]
pub struct EngineConfig {
    /// Where plugins are, and whom to trust.
    pub plugins: PluginsConfig,
    /// How many results are kept, and where.
    pub cache: CacheConfig,
    /// Threads that run steps; 0: as many as there are cores.
    pub threads: usize,
    /// Steps that use a device at the same time.
    pub gpu_steps_max: u32,
    /// The file that remembers what files hold, so that they are not read again after a restart.
    pub file_memory: Option<PathBuf>,
    /// For files of plugins that can be made again; each gets a folder in it.
    pub plugin_cache_folder: Option<PathBuf>,
    /// For files that end with the run.
    pub temp_folder: Option<PathBuf>,
    /// How much memory pictures may take.
    pub memory: MemoryConfig,
    /// Where models are.
    pub models: ModelsConfig,
    /// Where the runtime of models is, and how much it may take.
    pub inference: InferenceConfig,
    /// Which device pixels are worked on.
    pub gpu: GpuConfig,
}

/// Opens, plans and runs graphs. One for a process; any thread may use it.
pub struct Engine {
    config: EngineConfig,
    plugins: Plugins,
    /// The kinds that graphs have asked for so far: to read all that are installed takes longer.
    catalog: Mutex<Arc<Catalog>>,
    cache: Cache,
    workers: Workers,
    files: Files,
    documents: Documents,
    planner: Mutex<Planner>,
    inference: Inference,
    gpu: Gpu,
}

/// A graph and where it lies.
#[derive(Debug, Clone)]
pub struct Document {
    /// What it says.
    pub graph: Graph,
    /// The folder that its paths begin in; absolute.
    pub folder: PathBuf,
}

/// What a run is told.
#[derive(Default)]
pub struct RunOptions<'a> {
    /// Ends it.
    pub stop: Stop,
    /// Who listens.
    pub listener: Option<Listener<'a>>,
    /// Who looks on while code of plugins runs.
    pub witness: Option<&'a dyn Witness>,
    /// Whether results go to disk too.
    pub disk: DiskUse,
}

/// Whether results go to disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DiskUse {
    /// Where the engine has a folder for them, and the kind allows it.
    #[default]
    Allowed,
    /// Never.
    Off,
}

impl Document {
    /// Reads the text of a graph; its paths begin in `folder`, and `name` is only for the places of mistakes.
    ///
    /// # Errors
    /// With every mistake in it.
    pub fn parse(name: &str, text: &str, folder: &Path) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self { graph: Graph::parse_file(name, text)?, folder: folder.to_owned() })
    }
}

impl Engine {
    /// Finds plugins and opens the cache. What is wrong with some of it is told; the rest works.
    #[must_use]
    pub fn new(config: EngineConfig) -> (Self, Vec<Diagnostic>) {
        let (plugins, mut told) = Plugins::discover(&config.plugins);
        let (cache, wrong) = Cache::new(config.cache.clone());
        told.extend(wrong);
        let (files, forgotten) = match &config.file_memory {
            Some(disk) => Files::remembering_in(disk),
            None => (Files::new(), None),
        };
        told.extend(forgotten);
        let engine = Self {
            plugins,
            catalog: Mutex::default(),
            cache,
            workers: Workers::new(config.threads),
            files,
            documents: Documents::default(),
            planner: Mutex::default(),
            gpu: Gpu::new(config.gpu.clone()),
            inference: Inference::new(config.inference.clone(), Arc::new(Models::new(config.models.clone()))),
            config,
        };
        (engine, told)
    }

    /// Reads a graph file.
    ///
    /// # Errors
    /// With every mistake in it, or why it cannot be read.
    pub fn open(&self, path: &Path) -> Result<Document, Vec<Diagnostic>> {
        let shown = path.display().to_string();
        let path = std::path::absolute(path).map_err(|why| vec![unreadable(&shown, &why)])?;
        let bytes = std::fs::read(&path).map_err(|why| vec![unreadable(&shown, &why)])?;
        let graph = Graph::parse_bytes(&shown, &bytes)?;
        Ok(Document { graph, folder: path.parent().unwrap_or(Path::new("/")).to_owned() })
    }

    /// Checks a graph, orders it, and gives every result its identity. Runs nothing. No targets: all that has an effect or is
    /// exposed.
    ///
    /// # Errors
    /// With all mistakes at once.
    pub fn plan(&self, document: &Document, targets: &[Goal], scale: Scale) -> Result<Arc<Plan>, Vec<Diagnostic>> {
        let catalog = self.catalog_for(document);
        let request = Request {
            graph: &document.graph,
            folder: &document.folder,
            catalog: &catalog,
            facts: self,
            targets,
            scale,
        };
        self.planner.lock().unwrap_or_else(PoisonError::into_inner).plan(&request)
    }

    /// Where the result of each step lies already, if it does. Reads no file.
    #[must_use]
    pub fn kept(&self, plan: &Plan) -> Vec<Option<Lies>> {
        let steps = 0..u32::try_from(plan.len()).unwrap_or(u32::MAX);
        let kept = |step| plan.marks(step).keyed.then(|| self.cache.has(&plan.digest(step).0)).flatten();
        steps.map(kept).collect()
    }

    /// Whoever waits for the device listens to this stop, also before and after a run.
    pub fn heed(&self, stop: &Stop) {
        self.gpu.heed(stop.pressed());
    }

    /// Runs a plan to its end. One run at a time: a second one waits.
    #[must_use]
    pub fn run(&self, plan: &Plan, options: &RunOptions<'_>) -> Report {
        self.workers.run(&Job {
            plan,
            cache: &self.cache,
            kinds: &self.plugins,
            world: self,
            stop: &options.stop,
            listener: options.listener,
            witness: options.witness,
            keep: match (options.disk, plan.cache()) {
                (DiskUse::Allowed, CacheUse::MemoryAndDisk) => Keep::MemoryAndDisk,
                (DiskUse::Off, _) | (_, CacheUse::Memory) => Keep::Memory,
            },
            gpu_steps_max: self.config.gpu_steps_max,
            memory: self.config.memory,
            began: Instant::now(),
        })
    }

    /// Which steps will take large pictures whole, and whether they may: as far as it is known before anything runs.
    #[must_use]
    pub fn foresee(&self, plan: &Plan) -> Vec<Diagnostic> {
        let told = foresee(plan, self, &self.config.memory, &|_| true, std::iter::empty());
        told.into_iter().map(|(_, told)| told).collect()
    }

    /// All plugins.
    #[must_use]
    pub fn plugins(&self) -> &Plugins {
        &self.plugins
    }

    /// All kinds that are installed.
    #[must_use]
    pub fn catalog(&self) -> Catalog {
        self.plugins.catalog()
    }

    /// What is kept.
    #[must_use]
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// What runs models.
    #[must_use]
    pub fn inference(&self) -> &Inference {
        &self.inference
    }

    /// The device, once somebody needs it.
    #[must_use]
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    /// What may run on the device. The same for the life of the engine, as results are named by it.
    #[must_use]
    pub fn reach(&self) -> Reach {
        match self.gpu.choice() {
            _ if !self.gpu.may_be_there() => Reach::Nothing,
            DeviceChoice::Auto => Reach::WhatPays,
            _ => Reach::All,
        }
    }

    /// By step, whether a run would call it now.
    #[must_use]
    pub fn due(&self, plan: &Plan) -> Vec<bool> {
        due(plan, &self.cache, &self.workers)
    }

    /// Where each step of a plan that is due would run, as far as that can be known; none: all on the processor. Opens a device if
    /// something may run on one.
    #[must_use]
    pub fn seats(&self, plan: &Plan) -> Option<Vec<Seat>> {
        let due = self.due(plan);
        let placing = Placing::new(plan, |step| due[step as usize], self.reach())?;
        let device = self.gpu.device()?;
        Some(seats(plan, self, &placing, device.limits().binding_bytes_max))
    }

    /// Why a plan that shall run on a device cannot: somebody asked for one, and not for `auto`.
    #[must_use]
    pub fn missing_device(&self, plan: &Plan) -> Option<Diagnostic> {
        if self.reach() != Reach::All {
            return None;
        }
        let due = self.due(plan);
        Placing::new(plan, |step| due[step as usize], Reach::All)?;
        if self.gpu.device().is_some() {
            return None;
        }
        let why = self.gpu.why_without().unwrap_or_default();
        let message = format!("the device `{}` cannot be used: {why}", self.gpu.choice());
        Some(
            Diagnostic::error("no-device", Place::Everywhere, message).hint(
                self.gpu
                    .broken_driver()
                    .and_then(|told| told.hint)
                    .unwrap_or_else(|| "leave `--device` out; `weft doctor` says more".to_owned()),
            ),
        )
    }

    /// What whoever looks at a plan is told of the device that was asked for, if it is not there: an error as in a run, and a warning
    /// where no step needs it, which a run does not look for.
    #[must_use]
    pub fn device_trouble(&self, plan: &Plan) -> Option<Diagnostic> {
        if self.reach() != Reach::All || Placing::new(plan, |_| true, Reach::All).is_some() {
            return self.missing_device(plan);
        }
        let why = self.gpu.look().chosen.err()?;
        let message = format!("the device `{}` cannot be used: {why}", self.gpu.choice());
        Some(
            Diagnostic::warning("no-device", Place::Everywhere, message)
                .hint("no step needs one, so all of it runs on the processor"),
        )
    }

    /// The threads, and what they keep between runs.
    #[must_use]
    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    /// Writes down what is remembered of files. Before the program ends, and whenever there is time.
    ///
    /// # Errors
    /// Where the system cannot; the next start reads the files again.
    pub fn save_file_memory(&self) -> Result<(), Diagnostic> {
        self.files.save()
    }

    /// The kinds that a graph needs, and those of earlier ones: cheaper than all of them.
    #[must_use]
    pub fn catalog_for(&self, document: &Document) -> Arc<Catalog> {
        let known = Arc::clone(&self.catalog.lock().unwrap_or_else(PoisonError::into_inner));
        let missing = self.documents.missing_kinds(document, &known);
        if missing.is_empty() {
            return known;
        }
        let ids = known.kinds().iter().map(|kind| &*kind.id).chain(missing.iter().map(|id| &**id));
        let catalog = Arc::new(self.plugins.catalog_for(ids));
        *self.catalog.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&catalog);
        catalog
    }
}

fn unreadable(path: &str, why: &std::io::Error) -> Diagnostic {
    use std::io::ErrorKind;
    let told = |message: String| Diagnostic::error("unreadable-file", Place::File(path.to_owned()), message);
    match why.kind() {
        ErrorKind::NotFound => {
            told("there is no such file".to_owned()).hint("look for a wrong letter, or another folder")
        }
        ErrorKind::IsADirectory => told("this is a folder, not a graph".to_owned()).hint("name a file in it"),
        ErrorKind::PermissionDenied => told("this file may not be read by you".to_owned()),
        _ => told(format!("the graph cannot be read: {why}")),
    }
}
