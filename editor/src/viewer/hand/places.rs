//! Points put on a picture, and pairs of them: where something is, and where it shall be. Each point is a widget: dragged,
//! moved by arrows, taken away.

use egui::{
    Align2, Color32, FontId, Id, Key, Modifiers, Pos2, Rect, Response, Sense, Stroke, Ui, Vec2, WidgetInfo,
    accesskit::Role, vec2,
};
use weft_engine::graph::{Edit, Setting};

use super::drawn;
use super::target::{Form, Target};
use super::{Hand, Tool};
use crate::intent::Intent;
use crate::theme::{Palette, SIZE_SMALL};
use crate::viewer::frame::View;
use crate::viewer::picture::over_pictures;

/// Around a point, for the pointer.
const REACH: f32 = 9.0;

/// Shows the points and takes what the hand does.
#[expect(clippy::too_many_arguments, reason = "what is drawn, where, and with what")]
pub(super) fn show(
    hand: &Hand,
    ui: &mut Ui,
    palette: &Palette,
    response: &Response,
    view: View,
    target: &Target,
    (from, to): (Option<&Setting>, Option<&Setting>),
    intents: &mut Vec<Intent>,
) {
    let hue = over_pictures("points");
    let mut places = [drawn::points(from), drawn::points(to)];
    let pairs = target.form == Form::Pairs;
    let painter = ui.painter().with_clip_rect(view.room);
    for (from, to) in places[0].iter().zip(&places[1]).filter(|_| pairs) {
        painter
            .line_segment([*from, *to].map(|at| view.to_screen(at)), Stroke::new(3.0, Color32::from_black_alpha(110)));
        painter.line_segment([*from, *to].map(|at| view.to_screen(at)), Stroke::new(1.5, hue));
    }
    let mut changed = None;
    for (side, input) in [Some(&target.input), target.to.as_ref()].into_iter().enumerate() {
        let Some(input) = input else { continue };
        for at in 0..places[side].len() {
            let place = places[side][at];
            let name = format!("Point {} of {}.{input}", at + 1, target.node);
            let handle = handle(ui, view, place, ("viewer point", side, at), &name);
            // Where things go is filled, where they are is a ring.
            let filled = !pairs || side == 1;
            mark(ui, palette, view, place, hue, filled, &handle);
            if !pairs || side == 0 {
                number(ui, palette, view, place, at);
            }
            if let Some(to) = moved(ui, &handle, view, place) {
                places[side][at] = to;
                changed = Some((Change::Drag, side, at));
            }
            if removed(ui, &handle) {
                changed = Some((Change::Remove, side, at));
            }
            if handle.drag_stopped() {
                intents.push(Intent::Drop);
            }
        }
    }
    if let Some((change, side, at)) = changed {
        return edit(target, change, side, at, places, intents);
    }
    if hand.tool == Tool::Look {
        return;
    }
    let Some(ends) = put(ui, response, view) else { return };
    if pairs && !response.drag_stopped() && !response.clicked() {
        painter.line_segment(ends, Stroke::new(1.5, hue));
        return;
    }
    if response.drag_stopped() || response.clicked() {
        let parts = ends.map(|at| view.to_part(at).clamp(Pos2::ZERO, Pos2::new(1.0, 1.0)));
        if pairs {
            places[0].push(parts[0]);
        }
        places[usize::from(pairs)].push(parts[1]);
        let at = places[0].len() - 1;
        edit(target, Change::Add, 0, at, places, intents);
    }
}

/// Where a click or a drag on the picture began, and where it is by now. A pair leads from the one to the other; a lone point comes
/// where the button is let go, so that whoever slips has not clicked in vain.
fn put(ui: &Ui, response: &Response, view: View) -> Option<[Pos2; 2]> {
    let id = response.id.with("put from");
    let primary = egui::PointerButton::Primary;
    if response.drag_started_by(primary)
        && let Some(origin) = ui.input(|input| input.pointer.press_origin())
    {
        ui.data_mut(|data| data.insert_temp(id, origin));
    }
    let at = response.interact_pointer_pos().unwrap_or(view.room.center());
    if response.clicked() {
        return Some([at, at]);
    }
    let begun =
        ui.data(|data| data.get_temp::<Pos2>(id)).filter(|_| response.dragged_by(primary) || response.drag_stopped());
    if response.drag_stopped() {
        ui.data_mut(|data| data.remove::<Pos2>(id));
    }
    Some([begun?, at])
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Add,
    Drag,
    Remove,
}

