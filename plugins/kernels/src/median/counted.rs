//! Medians of large windows by counting: the counts go along with the window, a column in and a column out.

use crate::lanes::finite;
use crate::plane::{PlaneMut, PlaneRef};

/// Steps of 8 bits, of 12 and of 16: the median is found in 256, then in 16, then in 16 counters.
const COARSE: usize = 256;

/// A plane in steps of its range.
pub(super) struct Steps {
    steps: Vec<u16>,
    width: usize,
    height: usize,
    low: f32,
    span: f32,
    /// Whether all values are levels of 8 bits, so that the coarse counters tell all.
    are_levels: bool,
}

impl Steps {
    pub(super) fn of(plane: PlaneRef<'_>) -> Self {
        // Pictures lie in [0, 1]: there, levels of 8 and 16 bits come out as they went in.
        let (mut low, mut high) = (0.0_f32, 1.0_f32);
        for &value in plane.rows().flatten() {
            (low, high) = (low.min(finite(value)), high.max(finite(value)));
        }
        let span = high - low;
        let scale = 65535.0 / span;
        let steps: Vec<u16> =
            plane.rows().flatten().map(|&value| ((finite(value) - low) * scale).round_ties_even() as u16).collect();
        let are_levels = steps.iter().all(|step| step.is_multiple_of(257));
        Self { steps, width: plane.width(), height: plane.height(), low, span, are_levels }
    }

    /// A band of the result, which begins at a row of the plane.
    pub(super) fn medians(&self, radius: usize, first_row: usize, band: &mut PlaneMut<'_>) {
        if self.are_levels {
            self.rows::<false>(radius, first_row, band);
        } else {
            self.rows::<true>(radius, first_row, band);
        }
    }

    fn rows<const DEEP: bool>(&self, radius: usize, first_row: usize, band: &mut PlaneMut<'_>) {
        let mut counts = Counts::<DEEP>::new();
        for (y, to) in band.rows_mut().enumerate() {
            counts.clear();
            let rows: Vec<&[u16]> = (0..=2 * radius)
                .map(|near| {
                    let row = (first_row + y + near).saturating_sub(radius).min(self.height - 1);
                    &self.steps[row * self.width..][..self.width]
                })
                .collect();
            let column = |at: usize| at.saturating_sub(radius).min(self.width - 1);
            for near in 0..2 * radius {
                rows.iter().for_each(|row| counts.add(row[column(near)]));
            }
            let half = (2 * radius + 1) * (2 * radius + 1) / 2;
            for (x, to) in to.iter_mut().enumerate() {
                let (comes, goes) = (column(x + 2 * radius), column(x));
                rows.iter().for_each(|row| counts.add(row[comes]));
                *to = self.low + f32::from(counts.at_rank(half as u32)) / 65535.0 * self.span;
                rows.iter().for_each(|row| counts.take(row[goes]));
            }
        }
    }
}

struct Counts<const DEEP: bool> {
    coarse: [u32; COARSE],
    middle: Vec<u16>,
    fine: Vec<u16>,
    /// The coarse counter where the last median was found, and how many pixels are counted before it.
    found: usize,
    before: u32,
}

impl<const DEEP: bool> Counts<DEEP> {
    fn new() -> Self {
        let deep = |steps: usize| if DEEP { vec![0; steps] } else { Vec::new() };
        Self { coarse: [0; COARSE], middle: deep(1 << 12), fine: deep(1 << 16), found: 0, before: 0 }
    }

    fn clear(&mut self) {
        self.coarse.fill(0);
        self.middle.fill(0);
        self.fine.fill(0);
        (self.found, self.before) = (0, 0);
    }

    fn add(&mut self, step: u16) {
        let step = usize::from(step);
        self.coarse[step >> 8] += 1;
        self.before += u32::from(step >> 8 < self.found);
        if DEEP {
            self.middle[step >> 4] += 1;
            self.fine[step] += 1;
        }
    }

    fn take(&mut self, step: u16) {
        let step = usize::from(step);
        self.coarse[step >> 8] -= 1;
        self.before -= u32::from(step >> 8 < self.found);
        if DEEP {
            self.middle[step >> 4] -= 1;
            self.fine[step] -= 1;
        }
    }

    /// The step before which so many pixels lie. Neighbours have similar medians: the search goes on from the last one.
    fn at_rank(&mut self, rank: u32) -> u16 {
        while self.before > rank {
            self.found -= 1;
            self.before -= self.coarse[self.found];
        }
        while self.before + self.coarse[self.found] <= rank {
            self.before += self.coarse[self.found];
            self.found += 1;
        }
        if !DEEP {
            return self.found as u16 * 257;
        }
        let mut left = rank - self.before;
        let mut find = |counts: &[u16], first: usize| {
            let mut at = first * 16;
            while u32::from(counts[at]) <= left {
                left -= u32::from(counts[at]);
                at += 1;
            }
            at
        };
        let middle = find(&self.middle, self.found);
        find(&self.fine, middle) as u16
    }
}
