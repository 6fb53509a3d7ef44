//! `mask.fill_holes`: what is enclosed is selected too.

use weft_kernels::components::fill_holes as fill_plane;
use weft_planes::{plane, plane_mut};
use weft_plugin::prelude::*;

/// Selects what the selection encloses.
#[node(id = "mask.fill_holes", category = "Mask/Shape", label = "Fill holes", pure, output = "mask")]
pub(crate) fn fill_holes(call: &Call, mask: &Mask) -> Result<MaskMut> {
    let mut out = call.mask_like(mask)?;
    fill_plane(plane(mask), &mut plane_mut(&mut out));
    call.report(1.0)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&fill_holes::KIND).check();
    }

    #[test]
    fn a_ring_becomes_a_disc_and_a_bay_stays_open() {
        let ring = |inside: f32| {
            Picture::new(9, 5, 1, |x, y, _| match (x, y) {
                (1..4, 1..4) if (x, y) != (2, 2) => 1.0,
                (2, 2) => inside,
                _ => 0.0,
            })
        };
        let run = testing::run(&fill_holes::KIND).mask("mask", ring(0.0));
        assert_eq!(run.go().unwrap().image("mask"), ring(1.0));
    }
}
