//! Kinds with code, made of closures, and a bench to run graphs on: for tests of runs.
#![allow(dead_code, reason = "each test file uses its part of it")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use weft_engine::cache::{Cache, CacheConfig, Keep};
use weft_engine::catalog::{Catalog, Kind};
use weft_engine::diagnostic::{Diagnostic, Place};
use weft_engine::graph::Graph;
use weft_engine::plan::{Digest, Goal, Plan, Reach};
use weft_engine::plugins::{CallError, CallHost, CallStatus, Folder, Gpu};
use weft_engine::run::{
    Bands, Callable, Callables, Job, MemoryConfig, PictureSize, Report, RunEvent, State, Stop, Workers,
    World as RunWorld,
};
use weft_engine::value::{Content, Value};

use super::kinds::{World, kind, try_plan};

/// What the code of a kind is given.
pub(crate) struct Call<'a> {
    pub(crate) inputs: &'a [Option<Value>],
    pub(crate) outputs: &'a mut [Option<Value>],
    pub(crate) host: &'a dyn CallHost,
    pub(crate) state: Option<&'a State>,
}

impl Call<'_> {
    pub(crate) fn float(&self, input: usize) -> f64 {
        self.inputs[input].as_ref().and_then(Value::as_float).unwrap_or(0.0)
    }

    pub(crate) fn give(&mut self, output: usize, number: f64) {
        self.outputs[output] = Some(Value::new(Content::Float(number)));
    }
}

type Code = dyn Fn(Call<'_>) -> Result<(), CallError> + Send + Sync;

pub(crate) fn fail(message: &str) -> Result<(), CallError> {
    Err(CallError { status: CallStatus::Failed, message: message.into() })
}

/// One kind with code.
pub(crate) struct Fake {
    code: Box<Code>,
    state: Option<fn() -> State>,
    fingerprint: Option<Box<dyn Fn() -> u64 + Send + Sync>>,
    calls: AtomicUsize,
}

impl Callable for Fake {
    fn create(&self) -> Result<Option<State>, CallError> {
        Ok(self.state.map(|state| state()))
    }

    fn call(
        &self,
        state: Option<&State>,
        inputs: &[Option<Value>],
        outputs: &mut [Option<Value>],
        host: &dyn CallHost,
    ) -> Result<(), CallError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        (self.code)(Call { inputs, outputs, host, state })
    }

    fn fingerprint(&self, _: Option<&State>, _: &[Option<Value>], _: &dyn CallHost) -> Result<Option<u64>, CallError> {
        Ok(self.fingerprint.as_ref().map(|fingerprint| fingerprint()))
    }
}

/// Kinds, threads, a cache and a world.
pub(crate) struct Machine {
    kinds: Vec<Arc<Kind>>,
    fakes: HashMap<String, Arc<Fake>>,
    pub(crate) world: World,
    pub(crate) cache: Cache,
    pub(crate) workers: Workers,
    pub(crate) stop: Stop,
    pub(crate) keep: Keep,
    pub(crate) gpu_steps_max: u32,
    /// The device; none: some other one, that no kind asks.
    pub(crate) gpu: Option<Gpu>,
    pub(crate) reach: Reach,
    pub(crate) bands: Bands,
    pub(crate) memory: MemoryConfig,
    /// Sizes of pictures in files.
    pub(crate) pictures: HashMap<String, PictureSize>,
    pub(crate) events: Mutex<Vec<RunEvent>>,
}

impl Machine {
    pub(crate) fn new(threads: usize) -> Self {
        let config = CacheConfig { memory_bytes_max: 64 << 20, disk: None };
        Self {
            kinds: Vec::new(),
            fakes: HashMap::new(),
            world: World::usual(),
            cache: Cache::new(config).0,
            workers: Workers::new(threads),
            stop: Stop::new(),
            keep: Keep::MemoryAndDisk,
            gpu_steps_max: 1,
            gpu: None,
            reach: Reach::WhatPays,
            bands: Bands::default(),
            memory: MemoryConfig::default(),
            pictures: HashMap::new(),
            events: Mutex::default(),
        }
    }

    /// With kinds for numbers: `value`, `add`, `fail`.
    pub(crate) fn numbers(threads: usize) -> Self {
        Self::new(threads)
            .kind("value(value: float = 0) -> value: float", |mut call| {
                let number = call.float(0);
                call.give(0, number);
                Ok(())
            })
            .kind("add(a: float, b: float = 0) -> value: float", |mut call| {
                let sum = call.float(0) + call.float(1);
                call.give(0, sum);
                Ok(())
            })
            .kind("fail(a: float = 0) -> value: float", |_| fail("it does not want to"))
    }

