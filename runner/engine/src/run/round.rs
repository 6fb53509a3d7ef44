//! One round: all steps that are due, on all workers, until each has ended. A run has one round, and another one only where
//! a result on disk turned out to be torn.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_deque::Worker;

use super::bands::Chained;
use super::call::words_of;
use super::demand::{Demand, Role, Takers};
use super::ending::{RoundEnd, of_role};
use super::events::{RanOn, RunEvent};
use super::fused::Fused;
use super::gates::{Gates, Passes};
use super::identity::Identities;
use super::kinds::KindRun;
use super::queue::Queue;
use super::report::StepState;
use super::slots::{Balance, Slots};
use super::times::Meters;
use super::workers::Workers;
use super::{Job, tell_without};
use crate::cache::{Keep, Key};
use crate::diagnostic::{Diagnostic, Place};
use crate::plan::{Chains, Placing, Plan};
use crate::value::Value;

/// Everything that the workers of one round share.
pub(super) struct Round<'r> {
    pub(super) job: &'r Job<'r>,
    pub(super) plan: &'r Plan,
    pub(super) workers: &'r Workers,
    pub(super) roles: Vec<Role>,
    pub(super) takers: Takers,
    /// By step: how many it waits for; the highest bits say that one of them failed or was lost.
    missing: Vec<AtomicU32>,
    pub(super) slots: Slots,
    pub(super) identities: Identities,
    pub(super) queue: Queue,
    pub(super) gates: Gates,
    passes: Vec<Passes>,
    /// Of plans with steps that run on a device, where there is one.
    pub(super) placing: Option<Placing>,
    pub(super) fused: Fused,
    pub(super) meters: Meters,
    /// Of plans with local kinds.
    pub(super) chained: Option<Chained>,
    /// Steps whose need of memory was told before the round began.
    pub(super) foreseen: Vec<u32>,
    pub(super) kinds: Vec<KindRun<'r>>,
    /// By step.
    states: Vec<AtomicU8>,
    /// By step, as bits of an `f32`.
    pub(super) seconds: Vec<AtomicU32>,
    /// By step, where its call ran.
    ran_on: Vec<AtomicU8>,
    failures: Mutex<Vec<(u32, Diagnostic)>>,
    /// Steps whose results on disk could not be read after all.
    lost: Mutex<Vec<u32>>,
    /// A worker has met a bug of our own, or a listener panicked: the round ends as if somebody had pressed stop.
    is_broken: AtomicBool,
}

/// What one worker has in its hands.
pub(super) struct Hand {
    pub(super) me: usize,
    pub(super) own: Worker<u32>,
    pub(super) balance: Balance,
    pub(super) inputs: Vec<Option<Value>>,
    pub(super) outputs: Vec<Option<Value>>,
    /// Of a step that ran together with others: its own share of the time.
    pub(super) own_seconds: Option<f32>,
    kept: Vec<Kept>,
    /// The outputs of all in `kept`, one behind the other.
    kept_values: Vec<Option<Value>>,
    kept_bytes: usize,
    ended: usize,
    /// When the last step of this worker ended, if nothing but steps came since: one look at the clock for each step.
    pub(super) clock: Instant,
}

/// A result on its way into the cache.
struct Kept {
    key: Key,
    n_values: usize,
    seconds: f32,
    keep: Keep,
}

/// How far a worker got with a step.
pub(super) enum Turn {
    /// It has its result, from the call or the cache.
    Done(StepState),
    /// It failed, or one that it reads from did.
    Broken(StepState),
    /// Its result on disk was torn; another round will run it.
    Lost,
    /// Somebody else runs it, or it waits at a gate.
    Passed,
}

const FAILED: u32 = 1 << 31;
const LOST: u32 = 1 << 30;
/// The first sleep of a worker without work; each is twice as long as the one before, up to a thirtieth of a second.
const NAP_MIN: Duration = Duration::from_millis(1);
const NAPS_MAX: u32 = 5;
/// Results wait for each other on the way into the cache, so that its lock is taken rarely.
const KEPT_MAX: usize = 64;
const KEPT_BYTES_MAX: usize = 1 << 20;

