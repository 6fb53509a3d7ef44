//! The guided filter, as `weft_kernels::guided`.

use crate::box_blur::means;
use crate::planes::{Plane, Scratch, Shader, dispatch};
use weft_kernels::Border;
use weft_kernels::guided::Guided;
use weft_plugin::Result;
use weft_plugin::gpu::{Binding, Gpu};

const GREY: Shader = Shader {
    wgsl: concat!(include_str!("finite.wgsl"), include_str!("guided.wgsl"), include_str!("guided_grey.wgsl")),
    entry: "solve",
};
const COLOUR: Shader = Shader {
    wgsl: concat!(include_str!("finite.wgsl"), include_str!("guided.wgsl"), include_str!("guided_colour.wgsl")),
    entry: "solve",
};
const ADD_TERM: Shader = Shader {
    wgsl: concat!(include_str!("finite.wgsl"), include_str!("guided.wgsl"), include_str!("guided_terms.wgsl")),
    entry: "add_term",
};

/// Taken off all values, and added again at the end, as on the processor.
const MIDDLE: f32 = 0.5;

/// Filters each plane of `from`; the guide has one plane or three.
///
/// # Errors
/// The device failed.
pub fn guided(gpu: &Gpu<'_>, guide: &[Plane], from: &[Plane], to: &[Plane], options: &Guided) -> Result<()> {
    let size = guide[0];
    let radius = options.radius_px.min(16 * size.width.max(size.height) as usize) as u32;
    let epsilon = if options.epsilon > 0.0 { options.epsilon } else { 0.0 }.max(1e-7);
    let mean_of = |a: Plane, b: Option<Plane>, middle: f32| -> Result<Scratch<'_>> {
        let mean = Scratch::new(gpu, size.size())?;
        means(gpu, (a, b, middle), mean.plane(), radius, Border::Reflect)?;
        Ok(mean)
    };
    let guides: Vec<_> = guide.iter().map(|plane| mean_of(*plane, None, MIDDLE)).collect::<Result<_>>()?;
    let pairs = (0..guide.len()).flat_map(|a| (a..guide.len()).map(move |b| (a, b)));
    let squares: Vec<_> = pairs.map(|(a, b)| mean_of(guide[a], Some(guide[b]), MIDDLE)).collect::<Result<_>>()?;
    for (from, to) in from.iter().zip(to) {
        let constant = mean_of(*from, None, MIDDLE)?;
        let slopes: Vec<_> = guide.iter().map(|guide| mean_of(*from, Some(*guide), MIDDLE)).collect::<Result<_>>()?;
        let reads = guides.iter().chain(&squares).map(|mean| mean.plane().read);
        let writes = std::iter::once(&constant).chain(&slopes).map(|term| term.plane().write);
        let shader = if guide.len() == 1 { GREY } else { COLOUR };
        let bindings: Vec<Binding> = reads.chain(writes).collect();
        dispatch(gpu, shader, &bindings, &size.params().f32(epsilon), size.threads())?;
        means(gpu, (constant.plane(), None, -MIDDLE), *to, radius, Border::Reflect)?;
        for (guide, slope) in guide.iter().zip(&slopes) {
            let mean = mean_of(slope.plane(), None, 0.0)?;
            dispatch(gpu, ADD_TERM, &[guide.read, mean.plane().read, to.write], &size.params(), size.threads())?;
        }
    }
    Ok(())
}
