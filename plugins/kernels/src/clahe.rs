//! Contrast raised where it is low (CLAHE): each tile of the picture gets the curve that spreads its own values, limited so
//! that flat areas do not become grainy, and pixels between tiles mix their curves. At the meaning of OpenCV, which counts
//! 256 levels; here values between two levels are mixed from theirs, so that no shade is lost.

use rayon::prelude::*;

use crate::bands::{Cancelled, Progress, ROWS_PER_BAND, for_each_band};
use crate::border::Border;
use crate::plane::{PlaneMut, PlaneRef};

/// How much contrast, and how near.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clahe {
    /// How steep a curve may be, against an even one; below 0 there is no limit.
    pub limit: f32,
    /// Tiles across and down.
    pub tiles: (usize, usize),
}

impl Default for Clahe {
    fn default() -> Self {
        Self { limit: 2.0, tiles: (8, 8) }
    }
}

const LEVELS: usize = 256;

type Curve = [f32; LEVELS];

/// Raises the contrast of a plane of values from 0 to 1; others are taken to these ends.
///
/// # Panics
/// If source and output differ in size, or there are no tiles.
pub fn clahe(
    source: PlaneRef<'_>,
    out: &mut PlaneMut<'_>,
    options: &Clahe,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let (width, height) = (source.width(), source.height());
    assert_eq!((width, height), (out.width(), out.height()), "planes of different size");
    let (across, down) = options.tiles;
    assert!(across > 0 && down > 0, "{across}×{down} tiles");
    // As in OpenCV: where one side does not divide, both get a rim.
    let fits = width.is_multiple_of(across) && height.is_multiple_of(down);
    let tile = |length: usize, tiles: usize| if fits { length / tiles } else { length / tiles + 1 };
    let (tile_width, tile_height) = (tile(width, across), tile(height, down));
    let curves: Vec<Curve> = (0..across * down)
        .into_par_iter()
        .map(|at| {
            let (left, top) = (at % across * tile_width, at / across * tile_height);
            let mut counts = [0_u32; LEVELS];
            for y in top..top + tile_height {
                let row = source.row(Border::Reflect101.place(y as isize, height).unwrap_or(0));
                for x in left..left + tile_width {
                    let value = row[Border::Reflect101.place(x as isize, width).unwrap_or(0)];
                    counts[(value * 255.0).round_ties_even() as u8 as usize] += 1;
                }
            }
            curve_of(counts, options.limit, tile_width * tile_height)
        })
        .collect();
    let columns: Vec<Between> = (0..width).map(|x| Between::tiles(x, tile_width, across)).collect();
    for_each_band(std::slice::from_mut(out), ROWS_PER_BAND, progress, |_, first_row, mut band| {
        for (y, to) in (first_row..).zip(band.rows_mut()) {
            let rows = Between::tiles(y, tile_height, down);
            let (above, below) = (&curves[rows.first * across..], &curves[rows.second * across..]);
            for ((to, &value), column) in to.iter_mut().zip(source.row(y)).zip(&columns) {
                let level = if value > 0.0 { (value * 255.0).min(255.0) } else { 0.0 };
                let lower = (level as usize).min(LEVELS - 2);
                let part = level - lower as f32;
                let at = |curve: &Curve| curve[lower] + part * (curve[lower + 1] - curve[lower]);
                let mix = |curves: &[Curve]| {
                    let first = at(&curves[column.first]);
                    first + column.share * (at(&curves[column.second]) - first)
                };
                let top = mix(above);
                *to = (top + rows.share * (mix(below) - top)) / 255.0;
            }
        }
    })
}

/// Where the values of a tile go: as many pixels on each level as the limit leaves, the rest spread over all of them.
fn curve_of(mut counts: [u32; LEVELS], limit: f32, pixels: usize) -> Curve {
    if limit > 0.0 {
        let most = ((f64::from(limit) * pixels as f64 / LEVELS as f64) as u32).max(1);
        let mut spare: u32 = 0;
        for count in &mut counts {
            spare += count.saturating_sub(most);
            *count = (*count).min(most);
        }
        let each = spare / LEVELS as u32;
        counts.iter_mut().for_each(|count| *count += each);
        let rest = spare as usize % LEVELS;
        if let Some(step) = LEVELS.checked_div(rest) {
            counts.iter_mut().step_by(step.max(1)).take(rest).for_each(|count| *count += 1);
        }
    }
    let scale = 255.0 / pixels as f32;
    let mut sum = 0;
    counts.map(|count| {
        sum += count;
        (sum as f32 * scale).round_ties_even().min(255.0)
    })
}

/// Two tiles, and how much the second counts.
struct Between {
    first: usize,
    second: usize,
    share: f32,
}

impl Between {
    fn tiles(at: usize, length: usize, count: usize) -> Self {
        let place = at as f32 / length as f32 - 0.5;
        let (floor, last) = (place.floor(), count - 1);
        let share = place - floor;
        // Before the middle of the first tile and behind that of the last both are the same.
        let second = ((floor + 1.0) as usize).min(last);
        Self { first: if floor < 0.0 { 0 } else { (floor as usize).min(last) }, second, share }
    }
}
