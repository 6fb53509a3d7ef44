//! The bilateral filter, as `weft_kernels::bilateral`.

use crate::border;
use crate::planes::{Plane, Scratch, Shader, copy, dispatch};
use weft_kernels::bilateral::{Bilateral, Neighbourhood};
use weft_plugin::Result;
use weft_plugin::gpu::Gpu;

const BILATERAL: Shader = Shader {
    wgsl: concat!(
        include_str!("border.wgsl"),
        include_str!("finite.wgsl"),
        include_str!("three_planes.wgsl"),
        include_str!("bilateral.wgsl")
    ),
    entry: "bilateral",
};
/// Looks at neighbours in one dispatch: a tenth of a second on a small device.
const LOOKS_MAX: u64 = 4_000_000_000;

/// Smooths all planes of a picture together, one or three, so many times.
///
/// # Errors
/// The device failed.
pub fn bilateral(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], options: &Bilateral, passes: u32) -> Result<()> {
    if passes == 0 {
        return from.iter().zip(to).try_for_each(|(from, to)| copy(gpu, *from, *to));
    }
    let neighbourhood = Neighbourhood::new(options);
    let table: Vec<f32> = neighbourhood
        .neighbours
        .iter()
        .flat_map(|near| [near.right as f32, near.down as f32, near.weight as f32, 0.0])
        .collect();
    let table = gpu.buffer_of(&table)?;
    let between = if passes > 1 { Scratch::like(gpu, from)? } else { Vec::new() };
    let between = Scratch::planes(&between);
    let mut source = from.to_vec();
    for pass in 0..passes {
        // The last pass meets `to`.
        let target = if (passes - pass) % 2 == 1 { to } else { &between };
        once(gpu, &source, target, options, &neighbourhood, &table)?;
        source = target.to_vec();
    }
    Ok(())
}

fn once(
    gpu: &Gpu<'_>,
    from: &[Plane],
    to: &[Plane],
    options: &Bilateral,
    neighbourhood: &Neighbourhood,
    table: &weft_plugin::gpu::Buffer<'_>,
) -> Result<()> {
    let size = from[0];
    let neighbours = neighbourhood.neighbours.len() as u32;
    let nobody = [gpu.buffer(4)?, gpu.buffer(4)?];
    let (second, third) = match (from, to) {
        ([_, second, third], [_, to_second, to_third]) => {
            ([second.read, to_second.write], [third.read, to_third.write])
        }
        _ => ([size.read, nobody[0].write()], [size.read, nobody[1].write()]),
    };
    let bindings = [size.read, second[0], third[0], to[0].write, second[1], third[1], table.read()];
    let row_looks = u64::from(size.width) * u64::from(neighbours.max(1));
    let rows = u32::try_from((LOOKS_MAX / row_looks).max(1))?.min(size.height);
    for first in (0..size.height).step_by(rows as usize) {
        let rows = rows.min(size.height - first);
        let params = size
            .params()
            .u32(from.len() as u32)
            .u32(neighbours)
            .u32(border::number(options.border))
            .f32(border::constant(options.border))
            .f32(neighbourhood.scale)
            .u32(first)
            .u32(rows);
        dispatch(gpu, BILATERAL, &bindings, &params, [size.width, rows, 1])?;
    }
    Ok(())
}
