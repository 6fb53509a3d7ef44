//! Closed outlines in drawing units, already broken into short straight pieces. `y` grows downwards.

use crate::exact::{cos, sin};
use crate::noise::noise2;
use crate::vector::mix;

/// A place in the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f32,
    pub(crate) y: f32,
}

/// Short for writing down places.
pub(crate) const fn at(x: f32, y: f32) -> Point {
    Point { x, y }
}

/// One or several closed outlines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path {
    pub(crate) outlines: Vec<Vec<Point>>,
}

const STEPS_OF_A_CURVE: usize = 20;
const STEPS_OF_AN_ELLIPSE: usize = 144;

impl Path {
    pub(crate) fn ellipse(centre: Point, rx: f32, ry: f32) -> Path {
        let point = |step: usize| {
            let angle = step as f32 / STEPS_OF_AN_ELLIPSE as f32 * std::f32::consts::TAU;
            at(centre.x + rx * cos(angle), centre.y + ry * sin(angle))
        };
        Path { outlines: vec![(0..STEPS_OF_AN_ELLIPSE).map(point).collect()] }
    }

    pub(crate) fn circle(centre: Point, radius: f32) -> Path {
        Path::ellipse(centre, radius, radius)
    }

    /// Straight sides between the points.
    pub(crate) fn polygon(points: &[Point]) -> Path {
        Path { outlines: vec![points.to_vec()] }
    }

    pub(crate) fn rectangle(left: f32, top: f32, right: f32, bottom: f32) -> Path {
        Path::polygon(&[at(left, top), at(right, top), at(right, bottom), at(left, bottom)])
    }

    /// A rectangle whose corners are round.
    pub(crate) fn tablet(left: f32, top: f32, right: f32, bottom: f32, radius: f32) -> Path {
        let radius = radius.min((right - left) * 0.5).min((bottom - top) * 0.5);
        let corners = [
            (right - radius, bottom - radius),
            (left + radius, bottom - radius),
            (left + radius, top + radius),
            (right - radius, top + radius),
        ];
        let mut outline = Vec::new();
        for (quarter, (x, y)) in corners.into_iter().enumerate() {
            for step in 0..=12 {
                let angle = (quarter as f32 + step as f32 / 12.0) * std::f32::consts::FRAC_PI_2;
                outline.push(at(x + radius * cos(angle), y + radius * sin(angle)));
            }
        }
        Path { outlines: vec![outline] }
    }

    /// A soft closed curve through all points (Catmull and Rom).
    pub(crate) fn blob(points: &[Point]) -> Path {
        let count = points.len();
        let corner = |step: usize| points[step % count];
        let mut outline = Vec::new();
        for start in 0..count {
            let (before, from, to, after) =
                (corner(start + count - 1), corner(start), corner(start + 1), corner(start + 2));
            push_curve(&mut outline, before, from, to, after);
        }
        Path { outlines: vec![outline] }
    }

    /// A soft open curve through the points, closed by straight lines through `rest`.
    pub(crate) fn ridge(points: &[Point], rest: &[Point]) -> Path {
        let mut outline = curve(points);
        outline.extend_from_slice(rest);
        Path { outlines: vec![outline] }
    }

    /// A stroke along a soft curve through the points; its width goes evenly from `start` to `end`, its ends are round.
    pub(crate) fn stroke(points: &[Point], start: f32, end: f32) -> Path {
        let line = curve(points);
        let last = line.len() - 1;
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for (step, here) in line.iter().enumerate() {
            let (a, b) = (line[step.saturating_sub(1)], line[(step + 1).min(last)]);
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let length = (dx * dx + dy * dy).sqrt().max(1e-6);
            let half = mix(start, end, step as f32 / last as f32) * 0.5;
            left.push(at(here.x - dy / length * half, here.y + dx / length * half));
            right.push(at(here.x + dy / length * half, here.y - dx / length * half));
        }
        right.reverse();
        left.extend(right);
        let ends = [Path::circle(line[0], start * 0.5), Path::circle(line[last], end * 0.5)];
        Path { outlines: vec![left] }.oriented().and(ends[0].clone().oriented()).and(ends[1].clone().oriented())
    }

    /// A star with `rays` points.
    pub(crate) fn star(centre: Point, rays: usize, outer: f32, inner: f32) -> Path {
        let point = |step: usize| {
            let radius = if step.is_multiple_of(2) { outer } else { inner };
            let angle = step as f32 / rays as f32 * std::f32::consts::PI - std::f32::consts::FRAC_PI_2;
            at(centre.x + radius * cos(angle), centre.y + radius * sin(angle))
        };
        Path { outlines: vec![(0..2 * rays).map(point).collect()] }
    }

