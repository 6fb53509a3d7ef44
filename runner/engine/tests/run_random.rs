//! Random graphs, failures and stops: whatever the number of threads, a run gives what a plain recursive evaluation gives.
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

#[path = "plan_support/kinds.rs"]
mod kinds;
#[path = "plan_support/machine.rs"]
mod machine;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use machine::{Machine, fail};
use proptest::prelude::*;
use weft_engine::graph::{Edit, Graph, Node, Wire};
use weft_engine::plan::Goal;
use weft_engine::plugins::{CallError, CallStatus, Flow};
use weft_engine::run::{Ended, Report, RunEvent, StepState};
use weft_engine::value::Value;

/// One node: a number of its own, and which earlier nodes it reads.
#[derive(Debug, Clone)]
struct Plain {
    own: u8,
    reads: Vec<usize>,
    fails: bool,
}

/// Nodes read only earlier ones; places in the file are shuffled.
#[derive(Debug, Clone)]
struct Case {
    nodes: Vec<Plain>,
    places: Vec<usize>,
    wanted: Vec<usize>,
}

fn cases() -> impl Strategy<Value = Case> {
    let node = (any::<u8>(), prop::collection::vec(any::<prop::sample::Index>(), 0..3), prop::bool::weighted(0.05));
    (prop::collection::vec(node, 1..40), any::<prop::sample::Index>(), any::<u64>()).prop_flat_map(
        |(raw, wanted, _)| {
            let nodes: Vec<Plain> = raw
                .iter()
                .enumerate()
                .map(|(at, (own, reads, fails))| Plain {
                    own: *own,
                    reads: if at == 0 { Vec::new() } else { reads.iter().map(|read| read.index(at)).collect() },
                    fails: *fails,
                })
                .collect();
            let wanted = vec![nodes.len() - 1, wanted.index(nodes.len())];
            let places: Vec<usize> = (0..nodes.len()).collect();
            (Just(nodes), Just(places).prop_shuffle(), Just(wanted)).prop_map(|(nodes, places, wanted)| Case {
                nodes,
                places,
                wanted,
            })
        },
    )
}

impl Case {
    fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for at in &self.places {
            let plain = &self.nodes[*at];
            let kind = if plain.fails { "refuse" } else { "mix" };
            let mut node = Node::new(kind, 1).with("own", f64::from(plain.own));
            for (input, read) in ["a", "b"].into_iter().zip(&plain.reads) {
                node = node.wired(input, Wire::new(format!("n{read}"), "value"));
            }
            graph.add(format!("n{at}"), node).unwrap();
        }
        graph
    }

    fn targets(&self) -> Vec<Goal> {
        self.wanted.iter().map(|at| Goal::Name(format!("n{at}").into())).collect()
    }

    /// What a node gives, found the plain way; none if it or one before it fails.
    fn evaluate(&self, at: usize, known: &mut Vec<Option<Option<f64>>>) -> Option<f64> {
        if let Some(known) = known[at] {
            return known;
        }
        let plain = &self.nodes[at];
        let inputs: Option<Vec<f64>> = plain.reads.iter().map(|read| self.evaluate(*read, known)).collect();
        let result = inputs.filter(|_| !plain.fails).map(|inputs| mixed(f64::from(plain.own), &inputs));
        known[at] = Some(result);
        result
    }

    fn expected(&self) -> Vec<Option<f64>> {
        let mut known = vec![None; self.nodes.len()];
        self.wanted.iter().map(|at| self.evaluate(*at, &mut known)).collect()
    }

    /// Everything that what is wanted depends on.
    fn needed(&self) -> HashSet<usize> {
        let (mut needed, mut waiting) = (HashSet::new(), self.wanted.clone());
        while let Some(at) = waiting.pop() {
            if needed.insert(at) {
                waiting.extend(&self.nodes[at].reads);
            }
        }
        needed
    }
}

/// Not commutative, so that a swapped wire shows.
fn mixed(own: f64, inputs: &[f64]) -> f64 {
    inputs.iter().fold(own, |sum, input| (sum * 3.0 + input) % 1_000_003.0)
}

fn machine(threads: usize) -> Machine {
    let mix = |mut call: machine::Call<'_>| {
        let inputs: Vec<f64> = (1..3).filter(|at| call.inputs[*at].is_some()).map(|at| call.float(at)).collect();
        let result = mixed(call.float(0), &inputs);
        call.give(0, result);
        Ok(())
    };
    Machine::new(threads)
        .kind("mix(own: float, a: float?, b: float?) -> value: float", mix)
        .kind("refuse(own: float, a: float?, b: float?) -> value: float", |_| fail("no"))
}

