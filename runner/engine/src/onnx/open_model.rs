//! One open model: loading it, running it.

use super::feed::{Feed, Ready};
use super::graph_cache::Kept;
use super::port::{Port, Ports};
use super::provider::Provider;
use super::results::Results;
use super::rewrite;
use super::runtime::Runtime;
use super::told;
use super::watch::watched;
use crate::diagnostic::Diagnostic;
use crate::models::{Fingerprints, Installed, OnnxFile};
use crate::value::Tensor;
use ort::session::builder::{GraphOptimizationLevel, SessionBuilder};
use ort::session::{RunOptions, Session, SessionInputValue};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A model that is ready to run.
#[derive(Debug)]
pub(super) struct OpenModel {
    pub(super) name: String,
    pub(super) provider: Provider,
    session: Mutex<Session>,
}

/// How a model is loaded.
pub(super) struct Loading<'a> {
    pub(super) runtime: &'a Runtime,
    pub(super) provider: Provider,
    pub(super) threads: usize,
    pub(super) kept: Option<Kept>,
    pub(super) fingerprints: &'a Fingerprints,
    pub(super) stopped: &'a (dyn Fn() -> bool + Sync),
}

impl OpenModel {
    /// Loads it, from the optimised graph where there is one.
    pub(super) fn load(model: &Installed, how: &Loading<'_>) -> Result<(Self, Ports), Diagnostic> {
        let failed = |why: &str| {
            let opset = OnnxFile::read(&model.main).ok().and_then(|file| file.opset);
            told::not_opened(&model.main.display().to_string(), opset, &how.runtime.version, why)
        };
        let session = how.session(&model.main)?.map_err(|why| failed(&why))?;
        let ports = Ports::of(&session);
        Ok((Self { name: model.name.clone(), provider: how.provider, session: Mutex::new(session) }, ports))
    }

