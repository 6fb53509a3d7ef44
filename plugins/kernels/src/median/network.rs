//! Medians of 9 and of 25 by comparing and swapping: no branch, no counting. Columns are sorted once and serve all windows that
//! they are part of. What is written for one pixel here, the compiler does for a vector of neighbours: so these are plain loops
//! over rows, and every list that they sort is so short that it stays in registers.

use std::ops::Range;

use crate::border::Border;
use crate::lanes::finite;
use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::by_cpu;
use crate::simd::prefetch::prefetch;

/// The smaller ones to `a`, the larger ones to `b`. Unlike `min` and `max`, this does not ask for what is no number: one
/// instruction each.
#[inline(always)]
fn order<const N: usize>(values: &mut [f32; N], a: usize, b: usize) {
    let (one, other) = (values[a], values[b]);
    values[a] = if other < one { other } else { one };
    values[b] = if other < one { one } else { other };
}

/// Written out, not a loop: only then does every value have a name of its own.
macro_rules! order {
    ($values:expr, $($a:literal $b:literal),+) => { $( order($values, $a, $b); )+ };
}

#[inline(always)]
fn sort_3(values: &mut [f32; 3]) {
    order!(values, 0 1, 1 2, 0 1);
}

#[inline(always)]
fn sort_4(values: &mut [f32; 4]) {
    order!(values, 0 1, 2 3, 0 2, 1 3, 1 2);
}

#[inline(always)]
fn sort_5(values: &mut [f32; 5]) {
    order!(values, 0 3, 1 4, 0 2, 1 3, 0 1, 2 4, 1 2, 3 4, 2 3);
}

/// The part of a row that each column of a window reads, for so many windows. Not by `map`, which is not inlined everywhere.
#[inline(always)]
fn shifted<const SIDE: usize>(row: &[f32], windows: usize) -> [&[f32]; SIDE] {
    let mut shifted = [row; SIDE];
    for (column, shifted) in shifted.iter_mut().enumerate() {
        *shifted = &row[column..][..windows];
    }
    shifted
}

/// A row of the window at `x`.
#[inline(always)]
fn window<const SIDE: usize>(shifted: &[&[f32]; SIDE], x: usize) -> [f32; SIDE] {
    let mut window = [0.0; SIDE];
    for (value, shifted) in window.iter_mut().zip(shifted) {
        *value = shifted[x];
    }
    window
}

/// Columns that are worked on together, so that all rows which belong to them stay in the first-level cache.
const TILE_COLUMNS: usize = 512;

/// A part of the rows around one row, and each of their columns sorted: the lowest values in the first row.
struct Columns<const SIDE: usize> {
    /// Row r of the plane, and what stands for it beyond the edges, in place r % SIDE. `SIDE / 2` pixels wider at both ends.
    ring: [Vec<f32>; SIDE],
    sorted: [Vec<f32>; SIDE],
}

impl<const SIDE: usize> Columns<SIDE> {
    /// Takes these columns of the row that lies `SIDE / 2` above row `y`; beyond the edges the outermost pixels.
    fn load(&mut self, source: PlaneRef<'_>, y: usize, columns: &Range<usize>) {
        let row = |y: usize| source.row(y.saturating_sub(SIDE / 2).min(source.height() - 1));
        prefetch(&row(y + 1)[columns.clone()]);
        let to = &mut self.ring[y % SIDE][..columns.len() + SIDE - 1];
        Border::Replicate.extend(row(y), columns.start as isize - (SIDE / 2) as isize, to);
        make_finite(to);
    }
}

/// Fills the rows of a band, in tiles, by what `answer` makes of the rows around each.
fn each_row<const SIDE: usize>(
    source: PlaneRef<'_>,
    first_row: usize,
    band: &mut PlaneMut<'_>,
    answer: impl Fn(&mut Columns<SIDE>, &mut [f32]),
) {
    let rows = || [(); SIDE].map(|()| vec![0.0; TILE_COLUMNS + SIDE - 1]);
    let mut rows = Columns { ring: rows(), sorted: rows() };
    for left in (0..source.width()).step_by(TILE_COLUMNS) {
        let columns = left..source.width().min(left + TILE_COLUMNS);
        (first_row..first_row + SIDE - 1).for_each(|y| rows.load(source, y, &columns));
        for y in 0..band.height() {
            rows.load(source, first_row + y + SIDE - 1, &columns);
            answer(&mut rows, &mut band.row_mut(y)[columns.clone()]);
        }
    }
}

by_cpu! {
    fn make_finite(row: &mut [f32]) {
        row.iter_mut().for_each(|value| *value = finite(*value));
    }
}

