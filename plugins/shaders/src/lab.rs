//! L*a*b* and back, as `weft_kernels::colour_space`.

use crate::planes::{Plane, Shader, dispatch};
use weft_plugin::Result;
use weft_plugin::gpu::Gpu;

const WGSL: &str =
    concat!(include_str!("lab.wgsl"), include_str!("three_planes.wgsl"), include_str!("lab_planes.wgsl"));
const TO_LAB: Shader = Shader { wgsl: WGSL, entry: "to_lab" };
const TO_RGB: Shader = Shader { wgsl: WGSL, entry: "to_rgb" };

/// Converts three planes of RGB; RGB is clamped to [0, 1] first.
///
/// # Errors
/// The device failed.
pub fn to_lab(gpu: &Gpu<'_>, rgb: [Plane; 3], lab: [Plane; 3]) -> Result<()> {
    convert(gpu, TO_LAB, rgb, lab)
}

/// Converts three planes back.
///
/// # Errors
/// The device failed.
pub fn to_rgb(gpu: &Gpu<'_>, lab: [Plane; 3], rgb: [Plane; 3]) -> Result<()> {
    convert(gpu, TO_RGB, lab, rgb)
}

fn convert(gpu: &Gpu<'_>, shader: Shader, [a, b, c]: [Plane; 3], [x, y, z]: [Plane; 3]) -> Result<()> {
    dispatch(gpu, shader, &[a.read, b.read, c.read, x.write, y.write, z.write], &a.params(), a.threads())
}
