//! A curve of tones: points to drag, a click adds one, a double click takes one away. By keyboard each point is moved by
//! arrows and taken away by Delete, and Enter on the curve adds one. Stored as a list of `(x, y)`.

use egui::{
    EventFilter, Key, Modifiers, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo,
    accesskit::Role, pos2,
};
use weft_engine::graph::Setting;

use super::{Change, Spot, smooth};

/// How near the pointer must be to a point.
const REACH: f32 = 9.0;
/// Between two points.
const GAP: f64 = 0.004;
/// How far an arrow moves a point.
const NUDGE: f64 = 0.01;
/// Pieces of the line.
const PIECES: usize = 96;

pub(crate) fn show(ui: &mut Ui, spot: &Spot<'_>, value: Option<&Setting>) -> Option<Change> {
    show_over(ui, spot, value, |_| {})
}

/// The same over something else, such as counts of values.
pub(crate) fn show_over(
    ui: &mut Ui,
    spot: &Spot<'_>,
    value: Option<&Setting>,
    behind: impl FnOnce(&Painter),
) -> Option<Change> {
    let points = read(value);
    let response = ui.interact(spot.rect, spot.id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, ui.is_enabled(), spot.name));
    paint(ui, spot, &points, behind);
    if response.has_focus() {
        spot.ring(ui, spot.palette.accent);
    }
    by_pointer(ui, spot, &points, &response).or_else(|| by_keyboard(ui, spot, &points, &response))
}

fn by_pointer(ui: &Ui, spot: &Spot<'_>, before: &[(f64, f64)], response: &Response) -> Option<Change> {
    let mut points = before.to_vec();
    let pointer = response.interact_pointer_pos()?;
    let held = spot.id.with("held");
    if response.double_clicked() {
        let near = nearest(&points, spot.rect, pointer).filter(|at| *at > 0 && *at + 1 < points.len())?;
        points.remove(near);
        return Some(Change::Set(write(&points)));
    }
    if response.clicked() {
        response.request_focus();
        if nearest(&points, spot.rect, pointer).is_some() {
            return None;
        }
        add(&mut points, to_unit(spot.rect, pointer));
        return Some(Change::Set(write(&points)));
    }
    if response.drag_started() {
        let origin = ui.input(|input| input.pointer.press_origin()).unwrap_or(pointer);
        let at = nearest(&points, spot.rect, origin).unwrap_or_else(|| add(&mut points, to_unit(spot.rect, origin)));
        ui.data_mut(|data| data.insert_temp(held, at));
    }
    if response.drag_stopped() {
        return Some(Change::Drop);
    }
    let at = ui.data(|data| data.get_temp::<usize>(held))?;
    if response.dragged() && at < points.len() {
        points[at] = allowed(&points, at, to_unit(spot.rect, pointer));
        return Some(Change::Drag(write(&points)));
    }
    None
}

fn by_keyboard(ui: &Ui, spot: &Spot<'_>, points: &[(f64, f64)], response: &Response) -> Option<Change> {
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let mut changed = None;
    for (at, point) in points.iter().enumerate() {
        let place = Rect::from_center_size(to_screen(spot.rect, *point), Vec2::splat(REACH));
        let id = spot.id.with(("point", at));
        let handle = ui.interact(place, id, Sense::focusable_noninteractive());
        handle.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Point {} of {}", at + 1, spot.name)));
        if !handle.has_focus() {
            continue;
        }
        ui.painter().circle_stroke(place.center(), 6.5, Stroke::new(1.5, spot.palette.text));
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        for (key, by) in [
            (Key::ArrowLeft, (-NUDGE, 0.0)),
            (Key::ArrowRight, (NUDGE, 0.0)),
            (Key::ArrowUp, (0.0, NUDGE)),
            (Key::ArrowDown, (0.0, -NUDGE)),
        ] {
            let far =
                if pressed(Modifiers::SHIFT, key) { 10.0 } else { f64::from(u8::from(pressed(Modifiers::NONE, key))) };
            if far > 0.0 {
                let mut moved = points.to_vec();
                moved[at] = allowed(points, at, (point.0 + by.0 * far, (point.1 + by.1 * far).clamp(0.0, 1.0)));
                changed = Some(Change::Set(write(&moved)));
            }
        }
        let goes = pressed(Modifiers::NONE, Key::Delete) || pressed(Modifiers::NONE, Key::Backspace);
        if goes && at > 0 && at + 1 < points.len() {
            let mut fewer = points.to_vec();
            fewer.remove(at);
            changed = Some(Change::Set(write(&fewer)));
        }
    }
    if response.has_focus() && pressed(Modifiers::NONE, Key::Enter) {
        // In the middle of the widest gap, on the line.
        let widest = points.windows(2).max_by(|a, b| (a[1].0 - a[0].0).total_cmp(&(b[1].0 - b[0].0)))?;
        let x = f64::midpoint(widest[0].0, widest[1].0);
        let y = smooth::heights(points, 1000)[(x * 1000.0) as usize];
        let mut more = points.to_vec();
        add(&mut more, (x, y));
        changed = Some(Change::Set(write(&more)));
    }
    changed
}

