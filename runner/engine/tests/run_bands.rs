//! Chains of local kinds in bands: the same bits as without, no whole picture between, and every step tells of itself.
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

#[path = "plan_support/kinds.rs"]
mod kinds;
#[path = "plan_support/machine.rs"]
mod machine;
#[path = "plan_support/pictures.rs"]
mod pictures;

use std::collections::HashMap;

use machine::Machine;
use pictures::pictures;
use proptest::prelude::*;
use weft_engine::graph::{Edit, Graph, Node, Wire};
use weft_engine::plan::Goal;
use weft_engine::run::{Bands, Ended, Report, RunEvent, StepState};
use weft_engine::value::{Image, Value};

/// One node: its kind, how far it looks, and which earlier nodes it reads.
#[derive(Debug, Clone)]
struct Plain {
    kind: usize,
    radius: u8,
    reads: [usize; 3],
}

#[derive(Debug, Clone)]
struct Case {
    size: (u32, u32),
    planes: u32,
    /// Height of the second source.
    other_height: u32,
    nodes: Vec<Plain>,
    wanted: Vec<usize>,
    rows: u32,
}

const KINDS: [&str; 9] = ["gain", "shade", "grey", "blur", "blur", "mix", "melt", "flip", "own"];

fn cases() -> impl Strategy<Value = Case> {
    let index = any::<prop::sample::Index>;
    let node = (0..KINDS.len(), prop_oneof![4 => 0_u8..4, 1 => 4_u8..40], [index(), index(), index()]);
    let size = prop_oneof![Just((1, 1)), (1_u32..20, 1_u32..20), (1_u32..6, 20_u32..90)];
    let nodes = prop::collection::vec(node, 1..14);
    (size, 1_u32..5, nodes, index(), prop_oneof![Just(1), 1_u32..9, Just(64)], any::<bool>()).prop_map(
        |(size, planes, raw, wanted, rows, is_other)| {
            let reads = |at: usize, reads: [prop::sample::Index; 3]| {
                // Mostly the one before, so that there are chains; else a branch.
                let near = |read: prop::sample::Index| if read.index(3) > 0 { at + 1 } else { read.index(at + 2) };
                [near(reads[0]), reads[1].index(at + 2), reads[2].index(at + 2)]
            };
            let nodes: Vec<Plain> = (raw.into_iter().enumerate())
                .map(|(at, (kind, radius, indexes))| Plain { kind, radius, reads: reads(at, indexes) })
                .collect();
            let wanted = vec![nodes.len() + 1, wanted.index(nodes.len()) + 2];
            let other_height = if is_other { size.1 + 3 } else { size.1 };
            Case { size, planes, other_height, nodes, wanted, rows }
        },
    )
}

impl Case {
    /// Nodes 0 and 1 are sources.
    fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        let int = i64::from;
        for (at, height) in [self.size.1, self.other_height].into_iter().enumerate() {
            let source = Node::new("source", 1).with("width", int(self.size.0)).with("height", int(height));
            let source = source.with("planes", int(self.planes)).with("seed", 7 + at);
            add(&mut graph, at, source);
        }
        for (at, plain) in self.nodes.iter().enumerate() {
            let wire = |read: usize| Wire::new(format!("n{read}"), "image");
            let mut node = Node::new(KINDS[plain.kind], 1).wired("image", wire(plain.reads[0]));
            if matches!(KINDS[plain.kind], "blur" | "melt") {
                node = node.with("radius", f64::from(plain.radius));
            }
            if matches!(KINDS[plain.kind], "mix" | "melt") {
                node = node.wired("other", wire(plain.reads[1]));
            }
            add(&mut graph, at + 2, node);
        }
        graph
    }

    fn goals(&self) -> Vec<Goal> {
        self.wanted.iter().map(|at| Goal::Name(format!("n{at}").into())).collect()
    }
}

fn add(graph: &mut Graph, at: usize, node: Node) {
    graph.apply(Edit::add(format!("n{at}"), node)).unwrap();
}

fn images(report: &Report) -> Vec<Option<Image>> {
    report.outputs.iter().map(|(_, value)| value.as_ref().and_then(Value::as_image).cloned()).collect()
}

