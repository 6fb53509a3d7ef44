//! Pictures moved pixel by pixel, as `weft_kernels::warp` and `weft_kernels::thin_plate`.

use crate::border;
use crate::double::halves;
use crate::planes::{Plane, Shader, dispatch};
use weft_kernels::thin_plate::ThinPlate;
use weft_kernels::warp::{Affine, Perspective, Sampling, Warp};
use weft_plugin::Result;
use weft_plugin::gpu::{Binding, Gpu};

/// The text before the one that says where pixels lie.
macro_rules! shader {
    ($places:literal) => {
        Shader {
            wgsl: concat!(
                include_str!("border.wgsl"),
                include_str!("double.wgsl"),
                include_str!("warp.wgsl"),
                include_str!($places)
            ),
            entry: "warp",
        }
    };
}

/// Moves pixels by a matrix from source to output.
///
/// # Errors
/// The device failed.
pub fn warp_affine(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], matrix: &Affine, warp: &Warp) -> Result<()> {
    let [first, second] = matrix.inverse().rows;
    by_matrix(gpu, from, to, [first, second, [0.0, 0.0, 1.0]], warp)
}

/// Moves pixels by a 3 × 3 matrix from source to output.
///
/// # Errors
/// The device failed.
pub fn warp_perspective(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], matrix: &Perspective, warp: &Warp) -> Result<()> {
    by_matrix(gpu, from, to, matrix.inverse().rows, warp)
}

fn by_matrix(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], back: [[f64; 3]; 3], warp: &Warp) -> Result<()> {
    let is_affine = back[2] == [0.0, 0.0, 1.0];
    let numbers: Vec<f32> = back.as_flattened().iter().flat_map(|number| halves(*number)).collect();
    let (numbers, divides) = (gpu.buffer_of(&numbers)?, gpu.buffer_of(&[if is_affine { 0.0_f32 } else { 1.0 }])?);
    fetch(gpu, shader!("warp_matrix.wgsl"), from, to, [numbers.read(), divides.read()], 0, warp)
}

/// Takes each output pixel from the source at (`map_x`, `map_y`), in pixels.
///
/// # Errors
/// The device failed.
pub fn remap(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], (map_x, map_y): (Plane, Plane), warp: &Warp) -> Result<()> {
    fetch(gpu, shader!("warp_maps.wgsl"), from, to, [map_x.read, map_y.read], 0, warp)
}

/// Moves pixels by a spline from output to source.
///
/// # Errors
/// The device failed.
pub fn warp_thin_plate(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], spline: &ThinPlate, warp: &Warp) -> Result<()> {
    let terms = spline.terms();
    let split = |numbers: &[f64]| numbers.iter().flat_map(|number| halves(*number)).collect::<Vec<f32>>();
    let [x, y] = terms.centre;
    let mut whole = vec![x, y, 1.0 / terms.reach];
    whole.extend(terms.plane.as_flattened());
    let points: Vec<f64> =
        terms.points.iter().zip(terms.weights).flat_map(|([x, y], [u, v])| [*x, *y, *u, *v]).collect();
    let (table, second) = (gpu.buffer_of(&split(&whole))?, gpu.buffer_of(&split(&points))?);
    fetch(gpu, shader!("warp_plate.wgsl"), from, to, [table.read(), second.read()], terms.points.len(), warp)
}

fn fetch(
    gpu: &Gpu<'_>,
    shader: Shader,
    from: &[Plane],
    to: &[Plane],
    tables: [Binding; 2],
    points: usize,
    warp: &Warp,
) -> Result<()> {
    let (Some(first), Some(first_to)) = (from.first(), to.first()) else { return Ok(()) };
    let sampling = match warp.sampling {
        Sampling::Nearest => 0,
        Sampling::Bilinear => 1,
        Sampling::Cubic => 2,
    };
    let params = first_to
        .params()
        .u32(first.width)
        .u32(first.height)
        .u32(to.len() as u32)
        .u32(sampling)
        .u32(border::number(warp.border))
        .f32(border::constant(warp.border))
        .u32(points as u32)
        .u32(0);
    // Where there are fewer than four planes, something else stands there, which nobody touches.
    let nobody: Vec<_> = (to.len()..4).map(|_| gpu.buffer(4)).collect::<Result<_>>()?;
    let reads = from.iter().map(|plane| plane.read).chain(nobody.iter().map(|buffer| buffer.read()));
    let spare: Vec<_> = (to.len()..4).map(|_| gpu.buffer(4)).collect::<Result<_>>()?;
    let writes = to.iter().map(|plane| plane.write).chain(spare.iter().map(|buffer| buffer.write()));
    let bindings: Vec<Binding> = reads.chain(writes).chain(tables).collect();
    dispatch(gpu, shader, &bindings, &params, first_to.threads())
}
