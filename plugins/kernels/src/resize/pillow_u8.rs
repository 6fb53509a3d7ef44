//! Pillow's resize of 8-bit pictures, bit for bit: weights in fixed point, rows first, 8 bits between the passes.

use super::Resampler;
use super::axis::{Axis, axes};
use crate::bands::{Cancelled, Progress, for_each_band};
use crate::plane::{PlaneMut, PlaneRef};

/// Bits behind the point of a weight.
const BITS: u32 = 32 - 8 - 2;

/// Resizes as Pillow resizes 8-bit pictures: pixels become `rint(255·x)`, the answer is `n / 255`.
/// The resampler must be one of Pillow's.
pub fn resize_pillow_u8(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    resampler: Resampler,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    use Resampler::{PillowBicubic, PillowBilinear, PillowBox, PillowLanczos};
    assert!(
        matches!(resampler, PillowBox | PillowBilinear | PillowBicubic | PillowLanczos),
        "{resampler:?} has no recipe for 8 bits"
    );
    assert_eq!(source.len(), out.len(), "as many planes out as in");
    let Some((from, to)) = source.first().zip(out.first()) else { return Ok(()) };
    let to = (to.width(), to.height());
    let (across, down) = axes(resampler, (from.width(), from.height()), to);
    let (across, down) = (FixedAxis::new(&across), FixedAxis::new(&down));
    // One band a plane: the second pass wants rows of all of the first.
    for_each_band(out, to.1, progress, |plane, _, mut out| {
        let narrow: Vec<Vec<u8>> = source[plane].rows().map(|row| across.along(&quantise(row))).collect();
        for (y, new) in out.rows_mut().enumerate() {
            for (new, value) in new.iter_mut().zip(down.across_rows(&narrow, y)) {
                *new = f32::from(value) / 255.0;
            }
        }
    })
}

/// The nearest of 256 levels, halves to even, as OpenCV and numpy round. NaN becomes 0.
fn quantise(row: &[f32]) -> Vec<u8> {
    row.iter().map(|pixel| (pixel * 255.0).round_ties_even() as u8).collect()
}

struct FixedAxis<'a> {
    axis: &'a Axis,
    weights: Vec<i32>,
}

impl<'a> FixedAxis<'a> {
    fn new(axis: &'a Axis) -> Self {
        let fixed = |weight: &f64| {
            let weight = weight * f64::from(1 << BITS);
            (if weight < 0.0 { weight - 0.5 } else { weight + 0.5 }) as i32
        };
        Self { axis, weights: axis.exact.iter().map(fixed).collect() }
    }

    fn weights_of(&self, i: usize) -> &[i32] {
        &self.weights[i * self.axis.taps..][..self.axis.taps]
    }

    fn along(&self, row: &[u8]) -> Vec<u8> {
        let one = |(i, &first): (usize, &usize)| {
            let taps = row[first..].iter().zip(self.weights_of(i));
            level(taps.fold(1 << (BITS - 1), |sum, (&pixel, weight)| sum + i32::from(pixel) * weight))
        };
        self.axis.first.iter().enumerate().map(one).collect()
    }

    fn across_rows(&self, rows: &[Vec<u8>], y: usize) -> Vec<u8> {
        let mut sums = vec![1 << (BITS - 1); rows[0].len()];
        for (row, weight) in rows[self.axis.first[y]..].iter().zip(self.weights_of(y)) {
            sums.iter_mut().zip(row).for_each(|(sum, &pixel)| *sum += i32::from(pixel) * weight);
        }
        sums.into_iter().map(level).collect()
    }
}

fn level(sum: i32) -> u8 {
    (sum >> BITS).clamp(0, 255) as u8
}