impl<'r> Round<'r> {
    pub(super) fn new(job: &'r Job<'r>, workers: &'r Workers, demand: Demand, owns: &[Worker<u32>]) -> Self {
        let plan = job.plan;
        let (takers, missing) = Takers::new(plan, &demand);
        let steps = 0..u32::try_from(plan.len()).unwrap_or(u32::MAX);
        let n_outputs = |step| u32::try_from(plan.kind(step).outputs.len()).unwrap_or(u32::MAX);
        let mut slots = Slots::new(steps.map(n_outputs));
        for step in demand.running() {
            plan.links_into(step).for_each(|link| slots.add_reader(link.step, link.output));
        }
        for wanted in plan.wanted() {
            if let Some(output) = wanted.output {
                slots.add_reader(wanted.step, output);
            }
        }
        let mut balance = Balance::default();
        for held in &demand.held {
            for (output, value) in (0_u16..).zip(demand.held_values(plan, *held)) {
                value.iter().for_each(|value| slots.put(held.0, output, value.clone(), &mut balance));
            }
        }
        slots.tell(&mut balance);
        let ready: Vec<u32> = demand.due().filter(|step| missing[*step as usize] == 0).collect();
        let runs = |step: u32| demand.roles[step as usize] == Role::Run;
        let placing = Placing::new(plan, runs, job.world.reach());
        let placing = placing.filter(|placing| job.world.has_device() || tell_without(job, placing));
        let gpu_steps_max = placing.as_ref().map(|_| job.gpu_steps_max);
        let (gates, passes) = Gates::new(plan.kinds().iter().map(|kind| &**kind), gpu_steps_max);
        let on_device = |step| placing.as_ref().is_some_and(|placing| placing.spot(step).on_device);
        Self {
            job,
            plan,
            workers,
            queue: Queue::new(owns, ready, demand.n_due),
            takers,
            missing: missing.into_iter().map(AtomicU32::new).collect(),
            slots,
            identities: Identities::new(plan, &demand),
            gates,
            passes,
            chained: Chains::new(plan, runs, on_device).map(Chained::new),
            placing,
            fused: Fused::default(),
            foreseen: Vec::new(),
            meters: Meters::default(),
            kinds: plan.kinds().iter().map(|kind| KindRun::new(kind)).collect(),
            states: demand.roles.iter().map(|role| AtomicU8::new(of_role(*role) as u8)).collect(),
            seconds: std::iter::repeat_with(AtomicU32::default).take(plan.len()).collect(),
            ran_on: std::iter::repeat_with(AtomicU8::default).take(plan.len()).collect(),
            roles: demand.roles,
            failures: Mutex::default(),
            lost: Mutex::default(),
            is_broken: AtomicBool::new(false),
        }
    }