/// Each step that ran told its beginning and its end once, and progress only in between.
fn check_events(machine: &Machine, report: &Report) {
    let mut open: HashMap<u32, bool> = HashMap::new();
    let mut ended = Vec::new();
    for event in machine.events.lock().unwrap().iter() {
        match event {
            RunEvent::StepStarted { step, .. } => assert!(open.insert(*step, true).is_none(), "begun twice"),
            RunEvent::StepProgress { step, .. } | RunEvent::Log { step, .. } => assert!(open[step]),
            RunEvent::StepDone { step, .. }
            | RunEvent::StepFailed { step, .. }
            | RunEvent::StepSkipped { step, .. } => {
                open.insert(*step, false);
                ended.push(*step);
            }
            RunEvent::RunStarted { .. } | RunEvent::RunEnded { .. } => {}
        }
    }
    assert!(open.values().all(|is_open| !is_open), "some never ended");
    let n_ended = ended.len();
    ended.sort_unstable();
    ended.dedup();
    assert_eq!(ended.len(), n_ended, "ended twice");
    let idle = report.count(StepState::Idle);
    assert_eq!(n_ended, report.states.len() - idle, "{:?}", report.states);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, ..ProptestConfig::default() })]

    #[test]
    fn any_chain_gives_the_same_bits_in_bands(case in cases()) {
        let mut whole = pictures(1);
        whole.bands = Bands::off();
        let plan = whole.plan(&case.graph(), &case.goals());
        let expected = whole.run_plan(&plan);
        prop_assert_eq!(expected.ended, Ended::Done);
        for threads in [1, 2, 8] {
            let mut banded = pictures(threads);
            banded.bands = Bands::of_rows(case.rows);
            let report = banded.run_plan(&plan);
            prop_assert_eq!(report.ended, Ended::Done, "{:?}", report.failures);
            prop_assert_eq!(images(&report), images(&expected));
            prop_assert_eq!(&report.states, &expected.states);
            check_events(&banded, &report);
            let again = banded.run_plan(&plan);
            prop_assert_eq!(images(&again), images(&expected));
        }
    }
}

/// A source of so many rows, then what `nodes` says; `last` is exposed.
fn chain(height: u32, nodes: &str) -> String {
    format!(
        r#""photo": (kind: "source", version: 1, set: {{"width": 20, "height": {height}}}),
        {nodes}
        --- outputs: {{"last": "last.image"}}"#
    )
}

fn banded(threads: usize, rows: u32) -> Machine {
    let mut machine = pictures(threads);
    machine.bands = Bands::of_rows(rows);
    machine
}

const DIAMOND: &str = r#"
    "first": (kind: "blur", version: 1, wires: {"image": "photo.image"}),
    "left": (kind: "gain", version: 1, wires: {"image": "first.image"}),
    "right": (kind: "blur", version: 1, set: {"radius": 1.0}, wires: {"image": "first.image"}),
    "last": (kind: "mix", version: 1, wires: {"image": "left.image", "other": "right.image"}),"#;

#[test]
fn a_branch_that_joins_again_is_one_chain_and_every_row_is_made_once() {
    let text = chain(100, DIAMOND);
    let machine = banded(2, 10);
    let report = machine.run(&text);
    assert_eq!(report.ended, Ended::Done, "{:?}", report.failures);
    check_events(&machine, &report);
    assert_eq!((machine.calls("source"), machine.calls("gain"), machine.calls("mix")), (1, 10, 10));
    // The last rows are made with those before them, as others look ahead.
    assert!((18..=20).contains(&machine.calls("blur")));
    let whole = pictures(2);
    assert_eq!(images(&whole.run(&text)), images(&report));
    assert_eq!(whole.calls("blur"), 2, "small pictures stay whole");
}

#[test]
fn only_the_end_of_a_chain_is_kept_and_what_lies_between_is_made_when_asked_for() {
    let machine = banded(2, 10);
    let text = chain(60, DIAMOND);
    let report = machine.run(&text);
    let again = machine.run(&text);
    assert_eq!(again.states, [StepState::Idle, StepState::Idle, StepState::Idle, StepState::Idle, StepState::Reused]);
    let _first = (machine.calls("gain"), machine.calls("source"));
    let between = machine.plan(&kinds::graph(&text), &[Goal::Name("left".into())]);
    let asked = machine.run_plan(&between);
    assert_eq!((machine.calls("gain"), machine.calls("source")), (6, 0), "the source was kept");
    assert_eq!(asked.count(StepState::Done), 2);
    assert!(report.output("last").is_some());
}

