//! Draws by hand in the viewer: strokes, areas, points, pairs, rectangles, curves. All of it is in the graph, and undone.

use egui::{Key, Modifiers, Pos2, Rect, accesskit::Role, pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use weft_editor::intent::Intent;
use weft_editor::live::{Slot, Which};
use weft_engine::graph::{Setting, Wire};

use crate::desk::Desk;
use crate::plugin;

const GRAPH: &str = r#"(
    weft: 1,
    nodes: {
        "sky": (kind: "look.picture", version: 1),
        "draw": (kind: "look.draw", version: 1, wires: {"image": "sky.image"}),
    },
    view: {"sky": (0, 0), "draw": (260, 0)},
)"#;

/// The node that can be drawn on is selected, its picture viewed, and this input is chosen.
fn drawing(input: &str) -> Option<Desk> {
    let mut desk = Desk::with_session(GRAPH, plugin::with_looks()?);
    desk.window.state_mut().wish(Intent::Select(vec!["draw".into()]));
    desk.window.state_mut().wish(Intent::View(Wire::new("sky", "image")));
    let seen = |app: &weft_editor::App| app.state.live.answers.contains_key(&Slot::Whole(Which::Viewed));
    desk.until("the picture", seen);
    desk.frames(3);
    if input != "Strokes" {
        desk.window.get_by_label("draw.strokes").click();
        desk.frames(3);
        press(&mut desk, input);
    }
    Some(desk)
}

/// Where a part of the picture is on the screen.
fn at(desk: &Desk, part: Pos2) -> Pos2 {
    let room: Rect = desk.window.get_by_label("Viewer").rect();
    let inner = room.shrink(8.0);
    let zoom = (inner.width() / 96.0).min(inner.height() / 64.0);
    let place = Rect::from_center_size(room.center(), vec2(96.0, 64.0) * zoom);
    place.min + part.to_vec2() * place.size()
}

/// Long after the one before: two would be a double click.
fn click(desk: &mut Desk, at: Pos2) {
    desk.tap(at);
    desk.frames(40);
}

fn press(desk: &mut Desk, button: &str) {
    desk.window.get_by_role_and_label(Role::Button, button).click();
    desk.frames(3);
}

fn set(desk: &Desk, input: &str) -> Option<Setting> {
    desk.graph().node("draw").unwrap().set.get(input).cloned()
}

fn count(desk: &Desk, input: &str) -> usize {
    set(desk, input).and_then(|value| value.items().map(<[Setting]>::len)).unwrap_or(0)
}

fn steps(desk: &Desk) -> usize {
    desk.window.state().state.document().unwrap().history().n_done()
}

fn undo(desk: &mut Desk) {
    desk.strike(Modifiers::COMMAND, Key::Z);
}

fn near(a: (f64, f64), b: (f64, f64)) -> bool {
    (a.0 - b.0).abs() < 0.01 && (a.1 - b.1).abs() < 0.01
}

#[test]
fn a_stroke_is_in_the_graph_and_is_one_step_back() {
    let Some(mut desk) = drawing("Strokes") else { return };
    let (from, to) = (at(&desk, pos2(0.25, 0.5)), at(&desk, pos2(0.75, 0.5)));
    desk.slide(from, to);
    assert_eq!((count(&desk, "strokes"), steps(&desk)), (1, 1));
    let strokes = set(&desk, "strokes").unwrap();
    let stroke = &strokes.items().unwrap()[0];
    assert_eq!(stroke.get("mode").and_then(Setting::as_text), Some("paint"));
    let points = stroke.get("points").and_then(Setting::items).unwrap();
    let place = |point: &Setting| {
        let parts = point.items().unwrap();
        (parts[0].as_f64().unwrap(), parts[1].as_f64().unwrap())
    };
    assert!(points.len() > 3 && near(place(&points[0]), (0.25, 0.5)), "{strokes}");
    assert!(place(points.last().unwrap()).0 > 0.7);
    press(&mut desk, "Erase");
    desk.slide(to, from);
    assert!(set(&desk, "strokes").unwrap().to_string().contains("mode: \"erase\""));
    let text = desk.graph().to_string();
    undo(&mut desk);
    assert_eq!((count(&desk, "strokes"), steps(&desk)), (1, 1));
    undo(&mut desk);
    assert_eq!(set(&desk, "strokes"), None);
    desk.window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    desk.window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    desk.frames(3);
    assert_eq!(desk.graph().to_string(), text);
}

