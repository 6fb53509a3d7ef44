//! Edits: what each changes in the file, and that its inverse brings every byte back.
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

use expect_test::{Expect, expect};
use weft_engine::graph::{Anchor, Edit, Graph, Node, Setting, Target, Wire};

const TEXT: &str = r#"(
    weft: 1,
    nodes: {
        // The photo.
        "photo": (kind: "files.load", version: 1, set: {"path": "a.png"}),
        "mask": (kind: "mask.paint", version: 1, wires: {"image": "photo.image"}, bypass: true),
        "blend": (kind: "image.blend", version: 2, set: {"mode": "over"}, wires: {"images": ["photo.image", "mask.image"], "mask": "mask.image"}),
    },
    expose: (
        inputs: {
            "photo": "photo.path",
        },
        outputs: {
            // What one gets.
            "mask": "mask.image",
            "result": "blend.image",
        },
    ),
    view: {
        "photo": (0, 0),
        // In the middle.
        "mask": (200, 0),
        "blend": (400, 0),
        "frame/all": (at: (0, 0), size: (600, 200), title: "all"),
    },
    later: "kept",
)
"#;

/// Applies the edit, shows which lines changed, and takes it back.
#[track_caller]
fn check(edit: Edit, expected: &Expect) {
    let mut graph = Graph::parse(TEXT).unwrap();
    let inverse = graph.apply(edit).unwrap_or_else(|told| panic!("{told}"));
    let changed = graph.to_string();
    expected.assert_eq(&changed_lines(TEXT, &changed));
    assert_eq!(Graph::parse(&changed).unwrap().to_string(), changed);
    let again = graph.apply(inverse).unwrap();
    assert_eq!(graph.to_string(), TEXT);
    graph.apply(again).unwrap();
    assert_eq!(graph.to_string(), changed);
}

#[track_caller]
fn check_refused(edit: Edit, expected: &Expect) {
    let mut graph = Graph::parse(TEXT).unwrap();
    let told = graph.apply(edit).unwrap_err();
    expected.assert_eq(&told.to_string());
    assert!(told.hint.is_some());
    assert_eq!(graph.to_string(), TEXT);
}

/// The lines that only one of two texts has, in order.
fn changed_lines(before: &str, after: &str) -> String {
    let only = |mark: char, lines: &str, others: &str| -> String {
        let missing = |line: &&str| !others.lines().any(|other| other == *line);
        lines.lines().filter(missing).map(|line| format!("{mark} {}\n", line.trim())).collect()
    };
    only('-', before, after) + &only('+', after, before)
}

