//! `toon.edge_preserving`: large flat areas with sharp edges.

use weft_kernels::domain_transform::{DomainFilter, DomainTransform, domain_transform};
use weft_planes::device::{self, device, size};
use weft_planes::recoloured;
use weft_plugin::prelude::*;

/// What the areas look like.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Look {
    /// Soft, with fine shades
    #[default]
    Soft,
    /// Flat, as cut out of paper
    Flat,
}

/// Smooths over long distances and stops at edges; as quick for large areas as for small ones.
#[node(
    id = "toon.edge_preserving",
    category = "Image/Simplify",
    label = "Smooth to edges",
    pure,
    gpu,
    output = "image"
)]
pub(crate) fn edge_preserving(
    call: &Call,
    image: &Image,
    /// How far
    #[input(default = 60.0, soft = 1.0..=200.0, hard = 0.0..=4096.0, unit = "px", on_node)]
    reach: f32,
    /// How different colours may be that are smoothed together
    #[input(default = 0.4, soft = 0.02..=1.0, hard = 0.001..=100.0, on_node)]
    spread_color: f32,
    /// What the areas look like
    #[input(default = Look::Soft)]
    look: Look,
) -> Result<Image> {
    let filter = if look == Look::Flat { DomainFilter::Normalised } else { DomainFilter::Recursive };
    let options = DomainTransform { sigma_space_px: reach, sigma_range: spread_color, filter };
    if let Some(gpu) = device(call, &[size(image)])? {
        return device::recoloured(&gpu, image, |from, to| {
            weft_shaders::domain_transform::domain_transform(&gpu, from, to, &options)
        });
    }
    recoloured(call, image, |from, to, progress| domain_transform(from, to, &options, progress)).map(ImageMut::done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&edge_preserving::KIND).check();
    }

    #[test]
    fn stripes_of_little_contrast_go_and_the_edge_stays() {
        let picture =
            Picture::new(64, 8, 3, |x, _, _| (if x < 32 { 0.1 } else { 0.9 }) + if x % 2 == 0 { 0.02 } else { -0.02 });
        for look in ["soft", "flat"] {
            let run = testing::run(&edge_preserving::KIND).image("image", picture.clone()).text("look", look);
            let image = run.float("spread_color", 0.2).go().unwrap().image("image");
            assert!((image.at(10, 4, 0) - image.at(11, 4, 0)).abs() < 0.01, "{look}");
            assert!(image.at(32, 4, 0) - image.at(31, 4, 0) > 0.6, "{look}");
        }
    }
}