fn edit(
    target: &Target,
    change: Change,
    side: usize,
    at: usize,
    mut places: [Vec<Pos2>; 2],
    intents: &mut Vec<Intent>,
) {
    let set = |input: &weft_engine::graph::Name, points: &[Pos2]| {
        Edit::set(target.node.clone(), input.clone(), drawn::of_points(points))
    };
    if change == Change::Drag {
        let input = if side == 0 { &target.input } else { target.to.as_ref().unwrap_or(&target.input) };
        let key = format!("place {}.{input} {at}", target.node);
        return intents.push(Intent::Drag(set(input, &places[side]), key));
    }
    if change == Change::Remove {
        for places in places.iter_mut().filter(|places| at < places.len()) {
            places.remove(at);
        }
    }
    let mut edits = vec![set(&target.input, &places[0])];
    edits.extend(target.to.as_ref().map(|to| set(to, &places[1])));
    let name = if change == Change::Add { "put a point" } else { "take a point away" };
    intents.push(Intent::EditAs(Edit::Batch(edits), format!("{name} on {}", target.node)));
}

/// A place on the picture that can be taken hold of, by pointer and keyboard.
pub(super) fn handle(ui: &Ui, view: View, place: Pos2, id: (&'static str, usize, usize), name: &str) -> Response {
    let at = view.to_screen(place);
    let rect = Rect::from_center_size(at, Vec2::splat(REACH * 2.0));
    let response = ui.interact(rect.intersect(view.room.expand(REACH)), Id::unique(id), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.clicked() || response.drag_started() {
        response.request_focus();
    }
    if response.hovered() {
        ui.set_cursor_icon(egui::CursorIcon::Grab);
    }
    response
}

/// Where a handle was moved to.
pub(super) fn moved(ui: &Ui, handle: &Response, view: View, place: Pos2) -> Option<Pos2> {
    let inside = |to: Pos2| to.clamp(Pos2::ZERO, Pos2::new(1.0, 1.0));
    if handle.dragged_by(egui::PointerButton::Primary) && handle.drag_delta() != Vec2::ZERO {
        return Some(inside(place + handle.drag_delta() / view.place.size()));
    }
    if !handle.has_focus() {
        return None;
    }
    let filter = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(handle.id, filter));
    let pixel = vec2(1.0 / view.size.0.max(1) as f32, 1.0 / view.size.1.max(1) as f32);
    let steps = [
        (Key::ArrowLeft, vec2(-1.0, 0.0)),
        (Key::ArrowRight, vec2(1.0, 0.0)),
        (Key::ArrowUp, vec2(0.0, -1.0)),
        (Key::ArrowDown, vec2(0.0, 1.0)),
    ];
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    steps.into_iter().find_map(|(key, by)| {
        let far = if pressed(Modifiers::SHIFT, key) {
            10.0
        } else if pressed(Modifiers::NONE, key) {
            1.0
        } else {
            return None;
        };
        Some(inside(place + by * pixel * far))
    })
}

fn removed(ui: &Ui, handle: &Response) -> bool {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    handle.double_clicked() || handle.has_focus() && (pressed(Key::Delete) || pressed(Key::Backspace))
}

fn mark(ui: &Ui, palette: &Palette, view: View, place: Pos2, hue: Color32, filled: bool, handle: &Response) {
    let painter = ui.painter().with_clip_rect(view.room);
    let at = view.to_screen(place);
    let radius = if handle.hovered() || handle.dragged() { 6.5 } else { 5.0 };
    painter.circle_stroke(at, radius + 1.0, Stroke::new(2.5, Color32::from_black_alpha(150)));
    let fill = if filled { hue } else { Color32::TRANSPARENT };
    painter.circle(at, radius, fill, Stroke::new(1.5, if filled { Color32::WHITE } else { hue }));
    if handle.has_focus() {
        painter.circle_stroke(at, radius + 3.5, Stroke::new(1.5, palette.accent));
    }
}

fn number(ui: &Ui, palette: &Palette, view: View, place: Pos2, at: usize) {
    let painter = ui.painter().with_clip_rect(view.room);
    let corner = view.to_screen(place) + vec2(8.0, -8.0);
    let text = (at + 1).to_string();
    let galley = painter.layout_no_wrap(text, FontId::proportional(SIZE_SMALL), palette.text);
    let frame = Align2::LEFT_BOTTOM.anchor_size(corner, galley.size() + vec2(6.0, 2.0));
    painter.rect_filled(frame, 3.0, palette.panel.gamma_multiply(0.85));
    painter.galley(frame.min + vec2(3.0, 1.0), galley, palette.text);
}