#[test]
fn moving_a_node_changes_one_line() {
    check(
        Edit::view("mask", Setting::point(210.0, 12.5)),
        &expect![[r#"
        - "mask": (200, 0),
        + "mask": (210, 12.5),
    "#]],
    );
}

#[test]
fn a_changed_setting_changes_one_line() {
    check(
        Edit::set("photo", "path", "b.png"),
        &expect![[r#"
        - "photo": (kind: "files.load", version: 1, set: {"path": "a.png"}),
        + "photo": (kind: "files.load", version: 1, set: {"path": "b.png"}),
    "#]],
    );
    check(
        Edit::reset("photo", "path"),
        &expect![[r#"
        - "photo": (kind: "files.load", version: 1, set: {"path": "a.png"}),
        + "photo": (kind: "files.load", version: 1),
    "#]],
    );
}

#[test]
fn removing_a_node_removes_every_mention_of_it() {
    check(
        Edit::remove("mask"),
        &expect![[r#"
        - "mask": (kind: "mask.paint", version: 1, wires: {"image": "photo.image"}, bypass: true),
        - "blend": (kind: "image.blend", version: 2, set: {"mode": "over"}, wires: {"images": ["photo.image", "mask.image"], "mask": "mask.image"}),
        - // What one gets.
        - "mask": "mask.image",
        - // In the middle.
        - "mask": (200, 0),
        + "blend": (kind: "image.blend", version: 2, set: {"mode": "over"}, wires: {"images": ["photo.image"]}),
    "#]],
    );
    check(
        Edit::Remove(vec!["blend".into(), "photo".into()]),
        &expect![[r#"
        - // The photo.
        - "photo": (kind: "files.load", version: 1, set: {"path": "a.png"}),
        - "mask": (kind: "mask.paint", version: 1, wires: {"image": "photo.image"}, bypass: true),
        - "blend": (kind: "image.blend", version: 2, set: {"mode": "over"}, wires: {"images": ["photo.image", "mask.image"], "mask": "mask.image"}),
        - inputs: {
        - "photo": "photo.path",
        - "result": "blend.image",
        - "photo": (0, 0),
        - "blend": (400, 0),
        + "mask": (kind: "mask.paint", version: 1, bypass: true),
    "#]],
    );
}

#[test]
fn a_renamed_node_is_followed_everywhere() {
    check(
        Edit::rename("photo", "Bild"),
        &expect![[r#"
        - "photo": (kind: "files.load", version: 1, set: {"path": "a.png"}),
        - "mask": (kind: "mask.paint", version: 1, wires: {"image": "photo.image"}, bypass: true),
        - "blend": (kind: "image.blend", version: 2, set: {"mode": "over"}, wires: {"images": ["photo.image", "mask.image"], "mask": "mask.image"}),
        - "photo": "photo.path",
        - "photo": (0, 0),
        + "Bild": (kind: "files.load", version: 1, set: {"path": "a.png"}),
        + "mask": (kind: "mask.paint", version: 1, wires: {"image": "Bild.image"}, bypass: true),
        + "blend": (kind: "image.blend", version: 2, set: {"mode": "over"}, wires: {"images": ["Bild.image", "mask.image"], "mask": "mask.image"}),
        + "photo": "Bild.path",
        + "Bild": (0, 0),
    "#]],
    );
    check(Edit::rename("mask", "mask"), &expect![""]);
}

#[test]
fn every_other_edit_does_what_its_name_says() {
    check(
        Edit::Title("New \"title\"".into()),
        &expect![[r#"
        + title: "New \"title\"",
    "#]],
    );
    check(
        Edit::add("sharp", Node::new("image.sharpen", 1).wired("image", ("blend", "image"))),
        &expect![[r#"
        + "sharp": (kind: "image.sharpen", version: 1, wires: {"image": "blend.image"}),
    "#]],
    );
    check(
        Edit::Replace { node: "mask".into(), kind: "mask.auto".into(), version: 3 },
        &expect![[r#"
        - "mask": (kind: "mask.paint", version: 1, wires: {"image": "photo.image"}, bypass: true),
        + "mask": (kind: "mask.auto", version: 3, wires: {"image": "photo.image"}, bypass: true),
    "#]],
    );
    check(
        Edit::Bypass { node: "mask".into(), on: false },
        &expect![[r#"
        - "mask": (kind: "mask.paint", version: 1, wires: {"image": "photo.image"}, bypass: true),
        + "mask": (kind: "mask.paint", version: 1, wires: {"image": "photo.image"}),
    "#]],
    );
    check(
        Edit::unwire("blend", "images"),
        &expect![[r#"
        - "blend": (kind: "image.blend", version: 2, set: {"mode": "over"}, wires: {"images": ["photo.image", "mask.image"], "mask": "mask.image"}),
        + "blend": (kind: "image.blend", version: 2, set: {"mode": "over"}, wires: {"mask": "mask.image"}),
    "#]],
    );
    check(
        Edit::expose_input("mode", Target::new("blend", "mode")),
        &expect![[r#"
        + "mode": "blend.mode",
    "#]],
    );
    check(
        Edit::hide_output("mask"),
        &expect![[r#"
        - // What one gets.
        - "mask": "mask.image",
    "#]],
    );
    check(
        Edit::expose_output("result", Wire::new("photo", "image")),
        &expect![[r#"
        - "result": "blend.image",
        + "result": "photo.image",
    "#]],
    );
    check(
        Edit::unview("frame/all"),
        &expect![[r#"
        - "frame/all": (at: (0, 0), size: (600, 200), title: "all"),
    "#]],
    );
    check(
        Edit::comment(Anchor::Node("mask".into()), "Two\n\nlines"),
        &expect![[r#"
        + // Two
        + //
        + // lines
    "#]],
    );
    check(
        Edit::Field { node: None, field: "later".into(), value: None, at: None },
        &expect![[r#"
        - later: "kept",
    "#]],
    );
    check(
        Edit::Subgraph { node: "mask".into(), graph: Some(Box::default()) },
        &expect![[r#"
            - "mask": (kind: "mask.paint", version: 1, wires: {"image": "photo.image"}, bypass: true),
            + "mask": (kind: "mask.paint", version: 1, wires: {"image": "photo.image"}, bypass: true, graph: (
            + nodes: {},
            + )),
        "#]],
    );
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    check_refused(
        Edit::set("blnd", "mode", "over"),
        &expect![[r#"
        error: there is no node `blnd`
        hint: is it `blend`?"#]],
    );
    check_refused(
        Edit::add("photo", Node::new("k", 1)),
        &expect![[r#"
        error: there is already a node `photo`
          at node `photo`
        hint: choose another name"#]],
    );
    check_refused(
        Edit::add("a.b", Node::new("k", 1)),
        &expect![[r#"
        error: a node's name may not contain `.`, but here is `a.b`
        hint: use letters, digits, `_` and `-`"#]],
    );
    check_refused(
        Edit::rename("photo", "mask"),
        &expect![[r#"
        error: there is already a node `mask`
          at node `mask`
        hint: choose another name"#]],
    );
    check_refused(
        Edit::wire("mask", "image", ("", "image")),
        &expect![[r#"
        error: a node's name is empty
          at `mask.image`
        hint: give it a name of at least one letter"#]],
    );
    check_refused(
        Edit::expose_output("../out", Wire::new("photo", "image")),
        &expect![[r#"
        error: an exposed name may not contain `.`, but here is `../out`
        hint: use letters, digits, `_` and `-`"#]],
    );
    check_refused(
        Edit::set("photo", "x", 1).inside("photo"),
        &expect![[r#"
        error: there is no graph inside `photo`
          at node `photo`
        hint: only nodes of kind `graph` have one, if it is not in a file of its own"#]],
    );
    check_refused(
        Edit::comment(Anchor::Node("nobody".into()), "hello"),
        &expect![[r#"
        error: there is no such line to comment
        hint: comment a node, a field, an exposed name or an entry of the view"#]],
    );
    let deep = (0..40).fold(Setting::from(1), |inner, _| vec![inner].into());
    check_refused(
        Edit::set("photo", "x", deep),
        &expect![[r#"
        error: brackets lie more than 32 deep in one value
          at `photo.x`
        hint: keep values flatter"#]],
    );
}

#[test]
fn a_batch_is_done_wholly_or_not_at_all() {
    check_refused(
        Edit::Batch(vec![
            Edit::remove("mask"),
            Edit::rename("photo", "mask"),
            Edit::set("mask", "path", "x"),
            Edit::Title("never seen".into()),
            Edit::remove("mask2"),
        ]),
        &expect![[r#"
            error: there is no node `mask2`
            hint: is it `mask`?"#]],
    );
}

#[test]
fn what_was_named_before_it_was_there_stays_named() {
    let mut graph =
        Graph::parse(r#"(weft: 1, nodes: {"b": (kind: "k", version: 1, wires: {"x": "a.x", "y": "c.y"})})"#).unwrap();
    let before = graph.to_string();
    let inverse = graph.apply(Edit::Batch(vec![Edit::add("a", Node::new("k", 1)), Edit::rename("a", "c")])).unwrap();
    assert_eq!(graph.node("b").unwrap().wires.get("x"), Some(&Wire::new("c", "x").into()));
    graph.apply(inverse).unwrap();
    assert_eq!(graph.to_string(), before);
}

#[test]
fn nodes_come_back_to_their_places_however_many_went() {
    let mut graph = Graph::new();
    for at in 0..100 {
        graph.add(format!("n{at}"), Node::new("k", 1)).unwrap();
    }
    let before = graph.to_string();
    for step in [1, 2, 3, 50] {
        for first in [0, 1, 60] {
            let gone = (first..100).step_by(step).map(|at| format!("n{at}").into()).collect();
            let inverse = graph.apply(Edit::Remove(gone)).unwrap();
            assert!(graph.len() < 100);
            graph.apply(inverse).unwrap();
            assert_eq!(graph.to_string(), before);
        }
    }
}
