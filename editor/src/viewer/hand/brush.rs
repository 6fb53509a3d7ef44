//! Painting: brush, eraser, lasso and polygon. A stroke is drawn here while the hand moves, and becomes one step of the
//! history when it is lifted.

use egui::{
    Color32, Event, Key, Modifiers, Painter, Pos2, Rect, Response, Shape, TextureHandle, TextureId, TextureOptions, Ui,
    pos2,
};
use weft_engine::graph::{Edit, Setting};

use super::cover::Cover;
use super::drawn::{self, Stroke};
use super::target::Target;
use super::{Hand, Tool};
use crate::intent::Intent;
use crate::theme::Palette;
use crate::viewer::darkroom::Sheet;
use crate::viewer::frame::View;
use crate::viewer::picture::over_pictures;
use crate::viewer::prints::Prints;

/// A stroke has a point at least so often, in points of the screen.
const STEP: f32 = 1.5;
/// A click so near to the first corner closes a polygon.
const CLOSE: f32 = 9.0;

/// What is being painted, and the veil that shows what was.
#[derive(Default)]
pub(super) struct Brush {
    going: Option<Stroke>,
    /// Corners of a polygon that is not closed yet.
    corners: Vec<Pos2>,
    /// What the veil was made from.
    of: Option<(Target, Option<Setting>, (u32, u32))>,
    /// The stroke that goes on, as pixels, and how many of its points are in it.
    fresh: Option<(Cover, TextureHandle, usize)>,
    /// The veil that was there when the stroke was lifted: until a newer one is ready, the stroke is shown as it was drawn.
    lifted: Option<Option<TextureId>>,
}

impl Brush {
    /// Lets go of what was begun.
    pub(super) fn forget(&mut self) {
        (self.going, self.fresh, self.lifted) = (None, None, None);
        self.corners.clear();
    }

    pub(super) fn is_busy(&self) -> bool {
        self.going.is_some() || !self.corners.is_empty()
    }
}

/// Takes what the hand does.
pub(super) fn act(
    hand: &mut Hand,
    ui: &Ui,
    response: &Response,
    view: View,
    (target, value): (&Target, Option<&Setting>),
    intents: &mut Vec<Intent>,
) {
    size_keys(hand, ui, response);
    let erases = hand.erases != ui.input(|input| input.modifiers.alt);
    if hand.tool == Tool::Polygon {
        return polygon(hand, ui, response, view, (target, value), erases, intents);
    }
    let area = hand.tool == Tool::Lasso;
    let begun = response.drag_started_by(egui::PointerButton::Primary);
    if let Some(at) = ui.input(|input| input.pointer.press_origin()).filter(|_| begun) {
        let points = vec![point(ui, view, at)];
        let (radius, hardness) = (hand.radius, hand.hardness);
        hand.brush.going = Some(Stroke { points, radius, hardness, erases, area });
        (hand.brush.fresh, hand.brush.lifted) = (None, None);
    }
    if response.dragged_by(egui::PointerButton::Primary)
        && let (Some(at), Some(stroke)) = (response.interact_pointer_pos(), &mut hand.brush.going)
    {
        let next = point(ui, view, at);
        let last = stroke.points.last().copied().unwrap_or(next);
        let far = view.to_screen(pos2(last[0], last[1])).distance(at);
        if far >= STEP.max(stroke.radius * view.place.size().max_elem() * 0.12).min(12.0) {
            stroke.points.push(next);
        }
    }
    if response.clicked() && !area {
        let at = response.interact_pointer_pos().unwrap_or(view.room.center());
        // By keyboard, where no pointer is, in the middle of what is seen.
        let points = vec![point(ui, view, at)];
        let stroke = Stroke { points, radius: hand.radius, hardness: hand.hardness, erases, area };
        intents.push(finish(target, value, &stroke));
    }
    if response.drag_stopped()
        && let Some(stroke) = hand.brush.going.take()
        && (!area || stroke.points.len() > 2)
    {
        intents.push(finish(target, value, &stroke));
    }
    if hand.brush.going.is_some() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        hand.brush.forget();
    }
}

fn polygon(
    hand: &mut Hand,
    ui: &Ui,
    response: &Response,
    view: View,
    (target, value): (&Target, Option<&Setting>),
    erases: bool,
    intents: &mut Vec<Intent>,
) {
    let pressed = |key| response.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let mut closes = pressed(Key::Enter) && !hand.brush.corners.is_empty();
    if response.clicked() && !closes {
        let at = response.interact_pointer_pos().unwrap_or(view.room.center());
        let first = hand.brush.corners.first().map(|first| view.to_screen(*first));
        if hand.brush.corners.len() > 2 && first.is_some_and(|first| first.distance(at) < CLOSE) {
            closes = true;
        } else {
            hand.brush.corners.push(view.to_part(at));
        }
    }
    closes |= response.double_clicked() && hand.brush.corners.len() > 2;
    if pressed(Key::Backspace) || pressed(Key::Delete) {
        hand.brush.corners.pop();
    }
    if pressed(Key::Escape) {
        hand.brush.corners.clear();
    }
    if closes {
        let mut points: Vec<[f32; 3]> = hand.brush.corners.drain(..).map(|at| [at.x, at.y, 1.0]).collect();
        points.dedup();
        if points.len() > 2 {
            let stroke = Stroke { points, radius: hand.radius, hardness: hand.hardness, erases, area: true };
            intents.push(finish(target, value, &stroke));
        }
    }
}

