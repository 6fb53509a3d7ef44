//! Draws pictures: a checkerboard behind what can be seen through, the whole, the close look over it, a wipe between two.

use egui::{
    Align2, Color32, ColorImage, CursorIcon, FontId, Id, Key, Modifiers, Painter, Rect, Sense, Stroke, TextureHandle,
    TextureOptions, Ui, WidgetInfo, pos2, vec2,
};
use weft_engine::graph::Wire;

use super::darkroom::Sheet;
use super::develop::Channel;
use super::frame::View;
use super::prints::Print;
use super::{Compare, Viewer};
use crate::theme::{DARK, Palette, SIZE_SMALL, mark_of};

/// Squares of the checkerboard, in points.
const CHECK: f32 = 8.0;
/// From this zoom on pixels have lines between them.
const GRID_ZOOM: f32 = 20.0;

/// Draws what is shown of a picture; the wipe is a widget of its own.
pub(super) fn show(
    viewer: &mut Viewer,
    ui: &mut Ui,
    palette: &Palette,
    view: View,
    (wire, pinned): (&Wire, Option<&Wire>),
    see_through: bool,
) {
    let room = view.room;
    if see_through && viewer.style.channel == Channel::Colour && viewer.compare != Compare::Difference {
        checkerboard(viewer, ui, palette, view);
    }
    let all = ui.painter().with_clip_rect(room);
    let pinned = pinned.filter(|_| viewer.compare != Compare::Nothing);
    match (viewer.compare, pinned) {
        (Compare::Wipe, Some(pinned)) => {
            let x = wipe(viewer, ui, palette, view);
            let left = all.with_clip_rect(room.with_max_x(x));
            paint(viewer, &left, view, (Sheet::Whole, Sheet::Close), wire);
            let right = all.with_clip_rect(room.with_min_x(x));
            paint(viewer, &right, view, (Sheet::PinnedWhole, Sheet::PinnedClose), pinned);
            line(ui, palette, view, x);
            names(&all, palette, view, x, (wire, pinned));
        }
        (Compare::Pinned, Some(pinned)) => {
            paint(viewer, &all, view, (Sheet::PinnedWhole, Sheet::PinnedClose), pinned);
        }
        _ => paint(viewer, &all, view, (Sheet::Whole, Sheet::Close), wire),
    }
    if view.zoom() >= GRID_ZOOM {
        grid(&all, view);
    }
}

fn paint(viewer: &Viewer, painter: &Painter, view: View, (whole, close): (Sheet, Sheet), wire: &Wire) {
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    let one = |print: &Print| {
        let place = Rect::from_min_max(view.to_screen(print.part.min), view.to_screen(print.part.max));
        painter.image(print.texture.id(), place, uv, Color32::WHITE);
    };
    let print = viewer.prints.get(whole, wire);
    if let Some(print) = print {
        one(print);
    }
    // An older close look would show what is no longer so.
    let close = viewer.prints.get(close, wire);
    if let Some(close) = close.filter(|close| print.is_none_or(|print| print.revision == close.revision)) {
        one(close);
    }
}

fn checkerboard(viewer: &mut Viewer, ui: &Ui, palette: &Palette, view: View) {
    let place = view.place.intersect(view.room);
    if !place.is_positive() {
        return;
    }
    let texture = match &viewer.checker {
        Some((dark, texture)) if *dark == palette.dark => texture.clone(),
        _ => {
            let texture = checks(ui, palette);
            viewer.checker = Some((palette.dark, texture.clone()));
            texture
        }
    };
    // Squares keep their size and stay with the picture's corner.
    let uv = |at: egui::Pos2| ((at - view.place.min) / (2.0 * CHECK)).to_pos2();
    let uv = Rect::from_min_max(uv(place.min), uv(place.max));
    ui.painter().with_clip_rect(view.room).image(texture.id(), place, uv, Color32::WHITE);
}

fn checks(ui: &Ui, palette: &Palette) -> TextureHandle {
    let (light, dark) = if palette.dark { (0x4A, 0x3A) } else { (0xFF, 0xE2) };
    let (light, dark) = (Color32::from_gray(light), Color32::from_gray(dark));
    let image = ColorImage::new([2, 2], vec![light, dark, dark, light]);
    ui.ctx().load_texture("viewer checks", image, TextureOptions::NEAREST_REPEAT)
}

