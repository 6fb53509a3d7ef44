//! Medians of 9 and of 25 by comparing and swapping: no branch, no counting. Four windows, two by two, are answered together (after
//! Adams, "Fast median filters using separable sorting networks", 2021): what all four look at is sorted once, and what has too
//! many below or above it to be anybody's median is left away as soon as that is known. What is written for one pair of columns
//! here, the compiler does for a vector of pairs: so these are plain loops over rows, and every list stays in registers.

use super::tiles::{Halves, PAIRS_MAX, each_two_rows};
use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::by_cpu;

/// Unlike `f32::min`, this does not ask for what is no number: one instruction.
#[inline(always)]
fn low(one: f32, other: f32) -> f32 {
    if other < one { other } else { one }
}

#[inline(always)]
fn high(one: f32, other: f32) -> f32 {
    if other < one { one } else { other }
}

#[inline(always)]
fn order<const N: usize>(values: &mut [f32; N], a: usize, b: usize) {
    (values[a], values[b]) = (low(values[a], values[b]), high(values[a], values[b]));
}

/// Written out, not a loop: only then does every value have a name of its own.
macro_rules! order {
    ($values:expr, $($a:literal $b:literal),+) => { $( order($values, $a, $b); )+ };
}

#[inline(always)]
fn sort_4(values: &mut [f32; 4]) {
    order!(values, 0 1, 2 3, 0 2, 1 3, 1 2);
}

/// Two sorted fours become a sorted eight.
#[inline(always)]
fn merge_4_and_4(a: [f32; 4], b: [f32; 4]) -> [f32; 8] {
    let mut all = [a[0], a[1], a[2], a[3], b[0], b[1], b[2], b[3]];
    order!(&mut all, 0 4, 1 5, 2 6, 3 7, 2 4, 3 5, 1 2, 3 4, 5 6);
    all
}

/// The sorted middle ten of two sorted eights.
#[inline(always)]
fn middle_10(a: [f32; 8], b: [f32; 8]) -> [f32; 10] {
    let mut all = [a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]];
    order!(&mut all, 0 8, 1 9, 2 10, 3 11, 4 12, 5 13, 6 14, 7 15, 4 8, 5 9, 6 10, 7 11);
    order!(&mut all, 2 4, 3 5, 6 8, 7 9, 10 12, 11 13, 3 4, 5 6, 7 8, 9 10, 11 12);
    [all[3], all[4], all[5], all[6], all[7], all[8], all[9], all[10], all[11], all[12]]
}

/// The sorted middle six of a sorted ten and a sorted four.
#[inline(always)]
fn middle_6(a: &[f32; 10], b: [f32; 4]) -> [f32; 6] {
    // The lowest four go; what is left of these eight first falls, then rises.
    let mut left = [high(a[0], b[3]), high(a[1], b[2]), high(a[2], b[1]), high(a[3], b[0])];
    order!(&mut left, 0 2, 1 3, 0 1, 2 3);
    // The highest four go; what is left first rises, then falls.
    let mut six = [a[4], a[5], low(a[6], left[3]), low(a[7], left[2]), low(a[8], left[1]), low(a[9], left[0])];
    order!(&mut six, 0 4, 1 5, 0 1, 3 5, 4 2, 3 4, 5 2);
    [six[0], six[1], six[3], six[4], six[5], six[2]]
}

/// The median of a sorted six, a sorted four and one more.
#[inline(always)]
fn middle_of_11(a: &[f32; 6], b: &[f32; 4], one: f32) -> f32 {
    // The lowest six of the ten first rise, then fall; of those the highest three.
    let [x, y, z] = [high(a[0], low(a[3], b[2])), high(a[1], low(a[4], b[1])), high(low(a[2], b[3]), low(a[5], b[0]))];
    // Of these and the one more, the second highest.
    high(low(high(x, y), high(z, one)), high(low(x, y), low(z, one)))
}