#[test]
fn a_click_is_a_dot_and_keys_change_the_brush() {
    let Some(mut desk) = drawing("Strokes") else { return };
    let middle = at(&desk, pos2(0.5, 0.5));
    click(&mut desk, middle);
    for _ in 0..3 {
        desk.window.key_press(Key::CloseBracket);
        desk.frames(2);
    }
    click(&mut desk, middle);
    let strokes = set(&desk, "strokes").unwrap();
    let radius = |at: usize| strokes.items().unwrap()[at].get("radius").unwrap().as_f64().unwrap();
    assert_eq!(strokes.items().unwrap().len(), 2);
    assert!((radius(1) / radius(0) - 1.15_f64.powi(3)).abs() < 0.01, "{strokes}");
    press(&mut desk, "Clear");
    assert_eq!(set(&desk, "strokes"), None);
}

#[test]
fn a_lasso_and_a_polygon_are_areas() {
    let Some(mut desk) = drawing("Strokes") else { return };
    press(&mut desk, "Lasso");
    let corners = [pos2(0.2, 0.2), pos2(0.8, 0.2), pos2(0.8, 0.8)].map(|part| at(&desk, part));
    desk.window.hover_at(corners[0]);
    desk.frames(2);
    desk.window.drag_at(corners[0]);
    desk.window.step();
    for corner in &corners[1..] {
        desk.window.hover_at(*corner);
        desk.window.step();
    }
    desk.window.drop_at(corners[2]);
    desk.frames(3);
    assert_eq!(count(&desk, "strokes"), 1);
    press(&mut desk, "Polygon");
    for corner in corners {
        click(&mut desk, corner);
    }
    assert_eq!(count(&desk, "strokes"), 1, "it is not closed yet");
    desk.window.key_press(Key::Enter);
    desk.frames(3);
    let strokes = set(&desk, "strokes").unwrap();
    assert_eq!(strokes.items().unwrap().len(), 2);
    for stroke in strokes.items().unwrap() {
        assert_eq!(stroke.get("shape").and_then(Setting::as_text), Some("area"));
        assert_eq!(stroke.get("points").and_then(Setting::items).map(<[Setting]>::len), Some(3));
    }
    // Escape lets go of what was begun.
    click(&mut desk, corners[0]);
    desk.window.key_press(Key::Escape);
    desk.frames(2);
    desk.window.key_press(Key::Enter);
    desk.frames(2);
    assert_eq!(count(&desk, "strokes"), 2);
}

#[test]
fn points_are_put_dragged_nudged_and_taken_away() {
    let Some(mut desk) = drawing("Points") else { return };
    let (first, second) = (at(&desk, pos2(0.25, 0.25)), at(&desk, pos2(0.75, 0.5)));
    click(&mut desk, first);
    click(&mut desk, second);
    let point = |desk: &Desk, at: usize| set(desk, "points").unwrap().items().unwrap()[at].as_point().unwrap();
    assert!(near(point(&desk, 0), (0.25, 0.25)) && near(point(&desk, 1), (0.75, 0.5)));
    let to = at(&desk, pos2(0.5, 0.75));
    desk.slide(first, to);
    assert!(near(point(&desk, 0), (0.5, 0.75)), "{:?}", point(&desk, 0));
    assert_eq!((count(&desk, "points"), steps(&desk)), (2, 3), "a drag is one step");
    let before = point(&desk, 0);
    desk.window.get_by_label("Point 1 of draw.points").focus();
    desk.frames(2);
    desk.window.key_press(Key::ArrowRight);
    desk.frames(3);
    assert!((point(&desk, 0).0 - before.0 - 1.0 / 96.0).abs() < 1e-4, "one pixel");
    desk.window.key_press(Key::Delete);
    desk.frames(3);
    assert_eq!(count(&desk, "points"), 1);
    undo(&mut desk);
    assert_eq!(count(&desk, "points"), 2);
}

#[test]
fn pairs_say_where_things_are_and_where_they_shall_be() {
    let Some(mut desk) = drawing("Pairs") else { return };
    let (from, to) = (at(&desk, pos2(0.25, 0.5)), at(&desk, pos2(0.5, 0.25)));
    click(&mut desk, from);
    assert_eq!((count(&desk, "from"), count(&desk, "to"), steps(&desk)), (1, 1, 1));
    desk.slide(from, to);
    let place = |desk: &Desk, input: &str| set(desk, input).unwrap().items().unwrap()[0].as_point().unwrap();
    assert!(near(place(&desk, "from"), (0.25, 0.5)) && near(place(&desk, "to"), (0.5, 0.25)));
}

