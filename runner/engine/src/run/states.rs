//! What kinds keep between calls, from run to run: of each node its own, of kinds that run in parallel one for all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::callable::State;
use crate::catalog::{Kind, ThreadMode};
use crate::plan::Name;
use crate::plugins::CallError;

/// Whose state it is. A library that was built anew has a new hash, and so no old state.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Whose {
    library: [u8; 32],
    kind: Box<str>,
    /// Empty: of all nodes.
    node: Name,
}

/// All states. They are caches, never documents: any may be dropped at any time between calls.
#[derive(Default)]
pub(super) struct States {
    all: Mutex<HashMap<Whose, Arc<State>>>,
}

/// More than these are dropped after a run.
const STATES_MAX: usize = 1024;

impl States {
    /// The state for a node, made if there is none; none if the kind keeps nothing.
    pub(super) fn get(
        &self,
        kind: &Kind,
        node: &Name,
        create: impl FnOnce() -> Result<Option<State>, CallError>,
    ) -> Result<Option<Arc<State>>, CallError> {
        let whose = Whose::new(kind, node);
        if let Some(state) = self.all().get(&whose) {
            return Ok(Some(Arc::clone(state)));
        }
        // Made without the lock: it may take long. Of two that are made at once the first stays.
        let made = create()?;
        Ok(made.map(|state| Arc::clone(self.all().entry(whose).or_insert_with(|| Arc::new(state)))))
    }

    /// Forgets a state that a panic may have left half written.
    pub(super) fn forget(&self, kind: &Kind, node: &Name) {
        let forgotten = self.all().remove(&Whose::new(kind, node));
        drop(forgotten);
    }

    /// Drops all, if there are too many.
    pub(super) fn trim(&self) {
        let mut all = self.all();
        if all.len() > STATES_MAX {
            let dropped = std::mem::take(&mut *all);
            drop(all);
            drop(dropped);
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Whose, Arc<State>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Whose {
    fn new(kind: &Kind, node: &Name) -> Self {
        let node = if kind.thread_mode == ThreadMode::Parallel { Name::default() } else { node.clone() };
        Self { library: kind.plugin.sha256, kind: kind.id.clone(), node }
    }
}
