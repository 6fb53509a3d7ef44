//! One step: its inputs gathered, its result looked up or made, and given to those who wait.

use std::time::Instant;

use super::bands::Way;
use super::demand::Role;
use super::events::{Origin, RanOn, RunEvent, failure};
use super::foresee::judge_whole;
use super::host::StepHost;
use super::identity::{OutputId, ids_of_key, ids_of_values};
use super::kinds::KindRun;
use super::prepare::Rule;
use super::report::StepState;
use super::round::{Hand, Round, Turn};
use super::shrink::shrunk;
use super::times::Cost;
use crate::cache::{Keep, Key};
use crate::catalog::{Fit, ThreadMode};
use crate::diagnostic::{Diagnostic, Place};
use crate::plan::Source;
use crate::plugins::{CallError, CallStatus, waited_here};
use crate::value::{Content, Value};

/// How a step that was due came to its end.
pub(super) enum Made {
    /// Its outputs are where the hand holds outputs.
    Outputs {
        from: Origin,
        /// What names them, where the plan could not.
        ids: Option<Box<[OutputId]>>,
        /// Under what they are kept, if they are.
        key: Option<Key>,
    },
    Failed(Diagnostic),
    FailedBefore(Diagnostic),
    /// Something that ran together with it failed.
    Skipped,
    /// What it reads was lost with a device: another round makes it again.
    LostInput,
    Cancelled,
}

