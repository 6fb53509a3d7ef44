//! Gaussian blur, as `weft_kernels::gaussian`.

use crate::border;
use crate::planes::{Plane, Scratch, Shader, dispatch};
use weft_kernels::gaussian::{Gaussian, half_kernel};
use weft_plugin::Result;
use weft_plugin::gpu::Gpu;

const WGSL: &str = concat!(include_str!("border.wgsl"), include_str!("gaussian.wgsl"));
const ACROSS: Shader = Shader { wgsl: WGSL, entry: "across" };
const DOWN: Shader = Shader { wgsl: WGSL, entry: "down" };

/// Blurs each plane; all have one size.
///
/// # Errors
/// The device failed.
pub fn gaussian(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], options: &Gaussian) -> Result<()> {
    let Some(first) = from.first() else { return Ok(()) };
    let half = half_kernel(options, first.width.max(first.height) as usize);
    let taps = gpu.buffer_of(&half)?;
    let between = Scratch::new(gpu, first.size())?;
    let params =
        |constant: f32| first.params().u32(half.len() as u32 - 1).u32(border::number(options.border)).f32(constant);
    let constant = border::constant(options.border);
    for (from, to) in from.iter().zip(to) {
        let threads = from.threads();
        dispatch(gpu, ACROSS, &[from.read, between.plane().write, taps.read()], &params(constant), threads)?;
        // Rows beyond the edge are filtered as well: all of the constant's weight.
        let beyond = half[1..].iter().fold(constant * half[0], |sum, tap| sum + 2.0 * constant * tap);
        // A group of 8 rows of threads makes 32 rows.
        let threads = [from.width, from.height.div_ceil(32) * 8, 1];
        dispatch(gpu, DOWN, &[between.plane().read, to.write, taps.read()], &params(beyond), threads)?;
    }
    Ok(())
}