#[test]
fn what_is_asked_for_or_read_by_others_is_whole() {
    let text = chain(
        50,
        r#""one": (kind: "gain", version: 1, wires: {"image": "photo.image"}),
        "turned": (kind: "flip", version: 1, wires: {"image": "one.image"}),
        "two": (kind: "blur", version: 1, wires: {"image": "one.image"}),
        "last": (kind: "mix", version: 1, wires: {"image": "two.image", "other": "turned.image"}),"#,
    );
    let machine = banded(2, 7);
    let report = machine.run(&text);
    check_events(&machine, &report);
    assert_eq!(machine.calls("flip"), 1);
    assert_eq!(machine.calls("gain"), 8, "one chain of its own");
    assert_eq!(images(&report), images(&pictures(1).run(&text)));
}

#[test]
fn pictures_of_different_heights_are_made_whole() {
    let text = chain(
        40,
        r#""small": (kind: "source", version: 1, set: {"width": 9, "height": 11, "seed": 3}),
        "soft": (kind: "blur", version: 1, wires: {"image": "small.image"}),
        "near": (kind: "gain", version: 1, wires: {"image": "photo.image"}),
        "mixed": (kind: "mix", version: 1, wires: {"image": "near.image", "other": "soft.image"}),
        "last": (kind: "shade", version: 1, wires: {"image": "mixed.image"}),"#,
    );
    let machine = banded(2, 6);
    let report = machine.run(&text);
    check_events(&machine, &report);
    assert_eq!(machine.calls("mix"), 1);
    assert_eq!(images(&report), images(&pictures(1).run(&text)));
}

#[test]
fn one_picture_in_two_places_of_two_branches_of_different_heights_is_told_once() {
    let text = chain(
        30,
        r#""small": (kind: "source", version: 1, set: {"width": 9, "height": 11, "seed": 3}),
        "near": (kind: "gain", version: 1, wires: {"image": "photo.image"}),
        "left": (kind: "mix", version: 1, wires: {"image": "near.image", "other": "small.image"}),
        "right": (kind: "mix", version: 1, wires: {"image": "near.image", "other": "photo.image"}),
        "last": (kind: "mix", version: 1, wires: {"image": "left.image", "other": "right.image"}),"#,
    );
    for threads in [1, 2, 8] {
        let machine = banded(threads, 6);
        let report = machine.run(&text);
        check_events(&machine, &report);
        assert_eq!(images(&report), images(&pictures(1).run(&text)));
    }
}

