//! Pushes and swells a picture under a round brush, stroke after stroke. Nothing moves where the brush has not been, and nothing
//! folds: a long push is many short ones. (Gustafsson's map of 1993, which others use, folds behind the brush.)

use crate::bands::{Cancelled, Progress};
use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::by_cpu;
use crate::simd::spots::{SPOTS, Spots};
use crate::warp::{Warp, warp_tiles};

/// One touch of the brush. Places are in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stroke {
    /// Drags what is under the brush along a line; its middle arrives at the end.
    Push {
        /// Where the brush is put down.
        from: [f64; 2],
        /// Where it is lifted.
        to: [f64; 2],
        /// How far the brush reaches.
        radius_px: f64,
    },
    /// Swells what is under the brush; shrinks it below 0.
    Swell {
        /// The middle of the brush.
        at: [f64; 2],
        /// How far the brush reaches.
        radius_px: f64,
        /// −1 to 1; values outside count as these.
        amount: f64,
    },
}

/// Applies the strokes in their order. A stroke without reach or with a place that is no number does nothing.
pub fn liquify(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    strokes: &[Stroke],
    warp: &Warp,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    // A pixel is looked up where the last stroke took it from, there where the one before took it from, and so on.
    let size = source.first().map_or([1.0; 2], |plane| [plane.width() as f64, plane.height() as f64]);
    let mut brushes: Vec<Brush> = strokes.iter().flat_map(|stroke| Brush::all_of(stroke, size)).collect();
    brushes.reverse();
    warp_tiles(source, out, warp, progress, |x, y, spots| brushed_spots(&brushes, x, y, spots))
}

/// A short step of a push takes no more than this part of the radius: the falloff is steepest with 1.54 / radius, so that
/// neighbours keep their order.
const STEP_MAX: f64 = 0.25;

/// A stroke, or a step of one, ready for the loop.
struct Brush {
    centre: [f64; 2],
    radius: f64,
    effect: Effect,
}

enum Effect {
    Push { vector: [f64; 2] },
    Swell { amount: f64 },
}

impl Brush {
    /// Those that reach the picture: a hand may have gone far beyond.
    fn all_of(stroke: &Stroke, size: [f64; 2]) -> Vec<Self> {
        let finite = |numbers: &[f64]| numbers.iter().all(|number| number.is_finite());
        match *stroke {
            Stroke::Push { from, to, radius_px: radius }
                if radius > 0.0 && finite(&[from[0], from[1], to[0], to[1], radius]) =>
            {
                let vector = [to[0] - from[0], to[1] - from[1]];
                let steps = (vector[0].hypot(vector[1]) / (radius * STEP_MAX)).ceil();
                let effect = || Effect::Push { vector: vector.map(|part| part / steps) };
                // The middle of the brush lies where the step ends, so that it fetches what was where the step began.
                let centre = |step: f64| std::array::from_fn(|axis| from[axis] + vector[axis] * (step / steps));
                let (enter, leave) = (0..2).fold((0.0_f64, 1.0_f64), |(enter, leave), axis| {
                    let at = |place: f64| (place - from[axis]) / vector[axis];
                    let (low, high) = (at(-radius), at(size[axis] + radius));
                    if vector[axis] == 0.0 {
                        let inside = from[axis] >= -radius && from[axis] <= size[axis] + radius;
                        return if inside { (enter, leave) } else { (1.0, 0.0) };
                    }
                    (enter.max(low.min(high)), leave.min(low.max(high)))
                });
                let (first, last) = ((enter * steps).floor().max(1.0), (leave * steps).ceil().min(steps));
                (first as usize..=last.max(0.0) as usize)
                    .map(|step| Self { centre: centre(step as f64), radius, effect: effect() })
                    .collect()
            }
            Stroke::Swell { at, radius_px: radius, amount }
                if radius > 0.0 && finite(&[at[0], at[1], radius, amount]) =>
            {
                vec![Self { centre: at, radius, effect: Effect::Swell { amount: amount.clamp(-1.0, 1.0) } }]
            }
            _ => Vec::new(),
        }
    }

