//! `mask.shrink`: selections become smaller.

use crate::reach::{Outline, moved};
use weft_kernels::morphology::erode;
use weft_plugin::prelude::*;

/// Makes what is selected smaller. The edge of the picture does not count as an edge.
#[node(
    id = "mask.shrink",
    category = "Mask/Shape",
    label = "Shrink",
    pure,
    gpu,
    local(halo_input = "radius", halo_scale = 1.0),
    output = "mask"
)]
pub(crate) fn shrink(
    call: &Call,
    mask: &Mask,
    /// How far
    #[input(default = 4, soft = 0..=64, hard = 0..=4096, unit = "px", on_node)]
    radius: u32,
    /// Which neighbours of a pixel count
    #[input(default = Outline::Round)]
    outline: Outline,
) -> Result<Mask> {
    moved(call, mask, radius, outline, (erode, weft_shaders::morphology::erode))
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&shrink::KIND).check();
    }

    #[test]
    fn a_square_loses_its_rim_but_not_at_the_edge_of_the_picture() {
        let half = Picture::new(10, 4, 1, |x, _, _| if x < 6 { 1.0 } else { 0.0 });
        let run = testing::run(&shrink::KIND).mask("mask", half).int("radius", 2).text("outline", "square");
        assert_eq!(run.go().unwrap().image("mask"), Picture::new(10, 4, 1, |x, _, _| if x < 4 { 1.0 } else { 0.0 }));
    }
}
