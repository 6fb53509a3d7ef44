//! What a hand has drawn, as it stands in the file: points `[(x, y)]`, a rectangle `(x, y, width, height)`, strokes
//! `[(points: [(x, y, pressure)], radius, hardness, mode, shape)]`. Places are parts of the picture's size.

use egui::{Pos2, Rect, pos2, vec2};
use weft_engine::graph::Setting;

/// One stroke.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stroke {
    /// x, y and pressure.
    pub points: Vec<[f32; 3]>,
    /// In parts of the longer side of the picture.
    pub radius: f32,
    /// 0: fades from the middle on. 1: a hard edge.
    pub hardness: f32,
    pub erases: bool,
    /// The area inside, not the line.
    pub area: bool,
}

/// As many digits as a picture of 65536 pixels can tell apart.
fn rounded(part: f32) -> f64 {
    (f64::from(part) * 1e5).round() / 1e5
}

impl Stroke {
    /// As it goes into the file.
    pub(crate) fn setting(&self) -> Setting {
        let point = |[x, y, pressure]: &[f32; 3]| {
            let numbers = [rounded(*x), rounded(*y), (f64::from(*pressure) * 1e3).round() / 1e3];
            Setting::Tuple(numbers.map(Setting::from).into())
        };
        Setting::of_fields([
            ("points", Setting::List(self.points.iter().map(point).collect())),
            ("radius", Setting::from(rounded(self.radius))),
            ("hardness", Setting::from(rounded(self.hardness))),
            ("mode", if self.erases { "erase" } else { "paint" }.into()),
            ("shape", if self.area { "area" } else { "line" }.into()),
        ])
    }

    fn of(setting: &Setting) -> Option<Self> {
        let number = |value: &Setting| value.as_f64().map(|number| number as f32);
        let point = |point: &Setting| {
            let numbers: Vec<f32> = point.items()?.iter().filter_map(number).collect();
            match *numbers {
                [x, y] => Some([x, y, 1.0]),
                [x, y, pressure] => Some([x, y, pressure]),
                _ => None,
            }
        };
        let word = |field: &str| setting.get(field).and_then(Setting::as_text).unwrap_or_default();
        Some(Self {
            points: setting.get("points")?.items()?.iter().filter_map(point).collect(),
            radius: setting.get("radius").and_then(number).unwrap_or(0.02),
            hardness: setting.get("hardness").and_then(number).unwrap_or(1.0),
            erases: word("mode") == "erase",
            area: word("shape") == "area",
        })
    }
}

/// All strokes.
pub(crate) fn strokes(value: Option<&Setting>) -> Vec<Stroke> {
    value.and_then(Setting::items).unwrap_or_default().iter().filter_map(Stroke::of).collect()
}

/// With one more stroke; what is there stays as it was written.
pub(crate) fn with_stroke(value: Option<&Setting>, stroke: &Stroke) -> Setting {
    let before = value.and_then(Setting::items).unwrap_or_default();
    Setting::List(before.iter().cloned().chain([stroke.setting()]).collect())
}

/// All points.
pub(crate) fn points(value: Option<&Setting>) -> Vec<Pos2> {
    let place = |(x, y): (f64, f64)| pos2(x as f32, y as f32);
    value.and_then(Setting::items).unwrap_or_default().iter().filter_map(Setting::as_point).map(place).collect()
}

/// As they go into the file.
pub(crate) fn of_points(points: &[Pos2]) -> Setting {
    Setting::List(points.iter().map(|at| Setting::from((rounded(at.x), rounded(at.y)))).collect())
}

/// The rectangle, if one was drawn.
pub(crate) fn rect(value: Option<&Setting>) -> Option<Rect> {
    let sides: Vec<f64> = value?.items()?.iter().filter_map(Setting::as_f64).collect();
    let [x, y, width, height] = *sides else { return None };
    Some(Rect::from_min_size(pos2(x as f32, y as f32), vec2(width as f32, height as f32)))
}

/// As it goes into the file.
pub(crate) fn of_rect(rect: Rect) -> Setting {
    let sides = [rect.min.x, rect.min.y, rect.width(), rect.height()];
    Setting::Tuple(sides.map(|side| Setting::from(rounded(side))).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_come_back_from_the_file_and_the_file_is_short() {
        let stroke = Stroke {
            points: vec![[0.5, 0.333_333_34, 1.0], [0.25, 0.1, 0.5]],
            radius: 0.02,
            hardness: 0.8,
            erases: true,
            area: false,
        };
        let list = with_stroke(None, &stroke);
        let text = list.to_string();
        assert_eq!(
            text,
            r#"[(points: [(0.5, 0.33333, 1.0), (0.25, 0.1, 0.5)], radius: 0.02, hardness: 0.8, mode: "erase", shape: "line")]"#
        );
        let read = strokes(Some(&Setting::parse(&text).unwrap()));
        assert_eq!(read.len(), 1);
        assert_eq!((read[0].erases, read[0].points[1]), (true, stroke.points[1]));
        assert_eq!(strokes(Some(&with_stroke(Some(&list), &stroke))).len(), 2);
    }

    #[test]
    fn points_and_rectangles_come_back_and_nonsense_is_nothing() {
        let places = [pos2(0.25, 0.5), pos2(1.0, 0.0)];
        assert_eq!(points(Some(&of_points(&places))), places);
        let half = Rect::from_min_max(pos2(0.25, 0.5), pos2(0.75, 1.0));
        assert_eq!(rect(Some(&of_rect(half))), Some(half));
        assert_eq!(rect(Some(&Setting::from("no rectangle"))), None);
        assert!(points(Some(&Setting::parse("[1, (2, 3, 4)]").unwrap())).is_empty());
    }
}
