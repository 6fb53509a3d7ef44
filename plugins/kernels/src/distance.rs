//! How far each pixel lies from the edge of a selection, exactly: Felzenszwalb and Huttenlocher's lower envelopes.

use crate::bands::{Cancelled, Progress, ROWS_PER_BAND, for_each_band};
use crate::mask::is_selected;
use crate::plane::{PlaneMut, PlaneRef};

/// For each selected pixel, the distance in pixels to the nearest one that is not; 0 for the others. As `cv2.distanceTransform` with
/// `DIST_L2` and `DIST_MASK_PRECISE`. If all pixels are selected, there is no distance: all are infinite.
pub fn distance_inside(mask: PlaneRef<'_>, out: &mut PlaneMut<'_>, progress: Progress<'_>) -> Result<(), Cancelled> {
    distances(mask, out, progress, is_selected)
}

/// For each pixel that is not selected, the distance in pixels to the nearest one that is; 0 for the others. Infinite if none is.
pub fn distance_outside(mask: PlaneRef<'_>, out: &mut PlaneMut<'_>, progress: Progress<'_>) -> Result<(), Cancelled> {
    distances(mask, out, progress, |pixel| !is_selected(pixel))
}

fn distances(
    mask: PlaneRef<'_>,
    out: &mut PlaneMut<'_>,
    progress: Progress<'_>,
    is_measured: impl Fn(f32) -> bool + Sync,
) -> Result<(), Cancelled> {
    assert_eq!((mask.width(), mask.height()), (out.width(), out.height()), "planes of different size");
    // Down and up: how many rows away the nearest goal in the same column is. Whole numbers, exact in f32.
    let mut above = vec![f32::INFINITY; mask.width()];
    for (from, to) in mask.rows().zip(out.rows_mut()) {
        for ((from, to), above) in from.iter().zip(to).zip(&mut above) {
            *above = if is_measured(*from) { *above + 1.0 } else { 0.0 };
            *to = *above;
        }
    }
    let mut below = vec![f32::INFINITY; mask.width()];
    for y in (0..out.height()).rev() {
        for (to, below) in out.row_mut(y).iter_mut().zip(&mut below) {
            *below = (*below + 1.0).min(*to);
            *to = *below;
        }
    }
    for_each_band(std::slice::from_mut(out), ROWS_PER_BAND, progress, |_, _, mut band| {
        let mut envelope = Envelope::default();
        band.rows_mut().for_each(|row| envelope.distances_along(row));
    })
}

/// The parabolas x ↦ (x − x₀)² + d² which are lowest somewhere, from left to right.
#[derive(Default)]
struct Envelope {
    /// x₀, d², and the first whole x where this one is lowest.
    parabolas: Vec<(i64, i64, i64)>,
}

impl Envelope {
    /// Replaces the distances along columns by the distances in the plane.
    fn distances_along(&mut self, row: &mut [f32]) {
        self.parabolas.clear();
        for (x, &down) in (0_i64..).zip(&*row) {
            if down.is_infinite() {
                continue;
            }
            let height = down as i64 * down as i64;
            let start = loop {
                let Some(&(left, left_height, left_start)) = self.parabolas.last() else { break 0 };
                // The new one is lower from here on; rounded up, in whole numbers and thus exactly.
                let lead = height + x * x - left_height - left * left;
                let crossing = lead.div_euclid(2 * (x - left)) + 1;
                if crossing > left_start {
                    break crossing;
                }
                self.parabolas.pop();
            };
            self.parabolas.push((x, height, start));
        }
        let end = row.len() as i64;
        for (at, &(centre, height, start)) in self.parabolas.iter().enumerate() {
            let next = self.parabolas.get(at + 1).map_or(end, |next| next.2.min(end));
            for x in start..next {
                row[x as usize] = (((x - centre) * (x - centre) + height) as f64).sqrt() as f32;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    #[test]
    fn every_distance_is_exact() {
        let mask = Plane::from_fn(43, 37, |x, y| if (x * 7 + y * y * 3) % 61 < 2 { 0.0 } else { 1.0 });
        let mut out = Plane::new(43, 37);
        distance_inside(mask.view(), &mut out.view_mut(), None).unwrap();
        for (y, row) in out.rows().enumerate() {
            for (x, &have) in row.iter().enumerate() {
                let mut want = i64::MAX;
                for (near_y, near) in mask.rows().enumerate() {
                    for (near_x, _) in near.iter().enumerate().filter(|(_, pixel)| **pixel == 0.0) {
                        let (dx, dy) = (near_x as i64 - x as i64, near_y as i64 - y as i64);
                        want = want.min(dx * dx + dy * dy);
                    }
                }
                assert_eq!(have, (want as f64).sqrt() as f32, "({x}, {y})");
            }
        }
    }

    #[test]
    fn without_an_edge_all_is_infinite_or_zero() {
        for (value, inside, outside) in
            [(1.0, f32::INFINITY, 0.0), (0.0, 0.0, f32::INFINITY), (f32::NAN, 0.0, f32::INFINITY)]
        {
            let (mask, mut out) = (Plane::filled(5, 3, value), Plane::new(5, 3));
            distance_inside(mask.view(), &mut out.view_mut(), None).unwrap();
            assert_eq!(out, Plane::filled(5, 3, inside));
            distance_outside(mask.view(), &mut out.view_mut(), None).unwrap();
            assert_eq!(out, Plane::filled(5, 3, outside));
        }
    }
}
