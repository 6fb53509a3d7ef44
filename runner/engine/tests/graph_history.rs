//! Many edits in a row: a history with its drags, and what a command line sets.

use expect_test::expect;
use weft_engine::diagnostic::Diagnostic;
use weft_engine::graph::{Edit, Graph, History, Node, Setting};

const TEXT: &str = r#"(
    weft: 1,
    nodes: {
        "photo": (kind: "files.load", version: 1, set: {"path": "a.png"}),
        "mask": (kind: "mask.paint", version: 1, wires: {"image": "photo.image"}),
        "blend": (kind: "image.blend", version: 2, set: {"mode": "over"}, wires: {"mask": "mask.image"}),
    },
    expose: (
        inputs: {
            "photo": "photo.path",
        },
    ),
    view: {
        "photo": (0, 0),
        "mask": (200, 0),
    },
)
"#;

#[test]
fn a_command_line_sets_exposed_names_and_inputs() {
    let mut graph = Graph::parse(TEXT).unwrap();
    for text in ["photo=c d.png", "blend.mode=multiply", "blend.mask=0.5"] {
        let edit = graph.assignment(text).unwrap();
        graph.apply(edit).unwrap();
    }
    let blend = graph.node("blend").unwrap();
    assert_eq!(graph.node("photo").unwrap().set.get("path").unwrap().as_text(), Some("c d.png"));
    assert_eq!(blend.set.get("mode").unwrap().as_text(), Some("multiply"));
    assert_eq!(blend.set.get("mask").unwrap().as_f64(), Some(0.5));
    assert!(!blend.wires.contains("mask"), "a set value takes the place of a wire");

    let inner = Graph::parse(TEXT).unwrap();
    graph.apply(Edit::add("sub", Node::new("graph", 1).with_graph(inner))).unwrap();
    let edit = graph.assignment("sub/photo.path=x=y").unwrap();
    graph.apply(edit).unwrap();
    let set = graph.node("sub").unwrap().graph().unwrap().node("photo").unwrap().set.get("path").unwrap().clone();
    assert_eq!(set.as_text(), Some("x=y"));

    let told = |text: &str| graph.assignment(text).unwrap_err().to_string();
    expect!["error: the graph exposes no input `phto`\nhint: is it `photo`?"].assert_eq(&told("phto=1"));
    expect!["error: there is no node `blnd`\nhint: is it `blend`?"].assert_eq(&told("blnd.mode=1"));
    expect!["error: `photo` sets nothing\nhint: write name=value or node.input=value"].assert_eq(&told("photo"));
    expect!["error: there is no graph inside `photo`\nhint: write node.input=value"].assert_eq(&told("photo/a.b=1"));
}

#[test]
fn a_drag_is_one_step_and_small() -> Result<(), Diagnostic> {
    let mut graph = Graph::parse(TEXT).unwrap();
    let mut history = History::new();
    for x in 0..1000 {
        history.drag(&mut graph, Edit::view("new", Setting::point(f64::from(x), 0.0)), "move")?;
    }
    history.drop_drag();
    for x in 0..10 {
        let both = [Edit::view("photo", (x, 1)), Edit::view("mask", (x, 2))];
        history.drag(&mut graph, Edit::Batch(both.into()), "move")?;
    }
    history.apply(&mut graph, Edit::rename("photo", "face"))?;
    assert_eq!(history.names().collect::<Vec<_>>(), ["move new", "move 2 nodes", "rename photo to face"]);
    assert!(format!("{history:?}").len() < 3000, "a drag keeps what it does not need");
    let after = graph.to_string();
    history.go_to(&mut graph, 0)?;
    assert_eq!(graph.to_string(), TEXT);
    history.go_to(&mut graph, 3)?;
    assert_eq!(graph.to_string(), after);
    Ok(())
}

#[test]
fn a_history_knows_what_is_saved() -> Result<(), Diagnostic> {
    let (mut graph, mut history) = (Graph::new(), History::new());
    assert!(history.is_saved());
    history.apply(&mut graph, Edit::Title("a".into()))?;
    assert!(!history.is_saved());
    history.mark_saved();
    history.apply(&mut graph, Edit::Title("b".into()))?;
    assert_eq!(history.undo(&mut graph)?, Some("change the title"));
    assert!(history.is_saved());
    history.undo(&mut graph)?;
    history.apply_as(&mut graph, Edit::Title("c".into()), "call it c")?;
    assert!(!history.is_saved(), "the saved state can no longer be reached");
    assert_eq!(history.redo(&mut graph)?, None);
    assert_eq!(history.names().collect::<Vec<_>>(), ["call it c"]);
    Ok(())
}
