//! Gaussian blur with exact taps, at any sigma and size. `gaussian_fast` is the same at a cost that sigma does not change.

use crate::aligned::Aligned;
use crate::bands::{Cancelled, Progress, for_each_band};
use crate::border::Border;
use crate::lanes::{lanes, lanes_mut, store};
use crate::plane::{PlaneMut, PlaneRef, assert_like};
use crate::simd::by_cpu;

/// How to blur.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gaussian {
    /// Standard deviation in pixels; 0 takes the one that belongs to `taps`.
    pub sigma_px: f32,
    /// Length of the kernel, made odd; 0 takes 8σ + 1, where nothing more can be seen in f32.
    pub taps: usize,
    /// What stands beyond the edges.
    pub border: Border,
}

/// Blurs each plane. Sigma 0 without taps copies.
///
/// # Panics
/// If source and output differ in number or size.
pub fn gaussian(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    options: &Gaussian,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let longest = source.iter().map(|plane| plane.width().max(plane.height())).max().unwrap_or(1);
    separable(source, out, &half_kernel(options, longest), options.border, progress)
}

/// The centre of the kernel and one side of it. Sizes up to 9 without sigma are the fixed tables of OpenCV.
pub fn half_kernel(options: &Gaussian, longest: usize) -> Vec<f32> {
    let asked = if options.sigma_px > 0.0 { f64::from(options.sigma_px) } else { 0.0 };
    // Beyond this the picture is flat anyway.
    let asked = asked.min(4.0 * longest as f64);
    let radius = match options.taps {
        0 => ((8.0 * asked + 1.0).round_ties_even() as usize) / 2,
        taps => taps / 2,
    };
    let sigma = if asked > 0.0 { asked } else { 0.3 * (radius as f64 - 1.0) + 0.8 };
    match (radius, asked > 0.0) {
        (0, _) => return vec![1.0],
        (1, false) => return vec![0.5, 0.25],
        (2, false) => return vec![0.375, 0.25, 0.0625],
        (3, false) => return vec![0.28125, 0.21875, 0.109_375, 0.03125],
        (4, false) => return [60.0, 51.0, 30.0, 13.0, 4.0].map(|tap: f32| tap / 256.0).to_vec(),
        _ => {}
    }
    let taps: Vec<f64> = (0..=radius).map(|i| (-0.5 * (i as f64 / sigma).powi(2)).exp()).collect();
    let sum = taps[0] + 2.0 * taps[1..].iter().sum::<f64>();
    taps.iter().map(|tap| (tap / sum) as f32).collect()
}

/// Rows of a band: high, because each band filters `radius` rows above and below it once more.
const ROWS: usize = 256;
/// Sums kept in registers.
const LANES: usize = 64;

/// Columns of a tile: as wide as the rows in use of its ring stay in the first-level cache.
fn columns_of(radius: usize) -> usize {
    (6144 / (2 * radius + 1)).next_multiple_of(LANES).clamp(2 * LANES, 16 * LANES)
}

/// Floats between the rows of the ring: never a multiple of 1024, else they would fall into one set of the cache.
fn stride_of(columns: usize) -> usize {
    columns + 16
}

/// Convolves each plane with a symmetric kernel along x, then along y; `half` is its centre and one side.
pub(crate) fn separable(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    half: &[f32],
    border: Border,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_like(source, out);
    for_each_band(out, ROWS, progress, |plane, first_row, mut band| {
        let (radius, columns) = (half.len() - 1, columns_of(half.len() - 1));
        let mut ring = Aligned::zeros((2 * radius + 1).next_power_of_two() * stride_of(columns));
        let mut line = Aligned::zeros(columns + 2 * radius);
        for column in (0..band.width()).step_by(columns) {
            tile(source[plane], first_row, column, &mut band, half, border, &mut ring, &mut line);
        }
    })
}

by_cpu! {
    /// One tile: each source row is filtered along x into a ring of rows, the ring along y into the output.
    fn tile(
        source: PlaneRef<'_>,
        first_row: usize,
        column: usize,
        band: &mut PlaneMut<'_>,
        half: &[f32],
        border: Border,
        ring: &mut [f32],
        line: &mut [f32],
    ) {
        let radius = half.len() - 1;
        let stride = stride_of(columns_of(radius));
        let columns = columns_of(radius).min(band.width() - column);
        let filled = columns.next_multiple_of(LANES);
        let inside = column >= radius && column + filled + radius <= band.width();
        let mask = ring.len() / stride - 1;
        let mut next = 0;
        for y in 0..band.height() {
            // Row `n` of the ring is source row `first_row - radius + n`.
            while next <= y + 2 * radius {
                let to = &mut ring[(next & mask) * stride..][..filled];
                match border.place((first_row + next) as isize - radius as isize, source.height()) {
                    Some(row) if inside => along_x(half, &source.row(row)[column - radius..], to),
                    Some(row) => {
                        let from = column as isize - radius as isize;
                        border.extend(source.row(row), from, &mut line[..columns + 2 * radius]);
                        along_x(half, line, to);
                    }
                    None => to.fill(half[1..].iter().fold(border.outside() * half[0], |sum, tap| {
                        sum + (border.outside() + border.outside()) * tap
                    })),
                }
                next += 1;
            }
            let to = &mut band.row_mut(y)[column..column + columns];
            let at = |row: usize| (row & mask) * stride;
            for x in (0..columns).step_by(LANES) {
                let sums = symmetric(half, lanes(ring, at(y + radius) + x), |tap| {
                    (lanes(ring, at(y + radius - tap) + x), lanes(ring, at(y + radius + tap) + x))
                });
                store(to, x, &sums);
            }
        }
    }
}

#[inline(always)]
fn along_x(half: &[f32], line: &[f32], to: &mut [f32]) {
    let radius = half.len() - 1;
    for x in (0..to.len()).step_by(LANES) {
        *lanes_mut::<LANES>(to, x) = symmetric(half, lanes(line, x + radius), |tap| {
            (lanes(line, x + radius - tap), lanes(line, x + radius + tap))
        });
    }
}

/// Sum of taps times lanes; `pair` gives the two neighbours at a distance.
#[inline(always)]
fn symmetric<'a>(
    half: &[f32],
    centre: &[f32; LANES],
    pair: impl Fn(usize) -> (&'a [f32; LANES], &'a [f32; LANES]),
) -> [f32; LANES] {
    let mut sums = [0.0; LANES];
    for i in 0..LANES {
        sums[i] = centre[i] * half[0];
    }
    for (tap, &weight) in half.iter().enumerate().skip(1) {
        let (before, after) = pair(tap);
        for i in 0..LANES {
            sums[i] += (before[i] + after[i]) * weight;
        }
    }
    sums
}
