//! A kind that takes one, given lists: it runs once per item, and what it gives becomes lists. Lists are zipped; the last
//! item of a shorter one repeats.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::events::Origin;
use super::host::StepHost;
use super::identity::{OutputId, id_of_items, id_of_key};
use super::kinds::KindRun;
use super::round::{Hand, Round};
use super::step::{Made, is_lost};
use crate::cache::Key;
use crate::plan::{Digest, Hasher};
use crate::plugins::CallError;
use crate::value::{Content, Value};

/// What one item gave, and what names it where the plan could not.
struct Item {
    outputs: Vec<Option<Value>>,
    key: Option<Key>,
    from: Origin,
}

/// Why an item gave nothing.
enum Lack {
    Failed(CallError, Option<Key>),
    Before(crate::diagnostic::Diagnostic),
}

impl Round<'_> {
    /// One call per item, unless its result is known.
    pub(super) fn make_each(&self, step: u32, kind: &KindRun<'_>, n_items: usize, hand: &mut Hand) -> Made {
        let inputs = std::mem::take(&mut hand.inputs);
        let mapped: Vec<bool> = (0..inputs.len()).map(|at| self.is_mapped_input(step, at)).collect();
        let items: Vec<OnceLock<Result<Item, Lack>>> = std::iter::repeat_with(OnceLock::new).take(n_items).collect();
        // Items are begun in order, so all before the first that failed have begun, and their end decides what is told.
        let end = AtomicUsize::new(n_items);
        let one = |at: usize| {
            if at < end.load(Ordering::Relaxed) {
                let made = self.make_item(step, kind, at, n_items, &inputs, &mapped);
                if made.is_err() {
                    end.fetch_min(at, Ordering::Relaxed);
                }
                _ = items[at].set(made);
            }
        };
        if n_items > 0 {
            // The first one also finds out whether the kind keeps something between calls.
            one(0);
        }
        let rest = u32::try_from(n_items.saturating_sub(1)).unwrap_or(u32::MAX);
        if kind.maps_in_parallel() {
            self.workers.for_each(self, rest, &|at| one(at as usize + 1));
        } else {
            (1..n_items).take_while(|_| !self.job.stop.is_pressed()).for_each(one);
        }
        if is_lost(&inputs) {
            return Made::LostInput;
        }
        self.join(step, kind, items, hand)
    }

    fn make_item(
        &self,
        step: u32,
        kind: &KindRun<'_>,
        at: usize,
        n_items: usize,
        inputs: &[Option<Value>],
        mapped: &[bool],
    ) -> Result<Item, Lack> {
        let host = StepHost::new(self, step, at, n_items);
        let pick = |(value, is_mapped): (&Option<Value>, &bool)| match value.as_ref().and_then(Value::as_list) {
            Some(list) if *is_mapped => list.get(at).or(list.last()).cloned(),
            _ => value.clone(),
        };
        let inputs: Vec<Option<Value>> = inputs.iter().zip(mapped).map(pick).collect();
        let is_keyed = self.plan.marks(step).keyed;
        let key = if is_keyed { Ok(None) } else { self.call_key(step, kind, Some(at), &inputs, &host) };
        let key = key.map_err(|error| Lack::Failed(error, None))?;
        if let Some(key) = key {
            let mut outputs = vec![None; kind.kind.outputs.len()];
            if self.job.cache.get(&key, &mut outputs) {
                return Ok(Item { outputs, key: Some(key), from: Origin::Memory });
            }
            if let Some(told) = self.workers.failed_before(&key) {
                return Err(Lack::Before(told));
            }
        }
        let begin = Instant::now();
        let mut outputs = vec![None; kind.kind.outputs.len()];
        self.call(step, kind, &inputs, &mut outputs, &host).map_err(|error| Lack::Failed(error, key))?;
        if let Some(key) = key {
            self.job.cache.put(&key, &outputs, begin.elapsed().as_secs_f64(), self.keep_of(kind));
        }
        host.report_done();
        Ok(Item { outputs, key, from: Origin::Run })
    }

    /// Puts together what the items gave.
    fn join(&self, step: u32, kind: &KindRun<'_>, items: Vec<OnceLock<Result<Item, Lack>>>, hand: &mut Hand) -> Made {
        let n_items = items.len();
        let mut lists: Vec<Vec<Value>> = kind.kind.outputs.iter().map(|_| Vec::with_capacity(n_items)).collect();
        let mut ids: Vec<Vec<Digest>> = vec![Vec::new(); lists.len()];
        let mut from = Origin::Memory;
        let mut is_named = true;
        for (at, item) in items.into_iter().enumerate() {
            let item = match item.into_inner() {
                Some(Ok(item)) => item,
                Some(Err(Lack::Failed(error, key))) => {
                    let message = format!("item {} of {n_items}: {}", at + 1, error.message);
                    let message = if error.message.is_empty() { String::new() } else { message };
                    return self.made_of_error(step, CallError { message, ..error }, key.as_ref());
                }
                Some(Err(Lack::Before(told))) => return Made::FailedBefore(told),
                None => return Made::Cancelled,
            };
            if item.from == Origin::Run {
                from = Origin::Run;
            }
            is_named &= item.key.is_some();
            for (output, value) in item.outputs.iter().flatten().enumerate() {
                let id = item.key.map(|key| id_of_key(&key, output as u64, Some(value)));
                match value.as_list().filter(|_| kind.kind.outputs[output].ty.is_list()) {
                    Some(inner) => {
                        lists[output].extend_from_slice(inner);
                        ids[output].extend(id.iter().flat_map(|id| (0..inner.len()).map(|at| nth(id, at))));
                    }
                    None => {
                        lists[output].push(value.clone());
                        ids[output].extend(id.map(|id| id.digest));
                    }
                }
            }
        }
        hand.outputs.clear();
        hand.outputs.extend(lists.into_iter().map(|items| Some(Value::new(Content::List(items)))));
        let is_keyed = self.plan.marks(step).keyed;
        let ids: Option<Box<[OutputId]>> = (!is_keyed).then(|| {
            if is_named {
                ids.into_iter().map(|ids| id_of_items(ids.into())).collect()
            } else {
                self.content_ids(step, &hand.outputs)
            }
        });
        let from = if n_items == 0 || is_keyed { Origin::Run } else { from };
        let key = (is_keyed && !kind.kind.flags.sink).then(|| self.plan.digest(step).0);
        Made::Outputs { from, ids, key }
    }
}

/// What names one item of a list that has a name.
fn nth(list: &OutputId, at: usize) -> Digest {
    list.items.get(at).copied().unwrap_or_else(|| {
        let mut hasher = Hasher::default();
        hasher.digest(&list.digest);
        hasher.number(at as u64);
        hasher.finish()
    })
}
