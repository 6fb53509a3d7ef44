//! Which centre each pixel is nearest to, and the sums of the colours of each cluster. Blocks of rows of a fixed height,
//! added up in their order: the same bits for any number of threads.

use rayon::prelude::*;

use super::Colour;
use crate::lanes::{finite, fused, lanes};
use crate::plane::PlaneRef;
use crate::simd::{by_cpu, fuses};

const LANES: usize = 32;
/// Tables of sums that take turns: neighbours often have one colour, and would wait for each other's sum.
const TURNS: usize = 4;

/// Rows of a block: about sixteen thousand pixels, so that sums in f32 stay accurate.
fn rows_of(width: usize) -> usize {
    (16_384 / width).max(1)
}

/// Colours added up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    colours: [f64; 4],
    pub(super) count: u64,
}

impl Sum {
    pub(super) fn add(&mut self, colour: &Colour) {
        self.count += 1;
        self.colours.iter_mut().zip(colour).for_each(|(sum, &value)| *sum += f64::from(value));
    }

    pub(super) fn remove(&mut self, colour: &Colour) {
        self.count -= 1;
        self.colours.iter_mut().zip(colour).for_each(|(sum, &value)| *sum -= f64::from(value));
    }

    pub(super) fn mean(&self) -> Colour {
        self.colours.map(|sum| (sum / self.count.max(1) as f64) as f32)
    }
}

/// Colours of all clusters added up, and the squared distances from the centres.
pub(super) struct Sums {
    pub(super) clusters: Vec<Sum>,
    pub(super) compactness: f64,
}