    /// Where sixteen pixels come from.
    #[inline(always)]
    fn look_back(&self, x: &mut [f64; SPOTS], y: &mut [f64; SPOTS]) {
        let mut shares = [0.0; SPOTS];
        let mut any = false;
        for lane in 0..SPOTS {
            let (dx, dy) = ((x[lane] - self.centre[0]) / self.radius, (y[lane] - self.centre[1]) / self.radius);
            let inside = 1.0 - (dx * dx + dy * dy);
            // 1 at the middle, 0 at the edge, and without a kink there.
            shares[lane] = if inside > 0.0 { inside * inside } else { 0.0 };
            any |= inside > 0.0;
        }
        if !any {
            return;
        }
        for lane in 0..SPOTS {
            match self.effect {
                Effect::Push { vector } => {
                    x[lane] -= shares[lane] * vector[0];
                    y[lane] -= shares[lane] * vector[1];
                }
                Effect::Swell { amount } => {
                    // Half of the share keeps the order of neighbours.
                    let part = 0.5 * amount * shares[lane];
                    x[lane] -= (x[lane] - self.centre[0]) * part;
                    y[lane] -= (y[lane] - self.centre[1]) * part;
                }
            }
        }
    }
}

by_cpu! {
    fn brushed_spots(brushes: &[Brush], x: usize, y: usize, spots: &mut [Spots]) {
        for (block, spots) in spots.iter_mut().enumerate() {
            let first = x + block * SPOTS;
            let mut xs = std::array::from_fn(|lane| (first + lane) as f64);
            let mut ys = [y as f64; SPOTS];
            brushes.iter().for_each(|brush| brush.look_back(&mut xs, &mut ys));
            spots.fill(|lane| (xs[lane], ys[lane]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::border::Border;
    use crate::plane::Plane;

    fn positions(strokes: &[Stroke]) -> [Plane; 2] {
        let source = [Plane::from_fn(96, 64, |x, _| x as f32), Plane::from_fn(96, 64, |_, y| y as f32)];
        let mut out = [Plane::new(96, 64), Plane::new(96, 64)];
        let [x, y] = &mut out;
        let warp = Warp { border: Border::Replicate, ..Warp::default() };
        let views = [source[0].view(), source[1].view()];
        liquify(&views, &mut [x.view_mut(), y.view_mut()], strokes, &warp, None).unwrap();
        out
    }

    #[test]
    fn a_push_of_any_length_brings_its_middle_to_the_end_and_folds_nothing() {
        for length in [3.0, 18.0, 40.0] {
            let push = Stroke::Push { from: [30.0, 32.0], to: [30.0 + length, 32.0], radius_px: 12.0 };
            let [x, y] = positions(&[push]);
            assert!((x.row(32)[30 + length as usize] - 30.0).abs() < 1e-4, "{:?}", x.row(32));
            for (place_y, (row_x, row_y)) in x.rows().zip(y.rows()).enumerate() {
                for (place_x, (&x, &y)) in row_x.iter().zip(row_y).enumerate() {
                    let near_x = (place_x as f64).clamp(30.0, 30.0 + length);
                    let away = (place_x as f64 - near_x).hypot(place_y as f64 - 32.0) >= 12.0;
                    assert!(!away || (x, y) == (place_x as f32, place_y as f32), "({place_x}, {place_y})");
                }
                assert!(row_x.windows(2).all(|pair| pair[0] < pair[1]), "folded in row {place_y}");
            }
        }
    }

    #[test]
    fn a_swell_looks_nearer_to_its_middle_and_a_negative_one_further() {
        for (amount, nearer) in [(1.0, true), (-1.0, false)] {
            let [x, _] = positions(&[Stroke::Swell { at: [40.0, 32.0], radius_px: 20.0, amount }]);
            assert_eq!((x.row(32)[45] < 45.0, x.row(32)[40], x.row(32)[60]), (nearer, 40.0, 60.0));
            assert!(x.row(32).is_sorted());
        }
    }

    #[test]
    fn strokes_follow_each_other_and_useless_ones_do_nothing() {
        let there = Stroke::Push { from: [40.0, 32.0], to: [46.0, 32.0], radius_px: 15.0 };
        let swell = Stroke::Swell { at: [46.0, 32.0], radius_px: 15.0, amount: 0.8 };
        assert!(positions(&[there, swell]) != positions(&[swell, there]));
        let useless = [
            Stroke::Push { from: [40.0, 32.0], to: [40.0, 32.0], radius_px: 15.0 },
            Stroke::Push { from: [40.0, 32.0], to: [46.0, 32.0], radius_px: 0.0 },
            Stroke::Push { from: [f64::NAN, 32.0], to: [46.0, 32.0], radius_px: 9.0 },
            Stroke::Swell { at: [40.0, 32.0], radius_px: 15.0, amount: 0.0 },
        ];
        assert!(positions(&useless) == positions(&[]));
    }
}
