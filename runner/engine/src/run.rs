//! Runs a plan: threads, steps, events, stop, report. A step runs as soon as what it reads is there; values are let go with
//! their last reader; what fails takes along only what reads from it.
//!
//! The same plan gives the same values for any number of threads. Not here: what a step is (`plan`), how a library is
//! called (`plugins`).

mod bands;
mod call;
mod callable;
mod demand;
mod each;
mod ending;
mod events;
mod foresee;
mod fused;
mod gates;
mod host;
mod identity;
mod kinds;
mod prepare;
mod queue;
mod report;
mod round;
mod seats;
mod shrink;
mod slots;
mod states;
mod step;
mod stop;
mod strips;
mod times;
mod witness;
mod workers;

pub use bands::Bands;
pub use callable::{Callable, Callables, State, World};
pub use demand::due;
pub use events::{EVENTS_VERSION, Listener, Origin, RanOn, RunEvent};
pub use foresee::{MemoryConfig, PictureSize, foresee};
pub use report::{Ended, Report, StepState};
pub use seats::{Seat, seats};
pub use stop::Stop;
pub use times::{GpuClock, GpuTime, GpuTimes};
pub use witness::Witness;
pub use workers::Workers;

use std::sync::Mutex;
use std::time::Instant;

use crossbeam_deque::Worker;

use crate::cache::{Cache, Keep};
use crate::diagnostic::Diagnostic;
use crate::plan::{Placing, Plan};
use crate::plugins::{Gpu, GpuCounts};
use crate::value::Value;
use demand::{Demand, Role};
use ending::RoundEnd;
use round::Round;

/// Everything that one run needs.
pub struct Job<'a> {
    /// What to run.
    pub plan: &'a Plan,
    /// Where results are kept.
    pub cache: &'a Cache,
    /// Where the code of kinds comes from.
    pub kinds: &'a dyn Callables,
    /// What steps may ask.
    pub world: &'a dyn World,
    /// Ends it.
    pub stop: &'a Stop,
    /// Who listens.
    pub listener: Option<Listener<'a>>,
    /// Who looks on while code of plugins runs.
    pub witness: Option<&'a dyn Witness>,
    /// Where results may go.
    pub keep: Keep,
    /// Steps that use a device at the same time.
    pub gpu_steps_max: u32,
    /// How much memory pictures may take.
    pub memory: MemoryConfig,
    /// When it began.
    pub began: Instant,
}

impl Workers {
    /// Runs a plan to its end. One run at a time: a second one waits.
    #[must_use]
    pub fn run(&self, job: &Job<'_>) -> Report {
        let turn = self.turn();
        job.world.gpu().into_iter().for_each(|gpu| gpu.begin_run(job.stop.pressed()));
        let gpu_before = job.world.gpu().map(Gpu::counts);
        if job.world.gpu().is_some_and(Gpu::is_lost) {
            job.cache.forget_lost();
        }
        let mut all = self.run_round(job, &[]);
        while !all.lost.is_empty() && !job.stop.is_pressed() {
            let again = self.run_round(job, &all.states);
            all.add(again);
        }
        self.states().trim();
        let gpu = job.world.gpu().zip(gpu_before).map(|(gpu, before)| gpu.counts().since(&before));
        let meters = std::mem::take(&mut all.meters);
        let mut report = Report { gpu: gpu.filter(|counts| *counts != GpuCounts::default()), ..all.report(job) };
        report.gpu_times = GpuTimes::of(job, &report, &meters);
        if job.stop.is_pressed() {
            leave_device(job, &mut report);
        }
        job.world.gpu().into_iter().for_each(Gpu::end_run);
        drop(turn);
        if let Some(listener) = job.listener {
            listener(report.event());
        }
        report
    }

