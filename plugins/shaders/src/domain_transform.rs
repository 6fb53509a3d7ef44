//! Edge-preserving smoothing by the domain transform, as `weft_kernels::domain_transform`. Lines are serial: a thread takes a
//! whole column, or on a GPU a block of it, and rows are columns of the turned picture.

use crate::planes::{Plane, Scratch, Shader, copy, dispatch, turn};
use weft_kernels::domain_transform::{DomainFilter, DomainTransform, ROUNDS, sigma_of, steepness};
use weft_plugin::Result;
use weft_plugin::gpu::Gpu;

const MEASURE: Shader =
    Shader { wgsl: concat!(include_str!("finite.wgsl"), include_str!("domain_distances.wgsl")), entry: "measure" };
const RECURSIVE: Shader = Shader {
    wgsl: concat!(
        include_str!("finite.wgsl"),
        include_str!("exp2.wgsl"),
        include_str!("domain_step.wgsl"),
        include_str!("domain_recursive.wgsl")
    ),
    entry: "recursive",
};
const BLOCKS: &str = concat!(
    include_str!("finite.wgsl"),
    include_str!("exp2.wgsl"),
    include_str!("domain_step.wgsl"),
    include_str!("domain_blocks.wgsl")
);
/// Pixels of a block.
const BLOCK: u32 = 64;
/// Blocks cost twice the reads, or more. As many lines as this keep a GPU busy without them.
const LINES_ENOUGH: u32 = 32_768;
const ADD_UP: Shader = Shader { wgsl: include_str!("domain_places.wgsl"), entry: "add_up" };
const MEANS: Shader =
    Shader { wgsl: concat!(include_str!("finite.wgsl"), include_str!("domain_windows.wgsl")), entry: "means" };

/// Smooths all planes of a picture together, one or three, and keeps its edges.
///
/// # Errors
/// The device failed.
pub fn domain_transform(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], options: &DomainTransform) -> Result<()> {
    let Some(first) = from.first() else { return Ok(()) };
    let turned_size = (first.height, first.width);
    let turned: Vec<_> = from.iter().map(|_| Scratch::new(gpu, turned_size)).collect::<Result<_>>()?;
    let turned = Scratch::planes(&turned);
    for ((from, to), turned) in from.iter().zip(to).zip(&turned) {
        turn(gpu, *from, *turned)?;
        copy(gpu, *from, *to)?;
    }
    let (down, along) = (Scratch::new(gpu, first.size())?, Scratch::new(gpu, turned_size)?);
    measure(gpu, from, down.plane(), options)?;
    measure(gpu, &turned, along.plane(), options)?;
    if options.filter == DomainFilter::Normalised {
        // Windows are compared by places, not by distances.
        for distances in [&down, &along] {
            let places = distances.plane();
            let measured = Scratch::new(gpu, places.size())?;
            copy(gpu, places, measured.plane())?;
            let bindings = [measured.plane().read, places.write];
            dispatch(gpu, ADD_UP, &bindings, &places.params(), [places.width, 1, 1])?;
        }
    }
    for round in 0..ROUNDS {
        let sigma = sigma_of(options.sigma_space_px, round);
        columns(gpu, &turned, along.plane(), sigma, options.filter)?;
        turned.iter().zip(to).try_for_each(|(from, to)| turn(gpu, *from, *to))?;
        columns(gpu, to, down.plane(), sigma, options.filter)?;
        if round + 1 < ROUNDS {
            to.iter().zip(&turned).try_for_each(|(from, to)| turn(gpu, *from, *to))?;
        }
    }
    Ok(())
}

fn measure(gpu: &Gpu<'_>, from: &[Plane], to: Plane, options: &DomainTransform) -> Result<()> {
    let plane = |at: usize| from.get(at).unwrap_or(&from[0]).read;
    let params = to.params().u32(from.len() as u32).f32(steepness(options)).u32(0);
    dispatch(gpu, MEASURE, &[plane(0), plane(1), plane(2), to.write], &params, to.threads())
}

/// Filters the columns of all planes.
fn columns(gpu: &Gpu<'_>, planes: &[Plane], distances: Plane, sigma: f64, filter: DomainFilter) -> Result<()> {
    for plane in planes {
        match filter {
            DomainFilter::Recursive => recursive(gpu, *plane, distances, sigma)?,
            DomainFilter::Normalised => {
                let before = Scratch::new(gpu, plane.size())?;
                copy(gpu, *plane, before.plane())?;
                let radius = (3_f64.sqrt() * sigma) as f32;
                // Each block adds up its first window anew, which is two radii where all is flat.
                let block =
                    if in_blocks(gpu, *plane) { BLOCK.max(radius as u32).min(plane.height) } else { plane.height };
                let params = plane.params().f32(radius).u32(0).u32(block);
                let threads = [plane.width, plane.height.div_ceil(block), 1];
                let bindings = [before.plane().read, plane.write, distances.read];
                dispatch(gpu, MEANS, &bindings, &params, threads)?;
            }
        }
    }
    Ok(())
}

/// Whether columns are cut.
fn in_blocks(gpu: &Gpu<'_>, plane: Plane) -> bool {
    !gpu.caps().is_software && plane.height > BLOCK && plane.width < LINES_ENOUGH
}

fn recursive(gpu: &Gpu<'_>, plane: Plane, distances: Plane, sigma: f64) -> Result<()> {
    let decay = (-2_f64.sqrt() / sigma * std::f64::consts::LOG2_E) as f32;
    let params = plane.params().f32(decay).u32(0);
    let lines = [plane.width, 1, 1];
    if !in_blocks(gpu, plane) {
        return dispatch(gpu, RECURSIVE, &[plane.write, distances.read], &params, lines);
    }
    let n_blocks = plane.height.div_ceil(BLOCK);
    let blocks = gpu.buffer_for_overwrite(16 * u64::from(plane.width) * u64::from(n_blocks))?;
    let all = [plane.width, n_blocks, 1];
    let passes = [("look_down", all), ("carry_down", lines), ("go_down", all), ("carry_up", lines), ("go_up", all)];
    passes.into_iter().try_for_each(|(entry, threads)| {
        let bindings = [plane.write, distances.read, blocks.write()];
        dispatch(gpu, Shader { wgsl: BLOCKS, entry }, &bindings, &params, threads)
    })
}