impl Round<'_> {
    /// Gives a step its turn on this worker.
    pub(super) fn take_turn(&self, step: u32, hand: &mut Hand) -> Turn {
        match self.roles[step as usize] {
            Role::Fetch => return self.fetch(step, hand),
            Role::Known => return self.repeat(step),
            Role::Run | Role::Held | Role::Idle => {}
        }
        let kind = self.kind_run(step);
        if kind.kind.thread_mode == ThreadMode::Pinned {
            let worker = self.workers.pinned(&kind.kind.plugin.sha256);
            if worker != hand.me {
                self.queue.send(worker, step);
                return Turn::Passed;
            }
        }
        let passes = self.passes(step);
        if !passes.is_free() && !self.gates.enter(step, passes) {
            return Turn::Passed;
        }
        if !kind.is_short() && self.queue.has_sleepers() && !hand.own.is_empty() {
            // What lies here would wait until this step is through.
            self.queue.wake_one();
        }
        if !kind.is_short() {
            // Somebody may look at what is done while this runs, and a process that dies of it shall not take it along.
            self.give_to_cache(hand);
            self.pay();
        }
        let turn = self.run(step, kind, hand);
        if !passes.is_free() {
            for freed in self.gates.leave(passes) {
                hand.own.push(freed);
                self.queue.wake_one();
            }
        }
        turn
    }

    fn run(&self, step: u32, kind: &KindRun<'_>, hand: &mut Hand) -> Turn {
        let gathered = self.gather(step, kind, hand);
        let waited_before = waited_here();
        let way = match gathered {
            Ok(None) => self.way_on_device(step, kind, hand).unwrap_or_else(|| self.way(step, kind, hand)),
            _ => Way::Whole,
        };
        match way {
            Way::Later => return Turn::Done(StepState::Idle),
            Way::Broken => return self.end_broken(step),
            Way::Whole | Way::Bands(_) | Way::Fused(_) => {}
        }
        self.tell(|| RunEvent::StepStarted {
            step,
            name: self.plan.name(step).as_str().into(),
            kind: kind.kind.id.clone(),
        });
        let too_large = if matches!(way, Way::Whole) { self.judge(step, &hand.inputs) } else { None };
        self.set_ran_on(step, RanOn::Cpu);
        let made = match gathered {
            Ok(_) if let Some(told) = too_large => Made::Failed(told),
            Ok(None) => self.make(step, kind, way, hand),
            Ok(Some(n_items)) => self.make_each(step, kind, n_items, hand),
            Err(told) => Made::Failed(told),
        };
        hand.inputs.clear();
        let now = Instant::now();
        // Who reads what the device has not made yet does not pay for that: who asked for it does.
        let seconds = (now.duration_since(hand.clock) + waited_before).saturating_sub(waited_here()).as_secs_f32();
        hand.clock = now;
        let own_seconds = hand.own_seconds.take().unwrap_or(seconds);
        self.took(step, own_seconds);
        // How long it holds a thread: whether waking others pays.
        kind.learn(own_seconds);
        match made {
            Made::Outputs { from, ids, key } => {
                let meters = if self.ran_on(step) == RanOn::Gpu { self.meters.of(step) } else { Vec::new() };
                self.give(step, kind, from, ids, key, Cost { call: seconds, meters }, hand);
                self.done(step, own_seconds, from, hand.me);
                Turn::Done(match from {
                    Origin::Run => StepState::Done,
                    Origin::Memory => StepState::Reused,
                    Origin::Disk => StepState::ReusedFromDisk,
                })
            }
            Made::Failed(told) => {
                self.tell(|| RunEvent::failed(step, self.plan.name(step), &told, false));
                self.failed(step, told);
                Turn::Broken(StepState::Failed)
            }
            Made::FailedBefore(told) => {
                self.tell(|| RunEvent::failed(step, self.plan.name(step), &told, true));
                self.failed(step, told);
                Turn::Broken(StepState::Failed)
            }
            Made::Skipped => self.end_broken(step),
            Made::LostInput => {
                self.lose(step);
                Turn::Lost
            }
            Made::Cancelled => Turn::Broken(StepState::Cancelled),
        }
    }

    /// Why a step may not take these pictures whole. Warns, where it may and nobody has said so before.
    fn judge(&self, step: u32, inputs: &[Option<Value>]) -> Option<Diagnostic> {
        let told = judge_whole(self.plan, step, inputs, &self.job.memory)?;
        if told.is_error() {
            return Some(told);
        }
        if !self.foreseen.contains(&step) {
            self.tell(|| RunEvent::warning(step, &told));
        }
        None
    }

    /// Something that was to run together with a step has failed, or was stopped.
    fn end_broken(&self, step: u32) -> Turn {
        self.drop_waiting(step, !self.job.stop.is_pressed());
        if self.job.stop.is_pressed() {
            return Turn::Broken(StepState::Cancelled);
        }
        self.tell(|| RunEvent::StepSkipped { step, name: self.plan.name(step).as_str().into() });
        Turn::Broken(StepState::Skipped)
    }

    /// Fills the hand with the inputs. Gives how many items there are, if lists are mapped.
    fn gather(&self, step: u32, kind: &KindRun<'_>, hand: &mut Hand) -> Result<Option<usize>, Diagnostic> {
        let is_mapped = self.plan.marks(step).mapped;
        let mut n_items = None;
        hand.inputs.clear();
        for (at, source) in self.plan.sources(step).iter().enumerate() {
            let value = match source {
                Source::Nothing => None,
                Source::Constant(index) => Some(self.plan.constant(*index).clone()),
                Source::Wire(link) => {
                    let value = self.slots.take(link.step, link.output, &mut hand.balance);
                    match (value, link.fit) {
                        (Some(value), Fit::Wrap) => Some(Value::new(Content::List(vec![value]))),
                        (value, _) => value,
                    }
                }
                Source::Wires { .. } => {
                    let mut items = Vec::new();
                    for link in self.plan.links(source) {
                        match self.slots.take(link.step, link.output, &mut hand.balance) {
                            Some(list) if link.fit == Fit::Map => {
                                items.extend_from_slice(list.as_list().unwrap_or(&[]));
                            }
                            one => items.extend(one),
                        }
                    }
                    Some(Value::new(Content::List(items)))
                }
            };
            hand.inputs.push(value);
            if is_mapped && self.is_mapped_input(step, at) {
                let len = hand.inputs[at].as_ref().and_then(Value::as_list).map_or(0, <[_]>::len);
                // An empty list has no last element that could repeat.
                n_items =
                    Some(n_items.map_or(len, |other: usize| if other == 0 || len == 0 { 0 } else { other.max(len) }));
            }
        }
        for (at, rule) in kind.rules.iter().enumerate().filter(|(_, rule)| **rule != Rule::None) {
            let is_wired = matches!(self.plan.sources(step)[at], Source::Wire(_) | Source::Wires { .. });
            if is_wired && let Some(value) = hand.inputs[at].take() {
                let input = &kind.kind.inputs[at];
                let prepared = rule.apply(input, value, self.plan.folder(step));
                hand.inputs[at] = Some(prepared.map_err(|(why, hint)| {
                    let name = self.plan.name(step);
                    Diagnostic { hint, ..failure(name, "invalid", format!("`{name}.{}` {why}", input.id)) }
                })?);
            }
        }
        Ok(n_items)
    }

    /// Whether an input takes one item after the other of the list that is wired into it.
    pub(super) fn is_mapped_input(&self, step: u32, at: usize) -> bool {
        match &self.plan.sources(step)[at] {
            Source::Wire(link) => link.fit == Fit::Map,
            Source::Wires { .. } => {
                let input = &self.plan.kind(step).inputs[at];
                let is_open = input.ty.has("any") || input.ty.variable().is_some();
                !(input.flags.list || input.ty.is_list() || is_open)
            }
            Source::Nothing | Source::Constant(_) => false,
        }
    }

    /// One call, unless its result is known.
    fn make(&self, step: u32, kind: &KindRun<'_>, way: Way<'_>, hand: &mut Hand) -> Made {
        let host = StepHost::new(self, step, 0, 1);
        let is_keyed = self.plan.marks(step).keyed;
        let key = match is_keyed {
            true => Ok((!kind.kind.flags.sink).then(|| self.plan.digest(step).0)),
            false => self.call_key(step, kind, None, &hand.inputs, &host),
        };
        let key = match key {
            Ok(key) => key,
            Err(error) => return self.made_of_error(step, error, None),
        };
        if let Some(key) = key.filter(|_| !is_keyed) {
            hand.outputs.clear();
            hand.outputs.resize(kind.kind.outputs.len(), None);
            if self.job.cache.get(&key, &mut hand.outputs) {
                let ids = Some(ids_of_key(&key, &hand.outputs));
                return Made::Outputs { from: Origin::Memory, ids, key: None };
            }
            if let Some(told) = self.workers.failed_before(&key) {
                return Made::FailedBefore(told);
            }
        }
        let called = if let Way::Bands(chain) = way {
            self.make_in_bands(*chain, hand)
        } else if let Way::Fused(run) = way {
            self.make_fused(&run, hand)
        } else {
            let mut outputs = std::mem::take(&mut hand.outputs);
            outputs.clear();
            outputs.resize(kind.kind.outputs.len(), None);
            let called = self.call(step, kind, &hand.inputs, &mut outputs, &host);
            hand.outputs = outputs;
            called.map_err(|error| match error.status {
                CallStatus::GpuFailed if is_lost(&hand.inputs) => Made::LostInput,
                _ => self.made_of_error(step, error, key.as_ref()),
            })
        };
        match called {
            Ok(()) => {
                let ids = (!is_keyed).then(|| match &key {
                    Some(key) => ids_of_key(key, &hand.outputs),
                    None => self.content_ids(step, &hand.outputs),
                });
                Made::Outputs { from: Origin::Run, ids, key }
            }
            Err(made) => made,
        }
    }

    /// What names results that nothing else names: their content, if anybody reads them.
    pub(super) fn content_ids(&self, step: u32, outputs: &[Option<Value>]) -> Box<[OutputId]> {
        let read = (0_u16..).zip(outputs).map(|(at, value)| value.as_ref().filter(|_| self.slots.is_read(step, at)));
        ids_of_values(read)
    }

    /// The key of a call which the plan could not know; none if nothing names its result.
    pub(super) fn call_key(
        &self,
        step: u32,
        kind: &KindRun<'_>,
        item: Option<usize>,
        inputs: &[Option<Value>],
        host: &StepHost<'_>,
    ) -> Result<Option<Key>, CallError> {
        if !kind.is_cacheable {
            return Ok(None);
        }
        let fingerprint = if kind.kind.fingerprints { self.fingerprint(step, kind, inputs, host)? } else { None };
        let key = self.identities.key(self.plan, step, item, inputs, fingerprint, self.job.world);
        key.map(Some).map_err(|message| CallError { status: CallStatus::Failed, message })
    }

    /// Gives the result to those who wait, and to the cache.
    #[expect(clippy::too_many_arguments, reason = "all that is known of a result")]
    fn give(
        &self,
        step: u32,
        kind: &KindRun<'_>,
        from: Origin,
        ids: Option<Box<[OutputId]>>,
        key: Option<Key>,
        cost: Cost,
        hand: &mut Hand,
    ) {
        if self.plan.marks(step).shrinks && from == Origin::Run {
            let halvings = self.plan.scale().halvings();
            for value in hand.outputs.iter_mut().flatten() {
                *value = shrunk(value, halvings);
            }
        }
        if let Some(ids) = ids {
            self.identities.set(step, ids);
        }
        if let Some(key) = key {
            // What only the device reads is not brought here to be written down: it is made again as quickly.
            let stays = hand.outputs.iter().flatten().any(Value::is_elsewhere) && self.is_read_on_device(step);
            let keep = if stays { Keep::Memory } else { self.keep_of(kind) };
            if cost.meters.is_empty() {
                self.keep(key, cost.call, keep, hand);
            } else {
                // What the device takes for it is known later: until then it stays in memory, and is worth what asking took.
                self.keep(key, cost.call, Keep::Memory, hand);
                self.meters.owe(key, cost, keep);
            }
        }
        let mut outputs = std::mem::take(&mut hand.outputs);
        for (at, value) in (0_u16..).zip(outputs.drain(..)) {
            value.into_iter().for_each(|value| self.slots.put(step, at, value, &mut hand.balance));
        }
        hand.outputs = outputs;
    }

    /// Whether nobody but steps on the device reads a step.
    fn is_read_on_device(&self, step: u32) -> bool {
        let Some(placing) = &self.placing else { return false };
        let is_wanted = self.plan.wanted().iter().any(|wanted| wanted.step == step);
        !is_wanted && self.takers.of(step).iter().all(|taker| placing.spot(*taker).on_device)
    }

    /// Where results of a kind may go.
    pub(super) fn keep_of(&self, kind: &KindRun<'_>) -> Keep {
        if kind.kind.flags.no_disk || self.job.keep == Keep::Memory { Keep::Memory } else { Keep::MemoryAndDisk }
    }

    pub(super) fn done(&self, step: u32, seconds: f32, from: Origin, worker: usize) {
        self.tell(|| RunEvent::StepDone {
            step,
            name: self.plan.name(step).as_str().into(),
            seconds,
            from,
            worker: u32::try_from(worker).unwrap_or(u32::MAX),
            on: self.ran_on(step),
        });
    }

    /// A result that lies on disk.
    fn fetch(&self, step: u32, hand: &mut Hand) -> Turn {
        let mut outputs = vec![None; self.plan.kind(step).outputs.len()];
        if !self.job.cache.get(&self.plan.digest(step).0, &mut outputs) {
            self.lose(step);
            return Turn::Lost;
        }
        for (at, value) in (0_u16..).zip(outputs) {
            value.into_iter().for_each(|value| self.slots.put(step, at, value, &mut hand.balance));
        }
        let now = Instant::now();
        let seconds = now.duration_since(hand.clock).as_secs_f32();
        hand.clock = now;
        self.done(step, seconds, Origin::Disk, hand.me);
        Turn::Done(StepState::ReusedFromDisk)
    }

    /// A step that failed in the same way before.
    fn repeat(&self, step: u32) -> Turn {
        let told = self.workers.failed_before(&self.plan.digest(step).0);
        let told = told.unwrap_or_else(|| failure("", "failed", "it failed before"));
        // Another node may have failed in the same way.
        let told = Diagnostic { place: Place::Node(self.plan.name(step).to_string()), ..told };
        self.tell(|| RunEvent::failed(step, self.plan.name(step), &told, true));
        self.failed(step, told);
        Turn::Broken(StepState::Failed)
    }
}

/// Whether a device took something along that a step reads.
pub(super) fn is_lost(inputs: &[Option<Value>]) -> bool {
    inputs.iter().flatten().any(Value::is_lost)
}
