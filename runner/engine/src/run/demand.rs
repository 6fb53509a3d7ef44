//! What has to run: back from what is wanted, no further than to results that are there already.

use crate::cache::{Asking, Cache};
use crate::plan::{Link, Plan};
use crate::value::Value;

use super::report::StepState;
use super::workers::Workers;

/// What happens to a step in this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing: nobody needs it, or it has ended in an earlier round.
    Idle,
    /// Its result is there.
    Held,
    /// Its result is on disk.
    Fetch,
    /// It is called.
    Run,
    /// It failed in the same way before.
    Known,
}

/// What has to run.
pub(super) struct Demand {
    /// By step.
    pub(super) roles: Vec<Role>,
    /// Steps whose results are there, and where they begin in `values`.
    pub(super) held: Vec<(u32, u32)>,
    values: Vec<Option<Value>>,
    /// How many are fetched or run.
    pub(super) n_due: usize,
}

impl Demand {
    /// Walks back from what is wanted and did not end in an earlier round.
    pub(super) fn new(plan: &Plan, asking: &mut Asking<'_>, workers: &Workers, before: &[StepState]) -> Self {
        let mut demand = Self { roles: vec![Role::Idle; plan.len()], held: Vec::new(), values: Vec::new(), n_due: 0 };
        let is_open = |step: u32| before.get(step as usize).is_none_or(|state| *state == StepState::Idle);
        let mut waiting: Vec<u32> =
            plan.wanted().iter().rev().map(|want| want.step).filter(|step| is_open(*step)).collect();
        let has_failures = workers.has_failures();
        while let Some(step) = waiting.pop() {
            if demand.roles[step as usize] != Role::Idle {
                continue;
            }
            let marks = plan.marks(step);
            let role = if marks.keyed && !marks.sink {
                let key = &plan.digest(step).0;
                let first = demand.values.len();
                demand.values.resize(first + plan.kind(step).outputs.len(), None);
                if asking.get_from_memory(key, &mut demand.values[first..]) {
                    demand.held.push((step, u32::try_from(first).unwrap_or(u32::MAX)));
                    Role::Held
                } else {
                    demand.values.truncate(first);
                    match () {
                        () if has_failures && workers.failed_before(key).is_some() => Role::Known,
                        () if asking.is_on_disk(key) => Role::Fetch,
                        () => Role::Run,
                    }
                }
            } else {
                Role::Run
            };
            demand.roles[step as usize] = role;
            demand.n_due += usize::from(role != Role::Held);
            if role == Role::Run {
                waiting.extend(plan.links_into(step).map(|link| link.step));
            }
        }
        demand
    }

    /// A result that is there.
    pub(super) fn held_values(&self, plan: &Plan, held: (u32, u32)) -> &[Option<Value>] {
        let first = held.1 as usize;
        &self.values[first..first + plan.kind(held.0).outputs.len()]
    }

    /// Memory of all results that are there.
    pub(super) fn held_bytes(&self) -> u64 {
        self.values.iter().flatten().map(|value| value.bytes() as u64).sum()
    }

    /// Whether a step is fetched or run.
    pub(super) fn is_due(&self, step: u32) -> bool {
        is_due(self.roles[step as usize])
    }

    /// Steps that are called.
    pub(super) fn running(&self) -> impl Iterator<Item = u32> {
        (0_u32..).zip(&self.roles).filter(|(_, role)| **role == Role::Run).map(|(step, _)| step)
    }

    /// Steps that are fetched or called.
    pub(super) fn due(&self) -> impl Iterator<Item = u32> {
        (0_u32..).zip(&self.roles).filter(|(_, role)| is_due(**role)).map(|(step, _)| step)
    }
}

fn is_due(role: Role) -> bool {
    matches!(role, Role::Fetch | Role::Run | Role::Known)
}

/// By step, whether a run would call it now: what lies before kept results does not run.
#[must_use]
pub fn due(plan: &Plan, cache: &Cache, workers: &Workers) -> Vec<bool> {
    let demand = Demand::new(plan, &mut cache.ask(), workers, &[]);
    demand.roles.iter().map(|role| *role == Role::Run).collect()
}

/// Who waits for whom, among the steps that are due.
pub(super) struct Takers {
    first: Vec<u32>,
    takers: Vec<u32>,
}

impl Takers {
    /// Finds who waits for whom, and for how many each waits.
    pub(super) fn new(plan: &Plan, demand: &Demand) -> (Self, Vec<u32>) {
        let mut first = vec![0_u32; plan.len() + 1];
        let mut missing = vec![0_u32; plan.len()];
        let due = |link: &&Link| demand.is_due(link.step);
        for step in demand.running() {
            for link in plan.links_into(step).filter(due) {
                first[link.step as usize + 1] += 1;
                missing[step as usize] += 1;
            }
        }
        for at in 1..first.len() {
            first[at] += first[at - 1];
        }
        let mut next = first.clone();
        let mut takers = vec![0_u32; first.last().map_or(0, |count| *count as usize)];
        for step in demand.running() {
            for link in plan.links_into(step).filter(due) {
                let place = &mut next[link.step as usize];
                takers[*place as usize] = step;
                *place += 1;
            }
        }
        (Self { first, takers }, missing)
    }

    /// Who waits for a step, once per wire.
    pub(super) fn of(&self, step: u32) -> &[u32] {
        &self.takers[self.first[step as usize] as usize..self.first[step as usize + 1] as usize]
    }
}
