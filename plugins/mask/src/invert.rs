//! `mask.invert`: what was not selected.

use weft_kernels::mask::invert as invert_plane;
use weft_planes::{plane, plane_mut};
use weft_plugin::prelude::*;

/// Selects what was not selected.
#[node(
    id = "mask.invert",
    category = "Mask/Combine",
    label = "Invert mask",
    pure,
    local(halo = 0),
    output = "mask",
    wgsl = "fn f(v: vec4f, p: P) -> vec4f { return vec4f(1.0 - v.rgb, v.a); }"
)]
pub(crate) fn invert(call: &Call, mask: &Mask) -> Result<MaskMut> {
    let mut out = call.mask_like(mask)?;
    invert_plane(plane(mask), &mut plane_mut(&mut out));
    call.report(1.0)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&invert::KIND).check();
    }

    #[test]
    fn soft_edges_are_turned_as_well() {
        let run = testing::run(&invert::KIND).mask("mask", Picture::flat(3, 3, [0.25]));
        assert_eq!(run.go().unwrap().image("mask"), Picture::flat(3, 3, [0.75]));
    }
}