    /// Works until every step has ended, or somebody presses stop. No panic gets out: the others would wait for ever.
    /// [one worker thread each]
    pub(super) fn work(&self, me: usize, own: Worker<u32>) {
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| self.work_on(me, own))) {
            let message = format!("a fault of Weft itself: {}", words_of(&*payload));
            let told = Diagnostic::error("bug", Place::Everywhere, message).hint("please report it, with the graph");
            self.failed(self.plan.wanted().first().map_or(0, |wanted| wanted.step), told);
            self.is_broken.store(true, Ordering::Release);
            self.queue.wake_all();
        }
    }

    fn is_over(&self) -> bool {
        self.job.stop.is_pressed() || self.is_broken.load(Ordering::Acquire)
    }

    fn work_on(&self, me: usize, own: Worker<u32>) {
        let mut hand = Hand {
            me,
            own,
            balance: Balance::default(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            own_seconds: None,
            kept: Vec::new(),
            kept_values: Vec::new(),
            kept_bytes: 0,
            ended: 0,
            clock: Instant::now(),
        };
        let mut naps = 0;
        while !self.is_over() {
            if let Some(step) = self.queue.next(me, &hand.own) {
                naps = 0;
                self.follow(step, &mut hand);
                continue;
            }
            self.put_down(&mut hand);
            if self.queue.is_finished() {
                return;
            }
            if !helped() {
                let look = || self.queue.is_finished() || self.is_over() || self.queue.has_work(me) || helped();
                self.queue.sleep(NAP_MIN * 2_u32.pow(naps), look);
                naps = (naps + 1).min(NAPS_MAX);
            }
            hand.clock = Instant::now();
        }
        self.put_down(&mut hand);
        self.queue.wake_all();
    }

    /// Runs a step, then one that it made ready, and so on: a chain needs no queue.
    fn follow(&self, step: u32, hand: &mut Hand) {
        let mut next = Some(step);
        while let Some(step) = next {
            next = None;
            let turn = match self.missing[step as usize].load(Ordering::Relaxed) {
                0 => self.take_turn(step, hand),
                bad => self.skip(step, bad, hand),
            };
            let (state, mark) = match turn {
                Turn::Passed => return,
                Turn::Done(state) => (state, 0),
                Turn::Broken(state) => (state, FAILED),
                Turn::Lost => (StepState::Idle, LOST),
            };
            self.set_state(step, state);
            hand.ended += 1;
            for taker in self.takers.of(step) {
                let missing = &self.missing[*taker as usize];
                if mark != 0 {
                    missing.fetch_or(mark, Ordering::Relaxed);
                }
                if (missing.fetch_sub(1, Ordering::AcqRel) & !(FAILED | LOST)) == 1
                    && let Some(other) = next.replace(*taker)
                {
                    hand.own.push(other);
                    self.offer(other);
                }
            }
            if self.is_over() {
                return;
            }
        }
    }

    /// Somebody who sleeps may want a step that takes its time.
    fn offer(&self, step: u32) {
        if self.queue.has_sleepers() && !self.kind_run(step).is_short() {
            self.queue.wake_one();
        }
    }

    /// A step that cannot run: its inputs are let go.
    fn skip(&self, step: u32, mark: u32, hand: &mut Hand) -> Turn {
        for link in self.plan.links_into(step) {
            drop(self.slots.take(link.step, link.output, &mut hand.balance));
        }
        self.drop_waiting(step, mark & FAILED != 0);
        if mark & FAILED == 0 {
            return Turn::Lost;
        }
        self.tell(|| RunEvent::StepSkipped { step, name: self.plan.name(step).as_str().into() });
        Turn::Broken(StepState::Skipped)
    }

    /// The gates of a step: those of its kind, and the device's also for what runs there through its snippet.
    pub(super) fn passes(&self, step: u32) -> Passes {
        let of_kind = self.passes[self.plan.kind_index(step)];
        let is_there = self.placing.as_ref().is_some_and(|placing| placing.spot(step).on_device);
        if is_there { of_kind.and_device() } else { of_kind }
    }

    /// What a run knows of a step's kind.
    pub(super) fn kind_run(&self, step: u32) -> &KindRun<'r> {
        &self.kinds[self.plan.kind_index(step)]
    }

    /// Tells whoever listens; the event is only made if somebody does.
    pub(super) fn tell(&self, event: impl FnOnce() -> RunEvent) {
        if let Some(listener) = self.job.listener {
            listener(event());
        }
    }

    pub(super) fn set_state(&self, step: u32, state: StepState) {
        self.states[step as usize].store(state as u8, Ordering::Relaxed);
    }

    pub(super) fn took(&self, step: u32, seconds: f32) {
        self.seconds[step as usize].store(seconds.to_bits(), Ordering::Relaxed);
    }

    pub(super) fn set_ran_on(&self, step: u32, on: RanOn) {
        self.ran_on[step as usize].store(on as u8, Ordering::Relaxed);
    }

    pub(super) fn ran_on(&self, step: u32) -> RanOn {
        ran_on_of(self.ran_on[step as usize].load(Ordering::Relaxed))
    }

    pub(super) fn failed(&self, step: u32, told: Diagnostic) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).push((step, told));
    }

    pub(super) fn lose(&self, step: u32) {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).push(step);
    }

    /// Puts the result in the hand on its way into the cache.
    pub(super) fn keep(&self, key: Key, seconds: f32, keep: Keep, hand: &mut Hand) {
        hand.kept_bytes += hand.outputs.iter().flatten().map(Value::bytes).sum::<usize>();
        hand.kept_values.extend_from_slice(&hand.outputs);
        hand.kept.push(Kept { key, n_values: hand.outputs.len(), seconds, keep });
        if hand.kept.len() >= KEPT_MAX || hand.kept_bytes >= KEPT_BYTES_MAX {
            self.give_to_cache(hand);
        }
    }

    /// What is on its way into the cache arrives there.
    pub(super) fn give_to_cache(&self, hand: &mut Hand) {
        if hand.kept.is_empty() {
            return;
        }
        let mut rest = &*hand.kept_values;
        self.job.cache.put_all(hand.kept.iter().map(|kept| {
            let (outputs, others) = rest.split_at(kept.n_values);
            rest = others;
            (&kept.key, outputs, f64::from(kept.seconds), kept.keep)
        }));
        hand.kept.clear();
        hand.kept_values.clear();
        hand.kept_bytes = 0;
        // Writing them down is no part of the step that comes next.
        hand.clock = Instant::now();
    }

    /// Tells all what this worker has kept to itself.
    fn put_down(&self, hand: &mut Hand) {
        self.give_to_cache(hand);
        self.slots.tell(&mut hand.balance);
        self.queue.finish(std::mem::take(&mut hand.ended));
    }

    /// Takes the results of the round apart, when all workers have gone home.
    pub(super) fn end(self) -> RoundEnd {
        let was_stopped = self.is_over();
        self.settle_all();
        let mut balance = Balance::default();
        let outputs = self.plan.wanted().iter().filter_map(|wanted| {
            let output = wanted.output?;
            let value = self.slots.take(wanted.step, output, &mut balance);
            if value.as_ref().is_some_and(Value::is_lost) {
                // A device took it along after it was made.
                self.set_state(wanted.step, StepState::Idle);
                self.lose(wanted.step);
                return Some((wanted.name.clone(), None));
            }
            Some((wanted.name.clone(), value))
        });
        let outputs = outputs.collect();
        let state = |(state, role): (AtomicU8, &Role)| match (StepState::from_u8(state.into_inner()), role) {
            (StepState::Idle, Role::Run | Role::Fetch | Role::Known) if was_stopped => StepState::Cancelled,
            (state, _) => state,
        };
        RoundEnd {
            outputs,
            states: self.states.into_iter().zip(&self.roles).map(state).collect(),
            seconds: self.seconds.into_iter().map(|bits| f32::from_bits(bits.into_inner())).collect(),
            failures: self.failures.into_inner().unwrap_or_else(PoisonError::into_inner),
            lost: self.lost.into_inner().unwrap_or_else(PoisonError::into_inner),
            peak_bytes: self.slots.peak_bytes(),
            meters: self.meters.into_inner(),
            ran_on: self.ran_on.into_iter().map(|on| ran_on_of(on.into_inner())).collect(),
        }
    }
}

fn ran_on_of(number: u8) -> RanOn {
    if number == RanOn::Gpu as u8 { RanOn::Gpu } else { RanOn::Cpu }
}

/// Whether somebody's `for_each` had a share for this thread.
fn helped() -> bool {
    rayon::yield_now() == Some(rayon::Yield::Executed)
}
