//! Chains of local kinds in bands of rows. A step whose readers all lead to one step waits for that one with its inputs in
//! its hands; the last step then runs all of them, some rows at a time, so that what lies between is never a whole picture.
//!
//! Not here: which steps may wait (`plan`). A step that cannot run in bands after all makes what it reads whole first.

mod chain;
mod host;
mod slide;
mod spread;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(super) use self::chain::Chain;
use self::chain::Fault;
use super::events::RunEvent;
use super::fused::FusedRun;
use super::host::StepHost;
use super::identity::ids_of_key;
use super::kinds::KindRun;
use super::report::StepState;
use super::round::{Hand, Round};
use super::step::Made;
use crate::plan::{Chains, Source, halo_px};
use crate::value::{Content, Value};

/// From which size on chains of local kinds run in bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands {
    /// Pixels from which on every local step does.
    pub pixels_min: u64,
    /// Pixels from which on chains of pointwise steps do, whose whole results are not worth keeping.
    pub pointwise_pixels_min: u64,
    /// Rows of a band, whatever it costs; none: chosen by the chain.
    pub rows: Option<u32>,
}

impl Default for Bands {
    fn default() -> Self {
        Self { pixels_min: 1 << 24, pointwise_pixels_min: 1 << 20, rows: None }
    }
}

impl Bands {
    /// Every picture as a whole.
    #[must_use]
    pub fn off() -> Self {
        Self { pixels_min: u64::MAX, pointwise_pixels_min: u64::MAX, rows: None }
    }

    /// Every picture in bands of so many rows, for tests.
    #[must_use]
    pub fn of_rows(rows: u32) -> Self {
        Self { pixels_min: 0, pointwise_pixels_min: 0, rows: Some(rows.max(1)) }
    }
}

/// How a step is to run.
pub(super) enum Way<'r> {
    /// As one call.
    Whole,
    /// When the step that all its readers lead to runs.
    Later,
    /// In bands, with all that waits for it.
    Bands(Box<Chain<'r>>),
    /// On the device, through its snippet, with all that waits for it.
    Fused(FusedRun),
    /// Not at all: something that waited for it has failed.
    Broken,
}

/// Steps that wait for their readers, and which may.
pub(super) struct Chained {
    chains: Chains,
    waiting: Mutex<HashMap<u32, Waiting>>,
    /// How many have begun to wait.
    serial: AtomicUsize,
}

/// A step that waits.
#[derive(Clone)]
struct Waiting {
    /// Counts up, so that who is read comes before who reads.
    serial: usize,
    inputs: Vec<Option<Value>>,
    /// Inputs that come from steps which wait too.
    pending: Vec<(usize, u32)>,
    size: (u32, u32),
    /// It has run for somebody already: its events are told.
    is_told: bool,
}

/// Below this a picture is a band itself.
const ROWS_MIN: u32 = 64;

/// Whether bands of a picture of this height are much less than all of it.
pub(super) fn is_worth_bands(rules: &Bands, halo: u32, height: u32) -> bool {
    rules.rows.is_some() || height >= halo.saturating_mul(4).saturating_add(ROWS_MIN)
}

impl Chained {
    pub(super) fn new(chains: Chains) -> Self {
        Self { chains, waiting: Mutex::default(), serial: AtomicUsize::new(0) }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<u32, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives what a step left behind when it began to wait, and whether it is gone: whoever shares it gets a copy.
    fn take(&self, step: u32, share: Share) -> Option<(Waiting, Share)> {
        let mut waiting = self.waiting();
        let is_own = match share {
            Share::All => true,
            Share::Single => self.chains.part(step).readers <= 1,
            Share::Copies => false,
        };
        if is_own {
            return waiting.remove(&step).map(|record| (record, share));
        }
        let found = waiting.get_mut(&step)?;
        let copy = found.clone();
        found.is_told = true;
        Some((copy, Share::Copies))
    }
}

/// Who else may ask for what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Share {
    /// Nobody: all who read it are in this chain.
    All,
    /// Nobody for what has one reader.
    Single,
    /// Somebody, for all of it.
    Copies,
}