/// The parts of a row that columns of a window read, for so many pairs of windows. Not by `map`, which is not inlined everywhere.
#[inline(always)]
fn shifted<const COLUMNS: usize>(row: &[f32], pairs: usize) -> [&[f32]; COLUMNS] {
    let mut shifted = [row; COLUMNS];
    for (column, shifted) in shifted.iter_mut().enumerate() {
        *shifted = &row[column..][..pairs];
    }
    shifted
}

pub(super) fn medians_of_9(source: PlaneRef<'_>, first_row: usize, past_cache: bool, band: &mut PlaneMut<'_>) {
    each_two_rows::<4>(source, first_row, past_cache, band, |rows, [above, below], pairs| {
        let (above_even, above_odd) = (&mut above.even[..pairs], &mut above.odd[..pairs]);
        middles_of_9(rows, above_even, above_odd, &mut below.even[..pairs], &mut below.odd[..pairs]);
    });
}

pub(super) fn medians_of_25(source: PlaneRef<'_>, first_row: usize, past_cache: bool, band: &mut PlaneMut<'_>) {
    let mut sorted = [(); 4].map(|()| Halves::new(PAIRS_MAX));
    each_two_rows::<6>(source, first_row, past_cache, band, |[first, a, b, c, d, last], [above, below], pairs| {
        let [w, x, y, z] = &mut sorted;
        // The last windows reach two pairs further.
        let wide = pairs + 2;
        let (even, odd) = ([&a.even, &b.even, &c.even, &d.even], [&a.odd, &b.odd, &c.odd, &d.odd]);
        sort_columns(even.map(|row| &row[..wide]), &mut w.even, &mut x.even, &mut y.even, &mut z.even);
        sort_columns(odd.map(|row| &row[..wide]), &mut w.odd, &mut x.odd, &mut y.odd, &mut z.odd);
        let (above_even, above_odd) = (&mut above.even[..pairs], &mut above.odd[..pairs]);
        let (below_even, below_odd) = (&mut below.even[..pairs], &mut below.odd[..pairs]);
        middles_of_25(first, [w, x, y, z], last, above_even, above_odd, below_even, below_odd);
    });
}

// Rows to write come one by one, not in an array: only of arguments does the compiler know that they lie apart.

by_cpu! {
    /// Sorts the columns of four rows: the lowest values to `a`.
    fn sort_columns(rows: [&[f32]; 4], a: &mut [f32], b: &mut [f32], c: &mut [f32], d: &mut [f32]) {
        let length = rows[0].len();
        let (a, b, c, d) = (&mut a[..length], &mut b[..length], &mut c[..length], &mut d[..length]);
        let [first, second, third, fourth] = rows;
        let (first, second) = (&first[..length], &second[..length]);
        let (third, fourth) = (&third[..length], &fourth[..length]);
        for x in 0..length {
            let mut column = [first[x], second[x], third[x], fourth[x]];
            sort_4(&mut column);
            [a[x], b[x], c[x], d[x]] = column;
        }
    }
}

