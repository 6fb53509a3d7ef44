//! A picture two rows and two columns at a time: windows that lie so close share most of what they look at. Rows are taken apart
//! into their even and their odd columns, so that pairs of windows become vectors of pairs.

use crate::lanes::finite;
use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::by_cpu;
use crate::simd::past_cache::RowWriter;
use crate::simd::prefetch::prefetch;

/// Columns that are worked on together, so that all rows which belong to them stay in the first-level cache.
const TILE_COLUMNS: usize = 512;
/// Pairs of columns in a tile, with those that its last windows reach.
pub(super) const PAIRS_MAX: usize = TILE_COLUMNS / 2 + 2;

/// The even and the odd columns of a part of a row. The windows of pair k begin at `even[k]` and at `odd[k]`.
pub(super) struct Halves {
    pub(super) even: Vec<f32>,
    pub(super) odd: Vec<f32>,
}

impl Halves {
    pub(super) fn new(length: usize) -> Self {
        Self { even: vec![0.0; length], odd: vec![0.0; length] }
    }

    /// Takes the row from `first` on; beyond the edges the outermost pixels.
    fn load(&mut self, row: &[f32], first: isize, pairs: usize) {
        let (even, odd) = (&mut self.even[..pairs], &mut self.odd[..pairs]);
        let inside = |at: isize| finite(row[at.clamp(0, row.len() as isize - 1) as usize]);
        // Pairs that lie wholly inside.
        let from = ((1 - first).max(0) as usize / 2).min(pairs);
        let to = ((row.len() as isize - first).max(0) as usize / 2).clamp(from, pairs);
        if to > from {
            let start = (first + 2 * from as isize) as usize;
            take_apart(&row[start..][..2 * (to - from)], &mut even[from..to], &mut odd[from..to]);
        }
        for pair in (0..from).chain(to..pairs) {
            let at = first + 2 * pair as isize;
            (even[pair], odd[pair]) = (inside(at), inside(at + 1));
        }
    }
}

/// Fills the rows of a band, two by two and in tiles, by what `answer` makes of the `ROWS` rows around each two, for so many
/// pairs of columns of the upper row and of the lower one.
pub(super) fn each_two_rows<const ROWS: usize>(
    source: PlaneRef<'_>,
    first_row: usize,
    past_cache: bool,
    band: &mut PlaneMut<'_>,
    mut answer: impl FnMut([&Halves; ROWS], [&mut Halves; 2], usize),
) {
    let reach = ROWS / 2 - 1;
    // Row r of the plane, counted from `reach` above the first, lies in place r % ROWS.
    let mut ring = [(); ROWS].map(|()| Halves::new(PAIRS_MAX));
    let (mut above, mut below) = (Halves::new(PAIRS_MAX), Halves::new(PAIRS_MAX));
    let mut writer = RowWriter::new(past_cache, TILE_COLUMNS);
    for left in (0..source.width()).step_by(TILE_COLUMNS) {
        let columns = left..source.width().min(left + TILE_COLUMNS);
        let pairs = columns.len().div_ceil(2);
        let load = |ring: &mut [Halves; ROWS], row: usize| {
            let inside = |row: usize| source.row((first_row + row).saturating_sub(reach).min(source.height() - 1));
            prefetch(&inside(row + 2)[columns.clone()]);
            ring[row % ROWS].load(inside(row), left as isize - reach as isize, pairs + reach);
        };
        (0..ROWS - 2).for_each(|row| load(&mut ring, row));
        for y in (0..band.height()).step_by(2) {
            load(&mut ring, y + ROWS - 2);
            load(&mut ring, y + ROWS - 1);
            let mut rows = [&ring[0]; ROWS];
            rows.iter_mut().enumerate().for_each(|(row, to)| *to = &ring[(y + row) % ROWS]);
            answer(rows, [&mut above, &mut below], pairs);
            for (row, answers) in (y..band.height()).zip([&above, &below]) {
                let put = |to: &mut [f32]| put_together(&answers.even[..pairs], &answers.odd[..pairs], to);
                writer.write(&mut band.row_mut(row)[columns.clone()], put);
            }
        }
    }
}

by_cpu! {
    fn take_apart(row: &[f32], even: &mut [f32], odd: &mut [f32]) {
        let pairs = row.as_chunks::<2>().0;
        for ((pair, even), odd) in pairs.iter().zip(even).zip(odd) {
            (*even, *odd) = (finite(pair[0]), finite(pair[1]));
        }
    }
}

by_cpu! {
    fn put_together(even: &[f32], odd: &[f32], row: &mut [f32]) {
        let (pairs, last) = row.as_chunks_mut::<2>();
        for ((pair, even), odd) in pairs.iter_mut().zip(even).zip(odd) {
            *pair = [*even, *odd];
        }
        if let ([last], Some(even)) = (last, even.last()) {
            *last = *even;
        }
    }
}
