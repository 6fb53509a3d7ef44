//! Sums of neighbours along a row by doubling: log2 of the window in vector additions, where a running sum would be
//! serial and drift. Kernels that need a square slide sums of columns down and take these along the row.

use std::ops::AddAssign;

use crate::aligned::{Aligned, AlignedDoubles};
use crate::border::Border;

/// Lanes added at once, and the spare floats that the buffers of `window_sums` need behind their end.
pub(crate) const SPARE: usize = 64;

/// f32, or f64 where small differences of the sums are taken.
pub(crate) trait Summand: Copy + AddAssign + From<f32> {}

impl Summand for f32 {}
impl Summand for f64 {}

/// A block of neighbours, from `at` on.
#[inline(always)]
fn block<T>(row: &[T], at: usize) -> &[T; SPARE] {
    match row[at..].first_chunk() {
        Some(block) => block,
        None => panic!("a row of {} has no block at {at}", row.len()),
    }
}

/// The same, to write.
#[inline(always)]
fn block_mut<T>(row: &mut [T], at: usize) -> &mut [T; SPARE] {
    let length = row.len();
    match row[at..].first_chunk_mut() {
        Some(block) => block,
        None => panic!("a row of {length} has no block at {at}"),
    }
}

/// Writes to `sums` the sum of the `window` values from each of `count` places on.
/// `values` holds `count + window - 1`, is used up, and like `sums` ends in `SPARE` floats of room.
#[inline(always)]
pub(crate) fn window_sums<T: Summand>(values: &mut [T], count: usize, window: usize, sums: &mut [T]) {
    // `values` becomes sums of `width` values; `done` values of each window are in `sums` already.
    let (mut width, mut done) = (1, 0);
    loop {
        if window & width != 0 {
            if done == 0 {
                sums[..count].copy_from_slice(&values[..count]);
            } else {
                for at in (0..count).step_by(SPARE) {
                    let more = *block(values, at + done);
                    let sums = block_mut(sums, at);
                    for i in 0..SPARE {
                        sums[i] += more[i];
                    }
                }
            }
            done += width;
        }
        if done == window {
            return;
        }
        for at in (0..count + window - 2 * width).step_by(SPARE) {
            let more = *block(values, at + width);
            let values = block_mut(values, at);
            for i in 0..SPARE {
                values[i] += more[i];
            }
        }
        width *= 2;
    }
}

/// A buffer for `window_sums` around a row of `width` floats, and one for what comes out.
pub(crate) fn buffers(width: usize, radius: usize) -> (Aligned, Aligned) {
    (Aligned::zeros(width + 2 * radius + SPARE), Aligned::zeros(width + SPARE))
}

/// The same for sums in twice the digits.
pub(crate) fn double_buffers(width: usize, radius: usize) -> (AlignedDoubles, AlignedDoubles) {
    (AlignedDoubles::zeros(width + 2 * radius + SPARE), AlignedDoubles::zeros(width + SPARE))
}

/// Sums of 2r + 1 neighbours of `row`, which goes on beyond its edges as `border` says.
#[inline(always)]
pub(crate) fn row_sums<T: Summand>(row: &[T], radius: usize, border: Border, line: &mut [T], sums: &mut [T]) {
    border.extend(row, -(radius as isize), &mut line[..row.len() + 2 * radius]);
    window_sums(line, row.len(), 2 * radius + 1, sums);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_window_of_a_row_is_summed() {
        for count in [1, 63, 64, 130] {
            for window in 1..=70 {
                let mut values: Vec<f32> = (0..count + window - 1).map(|i| (i * i % 31) as f32).collect();
                let want: Vec<f32> = values.windows(window).map(|window| window.iter().sum()).collect();
                values.resize(values.len() + SPARE, 0.0);
                let mut sums = vec![0.0; count + SPARE];
                window_sums(&mut values, count, window, &mut sums);
                assert_eq!(sums[..count], want, "{count} {window}");
            }
        }
    }
}
