//! Pasting on the device. The rectangle around what the mask selects comes back: the grids follow from it.

use weft_kernels::resize::Resampler;
use weft_kernels::seamless_clone::{Mixing, Rectangle, SeamlessClone};
use weft_planes::device::{Fresh, Lent, fitted, size as size_of};
use weft_plugin::gpu::Gpu;
use weft_plugin::prelude::*;
use weft_shaders::planes::copy;
use weft_shaders::poisson::{bytes_of, solve};
use weft_shaders::{Plane, Scratch, Shader, dispatch, resize};

const SELECT: Shader = Shader { wgsl: include_str!("../poisson_select.wgsl"), entry: "select_pixels" };
const WEIGH: Shader = Shader { wgsl: include_str!("../poisson_weights.wgsl"), entry: "weigh" };
const PATCH: Shader =
    Shader { wgsl: concat!(weft_shaders::finite_wgsl!(), include_str!("../poisson_patch.wgsl")), entry: "cut" };
const SIDES: Shader = Shader { wgsl: include_str!("../poisson_sides.wgsl"), entry: "sides_of" };
const PUT: Shader = Shader { wgsl: include_str!("../poisson_put.wgsl"), entry: "put" };

/// Whether three planes of this size can be bound as one.
pub(super) fn fits(gpu: &Gpu<'_>, size: (u32, u32)) -> bool {
    let caps = gpu.caps();
    bytes_of(size, 3) <= caps.binding_bytes_max.min(caps.buffer_bytes_max)
}

pub(super) fn pasted(
    gpu: &Gpu<'_>,
    (base, overlay): (&Image, &Image),
    mask: &Mask,
    size: (u32, u32),
    options: &SeamlessClone,
) -> Result<Image> {
    let (below, above) = (Lent::new(gpu, base)?, Lent::new(gpu, overlay)?);
    let (out, to) = Fresh::colour_with_alpha_of(gpu, &below)?;
    below.rgb().iter().zip(to).try_for_each(|(from, to)| copy(gpu, *from, to))?;
    // The source in the size of the mask: that of the base, or its own.
    let mut stretched = Vec::new();
    let mut source = above.rgb();
    if size_of(overlay) != size {
        stretched = source.iter().map(|_| Scratch::new(gpu, size)).collect::<Result<_>>()?;
        resize::resize(gpu, &source, &Scratch::planes(&stretched), Resampler::PillowLanczos)?;
        source = [0, 1, 2].map(|at: usize| stretched[at].plane());
    }
    let mask = fitted(gpu, mask, size)?;
    let selected = Scratch::new(gpu, size)?;
    let selected = selected.plane();
    let Some(selection) = select(gpu, mask.plane, selected)? else { return out.done() };
    let lengths = |(width, height): (u32, u32)| (width as usize, height as usize);
    let place = selection.pasted(lengths(size), lengths(size_of(base)), options);
    let Some((from, there)) = place else { return out.done() };
    let rectangle = (from.width as u32, from.height as u32);
    let inside = (rectangle.0 - 2, rectangle.1 - 2);
    let weights = Scratch::new(gpu, rectangle)?;
    let weights = weights.plane();
    let params = weights.params().u32(size.0).u32(size.1).u32(from.x as u32).u32(from.y as u32);
    dispatch(gpu, WEIGH, &[selected.read, weights.write], &params, weights.threads())?;
    let sides = gpu.buffer_for_overwrite(bytes_of(inside, 3))?;
    let patch = Scratch::new(gpu, rectangle)?;
    let patch = patch.plane();
    let is_mono = options.mixing == Mixing::Monochrome;
    for at in 0..3 {
        if at == 0 || !is_mono {
            let from_plane = |other: usize| if is_mono { source[other] } else { source[at] };
            let params = patch.params().u32(size.0).u32(from.x as u32).u32(from.y as u32).u32(u32::from(is_mono));
            let reads = [from_plane(0), from_plane(1), from_plane(2)].map(|plane: Plane| plane.read);
            let bindings: Vec<_> = reads.into_iter().chain([weights.read, patch.write]).collect();
            dispatch(gpu, PATCH, &bindings, &params, patch.threads())?;
        }
        let params = patch
            .params()
            .u32(base.width())
            .u32(there.x as u32)
            .u32(there.y as u32)
            .u32(at as u32)
            .u32(u32::from(options.mixing == Mixing::Mixed));
        let bindings = [patch.read, below.rgb()[at].read, weights.read, sides.write()];
        dispatch(gpu, SIDES, &bindings, &params, [inside.0, inside.1, 1])?;
    }
    let solved = solve(gpu, &sides, inside, 3)?;
    for (at, to) in (0_u32..).zip(to) {
        let params = to.params().u32(inside.0).u32(inside.1).u32(there.x as u32 + 1).u32(there.y as u32 + 1).u32(at);
        dispatch(gpu, PUT, &[solved.read(), to.write], &params, [inside.0, inside.1, 1])?;
    }
    drop(stretched);
    out.done()
}

/// Writes what a mask selects, and gives the rectangle around it, if anything is.
fn select(gpu: &Gpu<'_>, mask: Plane, selected: Plane) -> Result<Option<Rectangle>> {
    let around = gpu.buffer_of(&[u32::MAX, u32::MAX, 0, 0])?;
    let bindings = [mask.read, selected.write, around.write()];
    dispatch(gpu, SELECT, &bindings, &mask.params(), mask.threads())?;
    let mut found = [0_u32; 4];
    around.download(0, &mut found)?;
    let [left, top, right, bottom] = found.map(|at| at as usize);
    let is_any = left <= right;
    Ok(is_any.then(|| Rectangle { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }))
}
