//! A rectangle on a picture: drawn from corner to corner, moved, pulled at its corners and sides, by pointer or arrows.

use egui::{
    Color32, CursorIcon, Id, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, accesskit::Role,
    pos2,
};
use weft_engine::graph::{Edit, Setting};

use super::drawn;
use super::places::{handle, moved};
use super::target::Target;
use super::{Hand, Tool};
use crate::intent::Intent;
use crate::theme::Palette;
use crate::viewer::frame::View;
use crate::viewer::picture::over_pictures;

/// No side is shorter than so many pixels of the picture.
const SIDE_MIN: f32 = 1.0;

/// Shows the rectangle and takes what the hand does.
pub(super) fn show(
    hand: &mut Hand,
    ui: &mut Ui,
    palette: &Palette,
    response: &Response,
    view: View,
    (target, value): (&Target, Option<&Setting>),
    intents: &mut Vec<Intent>,
) {
    let all = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
    let drag = |rect: Rect, intents: &mut Vec<Intent>| {
        let edit = Edit::set(target.node.clone(), target.input.clone(), drawn::of_rect(rect));
        intents.push(Intent::Drag(edit, format!("rectangle {}.{}", target.node, target.input)));
    };
    let drawn = drawn::rect(value).filter(|rect| rect.is_positive() && *rect != all);
    if hand.tool != Tool::Look {
        if response.drag_started_by(egui::PointerButton::Primary) {
            hand.corner =
                ui.input(|input| input.pointer.press_origin()).map(|at| view.to_part(at).clamp(all.min, all.max));
        }
        if let (Some(corner), Some(at)) = (hand.corner, response.interact_pointer_pos())
            && response.dragged_by(egui::PointerButton::Primary)
        {
            let rect = Rect::from_two_pos(corner, view.to_part(at).clamp(all.min, all.max));
            if rect.width() * view.size.0 as f32 >= SIDE_MIN && rect.height() * view.size.1 as f32 >= SIDE_MIN {
                drag(rect, intents);
            }
        }
    }
    if response.drag_stopped() && hand.corner.take().is_some() {
        intents.push(Intent::Drop);
    }
    let Some(rect) = drawn else { return };
    let on_screen = Rect::from_min_max(view.to_screen(rect.min), view.to_screen(rect.max));
    shade(ui, view, on_screen);
    if hand.corner.is_some() {
        return;
    }
    // The inside moves all of it.
    let inside = ui.interact(on_screen.intersect(view.room), Id::unique("viewer rectangle"), Sense::click_and_drag());
    let name = format!("Rectangle of {}.{}", target.node, target.input);
    inside.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if inside.clicked() || inside.drag_started() {
        inside.request_focus();
    }
    if inside.hovered() {
        ui.set_cursor_icon(CursorIcon::Move);
    }
    if inside.has_focus() {
        ui.painter().with_clip_rect(view.room).rect_stroke(
            on_screen.expand(3.0),
            2.0,
            Stroke::new(1.5, palette.accent),
            StrokeKind::Middle,
        );
    }
    if let Some(to) = moved(ui, &inside, view, rect.min) {
        let to = to.min(pos2(1.0 - rect.width(), 1.0 - rect.height())).max(Pos2::ZERO);
        drag(Rect::from_min_size(to, rect.size()), intents);
    }
    let mut let_go = inside.drag_stopped();
    for (at, (part, what)) in HANDLES.into_iter().enumerate() {
        let place = rect.min + part * rect.size();
        let grip =
            handle(ui, view, place, ("viewer side", at, 0), &format!("{what} of {}.{}", target.node, target.input));
        let square = Rect::from_center_size(view.to_screen(place), Vec2::splat(if grip.hovered() { 9.0 } else { 7.0 }));
        let painter = ui.painter().with_clip_rect(view.room);
        painter.rect(
            square,
            1.0,
            Color32::WHITE,
            Stroke::new(1.0, Color32::from_black_alpha(160)),
            StrokeKind::Outside,
        );
        if grip.has_focus() {
            painter.rect_stroke(square.expand(2.0), 2.0, Stroke::new(1.5, palette.accent), StrokeKind::Outside);
        }
        if let Some(to) = moved(ui, &grip, view, place) {
            drag(pulled(rect, part, to, view), intents);
        }
        let_go |= grip.drag_stopped();
    }
    if let_go {
        intents.push(Intent::Drop);
    }
}

const HANDLES: [(Vec2, &str); 8] = [
    (Vec2::new(0.0, 0.0), "Upper left corner"),
    (Vec2::new(1.0, 0.0), "Upper right corner"),
    (Vec2::new(1.0, 1.0), "Lower right corner"),
    (Vec2::new(0.0, 1.0), "Lower left corner"),
    (Vec2::new(0.5, 0.0), "Upper side"),
    (Vec2::new(1.0, 0.5), "Right side"),
    (Vec2::new(0.5, 1.0), "Lower side"),
    (Vec2::new(0.0, 0.5), "Left side"),
];

/// With one corner or side somewhere else; never inside out.
fn pulled(rect: Rect, part: Vec2, to: Pos2, view: View) -> Rect {
    let least = egui::vec2(SIDE_MIN / view.size.0.max(1) as f32, SIDE_MIN / view.size.1.max(1) as f32);
    let mut rect = rect;
    if part.x == 0.0 {
        rect.min.x = to.x.min(rect.max.x - least.x);
    } else if part.x == 1.0 {
        rect.max.x = to.x.max(rect.min.x + least.x);
    }
    if part.y == 0.0 {
        rect.min.y = to.y.min(rect.max.y - least.y);
    } else if part.y == 1.0 {
        rect.max.y = to.y.max(rect.min.y + least.y);
    }
    rect
}

/// What lies outside is darker, so that one sees what stays.
fn shade(ui: &Ui, view: View, rect: Rect) {
    let frame = view.place.intersect(view.room);
    let painter = ui.painter().with_clip_rect(frame);
    let veil = Color32::from_black_alpha(120);
    let outside = [
        frame.with_max_y(rect.min.y),
        frame.with_min_y(rect.max.y),
        Rect::from_min_max(pos2(frame.min.x, rect.min.y), pos2(rect.min.x, rect.max.y)),
        Rect::from_min_max(pos2(rect.max.x, rect.min.y), pos2(frame.max.x, rect.max.y)),
    ];
    for part in outside.into_iter().filter(|part| part.is_positive()) {
        painter.rect_filled(part, 0.0, veil);
    }
    painter.rect_stroke(rect, 0.0, Stroke::new(1.5, over_pictures("rect")), StrokeKind::Middle);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pulled_side_never_passes_the_other() {
        let place = Rect::from_min_size(Pos2::ZERO, Vec2::splat(100.0));
        let view = View { room: place, place, size: (100, 100), pixels_per_point: 1.0 };
        let rect = Rect::from_min_max(pos2(0.2, 0.2), pos2(0.6, 0.6));
        assert_eq!(pulled(rect, Vec2::new(1.0, 0.5), pos2(0.8, 0.9), view), rect.with_max_x(0.8));
        assert!(pulled(rect, Vec2::new(0.0, 0.0), pos2(0.9, 0.1), view).min.distance(pos2(0.59, 0.1)) < 1e-6);
    }
}
