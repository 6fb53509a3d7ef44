//! `toon.box`: the mean of a square.

use weft_kernels::Border;
use weft_kernels::box_blur::{BoxBlur, box_blur as blur};
use weft_planes::device::{self, device, size};
use weft_planes::{mixed, parts};
use weft_plugin::prelude::*;
use weft_shaders::Plane;
use weft_shaders::alpha::weighted_by_alpha;

/// Blurs by the mean of a square; fast at any size. Transparent parts do not bleed into what is seen.
#[node(
    id = "toon.box",
    category = "Image/Blur",
    label = "Box blur",
    pure,
    gpu,
    output(id = "image", ty = "image|mask")
)]
pub(crate) fn box_blur(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// How far the square reaches from its middle
    #[input(default = 4, soft = 0..=128, hard = 0..=4096, unit = "px", on_node)]
    radius: u32,
) -> Result<Image> {
    let options = BoxBlur { radius_px: radius as usize, border: Border::Reflect101 };
    let cut = parts::filtered(
        call,
        image,
        || (radius, 1),
        |gpu, from, to| {
            let blur = |from: &[Plane], to: &[Plane]| weft_shaders::box_blur::box_blur(gpu, from, to, &options);
            if image.has_alpha() { weighted_by_alpha(gpu, from, to, blur) } else { blur(from, to) }
        },
    )?;
    if let Some(made) = cut {
        return Ok(made);
    }
    if let Some(gpu) = device(call, &[size(image)])? {
        return device::moved(&gpu, image, size(image), |from, to| {
            weft_shaders::box_blur::box_blur(&gpu, from, to, &options)
        });
    }
    mixed(call, image, |from, to, progress| blur(from, to, &options, progress)).map(ImageMut::done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&box_blur::KIND).check();
    }

    #[test]
    fn a_dot_becomes_an_even_square() {
        let dot = Picture::new(11, 11, 1, |x, y, _| if (x, y) == (5, 5) { 1.0 } else { 0.0 });
        let image = testing::run(&box_blur::KIND).image("image", dot).int("radius", 2).go().unwrap().image("image");
        let square =
            Picture::new(11, 11, 1, |x, y, _| if (3..8).contains(&x) && (3..8).contains(&y) { 0.04 } else { 0.0 });
        assert!(image.difference(&square) < 1e-6);
    }

    #[test]
    fn any_radius_leaves_a_flat_picture_flat() {
        for radius in [0, 1, 4096] {
            let run = testing::run(&box_blur::KIND).image("image", Picture::flat(9, 6, [0.25, 0.5, 0.75]));
            let image = run.int("radius", radius).go().unwrap().image("image");
            assert!(image.difference(&Picture::flat(9, 6, [0.25, 0.5, 0.75])) < 1e-5, "{radius}");
        }
    }
}
