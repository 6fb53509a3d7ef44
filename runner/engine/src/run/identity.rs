//! Identities that only a run can know: behind a folder that is listed, a wired path, a kind that is not pure. They end
//! early where something else comes out the same: what a kind that is not pure gives is named by its content.

use std::path::Path;
use std::sync::OnceLock;

use super::callable::World;
use super::demand::{Demand, Role};
use crate::cache::Key;
use crate::catalog::Fit;
use crate::plan::{Digest, Hasher, Link, Plan, Source};
use crate::value::{Content, Value};

/// Of the steps whose digest is no key: what names each of their outputs.
pub(super) struct Identities {
    /// By step; empty if no step needs it.
    by_step: Vec<OnceLock<Box<[OutputId]>>>,
}

/// What names one output.
#[derive(Debug, Clone)]
pub(super) struct OutputId {
    pub(super) digest: Digest,
    /// What names each item of a list; empty: the number of the item does.
    pub(super) items: Box<[Digest]>,
}

impl Identities {
    pub(super) fn new(plan: &Plan, demand: &Demand) -> Self {
        let unknown = |(step, role): (u32, &Role)| *role == Role::Run && !plan.marks(step).keyed;
        let is_needed = (0_u32..).zip(&demand.roles).any(unknown);
        let len = if is_needed { plan.len() } else { 0 };
        Self { by_step: std::iter::repeat_with(OnceLock::new).take(len).collect() }
    }

    /// Says what names the outputs of a step.
    pub(super) fn set(&self, step: u32, outputs: Box<[OutputId]>) {
        // A step ends once.
        _ = self.by_step[step as usize].set(outputs);
    }

    fn of(&self, link: &Link) -> Option<&OutputId> {
        self.by_step[link.step as usize].get()?.get(usize::from(link.output))
    }

    /// The key of a call whose digest is only a part of it: with what its inputs are. `item`: of one item of the lists that
    /// are mapped.
    ///
    /// # Errors
    /// With a sentence, when a file that belongs to it cannot be read.
    pub(super) fn key(
        &self,
        plan: &Plan,
        step: u32,
        item: Option<usize>,
        inputs: &[Option<Value>],
        fingerprint: Option<u64>,
        world: &dyn World,
    ) -> Result<Key, String> {
        let mut hasher = Hasher::default();
        hasher.text("weft call 1");
        hasher.digest(plan.digest(step));
        for ((source, input), value) in plan.sources(step).iter().zip(&plan.kind(step).inputs).zip(inputs) {
            if matches!(source, Source::Nothing | Source::Constant(_)) {
                continue;
            }
            for link in plan.links(source) {
                match (item, link.fit) {
                    (Some(item), Fit::Map) if matches!(source, Source::Wire(_)) => {
                        self.item_into(&mut hasher, plan, link, item);
                    }
                    _ => self.whole_into(&mut hasher, plan, link),
                }
            }
            if let (Some(item), Source::Wires { .. }) = (item, source) {
                hasher.number(item as u64);
            }
            let names_file = input.ty.has("path") && !input.flags.path_write && !input.flags.path_folder;
            for text in value.iter().flat_map(texts) {
                if names_file {
                    hasher.digest(&world.file_digest(Path::new(text))?);
                } else if input.ty.has("model")
                    && let Some(model) = world.model_digest(text)
                {
                    hasher.digest(&model);
                }
            }
        }
        if let Some(fingerprint) = fingerprint {
            hasher.byte(1);
            hasher.number(fingerprint);
        }
        Ok(hasher.finish().0)
    }

    fn whole_into(&self, hasher: &mut Hasher, plan: &Plan, link: &Link) {
        // The digest of a step that is keyed stands in the step's own.
        if !plan.marks(link.step).keyed
            && let Some(id) = self.of(link)
        {
            hasher.digest(&id.digest);
        }
    }

    /// What names one item of a list.
    fn item_into(&self, hasher: &mut Hasher, plan: &Plan, link: &Link, item: usize) {
        let known = if plan.marks(link.step).keyed { None } else { self.of(link) };
        match known.map(|id| (id, id.items.last())) {
            // The last item of a shorter list repeats.
            Some((id, Some(last))) => hasher.digest(id.items.get(item).unwrap_or(last)),
            Some((id, None)) => {
                hasher.digest(&id.digest);
                hasher.number(item as u64);
            }
            // The digest of the list stands in the step's own.
            None => hasher.number(item as u64),
        }
    }
}

/// Values up to this size are named by what they hold, even if they have a key: hashing them is cheap, and where something
/// else gives the same, nothing that follows runs again.
const SMALL_BYTES: usize = 64 << 10;
/// Lists hold names of files more often than pictures.
const SMALL_LIST_BYTES: usize = 4 << 20;

/// What names the outputs of a call that has a key.
pub(super) fn ids_of_key(key: &Key, outputs: &[Option<Value>]) -> Box<[OutputId]> {
    (0_u64..).zip(outputs).map(|(at, value)| id_of_key(key, at, value.as_ref())).collect()
}

/// What names one output of a call that has a key.
pub(super) fn id_of_key(key: &Key, output: u64, value: Option<&Value>) -> OutputId {
    match value.map(|value| (value, value.content())) {
        Some((value, Content::List(items))) if value.bytes() <= SMALL_LIST_BYTES => {
            id_of_items(items.iter().map(Digest::of_value).collect())
        }
        Some((value, content)) if value.bytes() <= SMALL_BYTES && !matches!(content, Content::List(_)) => {
            OutputId { digest: Digest::of_value(value), items: Box::default() }
        }
        _ => {
            let mut hasher = Hasher::default();
            hasher.bytes(key);
            hasher.number(output);
            OutputId { digest: hasher.finish(), items: Box::default() }
        }
    }
}

/// What names values by what they hold.
pub(super) fn ids_of_values<'v>(values: impl Iterator<Item = Option<&'v Value>>) -> Box<[OutputId]> {
    values
        .map(|value| match value.map(Value::content) {
            Some(Content::List(items)) => id_of_items(items.iter().map(Digest::of_value).collect()),
            Some(_) => OutputId { digest: value.map_or(Digest([0; 32]), Digest::of_value), items: Box::default() },
            None => OutputId { digest: Digest([0; 32]), items: Box::default() },
        })
        .collect()
}

/// What names a list by what names its items.
pub(super) fn id_of_items(items: Box<[Digest]>) -> OutputId {
    let mut hasher = Hasher::default();
    hasher.text("weft list 1");
    hasher.number(items.len() as u64);
    items.iter().for_each(|item| hasher.digest(item));
    OutputId { digest: hasher.finish(), items }
}

/// A text, or the texts in a list.
fn texts(value: &Value) -> Box<dyn Iterator<Item = &str> + '_> {
    match value.content() {
        Content::Text(text) => Box::new(std::iter::once(&**text)),
        Content::List(items) => Box::new(items.iter().filter_map(Value::as_text)),
        _ => Box::new(std::iter::empty()),
    }
}
