//! `mask.grow`: selections become larger.

use crate::reach::{Outline, moved};
use weft_kernels::morphology::dilate;
use weft_plugin::prelude::*;

/// Makes what is selected larger.
#[node(
    id = "mask.grow",
    category = "Mask/Shape",
    label = "Grow",
    pure,
    gpu,
    local(halo_input = "radius", halo_scale = 1.0),
    output = "mask"
)]
pub(crate) fn grow(
    call: &Call,
    mask: &Mask,
    /// How far
    #[input(default = 4, soft = 0..=64, hard = 0..=4096, unit = "px", on_node)]
    radius: u32,
    /// Which neighbours of a pixel count
    #[input(default = Outline::Round)]
    outline: Outline,
) -> Result<Mask> {
    moved(call, mask, radius, outline, (dilate, weft_shaders::morphology::dilate))
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&grow::KIND).check();
    }

    #[test]
    fn a_dot_becomes_the_shape() {
        let grown = |outline: &str, radius: i64| {
            let run = testing::run(&grow::KIND).mask("mask", crate::reach::dot(9)).text("outline", outline);
            crate::reach::area(&run.int("radius", radius).go().unwrap().image("mask"))
        };
        assert_eq!([grown("square", 2), grown("cross", 2), grown("round", 2)], [25.0, 9.0, 17.0]);
        assert_eq!([grown("round", 0), grown("square", 4096)], [1.0, 81.0]);
    }

    #[test]
    fn full_and_empty_masks_stay_so() {
        for value in [0.0, 1.0] {
            let run = testing::run(&grow::KIND).mask("mask", Picture::flat(7, 5, [value]));
            assert_eq!(run.go().unwrap().image("mask"), Picture::flat(7, 5, [value]));
        }
    }
}
