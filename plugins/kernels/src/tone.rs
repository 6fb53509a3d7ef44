//! Brightness, value by value: levels, gain, curves. Each plane on its own; give the colours and leave the alpha out.

use crate::bands::for_each_row;
use crate::fit::FitError;
use crate::plane::{PlaneMut, PlaneRef};
use crate::powers::pow;
use crate::simd::by_cpu;

/// The dialog of that name: a range is stretched, bent and fitted into another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levels {
    /// What becomes the darkest value; darker ones as well.
    pub black: f32,
    /// What becomes the brightest value; brighter ones as well.
    pub white: f32,
    /// Above 1 brightens the middle, below darkens it.
    pub gamma: f32,
    /// The darkest value afterwards.
    pub out_black: f32,
    /// The brightest value afterwards.
    pub out_white: f32,
}

impl Default for Levels {
    fn default() -> Self {
        Self { black: 0.0, white: 1.0, gamma: 1.0, out_black: 0.0, out_white: 1.0 }
    }
}

/// Stretches, bends and fits each value. If black and white are one value, it is the threshold. NaN becomes the darkest value.
pub fn levels(source: PlaneRef<'_>, out: &mut PlaneMut<'_>, levels: &Levels) {
    check_size(source, out);
    // A gamma of 0 has no inverse; this one leaves black and white only, as it would.
    let exponent = 1.0 / f64::from(levels.gamma.max(1e-3));
    for_each_row(out, |y, row| {
        if exponent == 1.0 {
            levels_row::<false>(source.row(y), row, levels, exponent);
        } else {
            levels_row::<true>(source.row(y), row, levels, exponent);
        }
    });
}

/// Multiplies each value, then adds.
pub fn gain(source: PlaneRef<'_>, out: &mut PlaneMut<'_>, factor: f32, offset: f32) {
    check_size(source, out);
    for_each_row(out, |y, row| gain_row(source.row(y), row, factor, offset));
}

/// A smooth curve through points that never overshoots them: Fritsch and Carlson's monotone cubics, as scipy's `PchipInterpolator`.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    points: Vec<[f64; 2]>,
    /// The slope at each point.
    slopes: Vec<f64>,
}

impl Curve {
    /// The curve through points (value before, value after), in any order. One point gives a constant.
    pub fn new(points: &[[f64; 2]]) -> Result<Self, FitError> {
        if points.is_empty() {
            return Err(FitError::TooFewPairs { have: 0, needed: 1 });
        }
        if let Some(pair) = points.iter().position(|point| !point.iter().all(|number| number.is_finite())) {
            return Err(FitError::NotANumber { pair });
        }
        let mut points = points.to_vec();
        points.sort_by(|a, b| a[0].total_cmp(&b[0]));
        if points.windows(2).any(|pair| pair[0][0] == pair[1][0]) {
            return Err(FitError::OnALine);
        }
        let widths: Vec<f64> = points.windows(2).map(|pair| pair[1][0] - pair[0][0]).collect();
        let rises: Vec<f64> =
            points.windows(2).zip(&widths).map(|(pair, width)| (pair[1][1] - pair[0][1]) / width).collect();
        let slopes = match rises[..] {
            [] => vec![0.0],
            [rise] => vec![rise; 2],
            _ => {
                let last = rises.len() - 1;
                let mut slopes = vec![end_slope(widths[0], widths[1], rises[0], rises[1])];
                slopes.extend((1..=last).map(|at| inner_slope(&widths[at - 1..=at], &rises[at - 1..=at])));
                slopes.push(end_slope(widths[last], widths[last - 1], rises[last], rises[last - 1]));
                slopes
            }
        };
        Ok(Self { points, slopes })
    }

    /// The curve at one value; before the first and behind the last point it is level.
    pub fn at(&self, value: f64) -> f64 {
        let next = self.points.partition_point(|point| point[0] <= value);
        if next == 0 || next == self.points.len() {
            return self.points[next.saturating_sub(1)][1];
        }
        let ([x0, y0], [x1, y1]) = (self.points[next - 1], self.points[next]);
        let (width, t) = (x1 - x0, (value - x0) / (x1 - x0));
        let (start, end) = (self.slopes[next - 1] * width, self.slopes[next] * width);
        let rise = y1 - y0;
        y0 + t * (start + t * (3.0 * rise - 2.0 * start - end + t * (start + end - 2.0 * rise)))
    }

    /// Applies the curve to each value. NaN becomes the first value of the curve.
    pub fn apply(&self, source: PlaneRef<'_>, out: &mut PlaneMut<'_>) {
        /// So many steps make straight pieces that lie within 1e-6 of any curve drawn by hand.
        const STEPS: usize = 1 << 14;
        check_size(source, out);
        let (first, last) = (self.points[0][0], self.points[self.points.len() - 1][0]);
        let step = (last - first) / STEPS as f64;
        // One more, so that the last step has an end.
        let table: Vec<f32> = (0..STEPS + 2).map(|at| self.at(first + at as f64 * step) as f32).collect();
        let scale = if step > 0.0 { (1.0 / step) as f32 } else { 0.0 };
        for_each_row(out, |y, row| {
            for (to, &from) in row.iter_mut().zip(source.row(y)) {
                let place = ((from - first as f32) * scale).clamp(0.0, STEPS as f32);
                let at = place as usize;
                let (before, after) = (table[at], table[at + 1]);
                *to = if place.is_nan() { before } else { before + (after - before) * (place - at as f32) };
            }
        });
    }
}

