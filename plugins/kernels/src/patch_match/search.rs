//! For each patch that touches the hole, the known patch that is most like it: found by chance, and by asking the neighbours.

use rayon::prelude::*;

use super::level::Level;

/// No patch of the level has its middle here.
const NONE: u32 = u32::MAX;
/// How far away neighbours are asked.
const STRIDES: [isize; 3] = [1, 3, 9];
/// A pixel deeper in the hole counts less by this factor.
const TRUST: f32 = 0.8;

/// What was found.
pub(super) struct Search {
    seed: u64,
    width: usize,
    /// The known patch for each place; `NONE` where none is wanted.
    found: Vec<u32>,
    /// How different it is.
    differences: Vec<f32>,
}

impl Search {
    /// Begins anywhere.
    pub(super) fn at_random(level: &Level, seed: u64) -> Self {
        Self::from_guess(level, seed, |_| None)
    }

    /// Begins where the search on the coarser level has ended.
    pub(super) fn finer(&self, level: &Level) -> Self {
        Self::from_guess(level, self.seed, |at| {
            let (x, y) = (at as usize % level.width, at as usize / level.width);
            let below = self.found[y / 2 * self.width + x / 2];
            let (from_x, from_y) = (below as usize % self.width, below as usize / self.width);
            if below == NONE {
                return None;
            }
            level.known_at((2 * from_x + x % 2) as isize, (2 * from_y + y % 2) as isize)
        })
    }

    fn from_guess(level: &Level, seed: u64, guess: impl Fn(u32) -> Option<u32>) -> Self {
        let size = level.width * level.height;
        let mut search = Self { seed, width: level.width, found: vec![NONE; size], differences: vec![0.0; size] };
        for &at in &level.wanted {
            let any = level.known[hash(seed ^ 0x5eed, at, 0) as usize % level.known.len()];
            search.found[at as usize] = guess(at).unwrap_or(any);
        }
        search
    }

    /// Asks neighbours and chance for patches that are more alike. All read what was found before: the order does not matter.
    pub(super) fn improve(&mut self, level: &Level, round: u64) {
        for step in 0..2 {
            let seed = self.seed ^ (round * 2 + step + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let better: Vec<(u32, f32)> = level.wanted.par_iter().map(|&at| self.better(level, at, seed)).collect();
            for (&at, (found, difference)) in level.wanted.iter().zip(better) {
                (self.found[at as usize], self.differences[at as usize]) = (found, difference);
            }
        }
    }

    fn better(&self, level: &Level, at: u32, seed: u64) -> (u32, f32) {
        let mut best = (self.found[at as usize], 0.0);
        best.1 = level.difference(at, best.0, f32::INFINITY);
        let offer = |candidate: Option<u32>, best: &mut (u32, f32)| {
            let Some(candidate) = candidate.filter(|candidate| *candidate != best.0) else { return };
            let difference = level.difference(at, candidate, best.1);
            if difference < best.1 {
                *best = (candidate, difference);
            }
        };
        let (x, y) = ((at as usize % level.width) as isize, (at as usize / level.width) as isize);
        for stride in STRIDES {
            for (right, down) in [(stride, 0), (-stride, 0), (0, stride), (0, -stride)] {
                let (near_x, near_y) = (x + right, y + down);
                let inside =
                    (0..level.width as isize).contains(&near_x) && (0..level.height as isize).contains(&near_y);
                let near = if inside { self.found[near_y as usize * level.width + near_x as usize] } else { NONE };
                if near != NONE {
                    let (from_x, from_y) = (near as usize % level.width, near as usize / level.width);
                    offer(level.known_at(from_x as isize - right, from_y as isize - down), &mut best);
                }
            }
        }
        let (mut reach, mut turn) = (level.width.max(level.height) as isize, 1);
        while reach > 0 {
            let chance = hash(seed, at, turn);
            let (from_x, from_y) = (best.0 as usize % level.width, best.0 as usize / level.width);
            let side = 2 * reach as u64 + 1;
            let right = (chance % side) as isize - reach;
            let down = ((chance >> 32) % side) as isize - reach;
            offer(level.known_at(from_x as isize + right, from_y as isize + down), &mut best);
            (reach, turn) = (reach / 2, turn + 1);
        }
        best
    }

    /// Gives each pixel of the hole the mean of what all patches over it have found; more alike ones and those nearer to the
    /// edge count more. `sharp` at the end: the most alike ones decide.
    pub(super) fn vote(&self, level: &mut Level, sharp: bool) {
        let mut sorted: Vec<f32> = level.wanted.iter().map(|&at| self.differences[at as usize]).collect();
        let middle = sorted.len() * 3 / 4;
        if sorted.is_empty() {
            return;
        }
        let typical = *sorted.select_nth_unstable_by(middle, f32::total_cmp).1;
        let steepness = if sharp { 8.0 } else { 1.0 } / (typical.max(1e-6) * 2.0);
        let shared: &Level = level;
        let rows: Vec<Vec<(usize, [f32; 4])>> = (0..shared.height)
            .into_par_iter()
            .map(|y| {
                let holes = shared.hole.row(y).iter().enumerate().filter(|(_, hole)| **hole > 0.0);
                holes.filter_map(|(x, _)| self.mean_at(shared, x, y, steepness).map(|colour| (x, colour))).collect()
            })
            .collect();
        for (y, row) in rows.into_iter().enumerate() {
            for (x, colour) in row {
                level.planes.iter_mut().zip(colour).for_each(|(plane, value)| plane.row_mut(y)[x] = value);
            }
        }
    }

    fn mean_at(&self, level: &Level, x: usize, y: usize, steepness: f32) -> Option<[f32; 4]> {
        let (radius, mut sums, mut weights) = (level.radius, [0.0; 4], 0.0);
        for middle_y in y.saturating_sub(radius)..(y + radius + 1).min(level.height) {
            for middle_x in x.saturating_sub(radius)..(x + radius + 1).min(level.width) {
                let middle = middle_y * level.width + middle_x;
                let found = self.found[middle];
                if found == NONE {
                    continue;
                }
                let (from_x, from_y) = (found as usize % level.width, found as usize / level.width);
                let (from_x, from_y) = (from_x + x - middle_x, from_y + y - middle_y);
                let trust = TRUST.powf(level.depth.row(middle_y)[middle_x].min(60.0));
                // Never 0: somebody must decide.
                let weight = trust * (-self.differences[middle] * steepness).exp().max(1e-12);
                for (sum, plane) in sums.iter_mut().zip(&level.planes) {
                    *sum += weight * plane.row(from_y)[from_x];
                }
                weights += weight;
            }
        }
        (weights > 0.0).then(|| sums.map(|sum| sum / weights))
    }
}

/// A number that looks like chance.
fn hash(seed: u64, at: u32, turn: u64) -> u64 {
    let mut mixed = seed ^ (u64::from(at) << 20) ^ turn.wrapping_mul(0xd6e8_feb8_6659_fd93);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
