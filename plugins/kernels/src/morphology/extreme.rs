//! The largest or smallest value under an element. Rows are reduced by fours (a window of 16 from four windows of 4), columns of
//! a rectangle by van Herk's and Gil and Werman's running blocks, columns of other shapes row by row of the element.

use std::ops::Range;

use super::element::{Run, within};
use crate::aligned::Aligned;
use crate::bands::{Cancelled, Progress, for_each_band};
use crate::lanes::finite;
use crate::plane::{PlaneMut, PlaneRef, stride_of};
use crate::simd::by_cpu;
use crate::simd::prefetch::prefetch;

/// Columns that are worked on together, so that the rows of an element stay in the cache.
const TILE_COLUMNS: usize = 512;
const ROWS_PER_BAND: usize = 128;

pub(super) fn extreme<const MAX: bool>(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    element: &[Run],
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let Some(first) = source.first() else { return Ok(()) };
    let runs = within(element, first.width(), first.height());
    let is_rectangle = runs.windows(2).all(|pair| pair[0].columns == pair[1].columns);
    // Each band looks at the rows of the element as well: higher bands for higher elements.
    let rows_per_band = ROWS_PER_BAND.max(runs.len());
    for_each_band(out, rows_per_band, progress, |plane, first_row, mut band| {
        let mut lines = Lines::new(&runs);
        for left in (0..band.width()).step_by(TILE_COLUMNS) {
            let columns = left..band.width().min(left + TILE_COLUMNS);
            if is_rectangle {
                rectangle::<MAX>(source[plane], &mut band, first_row, columns, &runs, &mut lines);
            } else {
                row_by_row::<MAX>(source[plane], &mut band, first_row, columns, &runs, &mut lines);
            }
        }
    })
}

/// The value that never wins.
fn neutral<const MAX: bool>() -> f32 {
    if MAX { f32::NEG_INFINITY } else { f32::INFINITY }
}

/// A row of a tile with what its windows reach, reduced to windows of 1, 4, 16 … pixels.
struct Lines {
    /// Columns of the element's bounding box.
    columns: Range<isize>,
    by_fours: Vec<Aligned>,
}

impl Lines {
    fn new(runs: &[Run]) -> Self {
        let start = runs.iter().map(|run| run.columns.start).min().unwrap_or(0);
        let end = runs.iter().map(|run| run.columns.end).max().unwrap_or(1);
        let longest = runs.iter().map(|run| run.columns.len()).max().unwrap_or(1);
        let line = || Aligned::zeros(TILE_COLUMNS + (end - start) as usize);
        Self { columns: start..end, by_fours: (0..=longest.ilog(4)).map(|_| line()).collect() }
    }

    /// Reads the part of a row that the windows of these columns reach.
    fn read<const MAX: bool>(&mut self, row: &[f32], columns: &Range<usize>) {
        let line = &mut self.by_fours[0];
        let start = columns.start as isize + self.columns.start;
        let end = columns.end as isize + self.columns.end - 1;
        let inside = start.max(0) as usize..(end.min(row.len() as isize)) as usize;
        let before = (inside.start as isize - start) as usize;
        line[..before].fill(neutral::<MAX>());
        line[before + inside.len()..].fill(neutral::<MAX>());
        numbers_only(&row[inside.clone()], &mut line[before..][..inside.len()]);
        for level in 1..self.by_fours.len() {
            let (from, to) = self.by_fours.split_at_mut(level);
            let (from, shift) = (&from[level - 1], 1 << (2 * (level - 1)));
            let length = from.len() - 3 * shift;
            let shifted = [0, 1, 2, 3].map(|times| &from[times * shift..][..length]);
            pick_four::<MAX>(shifted, &mut to[0][..length]);
        }
    }

    /// Four overlapping windows of a power of four, whose extreme is that of `columns` around each pixel.
    fn windows(&self, columns: &Range<isize>, width: usize) -> [&[f32]; 4] {
        let level = columns.len().ilog(4) as usize;
        let (window, line) = (1 << (2 * level), &self.by_fours[level]);
        let start = (columns.start - self.columns.start) as usize;
        [0, 1, 2, 3].map(|times: usize| &line[start + (times * window).min(columns.len() - window)..][..width])
    }
}

