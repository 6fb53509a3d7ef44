//! What strokes cover, in small: the same rules as `mask.paint`, so that what one sees while painting is what comes out.

use egui::{Color32, ColorImage};

use super::drawn::Stroke;

/// The longer side.
const SIDE: f32 = 640.0;

/// A mask in small.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cover {
    pub size: [usize; 2],
    values: Vec<f32>,
}

impl Cover {
    /// Nothing, in the shape of a picture.
    pub(crate) fn empty(picture: (u32, u32)) -> Self {
        let (width, height) = (picture.0.max(1) as f32, picture.1.max(1) as f32);
        let scale = (SIDE / width.max(height)).min(1.0);
        let size = [width, height].map(|side| ((side * scale).round() as usize).max(1));
        Self { size, values: vec![0.0; size[0] * size[1]] }
    }

    /// Lays a stroke over what is there.
    pub(crate) fn lay(&mut self, stroke: &Stroke) {
        if stroke.area {
            return self.lay_area(stroke);
        }
        for (at, point) in stroke.points.iter().enumerate() {
            // A dot is a line from a place to itself.
            let next = stroke.points.get(at + 1).or(stroke.points.last()).unwrap_or(point);
            self.lay_line(stroke, *point, *next);
        }
    }

    /// Lays one stretch of a brush.
    pub(crate) fn lay_line(&mut self, stroke: &Stroke, from: [f32; 3], to: [f32; 3]) {
        let [width, height] = self.size.map(|side| side as f32);
        let reach = stroke.radius * width.max(height);
        let place = |[x, y, pressure]: [f32; 3]| [x * width - 0.5, y * height - 0.5, reach * pressure];
        let (from, to) = (place(from), place(to));
        if from.iter().chain(&to).any(|number| !number.is_finite()) {
            return;
        }
        let margin = from[2].max(to[2]) + 1.0;
        let span = |a: f32, b: f32, side: usize| {
            let first = (a.min(b) - margin).floor().max(0.0) as usize;
            first..(((a.max(b) + margin).ceil().max(-1.0) + 1.0) as usize).min(side)
        };
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let squared = dx * dx + dy * dy;
        for y in span(from[1], to[1], self.size[1]) {
            for x in span(from[0], to[0], self.size[0]) {
                let (px, py) = (x as f32 - from[0], y as f32 - from[1]);
                let along = if squared > 0.0 { ((px * dx + py * dy) / squared).clamp(0.0, 1.0) } else { 0.0 };
                let away = (px - along * dx).hypot(py - along * dy);
                let radius = from[2] + along * (to[2] - from[2]);
                let edge = (radius * (1.0 - stroke.hardness.clamp(0.0, 1.0))).max(1.0);
                let cover = if radius > 0.0 { ((radius - away + 0.5) / edge).clamp(0.0, 1.0) } else { 0.0 };
                self.put(stroke, x, y, cover);
            }
        }
    }

    /// The area inside a line: where it goes around a pixel's middle at least once.
    fn lay_area(&mut self, stroke: &Stroke) {
        let [width, height] = self.size.map(|side| side as f32);
        let corners: Vec<[f32; 2]> =
            stroke.points.iter().map(|[x, y, _]| [x * width - 0.5, y * height - 0.5]).collect();
        if corners.iter().flatten().any(|number| !number.is_finite()) {
            return;
        }
        for y in 0..self.size[1] {
            // Where the row crosses the line, and whether downwards.
            let mut crossings: Vec<(f32, i32)> = Vec::new();
            for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
                let at = y as f32;
                if (from[1] <= at) != (to[1] <= at) {
                    let x = from[0] + (at - from[1]) / (to[1] - from[1]) * (to[0] - from[0]);
                    crossings.push((x, if to[1] > from[1] { 1 } else { -1 }));
                }
            }
            crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut turns = 0;
            for pair in crossings.windows(2) {
                turns += pair[0].1;
                if turns != 0 {
                    let first = pair[0].0.ceil().max(0.0) as usize;
                    let end = ((pair[1].0.ceil().max(0.0)) as usize).min(self.size[0]);
                    (first..end).for_each(|x| self.put(stroke, x, y, 1.0));
                }
            }
        }
    }

    fn put(&mut self, stroke: &Stroke, x: usize, y: usize, cover: f32) {
        let value = &mut self.values[y * self.size[0] + x];
        *value = if stroke.erases { value.min(1.0 - cover) } else { value.max(cover) };
    }

    /// As a veil over a picture.
    pub(crate) fn veil(&self, hue: Color32) -> ColorImage {
        let pixels = self.values.iter().map(|value| hue.gamma_multiply(value * 0.55)).collect();
        ColorImage::new(self.size, pixels)
    }

    #[cfg(test)]
    fn at(&self, x: usize, y: usize) -> f32 {
        self.values[y * self.size[0] + x]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stroke(points: &[[f32; 3]], erases: bool, area: bool) -> Stroke {
        Stroke { points: points.to_vec(), radius: 0.125, hardness: 1.0, erases, area }
    }

    #[test]
    fn a_dot_has_the_radius_of_the_brush_and_what_is_erased_is_gone() {
        let mut cover = Cover::empty((32, 16));
        cover.lay(&stroke(&[[0.5, 0.5, 1.0]], false, false));
        let area: f32 = cover.values.iter().sum();
        assert!((area - std::f32::consts::PI * 16.0).abs() < 1.0, "{area}");
        cover.lay(&stroke(&[[0.5, 0.5, 1.0]], true, false));
        assert_eq!(cover.at(16, 8), 0.0);
    }

    #[test]
    fn an_area_is_filled_and_broken_places_leave_no_mark() {
        let mut cover = Cover::empty((32, 16));
        cover.lay(&stroke(&[[0.0, 0.0, 1.0], [0.5, 0.0, 1.0], [0.5, 1.0, 1.0], [0.0, 1.0, 1.0]], false, true));
        assert_eq!([cover.at(0, 0), cover.at(15, 15), cover.at(16, 8)], [1.0, 1.0, 0.0]);
        let before = cover.clone();
        cover.lay(&stroke(&[[f32::NAN, 0.5, 1.0]], false, false));
        cover.lay(&stroke(&[[5.0, 9.0, 1.0]], false, false));
        assert_eq!(cover, before);
    }
}
