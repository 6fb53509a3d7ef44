//! Thin-plate splines: the smoothest map that takes points where they should go. Fitted and evaluated in f64, exactly at every
//! pixel (no grid), which agrees with scipy's RBFInterpolator to 1e-9 pixels.

use crate::bands::{Cancelled, Progress};
use crate::fit::{FitError, check_pairs, solve};
use crate::plane::{PlaneMut, PlaneRef};
use crate::powers::ln;
use crate::simd::by_cpu;
use crate::simd::spots::{SPOTS, Spots};
use crate::warp::{Warp, warp_tiles};

/// A fitted spline.
#[derive(Debug, Clone, PartialEq)]
pub struct ThinPlate {
    /// The centre of the points and how far they reach: inside, all coordinates are near [-1, 1].
    centre: [f64; 2],
    reach: f64,
    points: Vec<[f64; 2]>,
    /// How each point bends x and y; times r² ln r².
    weights: Vec<[f64; 2]>,
    /// Constant, times x, times y.
    plane: [[f64; 2]; 3],
}

/// What a spline is the sum of, for those who evaluate it elsewhere. Places are taken from `centre`, in units of `reach`.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Is (0, 0).
    pub centre: [f64; 2],
    /// Is 1.
    pub reach: f64,
    /// What bends.
    pub points: &'a [[f64; 2]],
    /// How each point bends x and y; times s ln s of the squared distance s.
    pub weights: &'a [[f64; 2]],
    /// Constant, times x, times y.
    pub plane: [[f64; 2]; 3],
}

impl ThinPlate {
    /// What it is the sum of.
    pub fn terms(&self) -> Terms<'_> {
        let Self { centre, reach, points, weights, plane } = self;
        Terms { centre: *centre, reach: *reach, points, weights, plane: *plane }
    }

    /// The spline that takes each point of `from` to its partner in `to`. A `stiffness` above 0 misses them for a smoother map;
    /// it is that of scipy's `smoothing`.
    pub fn fit(from: &[[f64; 2]], to: &[[f64; 2]], stiffness: f64) -> Result<Self, FitError> {
        check_pairs(from, to, 3)?;
        let count = from.len();
        let mean = |axis: usize| from.iter().map(|point| point[axis]).sum::<f64>() / count as f64;
        let centre = [mean(0), mean(1)];
        let distance = |point: &[f64; 2]| (point[0] - centre[0]).abs().max((point[1] - centre[1]).abs());
        let reach = from.iter().map(distance).fold(0.0, f64::max);
        if reach == 0.0 {
            return Err(FitError::OnALine);
        }
        let points: Vec<[f64; 2]> =
            from.iter().map(|[x, y]| [(x - centre[0]) / reach, (y - centre[1]) / reach]).collect();
        let size = count + 3;
        let mut system = vec![vec![0.0; size]; size];
        for (row, point) in points.iter().enumerate() {
            for (column, other) in points.iter().enumerate() {
                // Half of r² ln r² is r² ln r, the kernel by its usual name.
                system[row][column] = 0.5 * bend((point[0] - other[0]).powi(2) + (point[1] - other[1]).powi(2));
            }
            system[row][row] += stiffness.max(0.0) / (reach * reach);
            for (k, value) in [1.0, point[0], point[1]].into_iter().enumerate() {
                system[row][count + k] = value;
                system[count + k][row] = value;
            }
        }
        let mut wanted = to.to_vec();
        wanted.resize(size, [0.0; 2]);
        solve(&mut system, &mut wanted)?;
        let plane = [wanted[count], wanted[count + 1], wanted[count + 2]];
        wanted.truncate(count);
        wanted.iter_mut().flatten().for_each(|weight| *weight *= 0.5);
        Ok(Self { centre, reach, points, weights: wanted, plane })
    }

    /// Where a point goes.
    pub fn apply(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let mut lanes = [[0.0; SPOTS]; 2];
        self.lanes([x; SPOTS], y, &mut lanes);
        lanes.map(|lane| lane[0])
    }

    /// Where sixteen points of a row go.
    #[inline(always)]
    fn lanes(&self, mut x: [f64; SPOTS], y: f64, to: &mut [[f64; SPOTS]; 2]) {
        x.iter_mut().for_each(|x| *x = (*x - self.centre[0]) / self.reach);
        let y = (y - self.centre[1]) / self.reach;
        for (axis, to) in to.iter_mut().enumerate() {
            for (to, x) in to.iter_mut().zip(&x) {
                *to = self.plane[0][axis] + self.plane[1][axis] * x + self.plane[2][axis] * y;
            }
        }
        for (point, weight) in self.points.iter().zip(&self.weights) {
            let square_y = (y - point[1]) * (y - point[1]);
            for lane in 0..SPOTS {
                let distance_x = x[lane] - point[0];
                let bend = bend(distance_x * distance_x + square_y);
                to[0][lane] += weight[0] * bend;
                to[1][lane] += weight[1] * bend;
            }
        }
    }
}

/// Moves pixels by a spline from output to source: fit it from where points should be to where they are.
pub fn warp_thin_plate(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    source_from_out: &ThinPlate,
    warp: &Warp,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    warp_tiles(source, out, warp, progress, |x, y, spots| bent_spots(source_from_out, x, y, spots))
}

by_cpu! {
    fn bent_spots(spline: &ThinPlate, x: usize, y: usize, spots: &mut [Spots]) {
        for (block, spots) in spots.iter_mut().enumerate() {
            let first = x + block * SPOTS;
            let mut places = [[0.0; SPOTS]; 2];
            spline.lanes(std::array::from_fn(|lane| (first + lane) as f64), y as f64, &mut places);
            spots.fill(|lane| (places[0][lane], places[1][lane]));
        }
    }
}

/// s ln s; 0 at 0.
#[inline(always)]
fn bend(squared: f64) -> f64 {
    squared * ln(squared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_that_cannot_be_fitted_are_refused_with_a_reason() {
        let (a, b, c) = ([0.0, 0.0], [1.0, 1.0], [2.0, 2.0]);
        assert_eq!(ThinPlate::fit(&[a, b], &[a, b], 0.0), Err(FitError::TooFewPairs { have: 2, needed: 3 }));
        assert_eq!(ThinPlate::fit(&[a, b, c], &[a, b, c], 0.0), Err(FitError::OnALine));
        assert_eq!(ThinPlate::fit(&[a, a, a], &[a, b, c], 0.0), Err(FitError::OnALine));
        let nan = [f64::NAN, 0.0];
        assert_eq!(ThinPlate::fit(&[a, b, nan], &[a, b, c], 0.0), Err(FitError::NotANumber { pair: 2 }));
    }
}
