//! The runtime library: found in a fixed order, with the reason kept of everything that did not work.
//!
//! A process has one. The first that opens stays for good; another engine of the same process shares it.

use super::config::RuntimePlace;
use super::library_file;
use super::places::{self, Candidate};
use super::trial;
use crate::diagnostic::{Diagnostic, Place};
use crate::trial::Trial;
use ort::environment::Environment;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Below this minor version a runtime lacks functions that are called.
pub const MINOR_MIN: u32 = ort::MINOR_VERSION;

/// The open runtime.
#[derive(Debug, Clone)]
pub struct Runtime {
    /// Where it lies, or the name that the system knows.
    pub path: PathBuf,
    /// Which place it was found in.
    pub why: String,
    /// `1.31.1`, or `1.31` where that is all that can be known.
    pub version: String,
    pub(super) environment: Environment,
}

/// A library that was tried and did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Which one.
    pub path: PathBuf,
    /// Which place it was found in.
    pub why: String,
    /// The end of a sentence about it: "is too old …".
    pub reason: String,
}

/// What came of looking for a runtime.
#[derive(Debug, Clone)]
pub struct Search {
    /// The one that works, if any.
    pub runtime: Option<Runtime>,
    /// All that were tried before it.
    pub failed: Vec<Failed>,
    /// Where was looked, for people.
    pub looked: Vec<String>,
}

static OPEN: Mutex<Option<Runtime>> = Mutex::new(None);

/// Tries all places in their order.
pub(super) fn find(places: &[RuntimePlace], trial: Option<&Trial>) -> Search {
    let looked = places.iter().map(|place| format!("{} (`{}`)", place.why, place.path.display())).collect();
    let mut search = Search { runtime: None, failed: Vec::new(), looked };
    // Two engines of one process must not open two libraries at once.
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    for candidate in places::candidates(places) {
        let Candidate { path, why, .. } = candidate.clone();
        if let Some(runtime) = open.as_ref().filter(|runtime| runtime.path == path) {
            search.runtime = Some(runtime.clone());
            return search;
        }
        match try_one(&candidate, trial, open.as_ref()) {
            Ok(runtime) => {
                *open = Some(runtime.clone());
                search.runtime = Some(runtime);
                return search;
            }
            Err(reason) => search.failed.push(Failed { path, why, reason }),
        }
    }
    search
}

fn try_one(candidate: &Candidate, trial: Option<&Trial>, open: Option<&Runtime>) -> Result<Runtime, String> {
    let Candidate { path, why, kind } = candidate;
    let needed = match kind {
        super::PlaceKind::System => Vec::new(),
        _ => library_file::needed(path)?,
    };
    if let Some(open) = open {
        return Err(format!("cannot be opened beside `{}`, which this process uses already", open.path.display()));
    }
    if let Some(trial) = trial.filter(|_| *kind != super::PlaceKind::System) {
        trial::try_out(path, trial)?;
    }
    let builder = match ort::init_from(path) {
        Ok(builder) => builder,
        // The usual case, and no mistake.
        Err(ort::LoadDynamicError::Dlopen { error, .. })
            if *kind == super::PlaceKind::System && error.to_string().contains("No such file") =>
        {
            return Err("is not there".to_owned());
        }
        Err(ort::LoadDynamicError::Dlopen { error, .. }) => return Err(unopened(path, &needed, &error)),
        Err(ort::LoadDynamicError::MissingApi { .. }) => {
            return Err("is some other library: it has no `OrtGetApiBase`".to_owned());
        }
        Err(ort::LoadDynamicError::InvalidVersionString) => return Err("does not say its version".to_owned()),
        Err(ort::LoadDynamicError::BadVersion { version_str, .. }) => {
            return Err(format!("is too old: version {version_str}, needed is 1.{MINOR_MIN} or newer"));
        }
    };
    // What the runtime has to say comes back as errors; its own lines on the terminal are for nobody.
    let environment = builder
        .with_name("weft")
        .with_telemetry(false)
        .with_logger(std::sync::Arc::new(|_, _, _, _, _| {}))
        .build()
        .map_err(|error| format!("does not start: {error}"))?;
    // Each level below costs a call for every operator of every run.
    environment.set_log_level(ort::logging::LogLevel::Fatal);
    let version = version(path).unwrap_or_else(|| "1".to_owned());
    Ok(Runtime { path: path.clone(), why: why.clone(), version, environment })
}

/// The system says "cannot be opened"; which library is missing has to be found out.
fn unopened(path: &std::path::Path, needed: &[String], error: &dyn std::error::Error) -> String {
    let beside = path.parent().unwrap_or(std::path::Path::new("/"));
    let missing = needed.iter().filter(|name| {
        ort::util::preload_dylib(name.as_str()).is_err() && ort::util::preload_dylib(beside.join(name)).is_err()
    });
    let missing: Vec<String> = missing.map(|name| format!("`{name}`")).collect();
    if !missing.is_empty() {
        return format!("needs {}, which this machine does not have", missing.join(" and "));
    }
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(why) = cause {
        words = format!("{words}: {why}");
        cause = why.source();
    }
    format!("cannot be opened: {words}")
}

/// The library says its minor version; its name often says all of it.
fn version(path: &std::path::Path) -> Option<String> {
    let minor = format!("1.{}", ort::util::probe(path)?);
    let name = path.file_name()?.to_string_lossy();
    let patch = name.split_once(&format!("{minor}.")).map(|(_, rest)| rest.trim_end_matches(".dylib"));
    Some(match patch.filter(|patch| patch.chars().all(|letter| letter.is_ascii_digit())) {
        Some(patch) => format!("{minor}.{patch}"),
        None => minor,
    })
}

impl Search {
    /// Nothing works: why, and what to do.
    #[must_use]
    pub fn told(&self) -> Diagnostic {
        let mut message = "models need ONNX Runtime, and none was found that works".to_owned();
        for Failed { path, reason, .. } in &self.failed {
            message.push_str(&format!("; `{}` {reason}", path.display()));
        }
        Diagnostic::error("missing-runtime", Place::Everywhere, message)
            .hint("run `weft runtime install cpu`; `weft doctor` says where was looked")
    }
}
