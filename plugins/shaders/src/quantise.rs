//! Pixels painted in the nearest of a few colours, as the last step of `weft_kernels::kmeans`. The few are found on the
//! processor: the rounds look at a few thousand bins, not at pixels, and begin with sums that must not depend on an order.

use crate::planes::{Plane, Shader, dispatch};
use weft_kernels::kmeans::Colour;
use weft_plugin::Result;
use weft_plugin::gpu::Gpu;

const PAINT: Shader = Shader {
    wgsl: concat!(include_str!("finite.wgsl"), include_str!("three_planes.wgsl"), include_str!("quantise.wgsl")),
    entry: "paint",
};

/// Paints each pixel of three planes in the nearest of these colours; of equal ones, the first.
///
/// # Errors
/// The device failed.
pub fn paint(gpu: &Gpu<'_>, from: [Plane; 3], to: [Plane; 3], colours: &[Colour]) -> Result<()> {
    let [a, b, c] = from;
    let [x, y, z] = to;
    let table = gpu.buffer_of(colours.as_flattened())?;
    let bindings = [a.read, b.read, c.read, x.write, y.write, z.write, table.read()];
    dispatch(gpu, PAINT, &bindings, &a.params().u32(colours.len() as u32), a.threads())
}
