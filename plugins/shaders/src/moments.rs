//! Colours and their products added up over a picture, as `weft_kernels::colour_transfer` needs them: eighty bytes come back.

use crate::planes::{Plane, Shader, dispatch};
use weft_kernels::colour_transfer::Moments;
use weft_plugin::Result;
use weft_plugin::gpu::{Gpu, Params};

const ADD_ROWS: Shader =
    Shader { wgsl: concat!(include_str!("double.wgsl"), include_str!("moments.wgsl")), entry: "add_rows" };
const ADD_ALL: Shader =
    Shader { wgsl: concat!(include_str!("double.wgsl"), include_str!("moments_all.wgsl")), entry: "add_all" };

/// Adds up three planes; a mask says how much each pixel counts. None where nothing does.
///
/// # Errors
/// The device failed.
pub fn moments(gpu: &Gpu<'_>, [red, green, blue]: [Plane; 3], mask: Option<Plane>) -> Result<Option<Moments>> {
    let rows = gpu.buffer_for_overwrite(80 * u64::from(red.height))?;
    let params = red.params().u32(u32::from(mask.is_some())).u32(0);
    let bindings = [red.read, green.read, blue.read, mask.unwrap_or(red).read, rows.write()];
    dispatch(gpu, ADD_ROWS, &bindings, &params, [64, red.height, 1])?;
    let all = gpu.buffer_for_overwrite(80)?;
    dispatch(gpu, ADD_ALL, &[rows.read(), all.write()], &Params::new().u32(red.height).u32(0), [16, 1, 1])?;
    let mut halves = [0.0_f32; 20];
    all.download(0, &mut halves)?;
    let sum = |at: usize| f64::from(halves[2 * at]) + f64::from(halves[2 * at + 1]);
    let moments = Moments {
        weight: sum(0),
        sums: [sum(1), sum(2), sum(3)],
        products: [[sum(4), sum(5), sum(6)], [sum(5), sum(7), sum(8)], [sum(6), sum(8), sum(9)]],
    };
    Ok((moments.weight > 0.0).then_some(moments))
}
