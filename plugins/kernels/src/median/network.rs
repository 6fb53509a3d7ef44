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
fn order<const N: usize>(values: &mut [Vector; N], a: usize, b: usize) {
    let (one, other) = (values[a], values[b]);
    let (mut low, mut high) = (one, other);
    // One instruction each: unlike `min` and `max`, these do not ask for what is no number.
    for i in 0..LANES {
        low[i] = if other[i] < one[i] { other[i] } else { one[i] };
        high[i] = if other[i] < one[i] { one[i] } else { other[i] };
    }
    (values[a], values[b]) = (low, high);
}

/// Written out, not a loop: only then do all values stay in registers.
macro_rules! order {
    ($values:expr, $($a:literal $b:literal),+) => { $( order($values, $a, $b); )+ };
}

#[inline(always)]
fn sort_3(values: &mut [Vector; 3]) {
    order!(values, 0 1, 1 2, 0 1);
}

#[inline(always)]
fn sort_4(values: &mut [Vector; 4]) {
    order!(values, 0 1, 2 3, 0 2, 1 3, 1 2);
}

#[inline(always)]
fn sort_5(values: &mut [Vector; 5]) {
    order!(values, 0 3, 1 4, 0 2, 1 3, 0 1, 2 4, 1 2, 3 4, 2 3);
}

/// The rows around one row, and each of their columns sorted: the lowest values in the first row.
struct Columns<const SIDE: usize> {
    sorted: [Aligned; SIDE],
    /// Row r of the plane, and what stands for it beyond the edges, in place r % SIDE.
    ring: [Aligned; SIDE],
}

impl<const SIDE: usize> Columns<SIDE> {
    /// The first pixel of a row lies here, so that it is aligned; what goes on beyond the edge lies around.
    const LEAD: usize = 16;

    fn new(width: usize) -> Self {
        let row = || Aligned::zeros(Self::LEAD + width.next_multiple_of(LANES) + LANES);
        Self { sorted: std::array::from_fn(|_| row()), ring: std::array::from_fn(|_| row()) }
    }

    /// Takes the row that lies `SIDE / 2` above row `y`; beyond the edges the outermost ones.
    #[inline(always)]
    fn load(&mut self, source: PlaneRef<'_>, y: usize) {
        let row = source.row(y.saturating_sub(SIDE / 2).min(source.height() - 1));
        for (to, &value) in self.ring[y % SIDE][Self::LEAD..].iter_mut().zip(row) {
            *to = finite(value);
        }
    }

    /// Sorts the columns of the rows in the ring.
    #[inline(always)]
    fn sort(&mut self, width: usize, sort: impl Fn(&mut [Vector; SIDE])) {
        let reach = SIDE / 2;
        for x in (Self::LEAD..Self::LEAD + width).step_by(LANES) {
            let mut column = [[0.0; LANES]; SIDE];
            column.iter_mut().zip(&self.ring).for_each(|(to, row)| *to = *lanes(row, x));
            sort(&mut column);
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
        let mut window = [[0.0; LANES]; SIDE];
        for (column, to) in window.iter_mut().enumerate() {
            *to = *lanes(&self.sorted[row], Self::LEAD - SIDE / 2 + column + x);
        }
        window
    }
}

by_cpu! {
    pub(super) fn medians_of_9(source: PlaneRef<'_>, first_row: usize, band: &mut PlaneMut<'_>) {
        let mut columns = Columns::<3>::new(source.width());
        (first_row..first_row + 2).for_each(|y| columns.load(source, y));
        for y in 0..band.height() {
            columns.load(source, first_row + y + 2);
            columns.sort(source.width(), sort_3);
            for x in (0..source.width()).step_by(LANES) {
                let (mut low, mut middle, mut high) =
                    (columns.window(0, x), columns.window(1, x), columns.window(2, x));
                // The largest of the lowest, the median of the middle ones, the smallest of the highest.
                order!(&mut low, 0 1, 1 2);
                sort_3(&mut middle);
                order!(&mut high, 1 2, 0 1);
                let mut three = [low[2], middle[1], high[0]];
                sort_3(&mut three);
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
        (first_row..first_row + 4).for_each(|y| columns.load(source, y));
        for y in 0..band.height() {
            columns.load(source, first_row + y + 4);
            columns.sort(source.width(), sort_5);
            for x in (0..source.width()).step_by(LANES) {
                let (mut a, mut b, mut c) = (columns.window(0, x), columns.window(1, x), columns.window(2, x));
                let (mut d, mut e) = (columns.window(3, x), columns.window(4, x));
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
                store(band.row_mut(y), x, &five[2]);
            }
        }
    }
}
