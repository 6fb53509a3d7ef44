//! The two passes of a resize in f32. The costly one, along the rows, is done where there are fewer rows: after the
//! vertical pass on shrink, before it on enlarge.

use super::axis::Axis;
use crate::aligned::Aligned;
use crate::bands::{Cancelled, Progress, for_each_band};
use crate::plane::{PlaneMut, PlaneRef, stride_of};
use crate::simd::by_cpu;
use crate::simd::past_cache::{RowWriter, is_worthwhile};
use crate::simd::prefetch::prefetch;
use crate::simd::row_taps::RowTaps;

/// Short ones, so that no thread waits long for another at the end.
const ROWS_PER_BAND: usize = 32;
/// Where a band begins with rows of the one above.
const ROWS_PER_BAND_OF_RING: usize = 128;
/// What a tap along the row costs against one down the column.
const ACROSS_COST: usize = 2;

pub(super) fn resize(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    across: &Axis,
    down: &Axis,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let (width, height) = (source[0].width(), source[0].height());
    let row_taps = RowTaps::new(width, &across.first, across.taps, &across.weights);
    let down_first = down.len() * (width * down.taps + ACROSS_COST * across.len() * across.taps);
    let across_first = across.len() * (down.len() * down.taps + ACROSS_COST * height * across.taps);
    let past_cache = is_worthwhile(out);
    if down_first <= across_first {
        return for_each_band(out, ROWS_PER_BAND, progress, |plane, first_row, band| {
            let writer = RowWriter::new(past_cache, band.width());
            down_then_across(source[plane], band, writer, first_row, down, &row_taps);
        });
    }
    for_each_band(out, ROWS_PER_BAND_OF_RING, progress, |plane, first_row, band| {
        let writer = RowWriter::new(past_cache, band.width());
        across_then_down(source[plane], band, writer, first_row, down, &row_taps);
    })
}

fn down_then_across(
    source: PlaneRef<'_>,
    mut out: PlaneMut<'_>,
    mut writer: RowWriter,
    first_row: usize,
    down: &Axis,
    row_taps: &RowTaps,
) {
    let mut line = Aligned::zeros(row_taps.old_len());
    for (y, new) in (first_row..).zip(out.rows_mut()) {
        let rows = source.rows_from(down.first[y], down.taps);
        if let ([weight], true) = (down.weights_of(y), row_taps.old_len() == source.width())
            && *weight == 1.0
        {
            writer.write(new, |new| row_taps.apply(rows.row(0), new));
            continue;
        }
        weigh_rows(|row| rows.row(row), down.weights_of(y), &mut line[..source.width()]);
        prefetch_start(source, down.first[y] + down.taps);
        writer.write(new, |new| row_taps.apply(&line, new));
    }
}

fn across_then_down(
    source: PlaneRef<'_>,
    mut out: PlaneMut<'_>,
    mut writer: RowWriter,
    first_row: usize,
    down: &Axis,
    row_taps: &RowTaps,
) {
    let width = out.width();
    let stride = stride_of(width);
    // Row r of the source, once filtered, lies in slot r % taps.
    let mut ring = Aligned::zeros(stride * down.taps);
    let mut line = Aligned::zeros(row_taps.old_len());
    let mut next = 0;
    for (y, new) in (first_row..).zip(out.rows_mut()) {
        let wanted = down.first[y]..down.first[y] + down.taps;
        for row in next.max(wanted.start)..wanted.end {
            prefetch_start(source, row + 1);
            let slot = &mut ring[row % down.taps * stride..][..width];
            let old = source.row(row);
            if old.len() < row_taps.old_len() {
                line[..old.len()].copy_from_slice(old);
                row_taps.apply(&line, slot);
            } else {
                row_taps.apply(old, slot);
            }
        }
        next = wanted.end;
        let row = |row: usize| &ring[(wanted.start + row) % down.taps * stride..][..width];
        writer.write(new, |new| weigh_rows(row, down.weights_of(y), new));
    }
}

/// Rows are as long as pages, at whose start the processor does not know what comes next.
fn prefetch_start(source: PlaneRef<'_>, row: usize) {
    for row in row..(row + 2).min(source.height()) {
        prefetch(&source.row(row)[..source.width().min(256)]);
    }
}

/// The weighted sum of rows, in their order, one for each weight.
fn weigh_rows<'a>(row: impl Fn(usize) -> &'a [f32], weights: &[f32], out: &mut [f32]) {
    match weights.len() {
        1 => weigh_few::<1>(&std::array::from_fn(row), weights, out),
        2 => weigh_few::<2>(&std::array::from_fn(row), weights, out),
        3 => weigh_few::<3>(&std::array::from_fn(row), weights, out),
        4 => weigh_few::<4>(&std::array::from_fn(row), weights, out),
        5 => weigh_few::<5>(&std::array::from_fn(row), weights, out),
        6 => weigh_few::<6>(&std::array::from_fn(row), weights, out),
        7 => weigh_few::<7>(&std::array::from_fn(row), weights, out),
        8 => weigh_few::<8>(&std::array::from_fn(row), weights, out),
        count => weigh_many(&(0..count).map(row).collect::<Vec<_>>(), weights, out),
    }
}

by_cpu! {
    fn weigh_few<const N: usize>(rows: &[&[f32]; N], weights: &[f32], out: &mut [f32]) {
        let length = out.len();
        let rows: [&[f32]; N] = std::array::from_fn(|row| &rows[row][..length]);
        let weights: [f32; N] = std::array::from_fn(|row| weights[row]);
        for x in 0..length {
            let mut sum = 0.0;
            for row in 0..N {
                sum += rows[row][x] * weights[row];
            }
            out[x] = sum;
        }
    }
}

by_cpu! {
    fn weigh_many(rows: &[&[f32]], weights: &[f32], out: &mut [f32]) {
        // Sums of this many pixels stay in registers.
        const LANES: usize = 64;
        let (blocks, rest) = out.as_chunks_mut::<LANES>();
        for (block, out) in blocks.iter_mut().enumerate() {
            let mut sums = [0.0; LANES];
            for (row, &weight) in rows.iter().zip(weights) {
                let pixels = &row[block * LANES..][..LANES];
                for lane in 0..LANES {
                    sums[lane] += pixels[lane] * weight;
                }
            }
            *out = sums;
        }
        let start = blocks.len() * LANES;
        for (x, out) in rest.iter_mut().enumerate() {
            *out = rows.iter().zip(weights).fold(0.0, |sum, (row, &weight)| sum + row[start + x] * weight);
        }
    }
}
