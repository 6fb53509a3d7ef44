//! What a run does with a plan: values, failures, lists, thread modes, and what is not run again.

#[path = "plan_support/kinds.rs"]
mod kinds;
#[path = "plan_support/machine.rs"]
mod machine;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use machine::{Machine, number};
use weft_engine::plugins::{CallError, CallStatus};
use weft_engine::run::{Ended, State, StepState};

const SUM: &str = r#"
    "one": (kind: "value", version: 1, set: {"value": 1.0}),
    "two": (kind: "value", version: 1, set: {"value": 2.0}),
    "sum": (kind: "add", version: 1, wires: {"a": "one.value", "b": "two.value"}),
    "more": (kind: "add", version: 1, set: {"b": 10.0}, wires: {"a": "sum.value"}),
    --- outputs: {"sum": "sum.value", "more": "more.value"}"#;

#[test]
fn values_flow_from_step_to_step() {
    let machine = Machine::numbers(2);
    let report = machine.run(SUM);
    assert_eq!((number(&report, "sum"), number(&report, "more")), (3.0, 13.0));
    assert_eq!(report.ended, Ended::Done);
    assert_eq!(report.states, [StepState::Done; 4]);
}

#[test]
fn nothing_runs_twice_and_only_what_follows_a_change_runs_again() {
    let machine = Machine::numbers(2);
    drop(machine.run(SUM));
    assert_eq!((machine.calls("value"), machine.calls("add")), (2, 2));
    let again = machine.run(SUM);
    assert_eq!((machine.calls("value"), machine.calls("add")), (0, 0));
    assert_eq!((number(&again, "sum"), number(&again, "more")), (3.0, 13.0));
    assert_eq!(again.count(StepState::Reused), 2, "what is wanted; nobody asks for what is before it");
    let changed = machine.run(&SUM.replace("\"b\": 10.0", "\"b\": 20.0"));
    assert_eq!((machine.calls("value"), machine.calls("add")), (0, 1));
    assert_eq!(number(&changed, "more"), 23.0);
    drop(machine.run(&SUM.replace("\"value\": 2.0", "\"value\": 3.0")));
    assert_eq!((machine.calls("value"), machine.calls("add")), (1, 2));
}

#[test]
fn a_failed_step_fails_what_reads_it_and_the_rest_finishes() {
    let text = r#"
        "one": (kind: "value", version: 1, set: {"value": 1.0}),
        "bad": (kind: "fail", version: 1, wires: {"a": "one.value"}),
        "lost": (kind: "add", version: 1, wires: {"a": "bad.value", "b": "one.value"}),
        "lost2": (kind: "add", version: 1, wires: {"a": "lost.value"}),
        "fine": (kind: "add", version: 1, wires: {"a": "one.value"}),
        --- outputs: {"lost": "lost2.value", "fine": "fine.value"}"#;
    let machine = Machine::numbers(2);
    let report = machine.run(text);
    assert_eq!(report.ended, Ended::Failed);
    assert_eq!(number(&report, "fine"), 1.0);
    assert!(report.output("lost").is_none());
    use StepState::{Done, Failed, Skipped};
    assert_eq!(report.states, [Done, Failed, Skipped, Skipped, Done]);
    assert_eq!(report.failures.len(), 1);
    assert_eq!(report.failures[0].1.to_string(), "error: it does not want to\n  at node `bad`");

    let again = machine.run(text);
    assert_eq!(machine.calls("fail"), 1, "an identical failure is not tried again");
    assert_eq!((again.ended, again.failures.len()), (Ended::Failed, 1));
    machine.workers.forget_failures();
    drop(machine.run(text));
    assert_eq!(machine.calls("fail"), 1);
    drop(machine.run(&text.replace("1.0", "2.0")));
    assert_eq!(machine.calls("fail"), 1, "another input is another try");
}