impl Round<'_> {
    /// Decides how a step runs whose inputs are in the hand.
    pub(super) fn way(&self, step: u32, kind: &KindRun<'_>, hand: &mut Hand) -> Way<'_> {
        let Some(chained) = &self.chained else { return Way::Whole };
        let part = chained.chains.part(step);
        if !part.local {
            return Way::Whole;
        }
        let pending = self.pending(step, &hand.inputs);
        let rules = self.job.memory.bands;
        if let Some(size) = self.common_size(chained, &hand.inputs, &pending) {
            let pixels = u64::from(size.0) * u64::from(size.1);
            let is_large = pixels >= rules.pixels_min;
            let is_medium = part.pointwise && pixels >= rules.pointwise_pixels_min;
            let halo = self.halo(kind, &hand.inputs);
            let are_here = || hand.inputs.iter().flatten().all(|value| value.fetch().is_ok());
            if (is_large || is_medium) && is_worth_bands(&rules, halo, size.1) && are_here() {
                let may_wait = if is_large { part.inside } else { part.inside_pointwise };
                if may_wait && self.begin_to_wait(chained, step, kind, size, &pending, hand) {
                    return Way::Later;
                }
                if is_large || !pending.is_empty() {
                    let inputs = hand.inputs.clone();
                    // The rest is what a key is made of; pictures belong to the chain from here on.
                    let is_picture = |value: &Value| image_of(value).is_some();
                    hand.inputs.iter_mut().for_each(|input| drop(input.take_if(|value| is_picture(value))));
                    let own = Waiting { serial: usize::MAX, inputs, pending, size, is_told: false };
                    let chain = self.chain(chained, step, own, if may_wait { Share::Single } else { Share::All });
                    return chain.map_or(Way::Broken, |chain| Way::Bands(Box::new(chain)));
                }
            }
        }
        // It takes whole pictures, so what waits for it becomes whole now.
        for (at, from) in pending {
            match self.make_whole(chained, from, hand.me) {
                Some(value) => hand.inputs[at] = Some(value),
                None => return Way::Broken,
            }
        }
        Way::Whole
    }

    /// Inputs whose values are not there, though the steps that give them have ended: those wait.
    fn pending(&self, step: u32, inputs: &[Option<Value>]) -> Vec<(usize, u32)> {
        let sources = self.plan.sources(step).iter().zip(inputs).enumerate();
        let pending = sources.filter_map(|(at, (source, value))| match (source, value) {
            (Source::Wire(link), None) => Some((at, link.step)),
            _ => None,
        });
        pending.collect()
    }

    /// Width and height, if there are pictures and all are of one size.
    fn common_size(&self, chained: &Chained, inputs: &[Option<Value>], pending: &[(usize, u32)]) -> Option<(u32, u32)> {
        let whole = inputs.iter().flatten().filter_map(Value::as_image);
        let mut sizes: Vec<Option<(u32, u32)>> = whole.map(|image| Some((image.width(), image.height()))).collect();
        if !pending.is_empty() {
            let waiting = chained.waiting();
            sizes.extend(pending.iter().map(|(_, from)| waiting.get(from).map(|other| other.size)));
        }
        let first = sizes.first().copied()??;
        sizes.iter().all(|size| *size == Some(first)).then_some(first)
    }

    /// How far a step looks with these inputs.
    fn halo(&self, kind: &KindRun<'_>, inputs: &[Option<Value>]) -> u32 {
        let Some(halo) = &kind.kind.halo else { return u32::MAX };
        let value = halo.input.and_then(|at| inputs.get(at)?.as_ref()?.as_float());
        halo_px(halo, value.unwrap_or(0.0))
    }

    /// Puts a step aside until somebody reads it. Says no where nothing would name its result.
    fn begin_to_wait(
        &self,
        chained: &Chained,
        step: u32,
        kind: &KindRun<'_>,
        size: (u32, u32),
        pending: &[(usize, u32)],
        hand: &mut Hand,
    ) -> bool {
        if !self.plan.marks(step).keyed {
            let host = StepHost::new(self, step, 0, 1);
            let Ok(Some(key)) = self.call_key(step, kind, None, &hand.inputs, &host) else { return false };
            self.identities.set(step, ids_of_key(&key, &[None]));
        }
        let inputs = std::mem::take(&mut hand.inputs);
        let serial = chained.serial.fetch_add(1, Ordering::Relaxed);
        let record = Waiting { serial, inputs, pending: pending.to_vec(), size, is_told: false };
        chained.waiting().insert(step, record);
        true
    }

    /// Runs a step that waits, with all that waits for it, to a whole picture. None if something failed.
    fn make_whole(&self, chained: &Chained, step: u32, me: usize) -> Option<Value> {
        let (own, share) = chained.take(step, Share::Single)?;
        let mut chain = self.chain(chained, step, own, share)?;
        let ended = self.run_chain(&mut chain);
        match ended {
            Ok(value) => {
                self.tell_done(&chain, true, me);
                Some(value)
            }
            Err(fault) => {
                self.tell_fault(&chain, fault, true, me);
                None
            }
        }
    }

    /// The call of a step that runs in bands.
    pub(super) fn make_in_bands(&self, mut chain: Chain<'_>, hand: &mut Hand) -> Result<(), Made> {
        chain.root_is_told();
        match self.run_chain(&mut chain) {
            Ok(value) => {
                self.tell_done(&chain, false, hand.me);
                hand.own_seconds = Some(chain.root().seconds());
                hand.outputs.clear();
                hand.outputs.push(Some(value));
                Ok(())
            }
            Err(fault) => Err(self.tell_fault(&chain, fault, false, hand.me)),
        }
    }

    /// Tells that the steps of a chain have ended; of the last one the step itself tells, unless it is made for another.
    fn tell_done(&self, chain: &Chain<'_>, with_root: bool, me: usize) {
        for member in chain.members().filter(|member| !member.is_told && (with_root || !member.is_root)) {
            self.end_member(member.step, member.seconds(), me);
        }
    }

    /// Tells what a fault means for every step of a chain, and gives what it means for the last one.
    fn tell_fault(&self, chain: &Chain<'_>, fault: Fault, with_root: bool, me: usize) -> Made {
        let culprit = fault.step;
        let key = self.plan.marks(culprit).keyed.then(|| self.plan.digest(culprit).0);
        let told = match self.made_of_error(culprit, fault.error, key.as_ref()) {
            Made::Failed(told) => told,
            // Steps that somebody's stop came before stand as they were.
            other => return other,
        };
        for member in chain.members().filter(|member| !member.is_told && (with_root || !member.is_root)) {
            if member.step == culprit {
                self.tell(|| RunEvent::failed(culprit, self.plan.name(culprit), &told, false));
                self.failed(culprit, told.clone());
                self.set_state(culprit, StepState::Failed);
            } else if chain.leads_to(culprit, member.step) || !member.has_started() {
                self.skip_member(member.step);
            } else {
                self.end_member(member.step, member.seconds(), me);
            }
        }
        let is_own = !with_root && chain.members().any(|member| member.is_root && member.step == culprit);
        if is_own { Made::Failed(told) } else { Made::Skipped }
    }

    fn run_chain(&self, chain: &mut Chain<'_>) -> Result<Value, Fault> {
        if chain.members().all(|member| member.halo == 0) { self.spread_chain(chain) } else { self.slide_chain(chain) }
    }

    /// A step does not run after all: neither does what waits for it alone.
    pub(super) fn drop_waiting(&self, step: u32, has_failed: bool) {
        self.drop_fused(step, has_failed);
        let Some(chained) = &self.chained else { return };
        let mut dropped: Vec<u32> = self.plan.links_into(step).map(|link| link.step).collect();
        while let Some(step) = dropped.pop() {
            let Some(record) = chained.waiting().remove(&step) else { continue };
            dropped.extend(record.pending.iter().map(|(_, from)| *from));
            if has_failed && !record.is_told {
                self.skip_member(step);
            }
        }
    }
}

/// A picture, or none where a value is something else.
fn image_of(value: &Value) -> Option<&crate::value::Image> {
    match value.content() {
        Content::Image(image) => Some(image),
        _ => None,
    }
}
