//! From rounds to a report.

use super::Job;
use super::demand::{Demand, Role};
use super::events::{RanOn, RunEvent};
use super::report::{Ended, Report, StepState};
use super::times::Metered;
use crate::diagnostic::Diagnostic;
use crate::plan::Name;
use crate::plan::Plan;
use crate::value::Value;

/// What came out of a round.
pub(super) struct RoundEnd {
    /// As in the report.
    pub(super) outputs: Vec<(Name, Option<Value>)>,
    pub(super) states: Vec<StepState>,
    pub(super) seconds: Vec<f32>,
    pub(super) failures: Vec<(u32, Diagnostic)>,
    /// Steps whose results on disk could not be read after all.
    pub(super) lost: Vec<u32>,
    pub(super) peak_bytes: u64,
    pub(super) ran_on: Vec<RanOn>,
    pub(super) meters: Vec<Metered>,
}

impl RoundEnd {
    /// Of a round in which all was there.
    pub(super) fn of_held(plan: &Plan, demand: &Demand) -> Self {
        let mut at = vec![u32::MAX; plan.len()];
        for (index, (step, _)) in (0_u32..).zip(&demand.held) {
            at[*step as usize] = index;
        }
        let outputs = plan.wanted().iter().filter_map(|wanted| {
            let output = usize::from(wanted.output?);
            let held = demand.held.get(at[wanted.step as usize] as usize);
            let value = held.and_then(|held| demand.held_values(plan, *held).get(output)?.clone());
            Some((wanted.name.clone(), value))
        });
        Self {
            outputs: outputs.collect(),
            states: demand.roles.iter().map(|role| of_role(*role)).collect(),
            seconds: Vec::new(),
            failures: Vec::new(),
            lost: Vec::new(),
            peak_bytes: demand.held_bytes(),
            ran_on: Vec::new(),
            meters: Vec::new(),
        }
    }

    /// Of a round that could not begin.
    pub(super) fn impossible(plan: &Plan, told: Diagnostic) -> Self {
        let wanted = plan.wanted();
        Self {
            outputs: wanted.iter().filter(|want| want.output.is_some()).map(|want| (want.name.clone(), None)).collect(),
            states: vec![StepState::Skipped; plan.len()],
            seconds: Vec::new(),
            failures: wanted.first().map(|want| (want.step, told)).into_iter().collect(),
            lost: Vec::new(),
            peak_bytes: 0,
            ran_on: Vec::new(),
            meters: Vec::new(),
        }
    }

    /// Of a round that would need too much memory: nothing of it runs.
    pub(super) fn refused(job: &Job<'_>, demand: &Demand, told: Vec<(u32, Diagnostic)>) -> Self {
        let failures: Vec<(u32, Diagnostic)> = told.into_iter().filter(|(_, told)| told.is_error()).collect();
        if let Some(listener) = job.listener {
            for (step, told) in &failures {
                listener(RunEvent::failed(*step, job.plan.name(*step), told, false));
            }
        }
        let mut states: Vec<StepState> = demand.roles.iter().map(|role| of_role(*role)).collect();
        failures.iter().for_each(|(step, _)| states[*step as usize] = StepState::Failed);
        Self { states, failures, ..Self::of_held(job.plan, demand) }
    }

    /// Adds a later round, which did what this one had lost.
    pub(super) fn add(&mut self, later: Self) {
        for (output, other) in self.outputs.iter_mut().zip(later.outputs) {
            if other.1.is_some() {
                *output = other;
            }
        }
        for (state, other) in self.states.iter_mut().zip(later.states) {
            // What the first round made is only taken up again by the second.
            if *state == StepState::Idle || !matches!(other, StepState::Idle | StepState::Reused) {
                *state = other;
            }
        }
        self.seconds.resize(self.states.len(), 0.0);
        for (seconds, other) in self.seconds.iter_mut().zip(later.seconds) {
            *seconds += other;
        }
        if !later.ran_on.is_empty() {
            self.ran_on = later.ran_on;
        }
        self.meters.extend(later.meters);
        self.failures.extend(later.failures);
        self.lost = later.lost;
        self.peak_bytes = self.peak_bytes.max(later.peak_bytes);
    }

    /// The report of all rounds.
    pub(super) fn report(mut self, job: &Job<'_>) -> Report {
        self.failures.sort_by_key(|(step, _)| *step);
        let is_cancelled = self.states.contains(&StepState::Cancelled) && job.stop.is_pressed();
        let ended = match (is_cancelled, self.failures.is_empty()) {
            (true, _) => Ended::Cancelled,
            (false, false) => Ended::Failed,
            (false, true) => Ended::Done,
        };
        Report {
            ended,
            states: self.states,
            step_seconds: self.seconds,
            outputs: self.outputs,
            failures: self.failures,
            seconds: job.began.elapsed().as_secs_f64(),
            peak_bytes: self.peak_bytes,
            ran_on: self.ran_on,
            gpu: None,
            gpu_times: None,
        }
    }
}

/// How a step stands before anything has run.
pub(super) fn of_role(role: Role) -> StepState {
    if role == Role::Held { StepState::Reused } else { StepState::Idle }
}
