//! Kinds, inputs, outputs and limits, as plain data. Nothing here has code to run.

mod kind;
mod type_name;

pub use kind::{
    Choice, Default, Flags, Halo, Input, InputFlags, Kind, Limits, ModelUse, Output, PluginSource, ThreadMode,
};
pub use type_name::{Fit, Type};

use std::collections::HashMap;
use std::sync::Arc;

/// All kinds there are, by id. A kind is found by the ids that it replaces too.
#[derive(Debug, Clone, std::default::Default)]
pub struct Catalog {
    /// Sorted by id.
    kinds: Vec<Arc<Kind>>,
    /// Ids and replaced ids → index in `kinds`.
    by_id: HashMap<Box<str>, usize>,
}

impl Catalog {
    /// Takes kinds in the order of their right to an id: of two with the same id, the first stays.
    #[must_use]
    pub fn new(kinds: impl IntoIterator<Item = Arc<Kind>>) -> Self {
        let mut seen = HashMap::new();
        let mut sorted: Vec<Arc<Kind>> =
            kinds.into_iter().filter(|kind| seen.insert(kind.id.clone(), ()).is_none()).collect();
        sorted.sort_by(|a, b| a.id.cmp(&b.id));
        let mut by_id: HashMap<Box<str>, usize> =
            sorted.iter().enumerate().map(|(at, kind)| (kind.id.clone(), at)).collect();
        for (at, kind) in sorted.iter().enumerate() {
            for old in &kind.replaces {
                by_id.entry(old.clone()).or_insert(at);
            }
        }
        Self { kinds: sorted, by_id }
    }

    /// A kind by its id, or by one that it replaces.
    #[must_use]
    pub fn kind(&self, id: &str) -> Option<&Arc<Kind>> {
        self.by_id.get(id).map(|at| &self.kinds[*at])
    }

    /// All kinds, sorted by id.
    #[must_use]
    pub fn kinds(&self) -> &[Arc<Kind>] {
        &self.kinds
    }
}
