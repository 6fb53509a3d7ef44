//! Pictures whose last plane is straight alpha, moved or mixed, as `weft_kernels::alpha`.

use crate::planes::{Plane, Scratch, Shader, dispatch};
use crate::resize::Range;
use weft_plugin::Result;
use weft_plugin::gpu::Gpu;

const WEIGH: Shader = Shader { wgsl: concat!(include_str!("finite.wgsl"), include_str!("alpha.wgsl")), entry: "weigh" };
const CLEAN: Shader =
    Shader { wgsl: concat!(include_str!("finite.wgsl"), include_str!("alpha_clean.wgsl")), entry: "clean" };
const UNWEIGH: Shader = Shader { wgsl: include_str!("alpha_unweigh.wgsl"), entry: "unweigh" };
const KEEP_UNIT: Shader = Shader { wgsl: include_str!("unit.wgsl"), entry: "keep_unit" };

/// Cuts a plane to 0 and 1.
///
/// # Errors
/// The device failed.
pub fn keep_unit(gpu: &Gpu<'_>, plane: Plane) -> Result<()> {
    dispatch(gpu, KEEP_UNIT, &[plane.write], &plane.params(), plane.threads())
}

/// Runs `filter` on colours times alpha, and on alpha, and divides again. Where nothing shows, the colour is what `filter` makes
/// of the plain one, in case alpha is taken away later. What is far beyond the colours of the source is cut off.
///
/// # Errors
/// The device failed.
pub fn weighted_by_alpha(
    gpu: &Gpu<'_>,
    from: &[Plane],
    to: &[Plane],
    filter: impl Fn(&[Plane], &[Plane]) -> Result<()>,
) -> Result<()> {
    let (Some((alpha, colours)), Some((to_alpha, to_colours))) = (from.split_last(), to.split_last()) else {
        return Ok(());
    };
    let plain = Scratch::like(gpu, to_colours)?;
    filter(colours, &Scratch::planes(&plain))?;
    let heavy = Scratch::like(gpu, colours)?;
    for (colour, heavy) in colours.iter().zip(&heavy) {
        let heavy = heavy.plane();
        dispatch(gpu, WEIGH, &[colour.read, alpha.read, heavy.write], &heavy.params(), heavy.threads())?;
    }
    let clean = Scratch::new(gpu, alpha.size())?;
    dispatch(gpu, CLEAN, &[alpha.read, clean.plane().write], &alpha.params(), alpha.threads())?;
    let mut heavy = Scratch::planes(&heavy);
    heavy.push(clean.plane());
    filter(&heavy, to)?;
    keep_unit(gpu, *to_alpha)?;
    for ((to, plain), colour) in to_colours.iter().zip(&plain).zip(colours) {
        let range = Range::new(gpu)?;
        range.find(gpu, *colour)?;
        let bindings = [plain.plane().read, to_alpha.read, to.write, range.ends()];
        dispatch(gpu, UNWEIGH, &bindings, &to.params(), to.threads())?;
    }
    Ok(())
}
