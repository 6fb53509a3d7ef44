//! Mean of a square: the plainest blur.

use crate::aligned::{Aligned, AlignedDoubles};
use crate::bands::{Cancelled, Progress, for_each_band};
use crate::border::Border;
use crate::lanes::finite;
use crate::plane::{PlaneMut, PlaneRef, assert_like};
use crate::simd::by_cpu;
use crate::window_sum::{buffers, row_sums};

/// How to take the mean.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BoxBlur {
    /// The square has 2r + 1 pixels on a side.
    pub radius_px: usize,
    /// What stands beyond the edges.
    pub border: Border,
}

/// Rows of a band. Part of the result: the sums of columns start afresh in each band. They have the digits of f64, so that what has
/// come and gone leaves nothing: a colour is divided by its alpha afterwards, which may be small.
fn rows_of(radius: usize) -> usize {
    (4 * radius).max(128)
}

/// Replaces each pixel by the mean of the square around it, at a cost that the radius hardly changes.
///
/// # Panics
/// If source and output differ in number or size.
pub fn box_blur(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    options: &BoxBlur,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_like(source, out);
    let longest = source.iter().map(|plane| plane.width().max(plane.height())).max().unwrap_or(1);
    // Larger squares see nothing but the mean of the mirrored picture.
    let radius_px = options.radius_px.min(16 * longest);
    if radius_px == 0 {
        source.iter().zip(out).for_each(|(from, to)| to.copy_from(*from));
        return Ok(());
    }
    for_each_band(out, rows_of(radius_px), progress, |plane, first_row, mut band| {
        means(source[plane], first_row, &mut band, radius_px, options.border);
    })
}

by_cpu! {
    fn means(source: PlaneRef<'_>, first_row: usize, band: &mut PlaneMut<'_>, radius: usize, border: Border) {
        let outside = vec![border.outside(); source.width()];
        let row = |at: usize, down: isize| {
            let place = border.place(at as isize + down, source.height());
            place.map_or(&outside[..], |place| source.row(place))
        };
        let (mut line, mut sums) = buffers(source.width(), radius);
        let mut columns = AlignedDoubles::zeros(source.width());
        let mut column_sums = Aligned::zeros(source.width());
        let share = 1.0 / ((2 * radius + 1) as f32).powi(2);
        let reach = radius as isize;
        let beside = match border {
            Border::Constant(value) => Border::Constant(value * (2 * radius + 1) as f32),
            other => other,
        };
        for down in -reach..=reach {
            add(&mut columns, row(first_row, down));
        }
        for y in 0..band.height() {
            if y > 0 {
                slide(&mut columns, row(first_row + y, reach), row(first_row + y, -reach - 1));
            }
            column_sums.iter_mut().zip(columns.iter()).for_each(|(to, &sum)| *to = sum as f32);
            row_sums(&column_sums, radius, beside, &mut line, &mut sums);
            for (to, sum) in band.row_mut(y).iter_mut().zip(sums.iter()) {
                *to = sum * share;
            }
        }
    }
}

/// Adds a row to the sums of the columns.
#[inline(always)]
fn add(columns: &mut [f64], row: &[f32]) {
    for (column, &value) in columns.iter_mut().zip(row) {
        *column += f64::from(finite(value));
    }
}

/// Moves the sums of the columns down: one row comes in, one goes out.
#[inline(always)]
fn slide(columns: &mut [f64], comes: &[f32], goes: &[f32]) {
    for ((column, &comes), &goes) in columns.iter_mut().zip(comes).zip(goes) {
        *column += f64::from(finite(comes)) - f64::from(finite(goes));
    }
}
