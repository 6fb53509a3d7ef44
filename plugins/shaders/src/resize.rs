//! Resize with the filters of three libraries, as `weft_kernels::resize`.

use crate::alpha::weighted_by_alpha;
use crate::planes::{Plane, Scratch, Shader, dispatch};
use weft_kernels::resize::{Axis, Resampler, axes};
use weft_plugin::Result;
use weft_plugin::gpu::Gpu;

const WGSL: &str = include_str!("resize.wgsl");
const ACROSS: Shader = Shader { wgsl: WGSL, entry: "across" };
const DOWN: Shader = Shader { wgsl: WGSL, entry: "down" };
const FIND: Shader = Shader { wgsl: include_str!("range_find.wgsl"), entry: "find" };
const CUT: Shader = Shader { wgsl: include_str!("range_cut.wgsl"), entry: "cut" };

/// Resizes each plane to the size of the output plane at the same place.
///
/// # Errors
/// The device failed.
pub fn resize(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], resampler: Resampler) -> Result<()> {
    let (Some(first), Some(first_to)) = (from.first(), to.first()) else { return Ok(()) };
    let lengths = |plane: &Plane| (plane.width as usize, plane.height as usize);
    let (across, down) = axes(resampler, lengths(first), lengths(first_to));
    let table = |axis: &Axis| -> Result<_> {
        let places: Vec<u32> = axis.first.iter().map(|place| *place as u32).collect();
        Ok((gpu.buffer_of(&places)?, gpu.buffer_of(&axis.weights)?))
    };
    let (across_table, down_table) = (table(&across)?, table(&down)?);
    let pass = |shader: Shader, from: Plane, to: Plane| {
        let (axis, (places, weights)) =
            if shader.entry == ACROSS.entry { (&across, &across_table) } else { (&down, &down_table) };
        let params = to.params().u32(from.width).u32(axis.taps as u32);
        dispatch(gpu, shader, &[from.read, to.write, places.read(), weights.read()], &params, to.threads())
    };
    // Whatever leaves less between the passes comes first.
    let down_first = (first.width, first_to.height);
    let across_first = (first_to.width, first.height);
    let area = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
    let is_down_first = area(down_first) <= area(across_first);
    let between = Scratch::new(gpu, if is_down_first { down_first } else { across_first })?;
    let (start, end) = if is_down_first { (DOWN, ACROSS) } else { (ACROSS, DOWN) };
    for (from, to) in from.iter().zip(to) {
        pass(start, *from, between.plane())?;
        pass(end, between.plane(), *to)?;
    }
    Ok(())
}

/// Resizes a picture whose last plane is straight alpha.
///
/// # Errors
/// The device failed.
pub fn resize_straight_alpha(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], resampler: Resampler) -> Result<()> {
    weighted_by_alpha(gpu, from, to, |from, to| resize(gpu, from, to, resampler))
}

/// What was within 0 to 1 stays there, and what was beyond is not cut off.
///
/// # Errors
/// The device failed.
pub fn keep_range(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane]) -> Result<()> {
    for (from, to) in from.iter().zip(to) {
        let ends = gpu.buffer_of(&[0.0_f32, 1.0])?;
        dispatch(gpu, FIND, &[from.read, ends.write()], &from.params(), from.threads())?;
        dispatch(gpu, CUT, &[to.write, ends.read()], &to.params(), to.threads())?;
    }
    Ok(())
}
