//! Lists wired into what takes one, and identities that only a run can know.

#[path = "plan_support/kinds.rs"]
mod kinds;
#[path = "plan_support/machine.rs"]
mod machine;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use machine::{Call, Machine, fail, number, numbers_of};
use weft_engine::plan::FileFact;
use weft_engine::run::StepState;
use weft_engine::value::{Content, Value};

fn list(numbers: impl IntoIterator<Item = f64>) -> Option<Value> {
    let items = numbers.into_iter().map(|number| Value::new(Content::Float(number)));
    Some(Value::new(Content::List(items.collect())))
}

fn lists(threads: usize) -> Machine {
    Machine::numbers(threads)
        .kind("range(count: int = 3) -> values: [float]", |call| {
            let count = call.inputs[0].as_ref().and_then(Value::as_int).expect("a count");
            call.outputs[0] = list((0..count).map(|number| number as f64));
            Ok(())
        })
        .kind("sum(values: [float]) -> value: float", |mut call: Call<'_>| {
            let values = call.inputs[0].as_ref().and_then(Value::as_list).expect("a list");
            let sum = values.iter().filter_map(Value::as_float).sum();
            call.give(0, sum);
            Ok(())
        })
        .kind("split(a: float) -> halves: [float]", |call| {
            call.outputs[0] = list([call.float(0) / 2.0; 2]);
            Ok(())
        })
        .kind("picky(a: float) -> value: float", |mut call| {
            let number = call.float(0);
            call.give(0, number);
            if (number as i64) % 4 == 3 { fail(&format!("{number} is not for me")) } else { Ok(()) }
        })
}

#[test]
fn lists_are_zipped_and_the_last_item_repeats() {
    for threads in [1, 2, 8] {
        let report = lists(threads).run(
            r#"
            "five": (kind: "range", version: 1, set: {"count": 5}),
            "two": (kind: "range", version: 1, set: {"count": 2}),
            "none": (kind: "range", version: 1, set: {"count": 0}),
            "sums": (kind: "add", version: 1, wires: {"a": "five.values", "b": "two.values"}),
            "plus": (kind: "add", version: 1, set: {"b": 100.0}, wires: {"a": "sums.value"}),
            "empty": (kind: "add", version: 1, wires: {"a": "five.values", "b": "none.values"}),
            "halves": (kind: "split", version: 1, wires: {"a": "two.values"}),
            "total": (kind: "sum", version: 1, wires: {"values": "plus.value"}),
            "one": (kind: "value", version: 1, set: {"value": 7.0}),
            "wrapped": (kind: "sum", version: 1, wires: {"values": "one.value"}),
            "joined": (kind: "sum", version: 1, wires: {"values": ["one.value", "five.values", "one.value"]}),
            "each": (kind: "add", version: 1, set: {"b": 1.0}, wires: {"a": ["one.value", "two.values"]}),
            --- outputs: {"plus": "plus.value", "empty": "empty.value", "halves": "halves.halves",
                "total": "total.value", "wrapped": "wrapped.value", "joined": "joined.value", "each": "each.value"}"#,
        );
        assert_eq!(numbers_of(&report, "plus"), [100.0, 102.0, 103.0, 104.0, 105.0]);
        assert_eq!(numbers_of(&report, "empty"), [0.0; 0]);
        assert_eq!(numbers_of(&report, "halves"), [0.0, 0.0, 0.5, 0.5]);
        assert_eq!(numbers_of(&report, "each"), [8.0, 1.0, 2.0]);
        assert_eq!(
            [number(&report, "total"), number(&report, "wrapped"), number(&report, "joined")],
            [514.0, 7.0, 24.0]
        );
    }
}

#[test]
fn the_first_item_that_fails_is_told_for_any_number_of_threads() {
    for threads in [1, 2, 8] {
        let report = lists(threads).run(
            r#"
            "many": (kind: "range", version: 1, set: {"count": 50}),
            "picky": (kind: "picky", version: 1, wires: {"a": "many.values"}),
            --- outputs: {"picky": "picky.value"}"#,
        );
        assert_eq!(report.failures[0].1.message, "item 4 of 50: 3 is not for me");
    }
}

