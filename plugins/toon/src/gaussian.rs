//! `toon.gaussian`: the soft blur.

use weft_kernels::Border;
use weft_kernels::gaussian::{Gaussian, gaussian as blur};
use weft_planes::device::{self, device, size};
use weft_planes::mixed;
use weft_plugin::prelude::*;

/// Blurs softly. Transparent parts do not bleed into what is seen.
#[node(
    id = "toon.gaussian",
    category = "Image/Blur",
    label = "Gaussian blur",
    pure,
    gpu,
    local(halo = 1, halo_input = "sigma", halo_scale = 4.0),
    output(id = "image", ty = "image|mask")
)]
pub(crate) fn gaussian(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// How far; about a third of what is seen to spread
    #[input(default = 4.0, soft = 0.0..=64.0, hard = 0.0..=4096.0, unit = "px", on_node)]
    sigma: f32,
) -> Result<Image> {
    let options = Gaussian { sigma_px: sigma, taps: 0, border: Border::Reflect101 };
    if let Some(gpu) = device(call, &[size(image)])? {
        return device::moved(&gpu, image, size(image), |from, to| {
            weft_shaders::gaussian::gaussian(&gpu, from, to, &options)
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
        testing::validate(&gaussian::KIND).check();
    }

    #[test]
    fn a_dot_spreads_as_gauss_says_and_nothing_is_lost() {
        let dot = Picture::new(33, 33, 1, |x, y, _| if (x, y) == (16, 16) { 1.0 } else { 0.0 });
        let run = testing::run(&gaussian::KIND).image("image", dot).float("sigma", 2.0);
        let image = run.go().unwrap().image("image");
        assert!((image.samples.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        let ratio = image.at(18, 16, 0) / image.at(16, 16, 0);
        assert!((ratio - (-0.5_f32).exp()).abs() < 1e-4, "{ratio}");
    }

    #[test]
    fn hidden_colours_do_not_bleed_and_no_radius_changes_nothing() {
        let picture = Picture::new(16, 4, 4, |x, _, plane| match (x < 8, plane) {
            (true, 3) => 1.0,
            (true, _) | (false, 3) => 0.0,
            (false, _) => 1.0,
        });
        let run = testing::run(&gaussian::KIND).image("image", picture.clone());
        assert!(run.clone().float("sigma", 2.0).go().unwrap().image("image").at(7, 2, 0) < 1e-3);
        assert!(run.float("sigma", 0.0).go().unwrap().image("image").difference(&picture) < 1e-6);
    }
}