    /// Runs it. `ports` are its own.
    pub(super) fn run(
        &self,
        ports: &Ports,
        feeds: &[Feed<'_>],
        wanted: &[&str],
        limits: &Limits<'_>,
    ) -> Result<Vec<Tensor>, Diagnostic> {
        let ready = ready_all(ports, feeds)?;
        let outputs: Vec<&Port> =
            wanted.iter().map(|name| find(&ports.outputs, "output", name)).collect::<Result<_, _>>()?;
        let bytes: usize = ready.iter().map(|(_, ready)| ready.numbers.bytes()).sum();
        if let Some(bytes_max) = limits.input_bytes_max.filter(|most| bytes as u64 > *most) {
            return Err(told::too_large(&self.name, bytes, bytes_max));
        }
        let turns = self.turns(&ready)?;
        let mut results = Results::new(&self.name, &outputs, turns);
        for turn in 0..turns {
            let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
            self.turn(&mut session, &ready, turn, limits.stopped, &mut results)?;
        }
        results.finish()
    }

    /// How often it runs: once, or, if it takes one picture at a time and several came, once for each.
    fn turns(&self, ready: &[(&Port, Ready<'_>)]) -> Result<usize, Diagnostic> {
        let split = |(port, ready): &&(&Port, Ready<'_>)| ready.n_pictures > 1 && port.shape.first() == Some(&1);
        let mut counts = ready.iter().filter(split).map(|(_, ready)| ready.n_pictures);
        let turns = counts.next().unwrap_or(1);
        if counts.any(|other| other != turns) {
            return Err(told::several_batches(&self.name));
        }
        Ok(turns)
    }

    fn turn(
        &self,
        session: &mut Session,
        ready: &[(&Port, Ready<'_>)],
        turn: usize,
        stopped: &(dyn Fn() -> bool + Sync),
        results: &mut Results<'_>,
    ) -> Result<(), Diagnostic> {
        let failed = |why: &ort::Error| told::not_run(&self.name, self.provider.is_gpu(), &why.to_string());
        let inputs = ready.iter().map(|(port, ready)| {
            let input = if ready.n_pictures > 1 && port.shape.first() == Some(&1) {
                let part = ready.numbers.len() / ready.n_pictures;
                let shape: Vec<i64> = [1].into_iter().chain(ready.shape[1..].iter().copied()).collect();
                ready.numbers.as_input(&shape, turn * part, (turn + 1) * part)
            } else {
                ready.numbers.as_input(&ready.shape, 0, ready.numbers.len())
            };
            Ok((port.name.as_str(), input?))
        });
        let inputs: Vec<(&str, SessionInputValue<'_>)> =
            inputs.collect::<ort::Result<_>>().map_err(|why| failed(&why))?;
        let options = RunOptions::new().map_err(|why| failed(&why))?;
        let brake = || {
            // A brake that cannot be pulled leaves the run to its own end.
            drop(options.terminate());
        };
        let (ran, braked) = watched(stopped, brake, || session.run_with_options(inputs, &options));
        match ran {
            // The runtime's own words for it are those of any failure; what counts is who pulled the brake.
            Err(_) if braked => Err(told::stopped()),
            Err(why) => Err(failed(&why)),
            Ok(outputs) => results.take(&outputs),
        }
    }
}

/// What a run must keep to.
pub(super) struct Limits<'a> {
    pub(super) stopped: &'a (dyn Fn() -> bool + Sync),
    pub(super) input_bytes_max: Option<u64>,
}

/// Where a model is read from.
#[derive(Clone, Copy)]
enum Source<'a> {
    File(&'a Path),
    Bytes(&'a [u8]),
}

impl Loading<'_> {
    /// Two kinds of failure: stop (told already), and what the runtime said.
    fn session(&self, file: &Path) -> Result<Result<Session, String>, Diagnostic> {
        if let Some(kept) = &self.kept
            && let Some(graph) = kept.find(self.fingerprints)
        {
            let optimised = with_entries(self.builder(), MAPPED).and_then(|builder| {
                builder.with_optimization_level(GraphOptimizationLevel::Disable).map_err(|error| error.to_string())
            });
            match self.commit(optimised, Source::File(&graph))? {
                Ok(session) => return Ok(Ok(session)),
                Err(_) => kept.forget(),
            }
        }
        if let Some(bytes) = self.rewritten(file)
            && let Ok(session) = self.fresh(Source::Bytes(&bytes))?
        {
            return Ok(Ok(session));
        }
        self.fresh(Source::File(file))
    }

    /// Opens it as it is, and keeps the graph that the runtime made of it.
    fn fresh(&self, source: Source<'_>) -> Result<Result<Session, String>, Diagnostic> {
        if let Some(part) = self.kept.as_ref().and_then(Kept::part) {
            let writing = with_entries(self.builder(), &[("session.save_model_format", "ORT")]);
            let writing =
                writing.and_then(|builder| builder.with_optimized_model_path(&part).map_err(|error| error.to_string()));
            let session = self.commit(writing, source);
            match (&session, &self.kept) {
                (Ok(Ok(_)), Some(kept)) => kept.keep(&part, self.fingerprints),
                _ => drop(std::fs::remove_file(&part)),
            }
            // A graph that cannot be written (the disk is full) is no reason not to run it.
            if !matches!(session, Ok(Err(_))) {
                return session;
            }
        }
        self.commit(self.builder(), source)
    }

    /// The model in words that this provider does faster.
    fn rewritten(&self, file: &Path) -> Option<Vec<u8>> {
        let bytes = std::fs::metadata(file).ok()?.len();
        if self.provider != Provider::Cpu || !cfg!(target_arch = "x86_64") {
            return None;
        }
        let about = OnnxFile::read(file).ok()?;
        let is_slow = |(slow, bytes_max): &(&str, u64)| about.operators.contains(*slow) && bytes <= *bytes_max;
        if about.external.is_empty() && rewrite::SLOW.iter().any(is_slow) {
            rewrite::rewritten(&std::fs::read(file).ok()?)
        } else {
            None
        }
    }

    fn builder(&self) -> Result<SessionBuilder, String> {
        let words = |error: ort::Error<SessionBuilder>| error.to_string();
        let builder = self.provider.builder(self.runtime)?;
        let builder = builder.with_log_level(ort::logging::LogLevel::Fatal).map_err(words)?;
        // Threads that spin while they wait would take the cores from everything else that runs.
        let builder = builder.with_intra_op_spinning(false).map_err(words)?;
        builder.with_intra_threads(self.threads).map_err(words)
    }

    fn commit(
        &self,
        builder: Result<SessionBuilder, String>,
        source: Source<'_>,
    ) -> Result<Result<Session, String>, Diagnostic> {
        let mut builder = match builder {
            Ok(builder) => builder,
            Err(why) => return Ok(Err(why)),
        };
        let canceler = builder.canceler();
        let brake = || drop(canceler.cancel());
        let (session, braked) = watched(self.stopped, brake, || match source {
            Source::File(file) => builder.commit_from_file(file),
            Source::Bytes(bytes) => builder.commit_from_memory(bytes),
        });
        match session {
            Err(_) if braked => Err(told::stopped()),
            session => Ok(session.map_err(|error| error.to_string())),
        }
    }
}

/// A file in the runtime's own format is mapped into memory, and its weights are used where they lie.
const MAPPED: &[(&str, &str)] = &[
    ("session.use_memory_mapped_ort_model", "1"),
    ("session.use_ort_model_bytes_directly", "1"),
    ("session.use_ort_model_bytes_for_initializers", "1"),
];

fn with_entries(builder: Result<SessionBuilder, String>, entries: &[(&str, &str)]) -> Result<SessionBuilder, String> {
    entries.iter().fold(builder, |builder, (key, value)| {
        builder.and_then(|builder| builder.with_config_entry(key, value).map_err(|error| error.to_string()))
    })
}

/// Every input once, in the numbers that it takes.
fn ready_all<'p, 'a>(ports: &'p Ports, feeds: &[Feed<'a>]) -> Result<Vec<(&'p Port, Ready<'a>)>, Diagnostic> {
    let mut all: Vec<(&Port, Ready<'a>)> = Vec::with_capacity(feeds.len());
    for feed in feeds {
        let port = find(&ports.inputs, "input", feed.name)?;
        if all.iter().any(|(other, _)| other.name == port.name) {
            return Err(told::twice(feed.name));
        }
        all.push((port, feed.ready(port)?));
    }
    match ports.inputs.iter().find(|port| !all.iter().any(|(other, _)| other.name == port.name)) {
        Some(missing) => Err(told::missing_input(&missing.name)),
        None => Ok(all),
    }
}

fn find<'p>(ports: &'p [Port], what: &str, name: &str) -> Result<&'p Port, Diagnostic> {
    let found = ports.iter().find(|port| port.name == name);
    found.ok_or_else(|| told::not_a_port(what, name, ports.iter().map(|port| port.name.as_str())))
}
