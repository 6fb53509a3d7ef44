//! `mask.hull`: the shape of a rubber band.

use weft_kernels::hull::fill_convex_hull;
use weft_planes::{plane, plane_mut};
use weft_plugin::prelude::*;

/// Selects the area that a rubber band around the selection would enclose.
#[node(id = "mask.hull", category = "Mask/Shape", label = "Convex hull", pure, output = "mask")]
pub(crate) fn hull(call: &Call, mask: &Mask) -> Result<MaskMut> {
    let mut out = call.mask_like(mask)?;
    fill_convex_hull(plane(mask), &mut plane_mut(&mut out));
    call.report(1.0)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&hull::KIND).check();
    }

    #[test]
    fn an_angle_becomes_a_triangle_and_nothing_stays_nothing() {
        let angle = Picture::new(8, 8, 1, |x, y, _| if x == 1 && y > 0 || y == 7 && x > 0 { 1.0 } else { 0.0 });
        let mask = testing::run(&hull::KIND).mask("mask", angle).go().unwrap().image("mask");
        assert_eq!([mask.at(3, 4, 0), mask.at(6, 6, 0), mask.at(5, 2, 0)], [1.0, 1.0, 0.0]);
        let empty = testing::run(&hull::KIND).mask("mask", Picture::flat(4, 4, [0.0])).go().unwrap().image("mask");
        assert_eq!(empty, Picture::flat(4, 4, [0.0]));
    }
}
