//! Medians of 9 and of 25 by comparing and swapping whole vectors: no branch, no counting. Columns are sorted once and serve
//! all windows that they are part of.

use crate::lanes::{Aligned, finite, lanes, lanes_mut, store};
use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::by_cpu;

/// Windows at once.
const LANES: usize = 16;

type Vector = [f32; LANES];

/// The smaller ones to `a`, the larger ones to `b`.
#[inline(always)]
fn order(values: &mut [Vector], a: usize, b: usize) {
    let (one, other) = (values[a], values[b]);
    // One instruction each: unlike `min` and `max`, these do not ask for what is no number.
    values[a] = std::array::from_fn(|i| if other[i] < one[i] { other[i] } else { one[i] });
    values[b] = std::array::from_fn(|i| if other[i] < one[i] { one[i] } else { other[i] });
}

#[inline(always)]
fn order_all(values: &mut [Vector], pairs: &[(usize, usize)]) {
    for &(a, b) in pairs {
        order(values, a, b);
    }
}

const SORT_3: [(usize, usize); 3] = [(0, 1), (1, 2), (0, 1)];
const SORT_4: [(usize, usize); 5] = [(0, 1), (2, 3), (0, 2), (1, 3), (1, 2)];
const SORT_5: [(usize, usize); 9] = [(0, 3), (1, 4), (0, 2), (1, 3), (0, 1), (2, 4), (1, 2), (3, 4), (2, 3)];
/// Leaves the median of five in the middle.
const MIDDLE_5: [(usize, usize); 7] = [(0, 1), (3, 4), (0, 3), (1, 4), (1, 2), (2, 3), (1, 2)];

/// The rows around one row, and each of their columns sorted: the lowest values in the first row.
struct Columns<const SIDE: usize> {
    sorted: [Aligned; SIDE],
    line: [Aligned; SIDE],
}

impl<const SIDE: usize> Columns<SIDE> {
    /// The first pixel of a row lies here, so that it is aligned; what goes on beyond the edge lies around.
    const LEAD: usize = 16;

    fn new(width: usize) -> Self {
        let row = || Aligned::zeros(Self::LEAD + width.next_multiple_of(LANES) + LANES);
        Self { sorted: std::array::from_fn(|_| row()), line: std::array::from_fn(|_| row()) }
    }

    /// Sorts the columns around row `y`.
    #[inline(always)]
    fn sort(&mut self, source: PlaneRef<'_>, y: usize, pairs: &[(usize, usize)]) {
        let (width, reach) = (source.width(), SIDE / 2);
        for (near, line) in self.line.iter_mut().enumerate() {
            let row = source.row((y + near).saturating_sub(reach).min(source.height() - 1));
            for (to, &value) in line[Self::LEAD..].iter_mut().zip(row) {
                *to = finite(value);
            }
        }
        for x in (Self::LEAD..Self::LEAD + width).step_by(LANES) {
            let mut column: [Vector; SIDE] = std::array::from_fn(|row| *lanes(&self.line[row], x));
            order_all(&mut column, pairs);
            for (sorted, column) in self.sorted.iter_mut().zip(&column) {
                *lanes_mut(sorted, x) = *column;
            }
        }
        for sorted in &mut self.sorted {
            let (first, last) = (sorted[Self::LEAD], sorted[Self::LEAD + width - 1]);
            sorted[Self::LEAD - reach..Self::LEAD].fill(first);
            sorted[Self::LEAD + width..][..reach].fill(last);
        }
    }

    /// The values of a row of the sorted columns in the window of each pixel, from left to right.
    #[inline(always)]
    fn window(&self, row: usize, x: usize) -> [Vector; SIDE] {
        std::array::from_fn(|column| *lanes(&self.sorted[row], Self::LEAD - SIDE / 2 + column + x))
    }
}

by_cpu! {
    pub(super) fn medians_of_9(source: PlaneRef<'_>, first_row: usize, band: &mut PlaneMut<'_>) {
        let mut columns = Columns::<3>::new(source.width());
        for y in 0..band.height() {
            columns.sort(source, first_row + y, &SORT_3);
            for x in (0..source.width()).step_by(LANES) {
                let [mut low, mut middle, mut high] = [0, 1, 2].map(|row: usize| columns.window(row, x));
                // The largest of the lowest, the median of the middle ones, the smallest of the highest.
                order_all(&mut low, &[(0, 1), (1, 2)]);
                order_all(&mut middle, &SORT_3);
                order_all(&mut high, &[(1, 2), (0, 1)]);
                let mut three = [low[2], middle[1], high[0]];
                order_all(&mut three, &SORT_3);
                store(band.row_mut(y), x, &three[1]);
            }
        }
    }
}

by_cpu! {
    /// With columns and then rows sorted, only thirteen of the 25 can be the median. They lie on three slants, each value of
    /// which has one below it on the slant before; once the slants are sorted, seven are left.
    pub(super) fn medians_of_25(source: PlaneRef<'_>, first_row: usize, band: &mut PlaneMut<'_>) {
        let mut columns = Columns::<5>::new(source.width());
        for y in 0..band.height() {
            columns.sort(source, first_row + y, &SORT_5);
            for x in (0..source.width()).step_by(LANES) {
                let [a, b, c, d, e] = [0, 1, 2, 3, 4].map(|row: usize| {
                    let mut window = columns.window(row, x);
                    order_all(&mut window, &SORT_5);
                    window
                });
                let mut low = [a[3], b[2], c[1], d[0]];
                let mut middle = [a[4], b[3], c[2], d[1], e[0]];
                let mut high = [b[4], c[3], d[2], e[1]];
                order_all(&mut low, &SORT_4);
                order_all(&mut middle, &SORT_5);
                order_all(&mut high, &SORT_4);
                // Seven: low[2] ≤ low[3], high[0] ≤ high[1], and the three in the middle. One below and one above are known.
                let mut below = [low[2], middle[1]];
                let mut above = [middle[3], high[1]];
                order(&mut below, 0, 1);
                order(&mut above, 0, 1);
                let mut five = [below[1], above[0], middle[2], low[3], high[0]];
                order_all(&mut five, &MIDDLE_5);
                store(band.row_mut(y), x, &five[2]);
            }
        }
    }
}
