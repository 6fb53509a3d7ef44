//! Finding where a ray meets the figure, how much sky a point sees, and what lies in the shadow.
//!
//! The exact distances are dear, so they are sampled once on a coarse grid. Rays stride through the grid and ask for
//! exact distances only close to the surface; soft shadows and ambient light read the grid alone.

use rayon::prelude::*;

use super::figure::Figure;
use crate::vector::{Vec3, mix, vec3};

/// Distances on a regular grid over a box.
pub(crate) struct Coarse {
    low: Vec3,
    high: Vec3,
    cell: f32,
    across: usize,
    up: usize,
    deep: usize,
    distances: Vec<f32>,
}

/// A ray with a direction of length 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ray {
    pub(crate) from: Vec3,
    pub(crate) along: Vec3,
}

impl Ray {
    pub(crate) fn at(&self, t: f32) -> Vec3 {
        self.from + self.along * t
    }
}

const STEPS_MAX: usize = 160;

impl Coarse {
    /// Samples the figure within a box, in cells of size `cell`.
    pub(crate) fn new(figure: &Figure, low: Vec3, high: Vec3, cell: f32) -> Coarse {
        let count = |from: f32, to: f32| ((to - from) / cell) as usize + 2;
        let (across, up, deep) = (count(low.x, high.x), count(low.y, high.y), count(low.z, high.z));
        let mut distances = vec![0.0; across * up * deep];
        distances.par_chunks_mut(across).enumerate().for_each(|(row, line)| {
            let (y, z) = ((row % up) as f32 * cell + low.y, (row / up) as f32 * cell + low.z);
            for (at, distance) in line.iter_mut().enumerate() {
                *distance = figure.distance(vec3(at as f32 * cell + low.x, y, z));
            }
        });
        Coarse { low, high, cell, across, up, deep, distances }
    }

    /// The distance at any point, smoothed over a cell; outside the box, that of its nearest side.
    pub(crate) fn near(&self, p: Vec3) -> f32 {
        let q = (p - self.low) * (1.0 / self.cell);
        let (x, fx) = split(q.x, self.across);
        let (y, fy) = split(q.y, self.up);
        let (z, fz) = split(q.z, self.deep);
        let base = (z * self.up + y) * self.across + x;
        let line = |at: usize| mix(self.distances[at], self.distances[at + 1], fx);
        let sheet = |at: usize| mix(line(at), line(at + self.across), fy);
        mix(sheet(base), sheet(base + self.up * self.across), fz)
    }

    fn holds(&self, p: Vec3) -> bool {
        let (low, high) = (self.low, self.high);
        p.x > low.x && p.x < high.x && p.y > low.y && p.y < high.y && p.z > low.z && p.z < high.z
    }

    /// Where the ray meets the figure: how far along it, exact to `precision`.
    pub(crate) fn hit(&self, figure: &Figure, ray: Ray, precision: f32) -> Option<f32> {
        let (mut t, end) = self.crossing(ray)?;
        for _ in 0..STEPS_MAX {
            if t > end {
                return None;
            }
            let p = ray.at(t);
            let safe = self.near(p) - self.cell * 0.9;
            if safe > self.cell * 0.5 {
                t += safe;
                continue;
            }
            let exact = figure.distance(p);
            if exact < precision {
                return Some(t);
            }
            t += exact * 0.85;
        }
        // A grazing ray ran out of steps right at the surface.
        (t < end).then_some(t)
    }

    /// Where the ray enters and leaves the box.
    fn crossing(&self, ray: Ray) -> Option<(f32, f32)> {
        let slab = |from: f32, along: f32, low: f32, high: f32| {
            let along = if along.abs() < 1e-9 { 1e-9 } else { along };
            let (a, b) = ((low - from) / along, (high - from) / along);
            (a.min(b), a.max(b))
        };
        let x = slab(ray.from.x, ray.along.x, self.low.x, self.high.x);
        let y = slab(ray.from.y, ray.along.y, self.low.y, self.high.y);
        let z = slab(ray.from.z, ray.along.z, self.low.z, self.high.z);
        let (enter, leave) = (x.0.max(y.0).max(z.0).max(0.0), x.1.min(y.1).min(z.1));
        (enter < leave).then_some((enter, leave))
    }

    /// The share of a wide lamp in direction `to` that `p` sees; a smaller `width` is a harder shadow.
    pub(crate) fn lit(&self, p: Vec3, to: Vec3, width: f32) -> f32 {
        let (mut t, mut open) = (0.06_f32, 1.0_f32);
        // Always the same places: steps that depend on the distance would draw rings into the half-shadow.
        for _ in 0..16 {
            let place = p + to * t;
            if !self.holds(place) {
                break;
            }
            open = open.min(0.5 + 0.5 * self.near(place) / (width * t));
            if open <= 0.0 {
                return 0.0;
            }
            t *= 1.25;
        }
        open * open * (3.0 - 2.0 * open)
    }

    /// The share of the surroundings that a point with this outward direction sees.
    pub(crate) fn openness(&self, p: Vec3, outward: Vec3) -> f32 {
        let mut hidden = 0.0;
        for (reach, weight) in [(0.06, 2.4), (0.14, 1.5), (0.28, 0.9), (0.50, 0.5)] {
            hidden += (reach - self.near(p + outward * reach)).max(0.0) * weight;
        }
        (1.0 - hidden).clamp(0.0, 1.0)
    }

    /// The outward direction of the figure's broad form.
    pub(crate) fn broad_normal(&self, p: Vec3, reach: f32) -> Vec3 {
        let along = |axis: Vec3| self.near(p + axis * reach) - self.near(p - axis * reach);
        vec3(along(vec3(1.0, 0.0, 0.0)), along(vec3(0.0, 1.0, 0.0)), along(vec3(0.0, 0.0, 1.0))).unit()
    }
}

/// A cell and the place within it; both stay inside.
fn split(q: f32, count: usize) -> (usize, f32) {
    let q = q.clamp(0.0, (count - 1) as f32);
    let cell = (q as usize).min(count - 2);
    (cell, (q - cell as f32).min(1.0))
}