by_cpu! {
    /// All windows of a pair of columns and of two rows share four columns of four rows, sorted already. To these sixteen comes
    /// a column at the left or at the right, and to these twenty a row above or below.
    fn middles_of_25(
        first: &Halves,
        sorted: [&Halves; 4],
        last: &Halves,
        above_even: &mut [f32],
        above_odd: &mut [f32],
        below_even: &mut [f32],
        below_odd: &mut [f32],
    ) {
        let pairs = above_even.len();
        let (above_odd, below_even) = (&mut above_odd[..pairs], &mut below_even[..pairs]);
        let below_odd = &mut below_odd[..pairs];
        let [a, b, c, d] = sorted;
        let (ae, be) = (shifted::<3>(&a.even, pairs), shifted::<3>(&b.even, pairs));
        let (ce, de) = (shifted::<3>(&c.even, pairs), shifted::<3>(&d.even, pairs));
        let (ao, bo) = (shifted::<3>(&a.odd, pairs), shifted::<3>(&b.odd, pairs));
        let (co, d_o) = (shifted::<3>(&c.odd, pairs), shifted::<3>(&d.odd, pairs));
        let (first_even, first_odd) = (shifted::<3>(&first.even, pairs), shifted::<3>(&first.odd, pairs));
        let (last_even, last_odd) = (shifted::<3>(&last.even, pairs), shifted::<3>(&last.odd, pairs));
        for k in 0..pairs {
            let near = merge_4_and_4([ao[0][k], bo[0][k], co[0][k], d_o[0][k]], [ae[1][k], be[1][k], ce[1][k], de[1][k]]);
            let far = merge_4_and_4([ao[1][k], bo[1][k], co[1][k], d_o[1][k]], [ae[2][k], be[2][k], ce[2][k], de[2][k]]);
            let shared = middle_10(near, far);
            let left = middle_6(&shared, [ae[0][k], be[0][k], ce[0][k], de[0][k]]);
            let right = middle_6(&shared, [ao[2][k], bo[2][k], co[2][k], d_o[2][k]]);
            let mut row = [first_odd[0][k], first_even[1][k], first_odd[1][k], first_even[2][k]];
            sort_4(&mut row);
            above_even[k] = middle_of_11(&left, &row, first_even[0][k]);
            above_odd[k] = middle_of_11(&right, &row, first_odd[2][k]);
            let mut row = [last_odd[0][k], last_even[1][k], last_odd[1][k], last_even[2][k]];
            sort_4(&mut row);
            below_even[k] = middle_of_11(&left, &row, last_even[0][k]);
            below_odd[k] = middle_of_11(&right, &row, last_odd[2][k]);
        }
    }
}

/// The sorted middle four of a sorted four and a sorted two.
#[inline(always)]
fn middle_4(a: &[f32; 4], b: [f32; 2]) -> [f32; 4] {
    let mut four = [high(a[0], b[0]), a[1], a[2], low(a[3], b[1])];
    order!(&mut four, 0 2, 1 3, 0 1, 2 3);
    four
}

/// The median of a sorted four, a sorted two and one more.
#[inline(always)]
fn middle_of_7(a: &[f32; 4], b: &[f32; 2], one: f32) -> f32 {
    // The lowest four of the six first rise, then fall; of those the highest two.
    let (x, y) = (high(a[0], low(a[2], b[1])), high(a[1], low(a[3], b[0])));
    high(low(x, y), low(high(x, y), one))
}

by_cpu! {
    /// As for 25: two columns of two rows are shared.
    fn middles_of_9(
        rows: [&Halves; 4],
        above_even: &mut [f32],
        above_odd: &mut [f32],
        below_even: &mut [f32],
        below_odd: &mut [f32],
    ) {
        let pairs = above_even.len();
        let (above_odd, below_even) = (&mut above_odd[..pairs], &mut below_even[..pairs]);
        let below_odd = &mut below_odd[..pairs];
        let [first, a, b, last] = rows;
        let (ae, be) = (shifted::<2>(&a.even, pairs), shifted::<2>(&b.even, pairs));
        let (ao, bo) = (shifted::<2>(&a.odd, pairs), shifted::<2>(&b.odd, pairs));
        let (first_even, first_odd) = (shifted::<2>(&first.even, pairs), shifted::<2>(&first.odd, pairs));
        let (last_even, last_odd) = (shifted::<2>(&last.even, pairs), shifted::<2>(&last.odd, pairs));
        for k in 0..pairs {
            let mut shared = [ao[0][k], bo[0][k], ae[1][k], be[1][k]];
            sort_4(&mut shared);
            let left = middle_4(&shared, [low(ae[0][k], be[0][k]), high(ae[0][k], be[0][k])]);
            let right = middle_4(&shared, [low(ao[1][k], bo[1][k]), high(ao[1][k], bo[1][k])]);
            let row = [low(first_odd[0][k], first_even[1][k]), high(first_odd[0][k], first_even[1][k])];
            above_even[k] = middle_of_7(&left, &row, first_even[0][k]);
            above_odd[k] = middle_of_7(&right, &row, first_odd[1][k]);
            let row = [low(last_odd[0][k], last_even[1][k]), high(last_odd[0][k], last_even[1][k])];
            below_even[k] = middle_of_7(&left, &row, last_even[0][k]);
            below_odd[k] = middle_of_7(&right, &row, last_odd[1][k]);
        }
    }
}