pub(super) fn medians_of_9(source: PlaneRef<'_>, first_row: usize, band: &mut PlaneMut<'_>) {
    each_row(source, first_row, band, |rows, out| {
        let ([a, b, c], [low, middle, high]) = (&rows.ring, &mut rows.sorted);
        sort_columns_of_3(a, b, c, low, middle, high);
        middle_of_9(low, middle, high, out);
    });
}

pub(super) fn medians_of_25(source: PlaneRef<'_>, first_row: usize, band: &mut PlaneMut<'_>) {
    each_row(source, first_row, band, |rows, out| {
        let ([a, b, c, d, e], [lowest, low, middle, high, highest]) = (&rows.ring, &mut rows.sorted);
        sort_columns_of_5(a, b, c, d, e, lowest, low, middle, high, highest);
        middle_of_25(lowest, low, middle, high, highest, out);
    });
}

// Rows come one by one, not in an array: only of arguments does the compiler know that they lie apart.

by_cpu! {
    fn sort_columns_of_3(a: &[f32], b: &[f32], c: &[f32], low: &mut [f32], middle: &mut [f32], high: &mut [f32]) {
        let length = low.len();
        let (a, b, c) = (&a[..length], &b[..length], &c[..length]);
        let (middle, high) = (&mut middle[..length], &mut high[..length]);
        for x in 0..length {
            let mut column = [a[x], b[x], c[x]];
            sort_3(&mut column);
            [low[x], middle[x], high[x]] = column;
        }
    }
}

by_cpu! {
    fn middle_of_9(low: &[f32], middle: &[f32], high: &[f32], out: &mut [f32]) {
        let length = out.len();
        let (low, middle, high) = (shifted(low, length), shifted(middle, length), shifted(high, length));
        for (x, out) in out.iter_mut().enumerate() {
            // The largest of the lowest, the median of the middle ones, the smallest of the highest.
            let (mut low, mut middle, mut high) = (window::<3>(&low, x), window::<3>(&middle, x), window::<3>(&high, x));
            order!(&mut low, 0 1, 1 2);
            sort_3(&mut middle);
            order!(&mut high, 1 2, 0 1);
            let mut three = [low[2], middle[1], high[0]];
            sort_3(&mut three);
            *out = three[1];
        }
    }
}

by_cpu! {
    fn sort_columns_of_5(
        a: &[f32],
        b: &[f32],
        c: &[f32],
        d: &[f32],
        e: &[f32],
        lowest: &mut [f32],
        low: &mut [f32],
        middle: &mut [f32],
        high: &mut [f32],
        highest: &mut [f32],
    ) {
        let length = lowest.len();
        let (a, b, c, d, e) = (&a[..length], &b[..length], &c[..length], &d[..length], &e[..length]);
        let (low, middle) = (&mut low[..length], &mut middle[..length]);
        let (high, highest) = (&mut high[..length], &mut highest[..length]);
        for x in 0..length {
            let mut column = [a[x], b[x], c[x], d[x], e[x]];
            sort_5(&mut column);
            [lowest[x], low[x], middle[x], high[x], highest[x]] = column;
        }
    }
}

by_cpu! {
    /// With columns and then rows sorted, only thirteen of the 25 can be the median. They lie on three slants, each value of
    /// which has one below it on the slant before; once the slants are sorted, seven are left.
    fn middle_of_25(a: &[f32], b: &[f32], c: &[f32], d: &[f32], e: &[f32], out: &mut [f32]) {
        let length = out.len();
        let (a, b, c) = (shifted(a, length), shifted(b, length), shifted(c, length));
        let (d, e) = (shifted(d, length), shifted(e, length));
        for (x, out) in out.iter_mut().enumerate() {
            let (mut a, mut b, mut c) = (window::<5>(&a, x), window::<5>(&b, x), window::<5>(&c, x));
            let (mut d, mut e) = (window::<5>(&d, x), window::<5>(&e, x));
            sort_5(&mut a);
            sort_5(&mut b);
            sort_5(&mut c);
            sort_5(&mut d);
            sort_5(&mut e);
            let mut low = [a[3], b[2], c[1], d[0]];
            let mut middle = [a[4], b[3], c[2], d[1], e[0]];
            let mut high = [b[4], c[3], d[2], e[1]];
            sort_4(&mut low);
            sort_5(&mut middle);
            sort_4(&mut high);
            // Seven: low[2] ≤ low[3], high[0] ≤ high[1], and the three in the middle. One below and one above are known.
            let (mut below, mut above) = ([low[2], middle[1]], [middle[3], high[1]]);
            order!(&mut below, 0 1);
            order!(&mut above, 0 1);
            let mut five = [below[1], above[0], middle[2], low[3], high[0]];
            // Leaves the median in the middle.
            order!(&mut five, 0 1, 3 4, 0 3, 1 4, 1 2, 2 3, 1 2);
            *out = five[2];
        }
    }
}
