//! `toon.stylize`: like a watercolour.

use weft_kernels::domain_transform::{DomainFilter, DomainTransform};
use weft_kernels::stylise::stylise;
use weft_planes::recoloured;
use weft_plugin::prelude::*;

/// Flat areas that darken where they meet, like a watercolour.
#[node(id = "toon.stylize", category = "Image/Draw", label = "Watercolour", pure, output = "image")]
pub(crate) fn stylize(
    call: &Call,
    image: &Image,
    /// How far areas reach
    #[input(default = 60.0, soft = 1.0..=200.0, hard = 0.0..=4096.0, unit = "px", on_node)]
    reach: f32,
    /// How different colours may be that flow together
    #[input(default = 0.45, soft = 0.02..=1.0, hard = 0.001..=100.0, on_node)]
    spread_color: f32,
) -> Result<ImageMut> {
    let options =
        DomainTransform { sigma_space_px: reach, sigma_range: spread_color, filter: DomainFilter::Normalised };
    recoloured(call, image, |from, to, progress| stylise(from, to, &options, progress))
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&stylize::KIND).check();
    }

    #[test]
    fn edges_are_drawn_dark_and_areas_stay() {
        let halves = Picture::new(60, 20, 4, |x, _, plane| match plane {
            3 => 0.5,
            _ if x < 30 => 0.3,
            _ => 0.8,
        });
        let image = testing::run(&stylize::KIND).image("image", halves).go().unwrap().image("image");
        assert!((image.at(5, 10, 0) - 0.3).abs() < 0.02 && (image.at(55, 10, 2) - 0.8).abs() < 0.02);
        assert!(image.at(29, 10, 1) < 0.1 && image.at(30, 10, 1) < 0.1);
        assert!(image.plane(3).iter().all(|alpha| *alpha == 0.5));
    }
}