/// Writes the nearest centre of each pixel to `labels` and adds up the colours of each cluster.
/// Without centres it leaves the labels as they are.
pub(super) fn assign(source: &[PlaneRef<'_>], centres: &[Colour], clusters: usize, labels: &mut [u8]) -> Sums {
    let width = source[0].width();
    let rows = rows_of(width);
    let block = |(block, labels): (usize, &mut [u8])| {
        let row = block * rows;
        NEAREST[source.len() - 1][usize::from(fuses())](source, row, centres, clusters, labels)
    };
    let blocks: Vec<Sums> = labels.par_chunks_mut(rows * width).enumerate().map(block).collect();
    let mut all = Sums { clusters: vec![Sum::default(); clusters], compactness: 0.0 };
    for block in &blocks {
        all.compactness += block.compactness;
        for (all, sum) in all.clusters.iter_mut().zip(&block.clusters) {
            all.count += sum.count;
            all.colours.iter_mut().zip(sum.colours).for_each(|(all, sum)| *all += sum);
        }
    }
    all
}

type Nearest = fn(&[PlaneRef<'_>], usize, &[Colour], usize, &mut [u8]) -> Sums;
/// By planes less one, then by `fuses`. A sum has a place for each plane and its count.
const NEAREST: [[Nearest; 2]; 4] = [
    [nearest::<1, 4, false>, nearest::<1, 4, true>],
    [nearest::<2, 4, false>, nearest::<2, 4, true>],
    [nearest::<3, 4, false>, nearest::<3, 4, true>],
    [nearest::<4, 8, false>, nearest::<4, 8, true>],
];

by_cpu! {
    fn nearest<const PLANES: usize, const PLACES: usize, const NATIVE: bool>(
        source: &[PlaneRef<'_>],
        first_row: usize,
        centres: &[Colour],
        clusters: usize,
        labels: &mut [u8],
    ) -> Sums {
        let width = source[0].width();
        let mut compactness = 0.0;
        // Every label that there can be has sums, so that none needs to be checked. The place behind the planes counts pixels: a
        // block has so few that f32 is exact.
        let mut tables = [[[0.0_f32; PLACES]; TURNS]; 256];
        let mut tail = [[0.0; LANES]; PLANES];
        for (y, labels) in labels.chunks_mut(width).enumerate() {
            let mut row_sums = [0.0; LANES];
            for (x, labels) in labels.chunks_mut(LANES).enumerate() {
                let mut values = [[0.0; LANES]; PLANES];
                for plane in 0..PLANES {
                    let row = &source[plane].row(first_row + y)[x * LANES..];
                    let from = if labels.len() == LANES {
                        lanes::<LANES>(row, 0)
                    } else {
                        tail[plane][..labels.len()].copy_from_slice(row);
                        &tail[plane]
                    };
                    let mut row = [0.0; LANES];
                    for i in 0..LANES {
                        row[i] = finite(from[i]);
                    }
                    values[plane] = row;
                }
                if !centres.is_empty() {
                    let (mut best, mut label) = ([f32::MAX; LANES], [0_u32; LANES]);
                    for (index, centre) in centres.iter().enumerate() {
                        for i in 0..LANES {
                            let mut distance = 0.0;
                            for plane in 0..PLANES {
                                let apart = values[plane][i] - centre[plane];
                                distance = fused::<NATIVE>(apart, apart, distance);
                            }
                            label[i] = if distance < best[i] { index as u32 } else { label[i] };
                            best[i] = if distance < best[i] { distance } else { best[i] };
                        }
                    }
                    for (to, &label) in labels.iter_mut().zip(&label) {
                        *to = label as u8;
                    }
                    for i in 0..LANES {
                        row_sums[i] += if i < labels.len() { best[i] } else { 0.0 };
                    }
                }
                // Four at a time: their places are then constants, and their colours turn into rows by shuffles.
                let (fours, rest) = labels.as_chunks::<TURNS>();
                for (four, labels) in fours.iter().enumerate() {
                    for (turn, &label) in labels.iter().enumerate() {
                        add(&mut tables[usize::from(label)][turn], &values, four * TURNS + turn);
                    }
                }
                for (turn, &label) in rest.iter().enumerate() {
                    add(&mut tables[usize::from(label)][turn], &values, fours.len() * TURNS + turn);
                }
            }
            compactness += row_sums.iter().map(|&sum| f64::from(sum)).sum::<f64>();
        }
        let mut sums = vec![Sum::default(); clusters];
        for (sum, turns) in sums.iter_mut().zip(&tables) {
            for turn in turns {
                sum.count += turn[PLANES] as u64;
                sum.colours.iter_mut().zip(&turn[..PLANES]).for_each(|(sum, &value)| *sum += f64::from(value));
            }
        }
        Sums { clusters: sums, compactness }
    }
}

/// Adds the colour of pixel `i` to sums, and 1 to all places behind.
#[inline(always)]
fn add<const PLANES: usize, const PLACES: usize>(sums: &mut [f32; PLACES], values: &[[f32; LANES]; PLANES], i: usize) {
    let mut colour = [1.0; PLACES];
    for plane in 0..PLANES {
        colour[plane] = values[plane][i];
    }
    for place in 0..PLACES {
        sums[place] += colour[place];
    }
}

/// The pixel of a cluster that is farthest from a colour, the last of equals, as in OpenCV.
pub(super) fn farthest(source: &[PlaneRef<'_>], labels: &[u8], cluster: u8, from: &Colour) -> (usize, Colour) {
    let width = source[0].width();
    let (mut found, mut distance_max) = ((0, [0.0; 4]), -1.0);
    for (y, labels) in labels.chunks(width).enumerate() {
        for (x, _) in labels.iter().enumerate().filter(|&(_, &label)| label == cluster) {
            let mut colour = [0.0; 4];
            colour.iter_mut().zip(source).for_each(|(value, plane)| *value = finite(plane.row(y)[x]));
            let distance = squared(&colour, from);
            if distance >= distance_max {
                (found, distance_max) = ((y * width + x, colour), distance);
            }
        }
    }
    found
}

/// The square of the distance of two colours.
pub(super) fn squared(a: &Colour, b: &Colour) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}
