//! Copies, differences and merges of graphs.
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

use expect_test::{Expect, expect};
use weft_engine::graph::{Edit, Graph, Node, OuterWires, Setting, Target};

const TEXT: &str = r#"(
    weft: 1,
    nodes: {
        // The photo.
        "photo": (kind: "files.load", version: 1, set: {"path": "a.png"}),
        "blur": (kind: "image.blur", version: 1, set: {"radius": 2.5, "mode": "box"}, wires: {"image": "photo.image"}),
        "blend": (kind: "image.blend", version: 2, wires: {"images": ["photo.image", "blur.image"]}),
    },
    expose: (
        outputs: {
            "result": "blend.image",
        },
    ),
    view: {
        "photo": (0, 0),
        "blur": (200, 0),
        "blend": (at: (400, 0), colour: "red"),
        "frame/all": (at: (0, 0), size: (600, 200)),
    },
)
"#;

fn graph() -> Graph {
    Graph::parse(TEXT).unwrap()
}

fn edited(edits: impl IntoIterator<Item = Edit>) -> Graph {
    let mut graph = graph();
    graph.apply(Edit::Batch(edits.into_iter().collect())).unwrap();
    graph
}

#[test]
fn a_copy_is_a_small_graph() {
    expect![[r#"
        (
            weft: 1,
            nodes: {
                // The photo.
                "photo": (kind: "files.load", version: 1, set: {"path": "a.png"}),
                "blend": (kind: "image.blend", version: 2, wires: {"images": ["photo.image", "blur.image"]}),
            },
            view: {
                "blend": (at: (400, 0), colour: "red"),
                "photo": (0, 0),
            },
        )
    "#]]
    .assert_eq(&graph().copy(&["blend".into(), "photo".into()]).unwrap());
    assert_eq!(graph().copy(&["nobody".into()]).unwrap_err().code, "unknown-node");
}

#[test]
fn a_pasted_copy_has_free_names_and_keeps_its_inner_wires() {
    let mut graph = graph();
    let text = graph.copy(&["blur".into(), "blend".into(), "frame/all".into()]).unwrap();
    let before = graph.to_string();
    let pasted = graph.paste(&text, (40.0, 40.5), OuterWires::Drop).unwrap();
    assert_eq!(pasted.nodes, ["blur-2", "blend-2"]);
    let inverse = graph.apply(pasted.edit).unwrap();
    let pasted = graph.paste(&text, (0.0, 0.0), OuterWires::Keep).unwrap();
    graph.apply(pasted.edit).unwrap();
    let written = graph.to_string();
    let new: Vec<&str> = written.lines().filter(|line| !before.contains(line)).map(str::trim).collect();
    expect![[r#"
                "blur-2": (kind: "image.blur", version: 1, set: {"radius": 2.5, "mode": "box"}),
                "blend-2": (kind: "image.blend", version: 2, wires: {"images": ["blur-2.image"]}),
                "blur-3": (kind: "image.blur", version: 1, set: {"radius": 2.5, "mode": "box"}, wires: {"image": "photo.image"}),
                "blend-3": (kind: "image.blend", version: 2, wires: {"images": ["photo.image", "blur-3.image"]}),
                "blur-2": (240, 40.5),
                "blend-2": (at: (440, 40.5), colour: "red"),
                "frame/all-2": (at: (40, 40.5), size: (600, 200)),
                "blur-3": (200, 0),
                "blend-3": (at: (400, 0), colour: "red"),
                "frame/all-3": (at: (0, 0), size: (600, 200)),"#]]
    .assert_eq(&new.join("\n"));
    drop(inverse);
}

#[test]
fn a_pasted_copy_is_taken_back_in_one_step() {
    let mut graph = graph();
    let text = graph.copy(&["photo".into(), "blur".into()]).unwrap();
    let pasted = graph.paste(&text, (1.0, 1.0), OuterWires::Keep).unwrap();
    let inverse = graph.apply(pasted.edit).unwrap();
    assert!(graph.to_string().matches("// The photo.").count() == 2);
    graph.apply(inverse).unwrap();
    assert_eq!(graph.to_string(), TEXT);
}

#[test]
fn free_names_count_on() {
    let mut graph = graph();
    assert_eq!(graph.free_name("image.resize"), "resize");
    assert_eq!(graph.free_name("blur"), "blur-2");
    assert_eq!(graph.free_name("a/b=c"), "abc");
    assert_eq!(graph.free_name("..."), "node");
    graph.apply(Edit::rename("blur", "blur-2")).unwrap();
    assert_eq!(graph.free_name("blur-2"), "blur-3");
}

#[test]
fn a_difference_is_the_edits_that_make_it() {
    let after = edited([
        Edit::rename("blur", "soft"),
        Edit::set("soft", "radius", 4),
        Edit::rename("soft", "softer"),
        Edit::rename("photo", "face"),
        Edit::add("noise", Node::new("image.noise", 1).wired("image", ("face", "image"))),
        Edit::view("noise", Setting::point(1.0, 2.0)),
        Edit::hide_output("result"),
        Edit::expose_input("photo", Target::new("face", "path")),
        Edit::reset("softer", "mode"),
    ]);
    let before = graph();
    let edits = before.diff(&after);
    let words: Vec<String> = edits.iter().map(Edit::describe).collect();
    expect![[r#"
        rename photo to face
        rename blur to softer
        add noise
        set softer.radius
        reset softer.mode
        expose photo
        hide result
        move noise"#]]
    .assert_eq(&words.join("\n"));
    let mut work = before.clone();
    for edit in edits {
        work.apply(edit).unwrap();
    }
    assert!(work == after, "{work}\n{after}");
    assert!(before.diff(&before).is_empty());
}

#[track_caller]
fn check_merge(ours: &[Edit], theirs: &[Edit], changed: &Expect, conflicts: &Expect) {
    let (ours, theirs) = (edited(ours.to_vec()), edited(theirs.to_vec()));
    let merged = Graph::merge(&graph(), &ours, &theirs);
    let words: Vec<String> = graph().diff(&merged.graph).iter().map(Edit::describe).collect();
    changed.assert_eq(&words.join("\n"));
    let told: Vec<String> = merged.conflicts.iter().map(ToString::to_string).collect();
    conflicts.assert_eq(&told.join("\n"));
    assert!(merged.conflicts.iter().all(|told| told.hint.is_some()));
}

#[test]
fn changes_in_different_places_do_not_meet() {
    check_merge(
        &[
            Edit::set("blur", "radius", 4),
            Edit::rename("photo", "face"),
            Edit::view("blur", (9, 9)),
            Edit::Title("t".into()),
        ],
        &[
            Edit::set("blur", "mode", "gauss"),
            Edit::set("photo", "path", "b.png"),
            Edit::add("noise", Node::new("image.noise", 1).wired("image", ("photo", "image"))),
            Edit::view("photo", (7, 7)),
        ],
        &expect![[r#"
            change the title
            remove photo
            add 2 nodes
            set blur.radius
            set blur.mode
            wire blur.image
            wire blend.images
            move face
            move blur
            change a comment"#]],
        &expect![[r#""#]],
    );
    let merged = Graph::merge(
        &graph(),
        &edited([Edit::rename("photo", "face")]),
        &edited([Edit::add("noise", Node::new("image.noise", 1).wired("image", ("photo", "image")))]),
    );
    assert_eq!(merged.graph.node("noise").unwrap().wires.get("image"), Some(&("face", "image").into()));
}

#[test]
fn where_both_changed_the_same_ours_is_kept_and_it_is_told() {
    check_merge(
        &[
            Edit::set("blur", "radius", 4),
            Edit::rename("photo", "face"),
            Edit::view("blur", (9, 9)),
            Edit::unwire("blend", "images"),
        ],
        &[
            Edit::set("blur", "radius", 5),
            Edit::rename("photo", "bild"),
            Edit::view("blur", (8, 8)),
            Edit::wire("blend", "images", ("blur", "image")),
        ],
        &expect![[r#"
            rename photo to face
            set blur.radius
            unwire blend.images
            move blur"#]],
        &expect![[r#"
            error: `photo` is called `bild` in theirs, but `face` in ours
              at node `face`
            hint: our name is kept
            error: `2.5` became `4` in ours, but `5` in theirs
              at `blur.radius`
            hint: ours is kept
            error: `face.image, blur.image` became nothing in ours, but `blur.image` in theirs
              at `blend.images`
            hint: ours is kept
            warning: `blur` was moved by both
              at node `blur`
            hint: it stays where ours has it"#]],
    );
}

#[test]
fn what_one_removed_and_the_other_changed_is_told() {
    check_merge(
        &[Edit::remove("blur")],
        &[Edit::set("blur", "radius", 5), Edit::wire("blend", "mask", ("blur", "mask"))],
        &expect![[r#"
            remove blur
            wire blend.mask"#]],
        &expect![[r#"
            error: `blur` is changed in theirs, but removed in ours
              at `blur.radius`
            hint: it stays removed
            error: `blend.mask` is wired to `blur.mask`, but one side removed `blur`
              at `blend.mask`
            hint: wire it anew, or bring the node back"#]],
    );
    check_merge(
        &[Edit::set("blur", "radius", 5)],
        &[Edit::remove("blur"), Edit::add("x", Node::new("k", 1))],
        &expect![[r#"
            add x
            set blur.radius"#]],
        &expect![[r#"
            error: `blur` is removed in theirs, but changed in ours
              at node `blur`
            hint: it is kept"#]],
    );
    check_merge(
        &[Edit::add("x", Node::new("k", 1).wired("image", ("blur", "image")))],
        &[Edit::remove("blur"), Edit::add("x", Node::new("k", 2))],
        &expect!["add x"],
        &expect![[r#"
            error: `blur` is removed in theirs, but newly wired in ours
              at node `blur`
            hint: it is kept
            error: both added a node `x`, but not the same
              at node `x`
            hint: ours is kept"#]],
    );
}

#[test]
fn graphs_inside_are_merged_inside() {
    let hold = |inner: Graph| {
        let mut outer = Graph::new();
        outer.add("sub", Node::new("graph", 1).with_graph(inner)).unwrap();
        outer
    };
    let merged = Graph::merge(
        &hold(graph()),
        &hold(edited([Edit::set("blur", "radius", 4), Edit::set("blur", "mode", "gauss")])),
        &hold(edited([Edit::set("blur", "radius", 5), Edit::set("photo", "path", "b.png")])),
    );
    let inner = merged.graph.node("sub").unwrap().graph().unwrap();
    assert_eq!(inner.node("photo").unwrap().set.get("path").unwrap().as_text(), Some("b.png"));
    assert_eq!(inner.node("blur").unwrap().set.get("mode").unwrap().as_text(), Some("gauss"));
    let told: Vec<String> = merged.conflicts.iter().map(ToString::to_string).collect();
    expect![[r#"
        error: `2.5` became `4` in ours, but `5` in theirs
          at `sub/blur.radius`
        hint: ours is kept"#]]
    .assert_eq(&told.join("\n"));
}
