//! `mask.open`: small specks vanish.

use crate::reach::{Outline, moved};
use weft_kernels::morphology::open as open_mask;
use weft_plugin::prelude::*;

/// Removes specks and thin lines; the rest keeps its size.
#[node(
    id = "mask.open",
    category = "Mask/Shape",
    label = "Remove specks",
    pure,
    gpu,
    local(halo_input = "radius", halo_scale = 2.0),
    output = "mask"
)]
pub(crate) fn open(
    call: &Call,
    mask: &Mask,
    /// Smaller things vanish
    #[input(default = 2, soft = 0..=64, hard = 0..=4096, unit = "px", on_node)]
    radius: u32,
    /// Which neighbours of a pixel count
    #[input(default = Outline::Round)]
    outline: Outline,
) -> Result<Mask> {
    moved(call, mask, radius, outline, (open_mask, weft_shaders::morphology::open))
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&open::KIND).check();
    }

    #[test]
    fn a_speck_vanishes_and_a_square_stays() {
        let square = |speck: f32| {
            Picture::new(16, 9, 1, |x, y, _| match (x, y) {
                (2..7, 2..7) => 1.0,
                (12, 4) => speck,
                _ => 0.0,
            })
        };
        let run = testing::run(&open::KIND).mask("mask", square(1.0)).int("radius", 1).text("outline", "square");
        assert_eq!(run.go().unwrap().image("mask"), square(0.0));
    }
}