    /// Adds a kind, or replaces the one of that id.
    pub(crate) fn kind(
        self,
        line: &str,
        code: impl Fn(Call<'_>) -> Result<(), CallError> + Send + Sync + 'static,
    ) -> Self {
        self.add(line, Fake { code: Box::new(code), state: None, fingerprint: None, calls: AtomicUsize::new(0) })
    }

    pub(crate) fn kind_with_state(
        self,
        line: &str,
        state: fn() -> State,
        code: impl Fn(Call<'_>) -> Result<(), CallError> + Send + Sync + 'static,
    ) -> Self {
        let fake = Fake { code: Box::new(code), state: Some(state), fingerprint: None, calls: AtomicUsize::new(0) };
        self.add(line, fake)
    }

    pub(crate) fn kind_with_fingerprint(
        self,
        line: &str,
        fingerprint: impl Fn() -> u64 + Send + Sync + 'static,
        code: impl Fn(Call<'_>) -> Result<(), CallError> + Send + Sync + 'static,
    ) -> Self {
        let fingerprint: Option<Box<dyn Fn() -> u64 + Send + Sync>> = Some(Box::new(fingerprint));
        self.add(line, Fake { code: Box::new(code), state: None, fingerprint, calls: AtomicUsize::new(0) })
    }

    /// Gives the kind that was added last a snippet.
    pub(crate) fn with_snippet(mut self, wgsl: &str) -> Self {
        if let Some(last) = self.kinds.last_mut() {
            *last = Arc::new(Kind { wgsl: Some(wgsl.into()), ..Kind::clone(last) });
        }
        self
    }

    fn add(mut self, line: &str, fake: Fake) -> Self {
        let kind = kind(line);
        self.kinds.retain(|other| other.id != kind.id);
        self.fakes.insert(kind.id.to_string(), Arc::new(fake));
        self.kinds.push(kind);
        self
    }

    pub(crate) fn catalog(&self) -> Catalog {
        Catalog::new(self.kinds.iter().cloned())
    }

    pub(crate) fn plan(&self, graph: &Graph, targets: &[Goal]) -> Plan {
        try_plan(graph, &self.catalog(), &self.world, targets)
            .unwrap_or_else(|told| panic!("{}", told.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
    }

    /// Plans and runs all of a graph.
    pub(crate) fn run(&self, text: &str) -> Report {
        self.run_plan(&self.plan(&super::kinds::graph(text), &[]))
    }

    pub(crate) fn run_plan(&self, plan: &Plan) -> Report {
        self.events.lock().expect("no test panics with it").clear();
        let listen = |event: RunEvent| self.events.lock().expect("no test panics with it").push(event);
        self.workers.run(&Job { listener: Some(&listen), ..self.job(plan) })
    }

    /// A run that nobody listens to.
    pub(crate) fn job<'a>(&'a self, plan: &'a Plan) -> Job<'a> {
        Job {
            plan,
            cache: &self.cache,
            kinds: self,
            world: self,
            stop: &self.stop,
            listener: None,
            witness: None,
            keep: self.keep,
            gpu_steps_max: self.gpu_steps_max,
            memory: MemoryConfig { bands: self.bands, ..self.memory },
            began: Instant::now(),
        }
    }

    /// How often a kind was called since the last question.
    pub(crate) fn calls(&self, kind: &str) -> usize {
        self.fakes[kind].calls.swap(0, Ordering::Relaxed)
    }
}

impl Callables for Machine {
    fn open(&self, kind: &Kind) -> Result<Arc<dyn Callable>, Diagnostic> {
        match self.fakes.get(&*kind.id) {
            Some(fake) => Ok(Arc::<Fake>::clone(fake)),
            None => Err(Diagnostic::error("unknown-kind", Place::Everywhere, format!("no code for `{}`", kind.id))),
        }
    }
}

impl RunWorld for Machine {
    fn folder(&self, which: Folder, plugin: &str, graph: &Path) -> Option<PathBuf> {
        Some(graph.join(format!("{which:?}-{plugin}")))
    }

    fn model_file(&self, model: &str, file: &str) -> Result<PathBuf, CallError> {
        Ok(Path::new("/models").join(model).join(file))
    }

    fn model_digest(&self, model: &str) -> Option<Digest> {
        self.world.models.get(model).copied()
    }

    fn file_digest(&self, path: &Path) -> Result<Digest, String> {
        use weft_engine::plan::FileFact;
        match self.world.files.get(&*path.to_string_lossy()) {
            Some(FileFact::Content(digest)) => Ok(*digest),
            _ => Err(format!("there is no file {}", path.display())),
        }
    }

    fn picture_size(&self, path: &Path) -> Option<PictureSize> {
        self.pictures.get(&*path.to_string_lossy()).copied()
    }

    fn device_trouble(&self, trouble: CallStatus) {
        if let Some(gpu) = self.gpu.as_ref().filter(|_| trouble == CallStatus::GpuOutOfMemory) {
            gpu.relieve(0);
        }
    }

    fn gpu(&self) -> Option<&Gpu> {
        self.gpu.as_ref()
    }

    fn reach(&self) -> Reach {
        self.reach
    }

    fn has_device(&self) -> bool {
        self.gpu.as_ref().is_none_or(|gpu| gpu.device().is_some())
    }
}

pub(crate) fn number(report: &Report, name: &str) -> f64 {
    report.output(name).and_then(Value::as_float).unwrap_or_else(|| panic!("no {name}: {:?}", report.failures))
}

pub(crate) fn numbers_of(report: &Report, name: &str) -> Vec<f64> {
    let value = report.output(name).unwrap_or_else(|| panic!("no {name}: {:?}", report.failures));
    value.as_list().expect("a list").iter().map(|item| item.as_float().expect("a number")).collect()
}
