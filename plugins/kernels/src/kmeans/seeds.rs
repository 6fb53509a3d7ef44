//! Where to begin: k-means++ on a part of the pixels, so that it takes the same time for every picture.

use super::{Colour, assign::squared};
use crate::lanes::finite;
use crate::plane::PlaneRef;

/// Pixels that are looked at, at most.
const SAMPLES_MAX: usize = 4096;
/// Rounds after which attempts are compared.
const ROUNDS: usize = 8;
/// Candidates for each further centre, as in OpenCV.
const TRIALS: usize = 3;

/// The best centres of some attempts.
pub(super) fn best_of(samples: &[Colour], clusters: usize, seed: u64, attempts: usize) -> Vec<Colour> {
    let mut random = Random(seed);
    let mut best = (f64::INFINITY, Vec::new());
    for _ in 0..attempts {
        let mut centres = plus_plus(samples, clusters, &mut random);
        let mut compactness = f64::INFINITY;
        for _ in 0..ROUNDS {
            compactness = round(samples, &mut centres);
        }
        if compactness < best.0 || best.1.is_empty() {
            best = (compactness, centres);
        }
    }
    best.1
}

/// Pixels on a grid over the whole picture.
pub(super) fn samples(source: &[PlaneRef<'_>]) -> Vec<Colour> {
    let grid = Grid::new(source[0].width(), source[0].height());
    let mut samples = Vec::with_capacity(grid.columns * grid.rows);
    for y in (0..grid.rows).map(|row| grid.top + row * grid.step) {
        for x in (0..grid.columns).map(|column| grid.left + column * grid.step) {
            let mut colour = [0.0; 4];
            colour.iter_mut().zip(source).for_each(|(value, plane)| *value = finite(plane.row(y)[x]));
            samples.push(colour);
        }
    }
    samples
}

/// The pixels that attempts begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Of the first one.
    pub left: usize,
    /// Of the first one.
    pub top: usize,
    /// From one to the next, either way.
    pub step: usize,
    /// How many there are in a row.
    pub columns: usize,
    /// How many rows there are.
    pub rows: usize,
}

impl Grid {
    /// Over a picture of this size.
    #[must_use]
    pub fn new(width: usize, height: usize) -> Self {
        let step = ((width * height).div_ceil(SAMPLES_MAX) as f64).sqrt().ceil() as usize;
        let (left, top) = (step / 2 % width, step / 2 % height);
        Self { left, top, step, columns: (width - left).div_ceil(step), rows: (height - top).div_ceil(step) }
    }
}

/// Each further centre is a pixel chosen by its squared distance from the centres so far: the best of some candidates.
fn plus_plus(samples: &[Colour], clusters: usize, random: &mut Random) -> Vec<Colour> {
    let first = samples[(random.next() * samples.len() as f64) as usize % samples.len()];
    let mut centres = vec![first];
    let mut distances: Vec<f32> = samples.iter().map(|sample| squared(sample, &first)).collect();
    while centres.len() < clusters {
        let total: f64 = distances.iter().map(|&distance| f64::from(distance)).sum();
        let mut best: (f64, Colour, Vec<f32>) = (f64::INFINITY, first, Vec::new());
        for _ in 0..TRIALS {
            let mut left = random.next() * total;
            let chosen = distances.iter().position(|&distance| {
                left -= f64::from(distance);
                left <= 0.0
            });
            let candidate = samples[chosen.unwrap_or(samples.len() - 1)];
            let nearer: Vec<f32> = samples
                .iter()
                .zip(&distances)
                .map(|(sample, &distance)| distance.min(squared(sample, &candidate)))
                .collect();
            let sum = nearer.iter().map(|&distance| f64::from(distance)).sum();
            if sum < best.0 {
                best = (sum, candidate, nearer);
            }
        }
        centres.push(best.1);
        distances = best.2;
    }
    centres
}

/// One round of Lloyd on the samples. Returns the sum of squared distances before it.
fn round(samples: &[Colour], centres: &mut [Colour]) -> f64 {
    let mut sums = vec![([0.0_f64; 4], 0.0); centres.len()];
    let mut compactness = 0.0;
    for sample in samples {
        let (mut best, mut nearest) = (f32::INFINITY, 0);
        for (index, centre) in centres.iter().enumerate() {
            let distance = squared(sample, centre);
            if distance < best {
                (best, nearest) = (distance, index);
            }
        }
        compactness += f64::from(best);
        sums[nearest].1 += 1.0;
        sums[nearest].0.iter_mut().zip(sample).for_each(|(sum, &value)| *sum += f64::from(value));
    }
    for (centre, (sum, count)) in centres.iter_mut().zip(sums) {
        if count > 0.0 {
            *centre = sum.map(|sum| (sum / count) as f32);
        }
    }
    compactness
}

/// SplitMix64: small, and good enough to pick pixels.
struct Random(u64);

impl Random {
    /// From 0 to below 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / 9_007_199_254_740_992.0
    }
}
