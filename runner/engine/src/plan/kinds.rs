//! The kinds that one graph uses, each looked up and prepared once, however many nodes use it.

use std::collections::HashMap;
use std::sync::Arc;

use super::placing::may_use_device;
use super::types::{TypeId, Types};
use super::{Digest, Hasher, Reach};
use crate::catalog::{Catalog, Kind};

/// One kind, prepared.
pub(super) struct KindUse {
    pub(super) kind: Arc<Kind>,
    /// Of the kind itself: id, version and library.
    pub(super) digest: Digest,
    pub(super) inputs: Vec<TypeId>,
    pub(super) outputs: Vec<TypeId>,
    /// Whether a type is a variable, so that each node finds its own.
    pub(super) has_variables: bool,
    /// Whether its result is decided by what a plan knows.
    pub(super) is_decided: bool,
    /// Inputs that count only while another one is not set, and that one.
    pub(super) unless: Vec<(usize, usize)>,
}

/// Kinds by index.
pub(super) struct Kinds<'a> {
    catalog: &'a Catalog,
    reach: Reach,
    pub(super) all: Vec<KindUse>,
    /// None: there is no such kind.
    by_id: HashMap<&'a str, Option<u32>, foldhash::fast::RandomState>,
}

impl<'a> Kinds<'a> {
    pub(super) fn new(catalog: &'a Catalog, reach: Reach) -> Self {
        Self { catalog, reach, all: Vec::new(), by_id: HashMap::default() }
    }

    /// A kind by an id that it has or replaces.
    pub(super) fn find(&mut self, id: &'a str, types: &mut Types) -> Option<u32> {
        if let Some(known) = self.by_id.get(id) {
            return *known;
        }
        let found = self.catalog.kind(id).map(|kind| {
            // Two ids of one kind share its place.
            let at = self.all.iter().position(|other| other.kind.id == kind.id).unwrap_or_else(|| {
                self.all.push(KindUse::new(kind, self.reach, types));
                self.all.len() - 1
            });
            u32::try_from(at).expect("a catalog has fewer kinds")
        });
        self.by_id.insert(id, found);
        found
    }

    /// All ids that the catalog knows.
    pub(super) fn ids(&self) -> Vec<&'a str> {
        self.catalog.kinds().iter().map(|kind| &*kind.id).collect()
    }
}

impl KindUse {
    fn new(kind: &Arc<Kind>, reach: Reach, types: &mut Types) -> Self {
        let mut hasher = Hasher::default();
        hasher.text("weft kind 1");
        hasher.text(&kind.id);
        hasher.number(u64::from(kind.version));
        hasher.bytes(&kind.plugin.sha256);
        if reach != Reach::Nothing && may_use_device(kind) {
            // Such a result may differ from the processor's in its last bits, so it never goes by the same name.
            hasher.text("on a device");
        }
        let inputs: Vec<TypeId> = (kind.inputs.iter())
            .map(|input| types.id(if input.flags.list { input.ty.clone().listed() } else { input.ty.clone() }))
            .collect();
        let outputs: Vec<TypeId> = kind.outputs.iter().map(|output| types.id(output.ty.clone())).collect();
        let is_variable = |id: &TypeId| types.get(*id).variable().is_some();
        let has_variables = outputs.iter().chain(&inputs).any(is_variable);
        Self {
            kind: Arc::clone(kind),
            digest: hasher.finish(),
            has_variables,
            inputs,
            outputs,
            is_decided: kind.flags.pure && !kind.fingerprints,
            unless: (0..kind.inputs.len()).filter_map(|at| Some((at, unless(kind, at)?))).collect(),
        }
    }
}

/// The input that this one gives way to: `{"unless": "path"}`.
fn unless(kind: &Kind, input: usize) -> Option<usize> {
    let meta: serde_json::Value = serde_json::from_str(kind.inputs[input].meta_json.as_deref()?).ok()?;
    kind.input(meta.get("unless")?.as_str()?)
}