fn finish(target: &Target, value: Option<&Setting>, stroke: &Stroke) -> Intent {
    let name = match (stroke.erases, stroke.area) {
        (false, false) => "paint a stroke",
        (true, false) => "erase a stroke",
        (false, true) => "paint an area",
        (true, true) => "erase an area",
    };
    let edit = Edit::set(target.node.clone(), target.input.clone(), drawn::with_stroke(value, stroke));
    Intent::EditAs(edit, format!("{name} on {}", target.node))
}

/// Where the hand is, and how hard it presses if the pen says so.
fn point(ui: &Ui, view: View, at: Pos2) -> [f32; 3] {
    let part = view.to_part(at);
    let force = ui.input(|input| {
        input.events.iter().rev().find_map(|event| match event {
            Event::Touch { force, .. } => *force,
            _ => None,
        })
    });
    [part.x, part.y, force.unwrap_or(1.0).clamp(0.05, 1.0)]
}

fn size_keys(hand: &mut Hand, ui: &Ui, response: &Response) {
    if response.has_focus() || response.contains_pointer() {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::OpenBracket) {
            hand.radius = (hand.radius / 1.15).max(0.001);
        }
        if pressed(Key::CloseBracket) {
            hand.radius = (hand.radius * 1.15).min(0.5);
        }
        if response.has_focus() && pressed(Key::E) {
            hand.erases = !hand.erases;
        }
    }
}

/// Shows what was painted, what is being painted, and the brush.
#[expect(clippy::too_many_arguments, reason = "what is drawn, where, and with what")]
pub(super) fn paint(
    hand: &mut Hand,
    ui: &Ui,
    palette: &Palette,
    response: &Response,
    view: View,
    (target, value): (&Target, Option<&Setting>),
    veiled: bool,
    prints: &mut Prints,
) {
    let painter = ui.painter().with_clip_rect(view.room);
    let hue = over_pictures("strokes");
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    let of = (target.clone(), value.cloned(), view.size);
    if hand.brush.of.as_ref() != Some(&of) {
        let (strokes, size) = (drawn::strokes(value), view.size);
        prints.room.make(ui.ctx(), Sheet::Strokes, move || {
            let mut cover = Cover::empty(size);
            strokes.iter().for_each(|stroke| cover.lay(stroke));
            cover.veil(hue)
        });
        hand.brush.of = Some(of);
    }
    // On the painted mask itself a veil would only hide it.
    let veil = prints.drawn.get(&Sheet::Strokes).map(TextureHandle::id);
    if let Some(veil) = veil.filter(|_| veiled) {
        painter.image(veil, view.place, uv, Color32::WHITE);
    }
    if hand.brush.going.is_none() && hand.brush.fresh.is_some() {
        let lifted = *hand.brush.lifted.get_or_insert(veil);
        if lifted == veil {
            if let Some((_, texture, _)) = &hand.brush.fresh {
                painter.image(texture.id(), view.place, uv, Color32::WHITE);
            }
        } else {
            (hand.brush.fresh, hand.brush.lifted) = (None, None);
        }
    }
    if let Some(stroke) = hand.brush.going.clone() {
        if stroke.area {
            let line = stroke.points.iter().map(|[x, y, _]| view.to_screen(pos2(*x, *y))).collect();
            outline(&painter, line, hue);
        } else {
            fresh(hand, ui, &painter, view, &stroke, hue);
        }
    }
    if !hand.brush.corners.is_empty() {
        let mut line: Vec<Pos2> = hand.brush.corners.iter().map(|at| view.to_screen(*at)).collect();
        for corner in &line {
            painter.circle(*corner, 3.5, palette.panel, egui::Stroke::new(1.5, hue));
        }
        line.extend(response.hover_pos());
        outline(&painter, line, hue);
    }
    if hand.tool == Tool::Brush
        && let Some(at) = response.hover_pos().filter(|at| view.room.contains(*at))
    {
        let radius = hand.radius * view.place.size().max_elem();
        painter.circle_stroke(at, radius, egui::Stroke::new(2.5, Color32::from_black_alpha(140)));
        painter.circle_stroke(at, radius, egui::Stroke::new(1.0, Color32::WHITE));
        let inner = radius * hand.hardness;
        painter.circle_stroke(at, inner, egui::Stroke::new(1.0, Color32::from_white_alpha(90)));
        ui.set_cursor_icon(egui::CursorIcon::Crosshair);
    }
}

/// The stroke that goes on: only what is new of it is laid each time.
fn fresh(hand: &mut Hand, ui: &Ui, painter: &Painter, view: View, stroke: &Stroke, hue: Color32) {
    // An eraser shows where it went; what it takes away is seen when it is lifted.
    let (shown, colour) =
        (Stroke { erases: false, ..stroke.clone() }, if stroke.erases { Color32::WHITE } else { hue });
    if hand.brush.fresh.is_none() {
        let cover = Cover::empty(view.size);
        let texture = ui.ctx().load_texture("viewer stroke", cover.veil(colour), TextureOptions::LINEAR);
        hand.brush.fresh = Some((cover, texture, 0));
    }
    let Some((cover, texture, laid)) = &mut hand.brush.fresh else { return };
    if *laid < shown.points.len() {
        for at in *laid..shown.points.len() {
            cover.lay_line(&shown, shown.points[at.saturating_sub(1)], shown.points[at]);
        }
        *laid = shown.points.len();
        texture.set(cover.veil(colour), TextureOptions::LINEAR);
    }
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    painter.image(texture.id(), view.place, uv, Color32::WHITE);
}

fn outline(painter: &Painter, line: Vec<Pos2>, hue: Color32) {
    painter.add(Shape::line(line.clone(), egui::Stroke::new(3.0, Color32::from_black_alpha(120))));
    painter.add(Shape::line(line, egui::Stroke::new(1.5, hue)));
}
