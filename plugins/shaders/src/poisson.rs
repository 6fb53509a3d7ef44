//! Poisson's equation on a rectangle with a zero rim, as `weft_kernels` solves it by sine transforms: here by multigrid, which
//! needs no transforms of odd lengths. Rounds correct a solution of twice the digits.

use crate::planes::{Shader, dispatch};
use weft_plugin::Result;
use weft_plugin::gpu::{Buffer, Gpu, Params};

macro_rules! shader {
    ($entry:literal, $($text:literal),*) => {
        Shader { wgsl: concat!(include_str!("poisson.wgsl"), $(include_str!($text)),*), entry: $entry }
    };
}

const SMOOTH: Shader = shader!("smooth_half", "poisson_smooth.wgsl");
const COARSER: Shader = shader!("coarser", "poisson_coarser.wgsl");
const FINER: Shader = shader!("finer", "poisson_finer.wgsl");
const FIND_REST: Shader = shader!("find_rest", "double.wgsl", "poisson_refine.wgsl");
const ADD: Shader = shader!("add_correction", "double.wgsl", "poisson_add.wgsl");

/// Each round leaves about a twelfth of the error; the first is as large as the picture is wide.
const ROUNDS: usize = 9;
/// Rounds of smoothing on the way down, and on the way up.
const SMOOTHINGS: usize = 2;
/// On the coarsest grid one side has three points at most: the rim is near all others, and a round of smoothing leaves four fifths of
/// what is wrong, however long the other side is.
const LAST_SMOOTHINGS: usize = 16;

/// The points of a grid along an axis, and how far behind the last the rim is.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Axis {
    length: u32,
    gap: f32,
}

impl Axis {
    /// Every second point. The last distance to the rim stays between a half and nearly two.
    fn coarser(self) -> Self {
        let length = self.length / 2;
        let gap = if self.length % 2 == 1 { (1.0 + self.gap) / 2.0 } else { self.gap / 2.0 };
        if gap < 0.5 && length > 1 { Self { length: length - 1, gap: gap + 1.0 } } else { Self { length, gap } }
    }
}

/// A grid with the buffers of all planes.
struct Grid<'c> {
    across: Axis,
    down: Axis,
    planes: u32,
    u: Buffer<'c>,
    f: Buffer<'c>,
}

impl<'c> Grid<'c> {
    fn new(gpu: &Gpu<'c>, across: Axis, down: Axis, planes: u32) -> Result<Self> {
        let bytes = bytes_of((across.length, down.length), planes);
        let [u, f] = [gpu.buffer_for_overwrite(bytes)?, gpu.buffer_for_overwrite(bytes)?];
        Ok(Self { across, down, planes, u, f })
    }

    fn params(&self, other: &Self, colour: u32) -> Params {
        Params::new()
            .u32(self.across.length)
            .u32(self.down.length)
            .u32(self.planes)
            .u32(other.across.length)
            .u32(other.down.length)
            .u32(colour)
            .f32(self.across.gap)
            .f32(self.down.gap)
            .f32(other.across.gap)
            .f32(other.down.gap)
            .u32(0)
    }

    fn threads(&self) -> [u32; 3] {
        [self.across.length, self.down.length, self.planes]
    }

    fn smooth(&self, gpu: &Gpu<'_>, rounds: usize) -> Result<()> {
        for half in 0..2 * rounds {
            let threads = [self.across.length.div_ceil(2), self.down.length, self.planes];
            let params = self.params(self, half as u32 % 2);
            dispatch(gpu, SMOOTH, &[self.u.write(), self.f.read()], &params, threads)?;
        }
        Ok(())
    }
}

/// Bytes of a buffer that holds so many planes of this size.
#[must_use]
pub fn bytes_of((width, height): (u32, u32), planes: u32) -> u64 {
    4 * u64::from(width) * u64::from(height) * u64::from(planes)
}

/// Solves for planes that lie one behind the other: the five-point Laplacian of the answer, with zeros around it, is `sides`.
///
/// # Errors
/// The device failed.
pub fn solve<'c>(gpu: &Gpu<'c>, sides: &Buffer<'c>, (width, height): (u32, u32), planes: u32) -> Result<Buffer<'c>> {
    let axis = |length: u32| Axis { length, gap: 1.0 };
    let mut grids = vec![Grid::new(gpu, axis(width), axis(height), planes)?];
    while let Some(last) = grids.last().filter(|last| last.across.length > 3 && last.down.length > 3) {
        let (across, down) = (last.across.coarser(), last.down.coarser());
        grids.push(Grid::new(gpu, across, down, planes)?);
    }
    let bytes = bytes_of((width, height), planes);
    let (high, low) = (gpu.buffer(bytes)?, gpu.buffer(bytes)?);
    let finest = &grids[0];
    let params = finest.params(finest, 0);
    for _ in 0..ROUNDS {
        let bindings = [high.read(), low.read(), sides.read(), finest.f.write(), finest.u.write()];
        dispatch(gpu, FIND_REST, &bindings, &params, finest.threads())?;
        round(gpu, &grids)?;
        dispatch(gpu, ADD, &[high.write(), low.write(), finest.u.read()], &params, finest.threads())?;
    }
    Ok(high)
}

/// Down to the coarsest grid and up again.
fn round(gpu: &Gpu<'_>, grids: &[Grid<'_>]) -> Result<()> {
    for pair in grids.windows(2) {
        let [fine, coarse] = pair else { continue };
        fine.smooth(gpu, SMOOTHINGS)?;
        let bindings = [fine.u.read(), fine.f.read(), coarse.f.write(), coarse.u.write()];
        dispatch(gpu, COARSER, &bindings, &fine.params(coarse, 0), coarse.threads())?;
    }
    if let Some(coarsest) = grids.last() {
        coarsest.smooth(gpu, LAST_SMOOTHINGS)?;
    }
    for pair in grids.windows(2).rev() {
        let [fine, coarse] = pair else { continue };
        dispatch(gpu, FINER, &[coarse.u.read(), fine.u.write()], &fine.params(coarse, 0), fine.threads())?;
        fine.smooth(gpu, SMOOTHINGS)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_gap_stays_near_one_on_all_grids() {
        for length in 1..3000 {
            let mut axis = Axis { length, gap: 1.0 };
            while axis.length > 3 {
                let coarser = axis.coarser();
                assert!(coarser.length >= 1 && (0.5..2.0).contains(&coarser.gap), "{axis:?} {coarser:?}");
                // The rim lies where it lay.
                let end = |axis: Axis| axis.length as f32 + axis.gap;
                assert!((2.0 * end(coarser) - end(axis)).abs() < 1e-3);
                axis = coarser;
            }
        }
    }
}