fn outputs(report: &Report) -> Vec<Option<f64>> {
    report.outputs.iter().map(|(_, value)| value.as_ref().and_then(Value::as_float)).collect()
}

/// What holds for the events of every run.
fn check_events(events: &[RunEvent], report: &Report) {
    assert!(matches!(events.first(), Some(RunEvent::RunStarted { .. })));
    assert!(matches!(events.last(), Some(RunEvent::RunEnded { ended, .. }) if *ended == report.ended));
    let mut open = HashSet::new();
    let mut ended = HashSet::new();
    for event in &events[1..events.len() - 1] {
        match event {
            RunEvent::StepStarted { step, .. } => assert!(open.insert(*step), "begun twice"),
            RunEvent::StepDone { step, .. }
            | RunEvent::StepFailed { step, .. }
            | RunEvent::StepSkipped { step, .. } => {
                open.remove(step);
                assert!(ended.insert(*step), "ended twice");
            }
            RunEvent::StepProgress { step, .. } | RunEvent::Log { step, .. } => assert!(open.contains(step)),
            RunEvent::RunStarted { .. } | RunEvent::RunEnded { .. } => panic!("in the middle"),
        }
    }
    let count = |state| report.count(state);
    let n_ended =
        count(StepState::Done) + count(StepState::Reused) + count(StepState::Failed) + count(StepState::Skipped);
    assert_eq!(ended.len(), n_ended);
    assert!(open.is_empty() || report.ended == Ended::Cancelled);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn any_graph_gives_the_same_for_any_number_of_threads(case in cases()) {
        for threads in [1, 2, 8] {
            let machine = machine(threads);
            let plan = machine.plan(&case.graph(), &case.targets());
            let report = machine.run_plan(&plan);
            prop_assert_eq!(outputs(&report), case.expected());
            check_events(&machine.events.lock().unwrap(), &report);
            let again = machine.run_plan(&plan);
            prop_assert_eq!(outputs(&again), case.expected());
            prop_assert_eq!(machine.calls("mix") + machine.calls("refuse"),
                report.count(StepState::Done) + report.count(StepState::Failed), "nothing is called again");
        }
    }

    #[test]
    fn a_change_runs_exactly_what_follows_it(case in cases(), changed in any::<prop::sample::Index>()) {
        let case = Case { nodes: case.nodes.into_iter().map(|node| Plain { fails: false, ..node }).collect(), ..case };
        let machine = machine(2);
        let mut graph = case.graph();
        drop(machine.run_plan(&machine.plan(&graph, &case.targets())));
        let distinct: HashSet<_> = case.needed();
        prop_assert!(machine.calls("mix") <= distinct.len());
        let changed = changed.index(case.nodes.len());
        let value = Some(1000.5.into());
        graph.apply(Edit::Set { node: format!("n{changed}").into(), input: "own".into(), value, at: None }).unwrap();
        let plan = machine.plan(&graph, &case.targets());
        let report = machine.run_plan(&plan);
        let mut follows: Vec<bool> = Vec::new();
        for (at, node) in case.nodes.iter().enumerate() {
            follows.push(at == changed || node.reads.iter().any(|read| follows[*read]));
        }
        for (at, follows) in follows.into_iter().enumerate() {
            let Some(step) = plan.step_named(&format!("n{at}")) else { continue };
            let has_run = report.states[step as usize] == StepState::Done;
            prop_assert_eq!(has_run, follows && case.needed().contains(&at), "n{}", at);
        }
    }

    #[test]
    fn a_stop_at_any_moment_ends_the_run(case in cases(), after in 0_usize..30, threads in 1_usize..5) {
        let machine = machine(threads);
        let (stop, count) = (machine.stop.clone(), Arc::new(AtomicUsize::new(0)));
        let machine = machine.kind("mix(own: float, a: float?, b: float?) -> value: float", move |mut call| {
            if count.fetch_add(1, Ordering::Relaxed) == after {
                stop.press();
            }
            call.give(0, 1.0);
            match call.host.flow() {
                Flow::Go => Ok(()),
                Flow::Stop => Err(CallError { status: CallStatus::Cancelled, message: String::new() }),
            }
        });
        let report = machine.run_plan(&machine.plan(&case.graph(), &case.targets()));
        check_events(&machine.events.lock().unwrap(), &report);
        if report.ended == Ended::Cancelled {
            prop_assert!(machine.stop.is_pressed());
        } else {
            prop_assert_eq!(report.count(StepState::Cancelled), 0);
        }
    }
}