fn grid(painter: &Painter, view: View) {
    let seen = view.seen();
    let stroke = Stroke::new(1.0, Color32::from_rgba_unmultiplied(128, 128, 128, 72));
    let (width, height) = (view.size.0 as f32, view.size.1 as f32);
    let frame = view.place.intersect(view.room);
    for column in (seen.min.x * width).ceil() as u32..=(seen.max.x * width) as u32 {
        painter.vline(view.to_screen(pos2(column as f32 / width, 0.0)).x, frame.y_range(), stroke);
    }
    for row in (seen.min.y * height).ceil() as u32..=(seen.max.y * height) as u32 {
        painter.hline(frame.x_range(), view.to_screen(pos2(0.0, row as f32 / height)).y, stroke);
    }
}

/// The handle between two pictures: dragged, or moved by arrows. Gives where it stands.
fn wipe(viewer: &mut Viewer, ui: &mut Ui, palette: &Palette, view: View) -> f32 {
    let frame = view.place.intersect(view.room);
    let at = |part: f32| frame.min.x + frame.width() * part;
    let handle = Rect::from_center_size(pos2(at(viewer.wipe), frame.center().y), vec2(14.0, frame.height()));
    let response = ui.interact(handle, Id::unique("viewer wipe"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::slider(true, f64::from(viewer.wipe), "Place of the wipe"));
    if response.clicked() || response.drag_started() {
        response.request_focus();
    }
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        viewer.wipe = ((pointer.x - frame.min.x) / frame.width().max(1.0)).clamp(0.0, 1.0);
    }
    if response.has_focus() {
        let filter = egui::EventFilter { horizontal_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        for (key, by) in [(Key::ArrowLeft, -0.02), (Key::ArrowRight, 0.02)] {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                viewer.wipe = (viewer.wipe + by).clamp(0.0, 1.0);
            }
        }
        let knob = pos2(at(viewer.wipe), frame.center().y);
        ui.painter().circle_stroke(knob, 11.0, Stroke::new(2.0, palette.accent));
    }
    if response.hovered() || response.dragged() {
        ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
    }
    at(viewer.wipe)
}

fn line(ui: &Ui, palette: &Palette, view: View, x: f32) {
    let frame = view.place.intersect(view.room);
    let painter = ui.painter().with_clip_rect(view.room);
    painter.vline(x, frame.y_range(), Stroke::new(3.0, Color32::from_black_alpha(110)));
    painter.vline(x, frame.y_range(), Stroke::new(1.0, Color32::WHITE));
    let knob = pos2(x, frame.center().y);
    painter.circle(knob, 8.0, palette.panel, Stroke::new(1.0, Color32::WHITE));
    for side in [-1.0, 1.0] {
        let tip = knob + vec2(5.0 * side, 0.0);
        let wing = |up: f32| tip + vec2(-3.0 * side, 3.0 * up);
        painter.line(vec![wing(-1.0), tip, wing(1.0)], Stroke::new(1.4, palette.text));
    }
}

/// Which is which, above the line.
fn names(painter: &Painter, palette: &Palette, view: View, x: f32, (left, right): (&Wire, &Wire)) {
    let frame = view.place.intersect(view.room);
    let y = frame.min.y + 6.0;
    tag(painter, palette, pos2(x - 10.0, y), Align2::RIGHT_TOP, &left.to_string());
    tag(painter, palette, pos2(x + 10.0, y), Align2::LEFT_TOP, &right.to_string());
}

/// The hue of what is drawn over pictures: the same in both themes, as pictures are no surfaces of ours.
pub(super) fn over_pictures(type_name: &str) -> Color32 {
    mark_of(type_name, &DARK).1
}

/// Words on a picture, which may have any colour.
pub(super) fn tag(painter: &Painter, palette: &Palette, at: egui::Pos2, align: Align2, text: &str) -> Rect {
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(SIZE_SMALL), palette.text);
    let inner = align.anchor_size(at, galley.size() + vec2(10.0, 4.0));
    painter.rect_filled(inner, 4.0, palette.panel.gamma_multiply(0.88));
    painter.galley(inner.min + vec2(5.0, 2.0), galley, palette.text);
    inner
}
