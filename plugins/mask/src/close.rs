//! `mask.close`: small gaps are filled.

use crate::reach::{Outline, moved};
use weft_kernels::morphology::close as close_mask;
use weft_plugin::prelude::*;

/// Fills gaps and cracks; the rest keeps its size.
#[node(
    id = "mask.close",
    category = "Mask/Shape",
    label = "Close gaps",
    pure,
    gpu,
    local(halo_input = "radius", halo_scale = 2.0),
    output = "mask"
)]
pub(crate) fn close(
    call: &Call,
    mask: &Mask,
    /// Smaller gaps are filled
    #[input(default = 2, soft = 0..=64, hard = 0..=4096, unit = "px", on_node)]
    radius: u32,
    /// Which neighbours of a pixel count
    #[input(default = Outline::Round)]
    outline: Outline,
) -> Result<Mask> {
    moved(call, mask, radius, outline, (close_mask, weft_shaders::morphology::close))
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&close::KIND).check();
    }

    #[test]
    fn a_crack_is_filled_and_the_outline_stays() {
        let square = |crack: f32| {
            Picture::new(16, 9, 1, |x, y, _| match (x, y) {
                (6, 2..7) => crack,
                (2..12, 2..7) => 1.0,
                _ => 0.0,
            })
        };
        let run = testing::run(&close::KIND).mask("mask", square(0.0)).int("radius", 1).text("outline", "square");
        assert_eq!(run.go().unwrap().image("mask"), square(1.0));
    }
}
