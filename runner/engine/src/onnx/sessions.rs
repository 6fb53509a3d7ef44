//! All models that were asked for: opened once for everybody, kept ready, closed when memory runs short and opened again
//! when somebody comes back.

use super::config::InferenceConfig;
use super::feed::Feed;
use super::gate::Gate;
use super::graph_cache::Kept;
use super::open_model::{Limits, Loading, OpenModel};
use super::port::Ports;
use super::provider::Provider;
use super::runtime::Runtime;
use super::{resident, told};
use crate::diagnostic::Diagnostic;
use crate::models::{Fingerprints, Installed};
use crate::value::Tensor;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Every model that was ever asked for.
#[derive(Debug)]
pub(super) struct Sessions {
    threads: usize,
    bytes_max: u64,
    input_bytes_max: Option<u64>,
    graph_cache: Option<std::path::PathBuf>,
    /// The session n lies at n − 1. Never shrinks: kinds hold numbers, and texts in it are lent to them.
    known: Mutex<Vec<Arc<Known>>>,
    clock: AtomicU64,
    processor: Gate,
    device: Gate,
}

/// One model, open or not.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) model: Installed,
    ports: OnceLock<Ports>,
    open: Mutex<Option<Arc<OpenModel>>>,
    /// Memory that it holds while it is open, as far as can be seen from outside.
    bytes: AtomicU64,
    /// The largest input so far: a larger one needs more memory.
    largest: AtomicU64,
    used: AtomicU64,
}

impl Sessions {
    pub(super) fn new(config: &InferenceConfig) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            threads: if config.threads == 0 { cores } else { config.threads },
            bytes_max: config.bytes_max,
            input_bytes_max: config.input_bytes_max,
            graph_cache: config.graph_cache.clone(),
            known: Mutex::default(),
            clock: AtomicU64::new(1),
            // A run uses all cores, or all of a GPU's memory: two at a time would take as long, and twice the memory.
            processor: Gate::new(1),
            device: Gate::new(1),
        }
    }

    /// The number of the session for a model; the same file with the same facts has one.
    pub(super) fn number(&self, model: Installed) -> u64 {
        let mut known = self.lock();
        let same = |known: &Arc<Known>| known.model.files == model.files && known.model.facts == model.facts;
        let at = known.iter().position(same).unwrap_or_else(|| {
            known.push(Arc::new(Known {
                bytes: AtomicU64::new(model.bytes),
                model,
                ports: OnceLock::new(),
                open: Mutex::default(),
                largest: AtomicU64::new(0),
                used: AtomicU64::new(0),
            }));
            known.len() - 1
        });
        at as u64 + 1
    }

    pub(super) fn known(&self, session: u64) -> Result<Arc<Known>, Diagnostic> {
        let at =
            usize::try_from(session).ok().and_then(|session| session.checked_sub(1)).ok_or_else(told::no_session)?;
        self.lock().get(at).cloned().ok_or_else(told::no_session)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Known>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a model if it is not open.
    pub(super) fn open(
        &self,
        known: &Known,
        runtime: &Runtime,
        provider: Provider,
        fingerprints: &Fingerprints,
        stopped: &(dyn Fn() -> bool + Sync),
    ) -> Result<Arc<OpenModel>, Diagnostic> {
        known.used.store(self.clock.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        let mut open = known.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = &*open {
            return Ok(Arc::clone(open));
        }
        let before = resident::bytes();
        let kept = Kept::of(self.graph_cache.as_deref(), &known.model, runtime, provider);
        let loading = Loading { runtime, provider, threads: self.threads, kept, fingerprints, stopped };
        let (model, ports) = OpenModel::load(&known.model, &loading)?;
        let known_ports = known.ports.get_or_init(|| ports.clone());
        debug_assert_eq!(*known_ports, ports, "a file that is unchanged describes itself the same way each time");
        let model = Arc::new(model);
        *open = Some(Arc::clone(&model));
        drop(open);
        known.grew(before);
        self.evict(known);
        Ok(model)
    }

    pub(super) fn run(
        &self,
        known: &Known,
        model: &OpenModel,
        feeds: &[Feed<'_>],
        wanted: &[&str],
        stopped: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Tensor>, Diagnostic> {
        let ports = known.ports().ok_or_else(told::no_session)?;
        let gate = if model.provider.is_gpu() { &self.device } else { &self.processor };
        let _inside = gate.enter(stopped)?;
        let size = size_of_feeds(feeds);
        let is_larger = known.largest.fetch_max(size, Ordering::Relaxed) < size;
        let before = if is_larger { resident::bytes() } else { None };
        let result = model.run(ports, feeds, wanted, &Limits { stopped, input_bytes_max: self.input_bytes_max });
        if is_larger {
            known.grew(before);
            self.evict(known);
        }
        result
    }

    /// Closes those that were not used for the longest time until the others fit the budget.
    fn evict(&self, keep: &Known) {
        let mut all: Vec<Arc<Known>> = self.lock().iter().filter(|known| known.is_open()).cloned().collect();
        all.sort_by_key(|known| known.used.load(Ordering::Relaxed));
        let mut bytes: u64 = all.iter().map(|known| known.bytes.load(Ordering::Relaxed)).sum();
        let mut closed = 0;
        for known in all {
            if bytes <= self.bytes_max {
                break;
            }
            if !std::ptr::eq(&raw const *known, keep) && known.close() {
                bytes -= known.bytes.load(Ordering::Relaxed);
                closed += 1;
            }
        }
        if closed > 0 {
            resident::give_back();
        }
    }

    /// Closes all that nobody uses at the moment.
    pub(super) fn close_idle(&self) -> usize {
        let all: Vec<Arc<Known>> = self.lock().clone();
        let closed = all.iter().filter(|known| known.close()).count();
        if closed > 0 {
            resident::give_back();
        }
        closed
    }

    /// Open models and the memory that they hold.
    pub(super) fn usage(&self) -> Vec<(String, u64)> {
        let open = self.lock();
        let open = open.iter().filter(|known| known.is_open());
        open.map(|known| (known.model.name.clone(), known.bytes.load(Ordering::Relaxed))).collect()
    }
}

impl Known {
    /// What it takes and gives; none before it was opened for the first time.
    pub(super) fn ports(&self) -> Option<&Ports> {
        self.ports.get()
    }

    fn is_open(&self) -> bool {
        // Who is busy with it has it open, or will in a moment.
        self.open.try_lock().map_or(true, |open| open.is_some())
    }

    /// Whether it could be closed: nobody runs it.
    fn close(&self) -> bool {
        let Ok(mut open) = self.open.try_lock() else { return false };
        match &*open {
            Some(model) if Arc::strong_count(model) == 1 => {
                *open = None;
                self.largest.store(0, Ordering::Relaxed);
                true
            }
            _ => false,
        }
    }

    /// What the process grew by since is taken for this model's, at least the size of its files.
    fn grew(&self, before: Option<u64>) {
        let grown = resident::bytes().zip(before).map_or(0, |(now, before)| now.saturating_sub(before));
        let held = if self.largest.load(Ordering::Relaxed) == 0 { 0 } else { self.bytes.load(Ordering::Relaxed) };
        self.bytes.store((held + grown).max(self.model.bytes), Ordering::Relaxed);
    }
}

fn size_of_feeds(feeds: &[Feed<'_>]) -> u64 {
    feeds.iter().map(|feed| feed.value.bytes() as u64).sum()
}