/// Lists a folder that a test can change, and loads what is in it.
fn files(names: Arc<AtomicU64>) -> Machine {
    let fingerprint = Arc::clone(&names);
    lists(2)
        .kind_with_fingerprint(
            "list(folder: path !folder) -> paths: [path]; pure fingerprints",
            move || fingerprint.load(Ordering::Relaxed),
            move |call| {
                let count = names.load(Ordering::Relaxed);
                let paths = (0..count).map(|number| Value::text(format!("{number}.txt")));
                call.outputs[0] = Some(Value::new(Content::List(paths.collect())));
                Ok(())
            },
        )
        .kind("load(path: path) -> value: float", |mut call| {
            let path = call.inputs[0].as_ref().and_then(Value::as_text).expect("a path").to_owned();
            let number = path.strip_prefix("/graphs/").and_then(|name| name.strip_suffix(".txt")).expect("absolute");
            call.give(0, number.parse().expect("a number"));
            Ok(())
        })
}

const FOLDER: &str = r#"
    "list": (kind: "list", version: 1, set: {"folder": "in"}),
    "load": (kind: "load", version: 1, wires: {"path": "list.paths"}),
    "plus": (kind: "add", version: 1, set: {"b": 1.0}, wires: {"a": "load.value"}),
    "total": (kind: "sum", version: 1, wires: {"values": "plus.value"}),
    --- outputs: {"total": "total.value"}"#;

#[test]
fn one_new_file_in_a_folder_runs_only_what_follows_it() {
    let names = Arc::new(AtomicU64::new(3));
    let mut machine = files(Arc::clone(&names));
    for number in 0..5 {
        machine.world.put(&format!("/graphs/{number}.txt"), &format!("content {number}"));
    }
    assert_eq!(number(&machine.run(FOLDER), "total"), 6.0);
    assert_eq!(["list", "load", "add", "sum"].map(|kind| machine.calls(kind)), [1, 3, 3, 1]);

    let again = machine.run(FOLDER);
    assert_eq!(["list", "load", "add", "sum"].map(|kind| machine.calls(kind)), [0; 4]);
    assert_eq!(again.states, [StepState::Reused; 4]);

    names.store(4, Ordering::Relaxed);
    assert_eq!(number(&machine.run(FOLDER), "total"), 10.0);
    assert_eq!(["list", "load", "add", "sum"].map(|kind| machine.calls(kind)), [1, 1, 1, 1]);

    // Other content under the same name: it is loaded again, and as the same comes out, nothing follows.
    machine.world.put("/graphs/0.txt", "new content");
    drop(machine.run(FOLDER));
    assert_eq!(["list", "load", "add", "sum"].map(|kind| machine.calls(kind)), [0, 1, 0, 0]);

    machine.world.files.insert("/graphs/1.txt".into(), FileFact::Missing);
    let failed = machine.run(FOLDER);
    assert_eq!(failed.failures[0].1.message, "item 2 of 4: there is no file /graphs/1.txt");
}

#[test]
fn what_a_kind_that_is_not_pure_gives_is_named_by_its_content() {
    let seen = Arc::new(AtomicU64::new(5));
    let clock = Arc::clone(&seen);
    let machine = lists(2).kind("clock() -> value: float; none", move |mut call| {
        call.give(0, clock.load(Ordering::Relaxed) as f64);
        Ok(())
    });
    let text = r#"
        "clock": (kind: "clock", version: 1),
        "plus": (kind: "add", version: 1, wires: {"a": "clock.value"}),
        --- outputs: {"plus": "plus.value"}"#;
    assert_eq!(number(&machine.run(text), "plus"), 5.0);
    assert_eq!(number(&machine.run(text), "plus"), 5.0);
    assert_eq!((machine.calls("clock"), machine.calls("add")), (2, 1), "the same came out: nothing follows");
    seen.store(6, Ordering::Relaxed);
    assert_eq!(number(&machine.run(text), "plus"), 6.0);
    assert_eq!((machine.calls("clock"), machine.calls("add")), (1, 1));
}