fn inner_slope(widths: &[f64], rises: &[f64]) -> f64 {
    if rises[0] * rises[1] <= 0.0 {
        return 0.0;
    }
    let (first, second) = (2.0 * widths[1] + widths[0], widths[1] + 2.0 * widths[0]);
    (first + second) / (first / rises[0] + second / rises[1])
}

/// From three points, kept from overshooting.
fn end_slope(width: f64, next_width: f64, rise: f64, next_rise: f64) -> f64 {
    let slope = ((2.0 * width + next_width) * rise - width * next_rise) / (width + next_width);
    if slope * rise <= 0.0 {
        0.0
    } else if rise * next_rise <= 0.0 && slope.abs() > 3.0 * rise.abs() {
        3.0 * rise
    } else {
        slope
    }
}

fn check_size(source: PlaneRef<'_>, out: &PlaneMut<'_>) {
    assert_eq!((source.width(), source.height()), (out.width(), out.height()), "planes of different size");
}

by_cpu! {
    fn levels_row<const BENT: bool>(from: &[f32], to: &mut [f32], levels: &Levels, exponent: f64) {
        let (span, out_span) = (levels.white - levels.black, levels.out_white - levels.out_black);
        for (to, &from) in to.iter_mut().zip(from) {
            let part = if span != 0.0 { (from - levels.black) / span } else { from - levels.black };
            // A threshold, where the range is empty.
            let part = if span == 0.0 && part >= 0.0 { 1.0 } else { part };
            let part = if part > 0.0 { part } else { 0.0 };
            let part = if part < 1.0 { part } else { 1.0 };
            *to = levels.out_black + out_span * if BENT { pow(part, exponent) } else { part };
        }
    }
}

by_cpu! {
    fn gain_row(from: &[f32], to: &mut [f32], factor: f32, offset: f32) {
        to.iter_mut().zip(from).for_each(|(to, &from)| *to = from * factor + offset);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    fn check(settings: Levels, from: [f32; 5], want: [f32; 5]) {
        let mut out = Plane::new(5, 1);
        levels(Plane::from_fn(5, 1, |x, _| from[x]).view(), &mut out.view_mut(), &settings);
        assert!(out.row(0).iter().zip(want).all(|(have, want)| (have - want).abs() < 1e-6), "{:?}", out.row(0));
    }

    #[test]
    fn levels_stretch_bend_and_fit() {
        let plain = Levels::default();
        check(plain, [-1.0, 0.0, 0.5, 2.0, f32::NAN], [0.0, 0.0, 0.5, 1.0, 0.0]);
        check(Levels { black: 0.25, white: 0.75, ..plain }, [0.0, 0.25, 0.5, 0.75, 1.0], [0.0, 0.0, 0.5, 1.0, 1.0]);
        check(Levels { gamma: 2.0, ..plain }, [0.0, 0.25, 0.0625, 1.0, 0.01], [0.0, 0.5, 0.25, 1.0, 0.1]);
        check(
            Levels { out_black: 1.0, out_white: 0.0, ..plain },
            [0.0, 0.25, 0.5, 1.0, 9.0],
            [1.0, 0.75, 0.5, 0.0, 0.0],
        );
        check(Levels { black: 0.5, white: 0.5, ..plain }, [0.0, 0.49, 0.5, 0.51, 1.0], [0.0, 0.0, 1.0, 1.0, 1.0]);
    }

    #[test]
    fn gain_multiplies_and_adds() {
        let mut out = Plane::new(1, 1);
        gain(Plane::filled(1, 1, 0.5).view(), &mut out.view_mut(), 3.0, -0.25);
        assert_eq!(out.row(0), [1.25]);
    }

    #[test]
    fn a_curve_passes_its_points_and_never_overshoots() {
        let points = [[0.0, 0.0], [0.2, 0.7], [0.5, 0.7], [0.6, 0.1], [1.0, 1.0]];
        let curve = Curve::new(&points).unwrap();
        assert!(points.iter().all(|[x, y]| (curve.at(*x) - y).abs() < 1e-15));
        assert!((0..=1000).all(|i| (0.0..=1.0).contains(&curve.at(f64::from(i) / 1000.0))));
        let source = Plane::from_fn(1203, 1, |x, _| (x as f32 - 101.0) / 1000.0);
        let mut out = Plane::new(1203, 1);
        curve.apply(source.view(), &mut out.view_mut());
        for (&value, &have) in source.row(0).iter().zip(out.row(0)) {
            assert!((f64::from(have) - curve.at(f64::from(value))).abs() < 1e-6, "{value}");
        }
    }

    #[test]
    fn few_or_odd_points_are_handled() {
        assert_eq!(Curve::new(&[]), Err(FitError::TooFewPairs { have: 0, needed: 1 }));
        assert_eq!(Curve::new(&[[0.5, 0.1], [0.5, 0.2]]), Err(FitError::OnALine));
        assert_eq!(Curve::new(&[[0.5, f64::NAN]]), Err(FitError::NotANumber { pair: 0 }));
        let mut out = Plane::new(3, 1);
        let source = Plane::from_fn(3, 1, |x, _| [f32::NAN, f32::INFINITY, -3.0][x]);
        Curve::new(&[[0.5, 0.25]]).unwrap().apply(source.view(), &mut out.view_mut());
        assert_eq!(out.row(0), [0.25; 3]);
        Curve::new(&[[1.0, 1.0], [0.0, 0.5]]).unwrap().apply(source.view(), &mut out.view_mut());
        assert_eq!(out.row(0), [0.5, 1.0, 0.5]);
    }
}
