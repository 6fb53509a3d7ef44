//! `mask.refine`: a rough mask finds the edges of the picture.

use weft_kernels::guided::{Guided, guided};
use weft_planes::device::{self, Fresh, Lent, device, size};
use weft_planes::{fitted, parts, plane_mut, reporting, rgb};
use weft_plugin::gpu::Gpu;
use weft_plugin::prelude::*;
use weft_shaders::Scratch;

/// Lets the edge of a rough mask follow the edges in the picture, down to hair (guided filter).
#[node(id = "mask.refine", category = "Mask/Edge", label = "Refine to edges", pure, gpu, output = "mask")]
pub(crate) fn refine(
    call: &Call,
    /// A rough mask; of another size, it is stretched over the picture
    mask: &Mask,
    /// The picture whose edges count
    image: &Image,
    /// How far the edge may move
    #[input(default = 16, soft = 1..=128, hard = 0..=4096, unit = "px", on_node)]
    radius: u32,
    /// Weaker edges than this do not count
    #[input(default = 0.01, soft = 0.001..=0.2, hard = 0.0..=10.0)]
    threshold: f32,
) -> Result<Mask> {
    let options = Guided { radius_px: radius as usize, epsilon: threshold * threshold };
    if let Some(made) = in_parts(call, mask, image, &options)? {
        return Ok(made);
    }
    if let Some(gpu) = device(call, &[size(image), size(mask)])?.filter(|gpu| sums_fit(call, gpu, size(image))) {
        let (guide, to) = (Lent::new(&gpu, image)?, Fresh::mask(&gpu, size(image))?);
        let rough = device::fitted(&gpu, mask, size(image))?;
        weft_shaders::guided::guided(&gpu, &guide.rgb(), &[rough.plane], &to.planes, &options)?;
        weft_shaders::alpha::keep_unit(&gpu, to.planes[0])?;
        return to.done_mask();
    }
    let mut out = call.mask_like(image)?;
    let mask = fitted(&call.sub(0.0..0.2), mask, image)?;
    reporting(&call.sub(0.2..1.0), |progress| {
        guided(&rgb(image), &[mask.view()], &mut [plane_mut(&mut out)], &options, progress)
    })?;
    plane_mut(&mut out).rows_mut().flatten().for_each(|value| *value = value.clamp(0.0, 1.0));
    Ok(out.done())
}

/// Where planes, or sums of them, are larger than a kernel can be given, and the mask is as large as the picture.
fn in_parts(call: &Call, mask: &Mask, image: &Image, options: &Guided) -> Result<Option<Mask>> {
    let (whole, reach) = (size(image), u32::try_from(options.radius_px)?);
    // Sums have twice the digits of a plane.
    let sums = (whole.0, whole.1.saturating_mul(2));
    let Some(gpu) = parts::cutting(call, &[sums])?.filter(|_| size(mask) == whole) else { return Ok(None) };
    // Means of a square, and then means of what was found in each.
    let needs = |to| Some(parts::around(to, whole, reach, 2));
    let Some(cut) = parts::parts(&gpu, whole, reach.saturating_mul(2).max(1), needs) else { return Ok(None) };
    let (guide, rough) = (parts::Lent::new(&gpu, image)?, parts::Lent::new(&gpu, mask)?);
    let made = parts::Fresh::new(&gpu, whole, 1, Colour::Data)?;
    parts::each_part(call, &cut, |from, to| {
        let (guide, rough) = (guide.part(&gpu, from)?, rough.part(&gpu, from)?);
        let given = Scratch::new(&gpu, (from.width, from.height))?;
        weft_shaders::guided::guided(&gpu, &guide.rgb(), &rough.planes, &[given.plane()], options)?;
        weft_shaders::alpha::keep_unit(&gpu, given.plane())?;
        made.put(&gpu, &[given.plane()], parts::own(from, to), (to.x, to.y))
    })?;
    made.done_mask().map(Some)
}

/// Whether the device takes the sums, which have twice the digits of a plane; says so where it does not.
fn sums_fit(call: &Call, gpu: &Gpu<'_>, (width, height): (u32, u32)) -> bool {
    let fit = weft_shaders::guided::fits(gpu, (width, height));
    if !fit {
        let name = &gpu.caps().name;
        call.warn(format!(
            "runs on the processor: {name} binds no sums of {width} × {height}, and this looks at all of it"
        ));
    }
    fit
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&refine::KIND).check();
    }

    #[test]
    fn an_edge_that_is_off_by_two_pixels_moves_to_that_of_the_picture() {
        let picture = Picture::new(60, 20, 3, |x, _, _| if x < 30 { 0.2 } else { 0.8 });
        let rough = Picture::new(60, 20, 1, |x, _, _| if x < 32 { 1.0 } else { 0.0 });
        let run = testing::run(&refine::KIND).mask("mask", rough).image("image", picture).int("radius", 8);
        let mask = run.go().unwrap().image("mask");
        let row: Vec<f32> = (27..35).map(|x| mask.at(x, 10, 0)).collect();
        assert!(
            row[..3].iter().all(|inside| *inside > 0.9) && row[3..].iter().all(|outside| *outside < 0.5),
            "{row:?}"
        );
        assert!(mask.at(5, 10, 0) > 0.99 && mask.at(55, 10, 0) < 0.01);
    }
}