    fn run_round(&self, job: &Job<'_>, before: &[StepState]) -> RoundEnd {
        let demand = Demand::new(job.plan, &mut job.cache.ask(), self, before);
        let mut foreseen = Vec::new();
        if before.is_empty() {
            tell_begin(job, &demand);
            foreseen = foresee_round(job, &demand);
            if foreseen.iter().any(|(_, told)| told.is_error()) {
                return RoundEnd::refused(job, &demand, foreseen);
            }
        }
        if demand.n_due == 0 {
            return RoundEnd::of_held(job.plan, &demand);
        }
        let pool = match self.pool() {
            Ok(pool) => pool,
            Err(told) => return RoundEnd::impossible(job.plan, told),
        };
        let owns: Vec<Worker<u32>> = (0..self.threads()).map(|_| Worker::new_lifo()).collect();
        let mut round = Round::new(job, self, demand, &owns);
        round.foreseen = foreseen.into_iter().map(|(step, _)| step).collect();
        let owns: Vec<Mutex<Option<Worker<u32>>>> = owns.into_iter().map(|own| Mutex::new(Some(own))).collect();
        pool.broadcast(|context| {
            let own = owns[context.index()].lock().map(|mut own| own.take());
            if let Ok(Some(own)) = own {
                round.work(context.index(), own);
            }
        });
        round.end()
    }
}

/// After stop: the device has a moment to come back. What only one that does not come back could give is not there.
fn leave_device(job: &Job<'_>, report: &mut Report) {
    let Some(gpu) = job.world.gpu() else { return };
    if !gpu.let_go() {
        return;
    }
    // Who asks again shall not be given what nobody can read.
    job.cache.forget_lost();
    let wanted = job.plan.wanted().iter().filter(|wanted| wanted.output.is_some());
    for (wanted, (_, value)) in wanted.zip(&mut report.outputs) {
        if value.as_ref().is_some_and(Value::is_lost) {
            *value = None;
            report.states[wanted.step as usize] = StepState::Cancelled;
            report.ended = Ended::Cancelled;
        }
    }
}

/// What can be said of memory before anything runs. Warnings go to whoever listens.
fn foresee_round(job: &Job<'_>, demand: &Demand) -> Vec<(u32, Diagnostic)> {
    let kept = demand.held.iter().filter_map(|held| {
        let value = demand.held_values(job.plan, *held).first().cloned().flatten();
        Some((held.0, value?))
    });
    let runs = |step: u32| demand.roles[step as usize] == Role::Run;
    let told = foresee(job.plan, job.world, &job.memory, &runs, kept);
    for (step, told) in told.iter().filter(|(_, told)| !told.is_error()) {
        if let Some(listener) = job.listener {
            listener(RunEvent::warning(*step, told));
        }
    }
    told
}

/// Says so where steps run on the processor because a driver is broken, or the device was lost too often; gives false. A machine
/// without a device is no news.
fn tell_without(job: &Job<'_>, placing: &Placing) -> bool {
    let why = |gpu: &Gpu| gpu.broken_driver().or_else(|| gpu.resting());
    if let (Some(told), Some(listener)) = (job.world.gpu().and_then(why), job.listener)
        && let Some(step) = job.plan.order().iter().copied().find(|step| placing.spot(*step).on_device)
    {
        let message = format!("runs on the processor: {}", told.message);
        listener(RunEvent::warning(step, &Diagnostic { message, ..told }));
    }
    false
}

/// The first words of a round, to whoever listens.
fn tell_begin(job: &Job<'_>, demand: &Demand) {
    let Some(listener) = job.listener else { return };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    listener(RunEvent::RunStarted {
        version: EVENTS_VERSION,
        steps: count(job.plan.len()),
        to_run: count(demand.n_due),
        reused: count(demand.held.len()),
    });
    for (step, _) in &demand.held {
        listener(RunEvent::StepDone {
            step: *step,
            name: job.plan.name(*step).as_str().into(),
            seconds: 0.0,
            from: Origin::Memory,
            worker: 0,
            on: RanOn::Cpu,
        });
    }
}