#[test]
fn a_sink_runs_each_time_and_its_inputs_come_from_the_cache() {
    let machine = Machine::numbers(2).kind("save(a: float) ->; sink", |_| Ok(()));
    let text = r#"
        "one": (kind: "value", version: 1, set: {"value": 1.0}),
        "save": (kind: "save", version: 1, wires: {"a": "one.value"}),
        "idle": (kind: "add", version: 1, wires: {"a": "one.value"}),"#;
    let first = machine.run(text);
    let second = machine.run(text);
    assert_eq!((machine.calls("save"), machine.calls("value"), machine.calls("add")), (2, 1, 0));
    assert_eq!(first.states, [StepState::Done, StepState::Done, StepState::Idle]);
    assert_eq!(second.states, [StepState::Reused, StepState::Done, StepState::Idle]);
}

#[test]
fn a_panic_is_told_and_the_state_is_made_anew() {
    let machine = Machine::new(1).kind_with_state(
        "count(a: float) -> value: float; instance",
        || Box::new(AtomicU32::new(0)) as State,
        |mut call| {
            let counter: &AtomicU32 = call.state.and_then(|state| state.downcast_ref()).expect("it has a state");
            let before = counter.fetch_add(1, Ordering::Relaxed);
            assert!(call.float(0) < 5.0, "five is too much");
            call.give(0, f64::from(before));
            Ok(())
        },
    );
    let text =
        |a: &str| format!(r#""c": (kind: "count", version: 1, set: {{"a": {a}}}), --- outputs: {{"c": "c.value"}}"#);
    assert_eq!(number(&machine.run(&text("1.0")), "c"), 0.0);
    assert_eq!(number(&machine.run(&text("1.0")), "c"), 1.0, "a node keeps its state from run to run");
    let failed = machine.run(&text("5.0"));
    assert_eq!(failed.failures[0].1.code, "panic");
    assert!(failed.failures[0].1.message.contains("five is too much"), "{:?}", failed.failures);
    assert_eq!(number(&machine.run(&text("2.0")), "c"), 0.0, "a new state");
}

#[test]
fn wired_values_are_checked_as_settings_are() {
    let machine = Machine::numbers(2)
        .kind("scale(by: float 0..4, way: choice = box {box|linear}) -> value: float", |mut call| {
            let by = call.float(0);
            call.give(0, by);
            Ok(())
        })
        .kind("word(text: text) -> text: text", |call| {
            call.outputs[0] = call.inputs[0].clone();
            Ok(())
        });
    let report = machine.run(
        r#"
        "nine": (kind: "value", version: 1, set: {"value": 9.0}),
        "word": (kind: "word", version: 1, set: {"text": "boxy"}),
        "a": (kind: "scale", version: 1, wires: {"by": "nine.value"}),
        "b": (kind: "scale", version: 1, set: {"by": 1.0}, wires: {"way": "word.text"}),
        --- outputs: {"a": "a.value", "b": "b.value"}"#,
    );
    let told: Vec<String> = report.failures.iter().map(|(_, told)| told.to_string()).collect();
    assert_eq!(
        told,
        [
            "error: `a.by` must lie between 0 and 4, but is 9\n  at node `a`",
            "error: `b.way` has no choice `boxy`\n  at node `b`\nhint: did you mean `box`? there are `box` and `linear`"
        ]
    );
}

#[test]
fn a_lack_of_memory_is_tried_once_more() {
    let tries = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&tries);
    let machine = Machine::new(1).kind("hungry() -> value: float", move |mut call| {
        if seen.fetch_add(1, Ordering::Relaxed) == 0 {
            return Err(CallError { status: CallStatus::GpuOutOfMemory, message: String::new() });
        }
        call.give(0, 1.0);
        Ok(())
    });
    let report = machine.run(r#""a": (kind: "hungry", version: 1), --- outputs: {"a": "a.value"}"#);
    assert_eq!((number(&report, "a"), tries.load(Ordering::Relaxed)), (1.0, 2));
}
