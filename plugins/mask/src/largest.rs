//! `mask.largest`: one part stays.

use weft_kernels::components::{Neighbours, keep_largest};
use weft_planes::{plane, plane_mut};
use weft_plugin::prelude::*;

/// Keeps the largest connected part of the selection.
#[node(id = "mask.largest", category = "Mask/Shape", label = "Largest part", pure, output = "mask")]
pub(crate) fn largest(call: &Call, mask: &Mask) -> Result<MaskMut> {
    let mut out = call.mask_like(mask)?;
    keep_largest(plane(mask), &mut plane_mut(&mut out), Neighbours::Eight);
    call.report(1.0)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&largest::KIND).check();
    }

    #[test]
    fn only_the_larger_island_stays() {
        let islands = |small: f32| {
            Picture::new(9, 5, 1, |x, y, _| match (x, y) {
                (1..4, 1..4) => 0.75,
                (6..8, 2) => small,
                _ => 0.0,
            })
        };
        let run = testing::run(&largest::KIND).mask("mask", islands(1.0));
        assert_eq!(run.go().unwrap().image("mask"), islands(0.0));
    }
}
