//! Rounds on 32³ bins of similar colours, each with the exact sum of its pixels: a hundred times less to look at.

use rayon::prelude::*;

use super::{Colour, Effort, assign::squared};
use crate::lanes::finite;
use crate::plane::PlaneRef;

/// Bins along each colour.
pub const SIDE: usize = 32;
/// All of them.
const BINS: usize = SIDE * SIDE * SIDE;

/// The mean colour of the pixels of a bin, and how much it counts.
pub(super) struct Bin {
    colour: Colour,
    count: f64,
}

/// What a bin adds up, in whole numbers: no order of the pixels changes them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BinSum {
    /// Its pixels.
    pub count: u64,
    /// Their colours, in steps of 1 / `STEPS`.
    pub colours: [i64; 3],
}

/// Steps of a colour between 0 and 1 in the sums. Beyond `COLOUR_MAX`, either way, a colour counts as that.
pub const STEPS: f32 = 4_194_304.0;
/// Small enough for steps of 32 bits.
pub const COLOUR_MAX: f32 = 255.0;

/// The sums of all bins of three planes, red by green by blue. Blocks are added up in any order.
pub(super) fn sums(source: &[PlaneRef<'_>]) -> Vec<BinSum> {
    let height = source[0].height();
    let rows = height.div_ceil(16).max(64);
    let blocks: Vec<Vec<BinSum>> = (0..height.div_ceil(rows))
        .into_par_iter()
        .map(|block| {
            let mut table = vec![BinSum::default(); BINS];
            for y in block * rows..height.min((block + 1) * rows) {
                let [red, green, blue] = [source[0].row(y), source[1].row(y), source[2].row(y)];
                for ((&red, &green), &blue) in red.iter().zip(green).zip(blue) {
                    let colour = [red, green, blue].map(finite);
                    let [r, g, b] = colour.map(|value| (value.clamp(0.0, 0.999_9) * SIDE as f32) as usize);
                    let sum = &mut table[(r * SIDE + g) * SIDE + b];
                    for (sum, value) in sum.colours.iter_mut().zip(colour) {
                        *sum += i64::from((value.clamp(-COLOUR_MAX, COLOUR_MAX) * STEPS) as i32);
                    }
                    sum.count += 1;
                }
            }
            table
        })
        .collect();
    let mut all = vec![BinSum::default(); BINS];
    for block in &blocks {
        for (sum, more) in all.iter_mut().zip(block) {
            sum.count += more.count;
            sum.colours.iter_mut().zip(more.colours).for_each(|(sum, more)| *sum += more);
        }
    }
    all
}

/// All bins that are not empty.
pub(super) fn bins(sums: &[BinSum], effort: Effort) -> Vec<Bin> {
    let filled = sums.iter().filter(|sum| sum.count > 0);
    filled
        .map(|sum| {
            let count = sum.count as f64;
            let [r, g, b] = sum.colours.map(|sum| (sum as f64 / f64::from(STEPS) / count) as f32);
            Bin { colour: [r, g, b, 0.0], count: if effort == Effort::RareColours { count.sqrt() } else { count } }
        })
        .collect()
}

/// Colours of bins, as many as are worth looking at one by one.
pub(super) fn colours(bins: &[Bin]) -> Vec<Colour> {
    const COLOURS_MAX: usize = 4096;
    bins.iter().step_by(bins.len().div_ceil(COLOURS_MAX).max(1)).map(|bin| bin.colour).collect()
}

/// One round of Lloyd on the bins. Returns how far the farthest centre has moved.
pub(super) fn round(bins: &[Bin], centres: &mut [Colour]) -> f32 {
    let mut sums = vec![([0.0_f64; 3], 0.0); centres.len()];
    for bin in bins {
        let (mut best, mut nearest) = (f32::INFINITY, 0);
        for (index, centre) in centres.iter().enumerate() {
            let distance = squared(&bin.colour, centre);
            if distance < best {
                (best, nearest) = (distance, index);
            }
        }
        let (sum, count) = &mut sums[nearest];
        *count += bin.count;
        sum.iter_mut().zip(bin.colour).for_each(|(sum, value)| *sum += f64::from(value) * bin.count);
    }
    let mut shift = 0.0_f32;
    for (centre, (sum, count)) in centres.iter_mut().zip(sums) {
        if count > 0.0 {
            let [r, g, b] = sum.map(|sum| (sum / count) as f32);
            shift = shift.max(squared(centre, &[r, g, b, 0.0]).sqrt());
            *centre = [r, g, b, 0.0];
        }
    }
    shift
}
