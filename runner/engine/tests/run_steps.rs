//! What a run does with a plan: values, failures, lists, thread modes, and what is not run again.

#[path = "plan_support/kinds.rs"]
mod kinds;
#[path = "plan_support/machine.rs"]
mod machine;

use machine::{Machine, number};
use weft_engine::run::{Ended, StepState};

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
