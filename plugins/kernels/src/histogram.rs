//! What values a plane holds: counts, percentiles, mean and spread. Sums are taken row by row, so that threads never change them.

use rayon::prelude::*;

use crate::mask::is_selected;
use crate::plane::PlaneRef;

/// How many pixels lie in each of equal steps of a range.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// The first and the last value of the range; pixels outside count in the first and last step.
    pub range: [f32; 2],
    /// Pixels in each step.
    pub counts: Vec<u64>,
    /// Pixels that are no number, in no step.
    pub not_numbers: u64,
}

/// Mean and spread of the pixels that are numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistics {
    /// Pixels that were counted; with a mask, their weights.
    pub weight: f64,
    /// Of the counted pixels; infinite if there are none.
    pub min: f32,
    /// Of the counted pixels; infinite if there are none.
    pub max: f32,
    /// 0 if nothing was counted.
    pub mean: f64,
    /// The standard deviation of the whole population, as numpy's; 0 if nothing was counted.
    pub deviation: f64,
}

impl Histogram {
    /// Counts the selected pixels, or all of them without a mask.
    pub fn new(plane: PlaneRef<'_>, mask: Option<PlaneRef<'_>>, steps: usize, range: [f32; 2]) -> Self {
        assert!(steps > 0 && range[0] < range[1], "{steps} steps from {} to {}", range[0], range[1]);
        check_mask(plane, mask);
        let scale = steps as f32 / (range[1] - range[0]);
        let count = |(mut counts, mut not_numbers): (Vec<u64>, u64), y: usize| {
            for (x, &pixel) in plane.row(y).iter().enumerate() {
                if mask.is_some_and(|mask| !is_selected(mask.row(y)[x])) {
                    continue;
                }
                if pixel.is_nan() {
                    not_numbers += 1;
                } else {
                    // The cast stops at 0.
                    counts[(((pixel - range[0]) * scale) as usize).min(steps - 1)] += 1;
                }
            }
            (counts, not_numbers)
        };
        let nothing = || (vec![0; steps], 0);
        let add = |mut a: (Vec<u64>, u64), b: (Vec<u64>, u64)| {
            a.0.iter_mut().zip(b.0).for_each(|(a, b)| *a += b);
            (a.0, a.1 + b.1)
        };
        // Whole numbers: their sums are the same in any order.
        let rows = (0..plane.height()).into_par_iter().with_min_len(64);
        let (counts, not_numbers) = rows.fold(nothing, count).reduce(nothing, add);
        Self { range, counts, not_numbers }
    }

    /// The value below which so many percent of the pixels lie, between two steps in proportion. None if nothing was counted.
    pub fn percentile(&self, percent: f64) -> Option<f64> {
        let all: u64 = self.counts.iter().sum();
        if all == 0 {
            return None;
        }
        let (start, end) = (f64::from(self.range[0]), f64::from(self.range[1]));
        let step = (end - start) / self.counts.len() as f64;
        let wanted = (percent / 100.0).clamp(0.0, 1.0) * all as f64;
        let mut below = 0.0;
        for (at, &count) in self.counts.iter().enumerate() {
            let count = count as f64;
            if count > 0.0 && below + count >= wanted {
                return Some(start + step * (at as f64 + (wanted - below) / count));
            }
            below += count;
        }
        Some(end)
    }
}

/// Mean and spread of a plane, weighted by a mask if there is one.
pub fn statistics(plane: PlaneRef<'_>, mask: Option<PlaneRef<'_>>) -> Statistics {
    check_mask(plane, mask);
    let of_row = |y: usize| {
        let (mut sums, mut min, mut max) = ([0.0; 3], f32::INFINITY, f32::NEG_INFINITY);
        for (x, &pixel) in plane.row(y).iter().enumerate() {
            let weight = mask.map_or(1.0, |mask| mask.row(y)[x]);
            // A weight that is no number counts as none.
            if weight > 0.0 && !pixel.is_nan() {
                let (weight, value) = (f64::from(weight), f64::from(pixel));
                sums[0] += weight;
                sums[1] += weight * value;
                sums[2] += weight * value * value;
                (min, max) = (min.min(pixel), max.max(pixel));
            }
        }
        (sums, min, max)
    };
    let rows: Vec<_> = (0..plane.height()).into_par_iter().map(of_row).collect();
    let (mut sums, mut min, mut max) = ([0.0; 3], f32::INFINITY, f32::NEG_INFINITY);
    for (row, low, high) in rows {
        sums.iter_mut().zip(row).for_each(|(sum, row)| *sum += row);
        (min, max) = (min.min(low), max.max(high));
    }
    let [weight, sum, squares] = sums;
    let mean = if weight > 0.0 { sum / weight } else { 0.0 };
    let variance = if weight > 0.0 { squares / weight - mean * mean } else { 0.0 };
    Statistics { weight, min, max, mean, deviation: variance.max(0.0).sqrt() }
}

fn check_mask(plane: PlaneRef<'_>, mask: Option<PlaneRef<'_>>) {
    let alike = mask.is_none_or(|mask| (mask.width(), mask.height()) == (plane.width(), plane.height()));
    assert!(alike, "a mask of another size");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bands::with_threads;
    use crate::plane::Plane;

    #[test]
    fn every_pixel_is_counted_once() {
        let plane = Plane::from_fn(6, 1, |x, _| [-3.0, 0.0, 0.25, 0.5, 1.0, f32::NAN][x]);
        let histogram = Histogram::new(plane.view(), None, 4, [0.0, 1.0]);
        assert_eq!((histogram.counts.as_slice(), histogram.not_numbers), (&[2, 1, 1, 1][..], 1));
        let mask = Plane::from_fn(6, 1, |x, _| (x % 2) as f32);
        assert_eq!(Histogram::new(plane.view(), Some(mask.view()), 4, [0.0, 1.0]).counts, [1, 0, 1, 0]);
    }

    #[test]
    fn percentiles_lie_between_steps() {
        let ramp = Plane::from_fn(1000, 10, |x, _| x as f32 / 1000.0);
        let histogram = Histogram::new(ramp.view(), None, 256, [0.0, 1.0]);
        for percent in [1.0, 50.0, 99.0] {
            assert!((histogram.percentile(percent).unwrap() - percent / 100.0).abs() < 2e-3, "{percent}");
        }
        let empty = Plane::filled(2, 2, f32::NAN);
        assert_eq!(Histogram::new(empty.view(), None, 4, [0.0, 1.0]).percentile(50.0), None);
    }

    #[test]
    fn mean_and_spread_have_the_same_bits_for_any_threads() {
        let plane = Plane::from_fn(257, 131, |x, y| ((x * 31 + y * 17) % 101) as f32 / 101.0);
        let one = with_threads(1, || statistics(plane.view(), None)).unwrap();
        assert_eq!(one, with_threads(8, || statistics(plane.view(), None)).unwrap());
        assert!((one.mean - 0.495).abs() < 1e-2 && (one.deviation - 0.2887).abs() < 1e-2, "{one:?}");
        let nothing = statistics(plane.view(), Some(Plane::new(257, 131).view()));
        assert_eq!((nothing.weight, nothing.mean, nothing.deviation), (0.0, 0.0, 0.0));
    }
}