/// Between its neighbours; the outermost points stay at the sides.
fn allowed(points: &[(f64, f64)], at: usize, to: (f64, f64)) -> (f64, f64) {
    let low = at.checked_sub(1).map_or(0.0, |before| points[before].0 + GAP);
    let high = points.get(at + 1).map_or(1.0, |after| after.0 - GAP);
    let x = if at == 0 {
        0.0
    } else if at + 1 == points.len() {
        1.0
    } else {
        to.0.clamp(low, high.max(low))
    };
    (x, to.1)
}

fn read(value: Option<&Setting>) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> =
        value.and_then(Setting::items).unwrap_or_default().iter().filter_map(Setting::as_point).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    if points.len() < 2 { vec![(0.0, 0.0), (1.0, 1.0)] } else { points }
}

fn write(points: &[(f64, f64)]) -> Setting {
    let round = |value: f64| (value * 1000.0).round() / 1000.0;
    Setting::List(points.iter().map(|(x, y)| Setting::from((round(*x), round(*y)))).collect())
}

fn add(points: &mut Vec<(f64, f64)>, point: (f64, f64)) -> usize {
    let at = points.iter().position(|other| other.0 > point.0).unwrap_or(points.len());
    points.insert(at, point);
    at
}

fn to_unit(rect: Rect, at: Pos2) -> (f64, f64) {
    let part = (at - rect.min) / rect.size();
    (f64::from(part.x.clamp(0.0, 1.0)), f64::from(1.0 - part.y.clamp(0.0, 1.0)))
}

#[expect(clippy::cast_possible_truncation, reason = "pixels")]
fn to_screen(rect: Rect, (x, y): (f64, f64)) -> Pos2 {
    pos2(rect.min.x + rect.width() * x as f32, rect.max.y - rect.height() * y as f32)
}

fn nearest(points: &[(f64, f64)], rect: Rect, pointer: Pos2) -> Option<usize> {
    let far = |at: &usize| to_screen(rect, points[*at]).distance(pointer);
    (0..points.len()).filter(|at| far(at) < REACH).min_by(|a, b| far(a).total_cmp(&far(b)))
}

fn paint(ui: &Ui, spot: &Spot<'_>, points: &[(f64, f64)], behind: impl FnOnce(&Painter)) {
    let (rect, palette) = (spot.rect, spot.palette);
    let painter = ui.painter();
    painter.rect_filled(rect, spot.corner(), palette.field);
    behind(painter);
    for part in [0.25, 0.5, 0.75] {
        let line = Stroke::new(1.0, palette.separator);
        painter.vline(rect.min.x + rect.width() * part, rect.y_range(), line);
        painter.hline(rect.x_range(), rect.min.y + rect.height() * part, line);
    }
    let heights = smooth::heights(points, PIECES);
    let place = |(step, height): (usize, &f64)| to_screen(rect, (step as f64 / PIECES as f64, height.clamp(0.0, 1.0)));
    let line: Vec<Pos2> = heights.iter().enumerate().map(place).collect();
    painter.add(Shape::line(line, Stroke::new(2.0, palette.accent)));
    for point in points {
        painter.circle(to_screen(rect, *point), 3.5, palette.panel, Stroke::new(1.5, palette.accent));
    }
}