    pub(crate) fn and(mut self, other: Path) -> Path {
        self.outlines.extend(other.outlines);
        self
    }

    /// All outlines clockwise, so that overlapping ones add up instead of cutting holes.
    fn oriented(mut self) -> Path {
        for outline in &mut self.outlines {
            let next = outline.iter().cycle().skip(1);
            let area: f32 = outline.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum();
            if area < 0.0 {
                outline.reverse();
            }
        }
        self
    }

    pub(crate) fn map(mut self, change: impl Fn(Point) -> Point) -> Path {
        self.outlines.iter_mut().flatten().for_each(|point| *point = change(*point));
        self
    }

    pub(crate) fn moved(self, dx: f32, dy: f32) -> Path {
        self.map(|p| at(p.x + dx, p.y + dy))
    }

    /// Mirrored at the upright line through `x`.
    pub(crate) fn mirrored(self, x: f32) -> Path {
        self.map(|p| at(2.0 * x - p.x, p.y)).oriented()
    }

    /// Turned about `pivot` by degrees, clockwise in the picture.
    pub(crate) fn turned(self, pivot: Point, degrees: f32) -> Path {
        self.map(|p| turned(p, pivot, degrees))
    }

    /// With edges as cut by hand.
    pub(crate) fn rough(self, amount: f32) -> Path {
        let outlines = self.outlines.into_iter().map(|outline| roughened(&outline, amount)).collect();
        Path { outlines }
    }
}

/// A place turned about another by degrees, clockwise in the picture.
pub(crate) fn turned(p: Point, pivot: Point, degrees: f32) -> Point {
    let angle = degrees * (std::f32::consts::PI / 180.0);
    let (dx, dy) = (p.x - pivot.x, p.y - pivot.y);
    at(pivot.x + dx * cos(angle) - dy * sin(angle), pivot.y + dx * sin(angle) + dy * cos(angle))
}

fn curve(points: &[Point]) -> Vec<Point> {
    let last = points.len() - 1;
    let mut line = Vec::new();
    for start in 0..last {
        let (before, after) = (points[start.saturating_sub(1)], points[(start + 2).min(last)]);
        push_curve(&mut line, before, points[start], points[start + 1], after);
    }
    line.push(points[last]);
    line
}

/// From `from` up to, but without, `to`.
fn push_curve(outline: &mut Vec<Point>, before: Point, from: Point, to: Point, after: Point) {
    for step in 0..STEPS_OF_A_CURVE {
        let t = step as f32 / STEPS_OF_A_CURVE as f32;
        let part = |a: f32, b: f32, c: f32, d: f32| {
            0.5 * (2.0 * b
                + (c - a) * t
                + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                + (3.0 * b - a - 3.0 * c + d) * t * t * t)
        };
        outline.push(at(part(before.x, from.x, to.x, after.x), part(before.y, from.y, to.y, after.y)));
    }
}

fn roughened(outline: &[Point], amount: f32) -> Vec<Point> {
    let mut rough = Vec::new();
    for (step, a) in outline.iter().enumerate() {
        let b = outline[(step + 1) % outline.len()];
        let pieces = (((b.x - a.x).abs() + (b.y - a.y).abs()) / 6.0).min(400.0) as usize + 1;
        for piece in 0..pieces {
            let share = piece as f32 / pieces as f32;
            let (x, y) = (mix(a.x, b.x, share), mix(a.y, b.y, share));
            let push =
                |shift: f32| 0.6 * noise2(x * 0.055 + shift, y * 0.055) + 0.4 * noise2(x * 0.16, y * 0.16 + shift);
            rough.push(at(x + amount * push(3.0), y + amount * push(71.0)));
        }
    }
    rough
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_passes_through_its_points() {
        let points = [at(0.0, 0.0), at(10.0, 2.0), at(12.0, 9.0), at(-3.0, 8.0)];
        let blob = Path::blob(&points);
        for point in points {
            assert!(blob.outlines[0].contains(&point));
        }
    }

    #[test]
    fn four_quarter_turns_bring_a_point_home() {
        let home = (0..4).fold(at(7.0, 3.0), |p, _| turned(p, at(1.0, 1.0), 90.0));
        assert!((home.x - 7.0).abs() < 1e-4 && (home.y - 3.0).abs() < 1e-4);
    }
}
