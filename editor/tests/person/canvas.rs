//! Wires, the palette, selecting, moving, subgraphs, missing kinds: on the canvas with the pointer and the keyboard.

use egui::{Key, Modifiers, PointerButton};

use crate::desk::Desk;
use weft_editor::action::Action;
use weft_editor::canvas::Camera;
use weft_editor::intent::Intent;

const TWO: &str = r#"(weft: 1, nodes: {
    "photo": (kind: "files.load_image", version: 1),
    "number": (kind: "values.number", version: 1),
    "soft": (kind: "image.blur", version: 1),
}, view: {"photo": (0, 0), "number": (0, 280), "soft": (320, 40)})"#;

const CHAIN: &str = r#"(weft: 1, nodes: {
    "photo": (kind: "files.load_image", version: 1),
    "soft": (kind: "image.blur", version: 1, wires: {"image": "photo.image"}),
    "out": (kind: "files.save_image", version: 1, wires: {"image": "soft.image"}),
}, view: {"photo": (0, 0), "soft": (240, 40), "out": (480, 80)})"#;

fn wires(desk: &Desk, node: &str, input: &str) -> Vec<String> {
    let wires = desk.graph().node(node).unwrap().wires.get(input);
    wires.into_iter().flat_map(|wires| wires.iter().map(ToString::to_string)).collect()
}

#[test]
fn a_wire_is_dragged_from_output_to_input_and_undone() {
    let mut desk = Desk::with_graph(TWO);
    desk.drag_labels("output photo.image", "input soft.image");
    assert_eq!(wires(&desk, "soft", "image"), ["photo.image"]);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert!(wires(&desk, "soft", "image").is_empty());
    desk.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(wires(&desk, "soft", "image"), ["photo.image"]);
}

#[test]
fn wires_are_dragged_at_every_zoom() {
    for zoom in [0.6, 1.0, 1.6] {
        let mut desk = Desk::with_graph(TWO);
        desk.look_at(Camera { pan: egui::vec2(10.0, 10.0), zoom });
        desk.drag_labels("output photo.image", "input soft.image");
        assert_eq!(wires(&desk, "soft", "image"), ["photo.image"], "zoom {zoom}");
    }
}

#[test]
fn a_wire_that_does_not_fit_is_refused_with_a_sentence() {
    let mut desk = Desk::with_graph(TWO);
    desk.drag_labels("output number.value", "input soft.image");
    assert!(wires(&desk, "soft", "image").is_empty());
    assert_eq!(desk.notice(), "`number.value` gives a number, but `soft.image` needs an image.");
}

#[test]
fn a_wire_dropped_on_the_canvas_offers_only_what_fits() {
    let mut desk = Desk::with_graph(TWO);
    let (from, to) = (desk.place("output number.value"), desk.screen(260.0, 420.0));
    desk.drag(from, to);
    assert!(desk.sees("Add Gaussian blur"), "a number fits its radius");
    assert!(!desk.sees("Add Load image"), "nothing in it takes a number");
    desk.type_text("adjust");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.graph().len(), 4);
    assert_eq!(wires(&desk, "adjust", "brightness"), ["number.value"]);
}

#[test]
fn a_wire_pulled_off_an_input_and_dropped_on_nothing_is_gone() {
    let mut desk = Desk::with_graph(CHAIN);
    let (from, to) = (desk.place("input soft.image"), desk.screen(200.0, 380.0));
    desk.drag(from, to);
    assert!(wires(&desk, "soft", "image").is_empty());
    assert!(!desk.window.state().is_adding());
}

#[test]
fn a_node_dropped_on_a_wire_goes_into_it() {
    let moved = CHAIN.replace("\"out\": (480, 80)", "\"out\": (680, 80), \"more\": (0, 400)");
    let text = moved.replacen("nodes: {", "nodes: {\"more\": (kind: \"image.adjust\", version: 1),", 1);
    let mut desk = Desk::with_graph(&text);
    let from = desk.screen(60.0, 410.0);
    // The middle of its header lands on the wire between `soft` and `out`.
    let to = desk.screen(524.0, 108.0);
    desk.drag(from, to);
    assert_eq!(wires(&desk, "more", "image"), ["soft.image"]);
    assert_eq!(wires(&desk, "out", "image"), ["more.image"]);
}

