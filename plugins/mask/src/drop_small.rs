//! `mask.drop_small`: small parts vanish.

use weft_kernels::components::{Neighbours, drop_small as drop_small_parts};
use weft_planes::{plane, plane_mut};
use weft_plugin::prelude::*;

/// Drops connected parts of the selection that are too small; the others stay as they are.
#[node(id = "mask.drop_small", category = "Mask/Shape", label = "Drop small parts", pure, output = "mask")]
pub(crate) fn drop_small(
    call: &Call,
    mask: &Mask,
    /// Parts of fewer pixels vanish
    #[input(default = 64, soft = 0..=4096, hard = 0.., on_node)]
    area: u32,
) -> Result<MaskMut> {
    let mut out = call.mask_like(mask)?;
    drop_small_parts(plane(mask), &mut plane_mut(&mut out), area as usize, Neighbours::Eight);
    call.report(1.0)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&drop_small::KIND).check();
    }

    #[test]
    fn parts_below_the_area_vanish() {
        let islands = |small: f32| {
            Picture::new(9, 5, 1, |x, y, _| match (x, y) {
                (1..4, 1..4) => 1.0,
                (6..8, 2) => small,
                _ => 0.0,
            })
        };
        let left = |area: i64| testing::run(&drop_small::KIND).mask("mask", islands(1.0)).int("area", area);
        assert_eq!(left(2).go().unwrap().image("mask"), islands(1.0));
        assert_eq!(left(3).go().unwrap().image("mask"), islands(0.0));
    }
}