fn rectangle<const MAX: bool>(
    source: PlaneRef<'_>,
    band: &mut PlaneMut<'_>,
    first_row: usize,
    columns: Range<usize>,
    runs: &[Run],
    lines: &mut Lines,
) {
    let (width, stride, window) = (columns.len(), stride_of(TILE_COLUMNS), runs.len());
    let mut rows = Aligned::zeros(stride * (band.height() + window - 1));
    rows.fill(neutral::<MAX>());
    let top = first_row as isize + runs[0].row;
    for (y, line) in (top..).zip(rows.chunks_exact_mut(stride)) {
        if y >= 0 && y < source.height() as isize {
            if y + 1 < source.height() as isize {
                prefetch(&source.row(y as usize + 1)[columns.clone()]);
            }
            lines.read::<MAX>(source.row(y as usize), &columns);
            pick_four::<MAX>(lines.windows(&runs[0].columns, width), &mut line[..width]);
        }
    }
    // Rows of a block become the extreme of what is below them in the block, once the block above has been answered.
    let height = band.height();
    let mut running = Aligned::zeros(width);
    for block in (0..height).step_by(window) {
        for y in (block..block + window - 1).rev() {
            let (upper, lower) = rows.split_at_mut((y + 1) * stride);
            pick_into::<MAX>(&mut upper[y * stride..][..width], &lower[..width]);
        }
        band.row_mut(block)[columns.clone()].copy_from_slice(&rows[block * stride..][..width]);
        running.fill(neutral::<MAX>());
        for y in block + 1..(block + window).min(height) {
            let (below, next) = (&rows[y * stride..][..width], &rows[(y + window - 1) * stride..][..width]);
            run_on::<MAX>(below, next, &mut running, &mut band.row_mut(y)[columns.clone()]);
        }
    }
}

fn row_by_row<const MAX: bool>(
    source: PlaneRef<'_>,
    band: &mut PlaneMut<'_>,
    first_row: usize,
    columns: Range<usize>,
    runs: &[Run],
    lines: &mut Lines,
) {
    let (first_row, height) = (first_row as isize, band.height() as isize);
    band.rows_mut().for_each(|row| row[columns.clone()].fill(neutral::<MAX>()));
    let (above, below) = (runs[0].row, runs[runs.len() - 1].row);
    let reached = (first_row + above).max(0)..(first_row + height + below).min(source.height() as isize);
    let mut reduced = Aligned::zeros(columns.len());
    for y in reached {
        lines.read::<MAX>(source.row(y as usize), &columns);
        let mut last = None;
        // Neighbouring rows of an element are often alike: reduce once for all of them, wherever they lie.
        let mut order: Vec<&Run> = runs.iter().filter(|run| (0..height).contains(&(y - run.row - first_row))).collect();
        order.sort_by_key(|run| (run.columns.start, run.columns.end));
        for run in order {
            if last != Some(&run.columns) {
                pick_four::<MAX>(lines.windows(&run.columns, columns.len()), &mut reduced);
                last = Some(&run.columns);
            }
            let row = band.row_mut((y - run.row - first_row) as usize);
            pick_into::<MAX>(&mut row[columns.clone()], &reduced);
        }
    }
}

by_cpu! {
    /// A pixel that is no number counts as 0: not selected.
    fn numbers_only(from: &[f32], to: &mut [f32]) {
        for (to, &from) in to.iter_mut().zip(from) {
            *to = finite(from);
        }
    }
}

#[inline(always)]
fn pick<const MAX: bool>(a: f32, b: f32) -> f32 {
    if (a > b) == MAX { a } else { b }
}

by_cpu! {
    fn pick_four<const MAX: bool>(from: [&[f32]; 4], to: &mut [f32]) {
        let [a, b, c, d] = from.map(|from| &from[..to.len()]);
        for (x, to) in to.iter_mut().enumerate() {
            *to = pick::<MAX>(pick::<MAX>(a[x], b[x]), pick::<MAX>(c[x], d[x]));
        }
    }
}

by_cpu! {
    /// Takes the next row into the running extreme, and answers a row with what is below it in its block.
    fn run_on<const MAX: bool>(below: &[f32], next: &[f32], running: &mut [f32], to: &mut [f32]) {
        let length = to.len();
        let (below, next, running) = (&below[..length], &next[..length], &mut running[..length]);
        for x in 0..length {
            running[x] = pick::<MAX>(running[x], next[x]);
            to[x] = pick::<MAX>(below[x], running[x]);
        }
    }
}

by_cpu! {
    fn pick_into<const MAX: bool>(to: &mut [f32], b: &[f32]) {
        for (to, &b) in to.iter_mut().zip(b) {
            *to = pick::<MAX>(*to, b);
        }
    }
}
