//! A curve of tones: points to drag, a click adds one, a double click takes one away. Stored as a list of `(x, y)`.

use egui::{Pos2, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role, pos2};
use weft_engine::graph::Setting;

use super::{Change, Spot};

/// How near the pointer must be to a point.
const REACH: f32 = 9.0;

pub(crate) fn show(ui: &mut Ui, spot: &Spot<'_>, value: Option<&Setting>) -> Option<Change> {
    let mut points = read(value);
    let response = ui.interact(spot.rect, spot.id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, ui.is_enabled(), spot.name));
    paint(ui, spot, &points);
    let pointer = response.interact_pointer_pos()?;
    let held = spot.id.with("held");
    if response.double_clicked() {
        let near = nearest(&points, spot.rect, pointer).filter(|at| *at > 0 && *at + 1 < points.len())?;
        points.remove(near);
        return Some(Change::Set(write(&points)));
    }
    if response.clicked() {
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
        let mut to = to_unit(spot.rect, pointer);
        let (low, high) = (
            at.checked_sub(1).map_or(0.0, |before| points[before].0 + 0.004),
            points.get(at + 1).map_or(1.0, |after| after.0 - 0.004),
        );
        // The outermost points stay at the sides.
        to.0 = if at == 0 {
            0.0
        } else if at + 1 == points.len() {
            1.0
        } else {
            to.0.clamp(low, high.max(low))
        };
        points[at] = to;
        return Some(Change::Drag(write(&points)));
    }
    None
}

fn read(value: Option<&Setting>) -> Vec<(f64, f64)> {
    let points: Vec<(f64, f64)> =
        value.and_then(Setting::items).unwrap_or_default().iter().filter_map(Setting::as_point).collect();
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

fn paint(ui: &Ui, spot: &Spot<'_>, points: &[(f64, f64)]) {
    let (rect, palette) = (spot.rect, spot.palette);
    let painter = ui.painter();
    painter.rect_filled(rect, spot.corner(), palette.field);
    for part in [0.25, 0.5, 0.75] {
        let line = Stroke::new(1.0, palette.separator);
        painter.vline(rect.min.x + rect.width() * part, rect.y_range(), line);
        painter.hline(rect.x_range(), rect.min.y + rect.height() * part, line);
    }
    let line: Vec<Pos2> = points.iter().map(|point| to_screen(rect, *point)).collect();
    painter.add(Shape::line(line.clone(), Stroke::new(2.0, palette.accent)));
    for point in line {
        painter.circle(point, 3.5, palette.panel, Stroke::new(1.5, palette.accent));
    }
}