#[test]
fn tab_space_and_a_double_click_open_the_palette() {
    let mut desk = Desk::with_graph(TWO);
    let at = desk.screen(150.0, 500.0);
    desk.add(at, "gauss bl");
    assert_eq!(desk.graph().len(), 4);
    desk.wish(Intent::Select(Vec::new()));
    desk.key(Modifiers::NONE, Key::Tab);
    assert!(desk.window.state().is_adding());
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(!desk.window.state().is_adding());
    desk.double_click(desk.screen(520.0, 480.0));
    assert!(desk.window.state().is_adding());
}

#[test]
fn a_graph_is_built_by_keyboard_alone() {
    let mut desk = Desk::with_graph("(weft: 1, nodes: {})");
    for letters in ["portrait", "gaussian", "save"] {
        desk.key(Modifiers::NONE, Key::Tab);
        desk.type_text(letters);
        desk.key(Modifiers::NONE, Key::Enter);
    }
    assert_eq!(wires(&desk, "blur", "image"), ["portrait.image"]);
    assert_eq!(wires(&desk, "save_image", "image"), ["blur.image"]);
    desk.key(Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(desk.window.state().state.only_node().unwrap(), "blur");
    desk.key(Modifiers::NONE, Key::Delete);
    assert_eq!(desk.graph().len(), 2);
    desk.key(Modifiers::NONE, Key::ArrowRight);
    desk.key(Modifiers::NONE, Key::ArrowRight);
    assert_eq!(desk.window.state().state.only_node().unwrap(), "save_image");
    desk.focus("Wire save_image.image");
    desk.key(Modifiers::NONE, Key::Enter);
    desk.click("portrait  Image");
    assert_eq!(wires(&desk, "save_image", "image"), ["portrait.image"]);
}

#[test]
fn a_click_selects_a_drag_moves_and_a_box_takes_what_it_touches() {
    let mut desk = Desk::with_graph(TWO);
    let header = desk.screen(100.0, 12.0);
    desk.click_at(header, PointerButton::Primary, Modifiers::NONE);
    assert_eq!(desk.window.state().state.only_node().unwrap(), "photo");
    desk.drag(header, header + egui::vec2(33.0, 50.0));
    assert_eq!(desk.graph().position("photo"), Some((32.0, 48.0)), "on the grid");
    let steps = desk.window.state().state.document().unwrap().history().n_done();
    assert_eq!(steps, 1, "a drag is one step");
    let (from, to) = (desk.screen(-10.0, 265.0), desk.screen(330.0, 60.0));
    desk.drag(from, to);
    assert_eq!(desk.window.state().state.document().unwrap().selection.len(), 2);
    desk.key(Modifiers::NONE, Key::Delete);
    assert_eq!(desk.graph().len(), 1);
}

#[test]
fn copy_and_paste_travel_as_text_between_windows() {
    let mut desk = Desk::with_graph(CHAIN);
    desk.act(Action::SelectAll);
    desk.window.event(egui::Event::Copy);
    desk.window.step();
    let copied = desk.window.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.unwrap();
    let mut other = Desk::with_graph("(weft: 1, nodes: {})");
    other.window.hover_at(other.screen(300.0, 200.0));
    other.window.run();
    other.window.event(egui::Event::Paste(copied));
    other.window.run();
    assert_eq!(other.graph().len(), 3);
    assert_eq!(wires(&other, "out", "image"), ["soft.image"]);
    desk.window.event(egui::Event::Paste("no graph at all".to_owned()));
    desk.window.run();
    assert_eq!(desk.graph().len(), 3);
}

#[test]
fn duplicates_keep_the_wires_that_come_in() {
    let mut desk = Desk::with_graph(CHAIN);
    desk.wish(Intent::Select(vec!["soft".into()]));
    desk.key(Modifiers::COMMAND, Key::D);
    assert_eq!(wires(&desk, "soft-2", "image"), ["photo.image"]);
}

#[test]
fn a_subgraph_is_made_entered_and_left() {
    let mut desk = Desk::with_graph(CHAIN);
    desk.wish(Intent::Select(vec!["photo".into(), "soft".into()]));
    desk.key(Modifiers::COMMAND, Key::G);
    assert_eq!(desk.graph().len(), 2);
    assert_eq!(wires(&desk, "out", "image"), ["group.image"]);
    desk.wish(Intent::Select(vec!["group".into()]));
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(desk.sees("node soft") && !desk.sees("node out"));
    desk.wish(Intent::Select(vec!["soft".into()]));
    desk.key(Modifiers::NONE, Key::M);
    assert!(desk.graph().node("group").unwrap().graph().unwrap().node("soft").unwrap().bypass);
    desk.click("test");
    assert!(desk.sees("node out"));
    desk.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
    assert_eq!(desk.graph().len(), 3);
}

#[test]
fn a_missing_kind_is_a_placeholder_that_keeps_everything() {
    let text = "(\n    weft: 1,\n    nodes: {\n        \"a\": (kind: \"files.load_image\", version: 1),\n        \
                \"b\": (kind: \"com.acme.magic\", version: 7, set: {\"power\": 0x1F}, wires: {\"picture\": \"a.image\"}, later: Yes(1)),\n        \
                \"c\": (kind: \"image.blur\", version: 1, wires: {\"image\": \"b.result\"}),\n    },\n)\n";
    let mut desk = Desk::with_graph(text);
    assert!(desk.sees("node b") && desk.sees("input b.picture") && desk.sees("output b.result"));
    desk.wish(Intent::SaveTo(desk.folder.path().join("kept.ron")));
    assert_eq!(std::fs::read_to_string(desk.folder.path().join("kept.ron")).unwrap(), text);
}

#[test]
fn frames_carry_their_nodes() {
    let mut desk = Desk::with_graph(CHAIN);
    desk.wish(Intent::Select(vec!["soft".into()]));
    desk.act(Action::Frame);
    desk.type_text("Softened");
    desk.key(Modifiers::NONE, Key::Enter);
    assert!(desk.sees("frame Softened"));
    let title = desk.place("frame Softened");
    desk.drag(title, title + egui::vec2(0.0, 160.0));
    assert_eq!(desk.graph().position("soft"), Some((240.0, 200.0)));
    assert_eq!(desk.graph().position("photo"), Some((0.0, 0.0)));
}

#[test]
fn the_wheel_zooms_at_the_pointer_within_its_limits() {
    let mut desk = Desk::with_graph(CHAIN);
    let at = desk.screen(240.0, 40.0);
    desk.window.hover_at(at);
    for delta in [1.0, 30.0, -60.0] {
        for _ in 0..20 {
            desk.window.event(egui::Event::MouseWheel {
                unit: egui::MouseWheelUnit::Line,
                source: egui::MouseWheelSource::Wheel,
                delta: egui::vec2(0.0, delta),
                phase: egui::TouchPhase::Move,
                modifiers: Modifiers::NONE,
            });
            desk.window.step();
        }
        desk.window.run();
        let app = desk.window.state();
        let zoom = app.canvas.camera(&app.state).zoom;
        assert!((0.1..=4.0).contains(&zoom));
        assert!(desk.screen(240.0, 40.0).distance(at) < 1.0);
    }
}

#[test]
fn a_node_inside_of_a_subgraph_is_found_and_shown() {
    let mut desk = Desk::with_graph(CHAIN);
    desk.wish(Intent::Select(vec!["soft".into()]));
    desk.key(Modifiers::COMMAND, Key::G);
    assert!(desk.graph().node("soft").is_none());
    desk.key(Modifiers::COMMAND, Key::F);
    desk.type_text("soft");
    desk.key(Modifiers::NONE, Key::Enter);
    let state = &desk.window.state().state;
    assert_eq!(state.document().unwrap().inside().len(), 1);
    assert_eq!(state.only_node().unwrap(), "soft");
}

#[test]
fn a_frame_goes_with_what_it_holds_when_all_is_laid_out() {
    let mut desk = Desk::with_graph(CHAIN);
    desk.wish(Intent::Select(vec!["soft".into()]));
    desk.act(Action::Frame);
    desk.wish(Intent::Select(Vec::new()));
    let before = desk.graph().to_string();
    desk.act(Action::Layout);
    let scene = &desk.window.state().state.scene;
    let frame = scene.boards.first().unwrap();
    assert_eq!(scene.carried_by(frame), ["soft"]);
    desk.act(Action::Undo);
    assert_eq!(desk.graph().to_string(), before, "all of it is one step");
}

#[test]
fn leaving_a_subgraph_shows_what_one_saw_before() {
    let mut desk = Desk::with_graph(CHAIN);
    desk.wish(Intent::Select(vec!["photo".into(), "soft".into()]));
    desk.act(Action::MakeSubgraph);
    let app = desk.window.state();
    let before = app.canvas.camera(&app.state);
    desk.wish(Intent::Enter("group".into()));
    desk.act(Action::Leave);
    let app = desk.window.state();
    assert_eq!(app.canvas.camera(&app.state), before);
}