#[test]
fn a_rectangle_is_drawn_moved_and_pulled() {
    let Some(mut desk) = drawing("Rect") else { return };
    let (from, to) = (at(&desk, pos2(0.25, 0.25)), at(&desk, pos2(0.75, 0.75)));
    desk.slide(from, to);
    let sides = |desk: &Desk| -> Vec<f64> {
        set(desk, "rect").unwrap().items().unwrap().iter().filter_map(Setting::as_f64).collect()
    };
    let is = |desk: &Desk, wanted: [f64; 4]| {
        let sides = sides(desk);
        assert!(sides.iter().zip(wanted).all(|(side, wanted)| (side - wanted).abs() < 0.03), "{sides:?}");
    };
    is(&desk, [0.25, 0.25, 0.5, 0.5]);
    let (middle, moved) = (at(&desk, pos2(0.5, 0.5)), at(&desk, pos2(0.6, 0.4)));
    desk.slide(middle, moved);
    is(&desk, [0.35, 0.15, 0.5, 0.5]);
    let corner = desk.place("Lower right corner of draw.rect");
    desk.slide(corner, corner + vec2(-30.0, -20.0));
    assert!(sides(&desk)[2] < 0.45 && sides(&desk)[3] < 0.45, "{:?}", sides(&desk));
    assert_eq!(steps(&desk), 3);
    for _ in 0..3 {
        undo(&mut desk);
    }
    assert_eq!(set(&desk, "rect"), None);
}

#[test]
fn a_rectangle_is_not_drawn_on_what_was_cut_out() {
    let Some(mut desk) = drawing("Rect") else { return };
    desk.window.state_mut().wish(Intent::View(Wire::new("draw", "image")));
    desk.frames(3);
    press(&mut desk, "View the picture it is drawn on");
    assert_eq!(desk.window.state().state.document().unwrap().shown(), Some(&Wire::new("sky", "image")));
    assert!(desk.sees("Draw rectangle"));
}

#[test]
fn a_curve_is_shaped_in_the_viewer_and_in_the_inspector() {
    let Some(mut desk) = drawing("Curve") else { return };
    let name = "draw.curve in the viewer";
    desk.until("counts behind it", |app| app.state.live.answers.contains_key(&Slot::Counts));
    let middle = desk.place(name);
    desk.slide(middle, middle + vec2(0.0, -30.0));
    assert_eq!((count(&desk, "curve"), steps(&desk)), (3, 1));
    let height = |desk: &Desk| set(desk, "curve").unwrap().items().unwrap()[1].as_point().unwrap().1;
    assert!(height(&desk) > 0.55, "{}", height(&desk));
    let before = height(&desk);
    desk.window.get_by_label("Point 2 of draw.curve in the inspector").focus();
    desk.frames(2);
    desk.window.key_press(Key::ArrowDown);
    desk.frames(3);
    assert!((before - height(&desk) - 0.01).abs() < 1e-6);
    desk.window.key_press(Key::Delete);
    desk.frames(3);
    assert_eq!(count(&desk, "curve"), 2);
}

#[test]
fn the_inspector_brings_one_to_draw() {
    let Some(plugins) = plugin::with_looks() else { return };
    let mut desk = Desk::with_session(GRAPH, plugins);
    desk.window.state_mut().wish(Intent::Select(vec!["draw".into()]));
    desk.frames(3);
    press(&mut desk, "Draw draw.strokes");
    assert_eq!(desk.window.state().state.document().unwrap().shown(), Some(&Wire::new("sky", "image")));
    assert!(desk.sees("Brush") && desk.sees("Brush size") && desk.sees("Brush hardness"));
}

#[test]
fn a_pair_is_drawn_by_one_drag_from_where_it_is_to_where_it_shall_be() {
    let Some(mut desk) = drawing("Pairs") else { return };
    let (from, to) = (at(&desk, pos2(0.3, 0.4)), at(&desk, pos2(0.6, 0.5)));
    desk.slide(from, to);
    assert_eq!((count(&desk, "from"), count(&desk, "to"), steps(&desk)), (1, 1, 1));
    let place = |desk: &Desk, input: &str| set(desk, input).unwrap().items().unwrap()[0].as_point().unwrap();
    assert!(near(place(&desk, "from"), (0.3, 0.4)) && near(place(&desk, "to"), (0.6, 0.5)), "{}", desk.graph());
}
