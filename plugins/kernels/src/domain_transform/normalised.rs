//! The mean of all pixels of a line that are within a distance in the transformed domain.

use crate::bands::{Cancelled, Progress, for_each_joint_band};
use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::by_cpu;
use crate::strips::{Across, LINES, load_columns, places};

/// Filters the columns of `source` and writes them as rows.
pub(super) fn pass(
    source: &[PlaneRef<'_>],
    distances: PlaneRef<'_>,
    sigma: f64,
    out: &mut [PlaneMut<'_>],
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let radius = radius_of(sigma);
    for_each_joint_band(out, LINES, progress, |first, bands| {
        let length = distances.height();
        let mut strips: Vec<_> = (0..=source.len()).map(|_| places(length)).collect();
        match source.len() {
            1 => means::<1>(source, distances, first, radius, &mut strips, bands),
            2 => means::<2>(source, distances, first, radius, &mut strips, bands),
            3 => means::<3>(source, distances, first, radius, &mut strips, bands),
            _ => means::<4>(source, distances, first, radius, &mut strips, bands),
        }
    })
}

/// How many pixels of its column are around each pixel, as rows.
pub(super) fn counts(
    distances: PlaneRef<'_>,
    sigma: f64,
    out: &mut PlaneMut<'_>,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let radius = radius_of(sigma);
    for_each_joint_band(std::slice::from_mut(out), LINES, progress, |first, bands| {
        let mut positions = places(distances.height());
        load_positions(distances, first, &mut positions);
        let mut line = vec![0.0; positions.len()];
        for (index, row) in bands[0].rows_mut().enumerate() {
            for (position, across) in line.iter_mut().zip(&positions) {
                *position = across.0[index];
            }
            let mut window = (0, 0);
            for (at, to) in row.iter_mut().enumerate() {
                window = move_window(&line, at, radius, window);
                *to = (window.1 - window.0) as f32;
            }
        }
    })
}

fn radius_of(sigma: f64) -> f32 {
    (3_f64.sqrt() * sigma) as f32
}

/// Adds up the distances along each line.
#[inline(always)]
fn load_positions(distances: PlaneRef<'_>, first: usize, positions: &mut [Across]) {
    load_columns(distances, first, positions);
    let mut position = [0.0; LINES];
    for across in positions {
        for (position, distance) in position.iter_mut().zip(&across.0) {
            *position += distance;
        }
        across.0 = position;
    }
}

/// The window of pixel `at` of a line: from `low` to before `high`, which only grow from pixel to pixel.
#[inline(always)]
fn move_window(positions: &[f32], at: usize, radius: f32, (low, high): (usize, usize)) -> (usize, usize) {
    let (mut low, mut high) = (low, high.max(at + 1));
    let (from, to) = (positions[at] - radius, positions[at] + radius);
    while low < at && positions[low] <= from {
        low += 1;
    }
    while high < positions.len() && positions[high] <= to {
        high += 1;
    }
    (low, high)
}

by_cpu! {
    fn means<const PLANES: usize>(
        source: &[PlaneRef<'_>],
        distances: PlaneRef<'_>,
        first: usize,
        radius: f32,
        strips: &mut [Vec<Across>],
        bands: &mut [PlaneMut<'_>],
    ) {
        let length = distances.height();
        let (all_positions, values) = strips.split_at_mut(1);
        load_positions(distances, first, &mut all_positions[0]);
        for (source, values) in source.iter().zip(&mut *values) {
            load_columns(*source, first, values);
        }
        let (mut positions, mut line) = (vec![0.0; length], vec![[0.0_f32; PLANES]; length]);
        for index in 0..bands[0].height() {
            for (position, across) in positions.iter_mut().zip(&all_positions[0]) {
                *position = across.0[index];
            }
            for plane in 0..PLANES {
                for (pixel, across) in line.iter_mut().zip(&values[plane]) {
                    pixel[plane] = across.0[index];
                }
            }
            let mut rows: Vec<_> = bands.iter_mut().map(|band| band.row_mut(index)).collect();
            let mut window = (0, 0);
            let mut sums = [0.0_f64; PLANES];
            #[expect(clippy::needless_range_loop, reason = "the same place in several rows")]
            for at in 0..length {
                let next = move_window(&positions, at, radius, window);
                for comes in &line[window.1..next.1] {
                    for plane in 0..PLANES {
                        sums[plane] += f64::from(comes[plane]);
                    }
                }
                for goes in &line[window.0..next.0] {
                    for plane in 0..PLANES {
                        sums[plane] -= f64::from(goes[plane]);
                    }
                }
                window = next;
                let share = 1.0 / (window.1 - window.0) as f64;
                for plane in 0..PLANES {
                    rows[plane][at] = (sums[plane] * share) as f32;
                }
            }
        }
    }
}