#[test]
fn the_step_that_fails_is_named_and_what_reads_it_is_skipped() {
    let text = chain(
        50,
        r#""one": (kind: "gain", version: 1, wires: {"image": "photo.image"}),
        "bad": (kind: "touchy", version: 1, set: {"from": 20}, wires: {"image": "one.image"}),
        "three": (kind: "shade", version: 1, wires: {"image": "bad.image"}),
        "last": (kind: "gain", version: 1, wires: {"image": "three.image"}),"#,
    );
    use StepState::{Done, Failed, Skipped};
    for threads in [1, 2, 8] {
        let machine = banded(threads, 4);
        let report = machine.run(&text);
        check_events(&machine, &report);
        assert_eq!(report.states, [Done, Done, Failed, Skipped, Skipped]);
        assert_eq!(report.failures[0].1.to_string(), "error: no rows from 20 on\n  at node `bad`");
        let again = machine.run(&text);
        assert_eq!((machine.calls("touchy") > 0, again.failures.len()), (true, 1));
        assert_eq!(machine.run(&text).states[2], Failed, "the failure is remembered");
        assert_eq!(machine.calls("touchy"), 0);
    }
    // The last step itself, and one that looks around.
    let last = text.replace("\"touchy\"", "\"gain\"").replace("\"from\": 20", "\"by\": 2.0");
    let last = last.replace(r#""last": (kind: "gain", version: 1,"#, r#""last": (kind: "touchy", version: 1,"#);
    let last = last.replace("\"shade\"", "\"blur\"");
    let machine = banded(2, 4);
    let report = machine.run(&last);
    check_events(&machine, &report);
    assert_eq!(report.states, [Done, Done, Done, Done, Failed]);
}

#[test]
fn what_waits_for_a_step_that_cannot_run_is_skipped_too() {
    let text = chain(
        30,
        r#""one": (kind: "gain", version: 1, wires: {"image": "photo.image"}),
        "two": (kind: "gain", version: 1, set: {"by": 3.0}, wires: {"image": "one.image"}),
        "bad": (kind: "touchy", version: 1, wires: {"image": "photo.image"}),
        "turned": (kind: "flip", version: 1, wires: {"image": "bad.image"}),
        "last": (kind: "mix", version: 1, wires: {"image": "two.image", "other": "turned.image"}),"#,
    );
    let machine = banded(2, 4);
    let report = machine.run(&text);
    check_events(&machine, &report);
    use StepState::{Done, Failed, Skipped};
    assert_eq!(report.states, [Done, Skipped, Skipped, Failed, Skipped, Skipped]);
    assert_eq!(machine.calls("gain"), 0);
}

#[test]
fn a_kind_that_gives_another_size_is_told_who_it_is() {
    let text = chain(30, r#""last": (kind: "tall", version: 1, wires: {"image": "photo.image"}),"#);
    let report = banded(1, 4).run(&text);
    let told = &report.failures[0].1.message;
    assert_eq!(told, "`tall` says that it is local, but made a picture of 20 × 5 from one of 20 × 4");
}

#[test]
fn a_kind_that_looks_further_than_it_says_gives_other_bits_in_bands() {
    let text = chain(40, r#""last": (kind: "liar", version: 1, wires: {"image": "photo.image"}),"#);
    let honest = text.replace("liar", "blur");
    assert_ne!(images(&banded(1, 5).run(&text)), images(&pictures(1).run(&text)));
    assert_eq!(images(&banded(1, 5).run(&honest)), images(&pictures(1).run(&honest)));
}

#[test]
fn a_stop_in_the_middle_of_a_chain_ends_it() {
    let text = chain(
        90,
        r#""one": (kind: "blur", version: 1, wires: {"image": "photo.image"}),
        "stop": (kind: "stop", version: 1, wires: {"image": "one.image"}),
        "last": (kind: "gain", version: 1, wires: {"image": "stop.image"}),"#,
    );
    for pointwise in [false, true] {
        let machine = banded(2, 3);
        let stop = machine.stop.clone();
        let machine = machine.kind("stop(image: image !wire) -> image: image; pure pointwise", move |call| {
            if call.picture(0).origin().1 > 30 {
                stop.press();
            }
            call.outputs[0] = call.inputs[0].clone();
            Ok(())
        });
        let report = machine.run(&if pointwise { text.replace("blur", "shade") } else { text.clone() });
        assert_eq!(report.ended, Ended::Cancelled);
        assert_eq!(report.states[1..], [StepState::Cancelled; 3]);
        assert!(report.output("last").is_none());
        assert!(machine.calls("gain") < 28);
    }
}

#[test]
fn results_that_no_plan_can_name_are_found_again() {
    let machine = banded(2, 8).kind("today(seed: int = 1) -> image: image; none", |call| {
        let image = Image::zeroed(300, 90, 1, weft_engine::value::Colour::Srgb).unwrap();
        call.outputs[0] = Some(Value::new(weft_engine::value::Content::Image(image)));
        Ok(())
    });
    let text = r#"
        "photo": (kind: "today", version: 1),
        "one": (kind: "gain", version: 1, wires: {"image": "photo.image"}),
        "two": (kind: "blur", version: 1, wires: {"image": "one.image"}),
        "last": (kind: "gain", version: 1, set: {"by": 3.0}, wires: {"image": "two.image"}),
        --- outputs: {"last": "last.image"}"#;
    let first = machine.run(text);
    assert!(machine.calls("blur") > 5);
    let again = machine.run(text);
    assert_eq!((machine.calls("today"), machine.calls("blur")), (2, 0));
    assert_eq!(images(&first), images(&again));
    check_events(&machine, &again);
    let other = machine.run(&text.replace("3.0", "4.0"));
    assert_ne!(images(&first), images(&other));
    // Another setting in the middle is another result.
    let middle =
        machine.run(&text.replace(
            r#""two": (kind: "blur", version: 1,"#,
            r#""two": (kind: "blur", version: 1, set: {"radius": 1.0},"#,
        ));
    assert_ne!(images(&first), images(&middle));
}

#[test]
fn a_large_picture_gives_the_same_bits_with_the_heights_that_the_chain_chooses() {
    let text = r#"
        "photo": (kind: "source", version: 1, set: {"width": 3000, "height": 3000, "planes": 1}),
        "one": (kind: "gain", version: 1, wires: {"image": "photo.image"}),
        "two": (kind: "blur", version: 1, set: {"radius": 2.0}, wires: {"image": "one.image"}),
        "last": (kind: "shade", version: 1, wires: {"image": "two.image"}),
        --- outputs: {"last": "last.image"}"#;
    let mut whole = pictures(2);
    whole.bands = Bands::off();
    let expected = images(&whole.run(text));
    for threads in [1, 2, 8] {
        let mut machine = pictures(threads);
        machine.bands = Bands { pixels_min: 1 << 20, ..Bands::default() };
        assert_eq!(images(&machine.run(text)), expected);
        assert!(machine.calls("blur") > 4);
    }
}
