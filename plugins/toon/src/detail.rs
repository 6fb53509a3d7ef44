//! `toon.detail`: fine structure, stronger or weaker.

use weft_kernels::Plane;
use weft_kernels::colour_space::{ColourSpace, from_rgb, to_rgb};
use weft_kernels::domain_transform::{DomainFilter, DomainTransform, domain_transform};
use weft_planes::device::{Fresh, Lent, device, size};
use weft_planes::{planes_mut, reporting, rgb};
use weft_plugin::gpu::Gpu;
use weft_plugin::prelude::*;
use weft_shaders::{Scratch, Shader, dispatch, lab};

/// Makes fine structure stronger without halos at edges, or softens it. Only lightness changes.
#[node(id = "toon.detail", category = "Image/Sharpen", label = "Detail", pure, gpu, output = "image")]
pub(crate) fn detail(
    call: &Call,
    image: &Image,
    /// 1 leaves the picture as it is, 0 takes fine structure away
    #[input(default = 3.0, soft = 0.0..=6.0, on_node)]
    amount: f32,
    /// Size of what counts as fine
    #[input(default = 10.0, soft = 1.0..=100.0, hard = 0.0..=4096.0, unit = "px")]
    reach: f32,
    /// Stronger steps than this are edges and stay
    #[input(default = 0.15, soft = 0.01..=1.0, hard = 0.001..=100.0)]
    spread_color: f32,
) -> Result<Image> {
    let options = DomainTransform { sigma_space_px: reach, sigma_range: spread_color, filter: DomainFilter::Recursive };
    if let Some(gpu) = device(call, &[size(image)])? {
        return on_device(&gpu, image, amount, &options);
    }
    let channels = 3 + u32::from(image.has_alpha());
    let mut out = call.image_for_overwrite(image.width(), image.height(), channels)?;
    let size = (image.width() as usize, image.height() as usize);
    let mut to = planes_mut(&mut out);
    reporting(call, |progress| {
        let mut lab = [(); 3].map(|()| Plane::new(size.0, size.1));
        from_rgb(ColourSpace::Lab, &rgb(image), &mut lab.each_mut().map(Plane::view_mut), None)?;
        let light = Plane::from_fn(size.0, size.1, |x, y| lab[0].row(y)[x] / 100.0);
        let mut base = Plane::new(size.0, size.1);
        domain_transform(&[light.view()], &mut [base.view_mut()], &options, progress)?;
        for ((to, light), base) in lab[0].rows_mut().zip(light.rows()).zip(base.rows()) {
            for ((to, light), base) in to.iter_mut().zip(light).zip(base) {
                *to = (100.0 * (base + amount * (light - base))).clamp(0.0, 100.0);
            }
        }
        to_rgb(ColourSpace::Lab, &lab.each_ref().map(Plane::view), &mut to[..3], None)
    })?;
    if let Some(alpha) = weft_planes::alpha(image) {
        to[3].copy_from(alpha);
    }
    drop(to);
    Ok(out.done())
}

fn on_device(gpu: &Gpu<'_>, image: &Image, amount: f32, options: &DomainTransform) -> Result<Image> {
    const WGSL: &str = include_str!("detail.wgsl");
    const SCALE: Shader = Shader { wgsl: WGSL, entry: "scale" };
    const STRENGTHEN: Shader = Shader { wgsl: WGSL, entry: "strengthen" };
    let from = Lent::new(gpu, image)?;
    let (out, rgb) = Fresh::colour_with_alpha_of(gpu, &from)?;
    let made = Scratch::like(gpu, &from.rgb())?;
    let planes = Scratch::planes(&made);
    lab::to_lab(gpu, from.rgb(), [planes[0], planes[1], planes[2]])?;
    let (light, base) = (Scratch::new(gpu, size(image))?, Scratch::new(gpu, size(image))?);
    let (light, base) = (light.plane(), base.plane());
    let params = light.params().f32(amount);
    // From 0 to 100, and in units of 100.
    let bindings = [planes[0].write, light.write, base.read];
    dispatch(gpu, SCALE, &bindings, &params, light.threads())?;
    weft_shaders::domain_transform::domain_transform(gpu, &[light], &[base], options)?;
    dispatch(gpu, STRENGTHEN, &bindings, &params, light.threads())?;
    lab::to_rgb(gpu, [planes[0], planes[1], planes[2]], rgb)?;
    out.done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&detail::KIND).check();
    }

    #[test]
    fn fine_stripes_become_stronger_or_go_and_alpha_stays() {
        let picture = Picture::new(40, 6, 4, |x, _, plane| match plane {
            3 => 0.5,
            _ if x % 2 == 0 => 0.52,
            _ => 0.48,
        });
        let stripes = |amount: f64| {
            let run = testing::run(&detail::KIND).image("image", picture.clone()).float("amount", amount);
            let image = run.go().unwrap().image("image");
            assert_eq!(image.at(3, 3, 3), 0.5);
            image.at(20, 3, 0) - image.at(21, 3, 0)
        };
        assert!((stripes(1.0) - 0.04).abs() < 2e-3 && stripes(3.0) > 0.09 && stripes(0.0) < 0.02);
    }
}
