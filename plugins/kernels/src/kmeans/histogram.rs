//! Rounds on 32³ bins of similar colours, each with the exact sum of its pixels: a hundred times less to look at.

use rayon::prelude::*;

use super::{Colour, Effort, assign::squared};
use crate::lanes::finite;
use crate::plane::PlaneRef;

const SIDE: usize = 32;

/// The mean colour of the pixels of a bin, and how much it counts.
pub(super) struct Bin {
    colour: Colour,
    count: f64,
}

/// All bins that are not empty. Blocks depend on the picture only, and are added up in their order.
pub(super) fn bins(source: &[PlaneRef<'_>], effort: Effort) -> Vec<Bin> {
    let height = source[0].height();
    let rows = height.div_ceil(16).max(64);
    let blocks: Vec<Vec<[f32; 4]>> = (0..height.div_ceil(rows))
        .into_par_iter()
        .map(|block| {
            let mut table = vec![[0.0_f32; 4]; SIDE * SIDE * SIDE];
            for y in block * rows..height.min((block + 1) * rows) {
                let [red, green, blue] = [source[0].row(y), source[1].row(y), source[2].row(y)];
                for ((&red, &green), &blue) in red.iter().zip(green).zip(blue) {
                    let colour = [red, green, blue].map(finite);
                    let [r, g, b] = colour.map(|value| (value.clamp(0.0, 0.999_9) * SIDE as f32) as usize);
                    let sum = &mut table[(r * SIDE + g) * SIDE + b];
                    sum.iter_mut().zip(colour).for_each(|(sum, value)| *sum += value);
                    sum[3] += 1.0;
                }
            }
            table
        })
        .collect();
    let sum_of = |at: usize| {
        let mut sum = [0.0_f64; 4];
        for block in &blocks {
            sum.iter_mut().zip(block[at]).for_each(|(sum, value)| *sum += f64::from(value));
        }
        sum
    };
    (0..SIDE * SIDE * SIDE)
        .map(sum_of)
        .filter(|sum| sum[3] > 0.0)
        .map(|[r, g, b, count]| Bin {
            colour: [(r / count) as f32, (g / count) as f32, (b / count) as f32, 0.0],
            count: if effort == Effort::RareColours { count.sqrt() } else { count },
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
