//! `toon.median`: specks go, edges stay.

use weft_kernels::median::{RADIUS_MAX, median as filter};
use weft_planes::recoloured;
use weft_plugin::prelude::*;

/// Takes the middle value of the square around each pixel: removes specks and thin lines, and keeps edges sharp.
#[node(
    id = "toon.median",
    category = "Image/Simplify",
    label = "Median",
    pure,
    local(halo_input = "radius", halo_scale = 1.0),
    output(id = "image", ty = "image|mask")
)]
pub(crate) fn median(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// How far the square reaches from its middle
    #[input(default = 2, soft = 0..=16, hard = 0..=127, unit = "px", on_node)]
    radius: u32,
) -> Result<ImageMut> {
    recoloured(call, image, |from, to, progress| filter(from, to, (radius as usize).min(RADIUS_MAX), progress))
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&median::KIND).check();
    }

    #[test]
    fn specks_go_edges_and_alpha_stay() {
        let speck = |x: u32, y: u32| (x * 7 + y * 5).is_multiple_of(23);
        let clean = Picture::new(30, 20, 4, |x, _, plane| {
            if plane == 3 {
                x as f32 / 30.0
            } else if x < 15 {
                0.2
            } else {
                0.7
            }
        });
        let dirty =
            Picture::new(30, 20, 4, |x, y, plane| if plane < 3 && speck(x, y) { 1.0 } else { clean.at(x, y, plane) });
        for radius in [1, 2, 4] {
            let image = testing::run(&median::KIND).image("image", dirty.clone()).int("radius", radius);
            assert!(image.go().unwrap().image("image").difference(&clean) < 1e-5, "radius {radius}");
        }
        let same = testing::run(&median::KIND).image("image", dirty.clone()).int("radius", 0);
        assert_eq!(same.go().unwrap().image("image"), dirty);
    }
}
