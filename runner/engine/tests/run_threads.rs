//! Who may run beside whom, `for_each`, stop, and when values are let go.
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

#[path = "plan_support/kinds.rs"]
mod kinds;
#[path = "plan_support/machine.rs"]
mod machine;

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, Weak};
use std::thread::ThreadId;

use machine::{Machine, number};
use weft_engine::plugins::{CallError, CallStatus, Flow};
use weft_engine::run::{Ended, Job, RunEvent, StepState};
use weft_engine::value::{Content, Value};

/// How many calls run now, and how many did at most.
#[derive(Default)]
struct Crowd {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Crowd {
    fn enter(&self) {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        // Gives others a chance to be wrong.
        std::thread::yield_now();
        (0..2000).for_each(|_| std::hint::spin_loop());
    }

    fn leave(&self) {
        self.now.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A graph of `n` nodes of the kind `x`, each exposed.
fn many(n: usize) -> String {
    let nodes: String =
        (0..n).map(|at| format!("\"n{at}\": (kind: \"x\", version: 1, set: {{\"a\": {at}.0}}),")).collect();
    let outputs: String = (0..n).map(|at| format!("\"n{at}\": \"n{at}.value\",")).collect();
    format!("{nodes} --- outputs: {{{outputs}}}")
}

/// Runs many nodes of a kind with these flags; gives how many ran at once, and on how many threads.
fn crowd(flags: &str, gpu_steps_max: u32) -> (usize, usize) {
    let (crowd, threads) = (Arc::new(Crowd::default()), Arc::new(Mutex::new(HashSet::<ThreadId>::new())));
    let (seen, seen_threads) = (Arc::clone(&crowd), Arc::clone(&threads));
    let mut machine = Machine::new(4).kind(&format!("x(a: float) -> value: float; pure {flags}"), move |mut call| {
        seen.enter();
        seen_threads.lock().unwrap().insert(std::thread::current().id());
        // A step that holds a gate may use all threads, and still nobody gets past the gate.
        call.host.for_each(4, &|_| (0..500).for_each(|_| std::hint::spin_loop()));
        let number = call.float(0);
        call.give(0, number);
        seen.leave();
        Ok(())
    });
    machine.gpu_steps_max = gpu_steps_max;
    for _ in 0..3 {
        let report = machine.run(&many(100));
        assert_eq!(report.ended, Ended::Done);
        assert_eq!(number(&report, "n99"), 99.0);
        machine.cache.clear();
    }
    let n_threads = threads.lock().unwrap().len();
    (crowd.most.load(Ordering::SeqCst), n_threads)
}

#[test]
fn a_plugin_that_allows_one_call_gets_one_at_a_time() {
    assert_eq!(crowd("plugin", 1).0, 1);
}

#[test]
fn a_pinned_plugin_is_called_from_one_thread_in_all_runs() {
    assert_eq!(crowd("pinned", 1), (1, 1));
}

#[test]
fn a_device_gets_no_more_steps_than_it_may() {
    assert_eq!(crowd("gpu", 1).0, 1);
    assert!(crowd("gpu", 2).0 <= 2);
}

#[test]
fn independent_steps_run_at_the_same_time() {
    let barrier = Arc::new(Barrier::new(4));
    let machine = Machine::new(4).kind("x(a: float) -> value: float", move |mut call| {
        // All four have to be here before any goes on.
        barrier.wait();
        call.give(0, 1.0);
        Ok(())
    });
    assert_eq!(machine.run(&many(4)).ended, Ended::Done);
}

#[test]
fn items_of_a_list_run_at_the_same_time() {
    let barrier = Arc::new(Barrier::new(3));
    let machine = Machine::new(3)
        .kind("range() -> values: [float]", |call| {
            let items = (0..4).map(|number| Value::new(Content::Float(f64::from(number))));
            call.outputs[0] = Some(Value::new(Content::List(items.collect())));
            Ok(())
        })
        .kind("x(a: float) -> value: float; pure instance", move |mut call| {
            // The first runs alone: it finds out whether there is a state.
            let number = call.float(0);
            if number > 0.0 {
                barrier.wait();
            }
            call.give(0, number);
            Ok(())
        });
    let report = machine.run(
        r#"
        "range": (kind: "range", version: 1),
        "x": (kind: "x", version: 1, wires: {"a": "range.values"}),
        --- outputs: {"x": "x.value"}"#,
    );
    assert_eq!(report.ended, Ended::Done);
}

#[test]
fn for_each_calls_every_number_once_also_inside_itself() {
    for threads in [1, 2, 8] {
        let machine = Machine::new(threads).kind("x(a: float) -> value: float", move |mut call| {
            let counts: Vec<AtomicUsize> = std::iter::repeat_with(AtomicUsize::default).take(100).collect();
            let flow = call.host.for_each(10, &|tens| {
                call.host.for_each(10, &|ones| {
                    counts[(tens * 10 + ones) as usize].fetch_add(1, Ordering::Relaxed);
                });
            });
            assert_eq!((flow, call.host.threads() as usize), (Flow::Go, threads));
            assert!(counts.iter().all(|count| count.load(Ordering::Relaxed) == 1));
            call.give(0, 1.0);
            Ok(())
        });
        assert_eq!(machine.run(&many(20)).ended, Ended::Done);
    }
}

#[test]
fn a_thread_of_a_plugin_may_use_for_each_too() {
    let machine = Machine::new(1).kind("x(a: float) -> value: float", move |mut call| {
        let count = AtomicUsize::new(0);
        let count_one = |_| {
            count.fetch_add(1, Ordering::Relaxed);
        };
        std::thread::scope(|scope| {
            scope.spawn(|| call.host.for_each(10, &count_one));
        });
        call.give(0, count.into_inner() as f64);
        Ok(())
    });
    assert_eq!(number(&machine.run(&many(1)), "n0"), 10.0);
}

#[test]
fn stop_ends_the_running_step_and_begins_no_other() {
    let machine = Machine::numbers(2);
    let stop = machine.stop.clone();
    let machine = machine.kind("x(a: float) -> value: float", move |mut call| {
        call.give(0, 1.0);
        if call.float(0) == 1.0 {
            stop.press();
        }
        match call.host.report(0.5, "half") {
            Flow::Go => Ok(()),
            Flow::Stop => Err(CallError { status: CallStatus::Cancelled, message: String::new() }),
        }
    });
    let text = r#"
        "a": (kind: "x", version: 1, set: {"a": 1.0}),
        "b": (kind: "add", version: 1, wires: {"a": "a.value"}),
        --- outputs: {"b": "b.value"}"#;
    let report = machine.run(text);
    assert_eq!(report.ended, Ended::Cancelled);
    assert_eq!(report.states, [StepState::Cancelled; 2]);
    assert!(report.failures.is_empty());
    let events = machine.events.lock().unwrap();
    assert!(matches!(events.last(), Some(RunEvent::RunEnded { ended: Ended::Cancelled, cancelled: 2, .. })));
}

#[test]
fn a_listener_that_panics_ends_the_run_and_not_the_program() {
    let machine = Machine::numbers(4).kind("x(a: float) -> value: float", |mut call| {
        call.give(0, 1.0);
        Ok(())
    });
    let plan = machine.plan(&kinds::graph(&many(100)), &[]);
    let listener =
        |event: RunEvent| assert!(!matches!(event, RunEvent::StepDone { step: 50, .. }), "I cannot hear this");
    let report = machine.workers.run(&Job { listener: Some(&listener), ..machine.job(&plan) });
    assert_eq!((report.ended, report.failures.len()), (Ended::Failed, 1));
    assert!(report.failures[0].1.message.contains("I cannot hear this"));
    assert_eq!(machine.run(&many(100)).ended, Ended::Done);
}

#[test]
fn a_value_is_let_go_with_its_last_reader() {
    let made: Arc<Mutex<Vec<Weak<Content>>>> = Arc::default();
    let (seen, alive) = (Arc::clone(&made), Arc::new(Mutex::new(Vec::new())));
    let counts = Arc::clone(&alive);
    // Not pure, so that no cache holds them.
    let machine = Machine::new(1).kind("x(a: float = 0) -> value: float; none", move |call| {
        let number = call.float(0);
        let alive = seen.lock().unwrap().iter().filter(|value| value.strong_count() > 0).count();
        counts.lock().unwrap().push(alive);
        let value = Value::new(Content::Float(number + 1.0));
        seen.lock().unwrap().push(Arc::downgrade(value.as_arc()));
        call.outputs[0] = Some(value);
        Ok(())
    });
    let chain: String = (1..20)
        .map(|at| format!("\"n{at}\": (kind: \"x\", version: 1, wires: {{\"a\": \"n{}.value\"}}),", at - 1))
        .collect();
    let report = machine.run(&format!(
        "\"n0\": (kind: \"x\", version: 1), {chain} --- outputs: {{\"last\": \"n19.value\", \"early\": \"n3.value\"}}"
    ));
    assert_eq!(number(&report, "last"), 20.0);
    // The one that is read, and from the fourth on the one that was asked for.
    let alive = alive.lock().unwrap();
    assert_eq!(*alive, [vec![0, 1, 1, 1, 1], vec![2; 15]].concat());
}

#[test]
fn the_last_reader_gets_the_value_itself() {
    let machine = Machine::new(1)
        .kind("make() -> value: float; none", |mut call| {
            call.give(0, 1.0);
            Ok(())
        })
        .kind("x(a: float) -> value: float; none", |mut call| {
            let holders = call.inputs[0].as_ref().map_or(0, |value| Arc::strong_count(value.as_arc()));
            call.give(0, holders as f64);
            Ok(())
        });
    let report = machine.run(
        r#"
        "make": (kind: "make", version: 1),
        "x": (kind: "x", version: 1, wires: {"a": "make.value"}),
        --- outputs: {"x": "x.value"}"#,
    );
    assert_eq!(number(&report, "x"), 1.0);
}

#[test]
fn a_long_chain_needs_no_deep_stack() {
    let machine = Machine::numbers(2);
    let mut graph = weft_engine::graph::Graph::new();
    graph.add("n0", weft_engine::graph::Node::new("value", 1)).unwrap();
    for at in 1..100_000_u32 {
        let wire = weft_engine::graph::Wire::new(format!("n{}", at - 1), "value");
        graph.add(format!("n{at}"), weft_engine::graph::Node::new("add", 1).with("b", 1.0).wired("a", wire)).unwrap();
    }
    let plan = machine.plan(&graph, &[weft_engine::plan::Goal::Name("n99999".into())]);
    let report = machine.workers.run(&machine.job(&plan));
    assert_eq!(number(&report, "n99999.value"), 99_999.0);
}
