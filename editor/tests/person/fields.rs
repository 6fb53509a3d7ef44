//! Widgets on nodes and in the inspector.

use egui::{Key, Modifiers, PointerButton};
use weft_editor::intent::Intent;

use crate::desk::Desk;

const GRAPH: &str = r#"(weft: 1, nodes: {
    "soft": (kind: "image.blur", version: 1),
    "both": (kind: "image.composite", version: 1),
    "shape": (kind: "mask.shape", version: 1),
    "face": (kind: "sample.portrait", version: 1),
}, view: {"soft": (0, 0), "both": (240, 0), "shape": (0, 280), "face": (240, 320)})"#;

fn set(desk: &Desk, node: &str, input: &str) -> Option<String> {
    desk.graph().node(node).unwrap().set.get(input).map(ToString::to_string)
}

#[test]
fn a_number_on_a_node_is_dragged_in_one_step() {
    let mut desk = Desk::with_graph(GRAPH);
    let at = desk.place("soft.radius");
    desk.drag(at, at + egui::vec2(30.0, 0.0));
    let radius: f64 = set(&desk, "soft", "radius").unwrap().parse().unwrap();
    assert!(radius > 20.0 && radius < 40.0, "{radius}");
    assert_eq!(desk.window.state().state.document().unwrap().history().n_done(), 1);
    desk.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(set(&desk, "soft", "radius"), None);
}

#[test]
fn an_expression_is_typed_on_the_node_and_escape_leaves_it() {
    let mut desk = Desk::with_graph(GRAPH);
    desk.click("soft.radius");
    desk.type_text("1024/32");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(set(&desk, "soft", "radius").unwrap(), "32.0");
    desk.click("soft.radius");
    desk.type_text("7");
    desk.key(Modifiers::NONE, Key::Escape);
    assert_eq!(set(&desk, "soft", "radius").unwrap(), "32.0");
    desk.click("soft.radius");
    desk.type_text("abc");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(set(&desk, "soft", "radius").unwrap(), "32.0");
}

#[test]
fn choices_switches_and_seeds_are_set_with_a_click() {
    let mut desk = Desk::with_graph(GRAPH);
    desk.click("both.mode");
    desk.click("Multiply");
    assert_eq!(set(&desk, "both", "mode").unwrap(), "\"multiply\"");
    desk.click("shape.invert");
    assert_eq!(set(&desk, "shape", "invert").unwrap(), "true");
    desk.click("face.seed: another seed");
    assert_ne!(set(&desk, "face", "seed").unwrap(), "7");
}

#[test]
fn the_inspector_shows_what_the_node_does_not_and_resets_and_exposes() {
    let mut desk = Desk::with_graph(GRAPH);
    desk.wish(Intent::Select(vec!["soft".into()]));
    assert!(!desk.sees("soft.cut"), "not on the node");
    desk.click("soft.cut in the inspector");
    desk.type_text("2*2");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(set(&desk, "soft", "cut").unwrap(), "4.0");
    desk.click("Reset Cut");
    assert_eq!(set(&desk, "soft", "cut"), None);
    desk.click("Expose Cut");
    assert_eq!(desk.graph().input("cut").unwrap().to_string(), "soft.cut");
    desk.click("Expose Cut");
    assert!(desk.graph().input("cut").is_none());
}

#[test]
fn a_node_is_renamed_and_its_wires_follow() {
    let mut desk = Desk::with_graph(GRAPH);
    desk.drag_labels("output soft.image", "input both.base");
    desk.wish(Intent::Select(vec!["soft".into()]));
    desk.key(Modifiers::NONE, Key::F2);
    desk.type_text("dreamy");
    desk.key(Modifiers::NONE, Key::Enter);
    let both = desk.graph().node("both").unwrap();
    assert_eq!(both.wires.get("base").unwrap().iter().next().unwrap().to_string(), "dreamy.image");
    desk.click_at(desk.screen(60.0, 12.0), PointerButton::Primary, Modifiers::NONE);
    assert_eq!(desk.window.state().state.only_node().unwrap(), "dreamy");
}

#[test]
fn arrows_nudge_a_number_that_has_the_focus() {
    let mut desk = Desk::with_graph(GRAPH);
    desk.wish(Intent::Select(vec!["soft".into()]));
    desk.focus("soft.radius in the inspector");
    desk.key(Modifiers::NONE, Key::ArrowUp);
    desk.key(Modifiers::SHIFT, Key::ArrowUp);
    let radius: f64 = set(&desk, "soft", "radius").unwrap().parse().unwrap();
    assert!((radius - 9.1).abs() < 0.2, "{radius}");
}

#[test]
fn a_locked_seed_stays_until_it_is_unlocked() {
    let mut desk = Desk::with_graph(GRAPH);
    desk.wish(Intent::Select(vec!["face".into()]));
    let seed = "face.seed in the inspector";
    desk.click(&format!("{seed}: another seed"));
    let kept = set(&desk, "face", "seed");
    desk.click(&format!("{seed}: keep this seed"));
    desk.click(&format!("{seed}: another seed"));
    desk.click("face.seed: another seed");
    desk.click(seed);
    desk.type_text("12");
    desk.key(Modifiers::NONE, Key::Enter);
    assert_eq!(set(&desk, "face", "seed"), kept);
    desk.click(&format!("{seed}: keep this seed"));
    desk.click(&format!("{seed}: another seed"));
    assert_ne!(set(&desk, "face", "seed"), kept);
}
