//! The mean of a square, as `weft_kernels::box_blur`; and the sums of windows that the guided filter takes.

use crate::border;
use crate::planes::{Plane, Scratch, Shader, copy, dispatch};
use weft_kernels::Border;
use weft_kernels::box_blur::BoxBlur;
use weft_plugin::Result;
use weft_plugin::gpu::Gpu;

const WINDOWS: Shader = Shader {
    wgsl: concat!(
        include_str!("border.wgsl"),
        include_str!("finite.wgsl"),
        include_str!("double.wgsl"),
        include_str!("box_blur.wgsl")
    ),
    entry: "windows",
};

/// Replaces each pixel by the mean of the square around it.
///
/// # Errors
/// The device failed.
pub fn box_blur(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], options: &BoxBlur) -> Result<()> {
    for (from, to) in from.iter().zip(to) {
        // Larger squares see nothing but the mean of the mirrored picture.
        let radius = options.radius_px.min(16 * from.width.max(from.height) as usize) as u32;
        if radius == 0 {
            copy(gpu, *from, *to)?;
        } else {
            means(gpu, (*from, None, 0.0), *to, radius, options.border)?;
        }
    }
    Ok(())
}

/// The mean, over a square, of a plane or of the product of two, less a number each. A value that is no number counts as 0.
pub(crate) fn means(
    gpu: &Gpu<'_>,
    (a, b, middle): (Plane, Option<Plane>, f32),
    to: Plane,
    radius: u32,
    border: Border,
) -> Result<()> {
    let turned = Scratch::new(gpu, (a.height, a.width))?;
    let window = 2 * radius + 1;
    let pass = |a: Plane, b: Option<Plane>, to: Plane, constant: f32, [share, middle]: [f32; 2]| {
        let params = a
            .params()
            .u32(radius)
            .u32(border::number(border))
            .f32(constant)
            .u32(if b.is_some() { 1 } else { 2 })
            .f32(share)
            .f32(middle)
            .u32(0);
        // A thread slides down 32 rows.
        let threads = [a.width, a.height.div_ceil(32), 1];
        dispatch(gpu, WINDOWS, &[a.read, b.unwrap_or(a).read, to.write], &params, threads)
    };
    let constant = border::constant(border);
    pass(a, b, turned.plane(), constant, [1.0, middle])?;
    pass(turned.plane(), None, to, constant * window as f32, [1.0 / (window as f32 * window as f32), 0.0])
}
