//! `mask.threshold`: soft becomes hard.

use weft_kernels::mask::threshold as threshold_plane;
use weft_planes::{plane, plane_mut};
use weft_plugin::prelude::*;

/// Makes a soft mask hard: all or nothing.
#[node(
    id = "mask.threshold",
    category = "Mask/Edge",
    label = "Threshold",
    pure,
    local(halo = 0),
    output = "mask",
    wgsl = "fn f(v: vec4f, p: P) -> vec4f { return vec4f(select(vec3f(0.0), vec3f(1.0), v.rgb >= vec3f(p.level)), v.a); }"
)]
pub(crate) fn threshold(
    call: &Call,
    mask: &Mask,
    /// What reaches this is selected
    #[input(default = 0.5, soft = 0.0..=1.0, on_node)]
    level: f32,
) -> Result<MaskMut> {
    let mut out = call.mask_like(mask)?;
    threshold_plane(plane(mask), &mut plane_mut(&mut out), level);
    call.report(1.0)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&threshold::KIND).check();
    }

    #[test]
    fn what_reaches_the_level_is_selected() {
        let soft = Picture::new(5, 1, 1, |x, _, _| x as f32 / 4.0);
        let run = testing::run(&threshold::KIND).mask("mask", soft).float("level", 0.5);
        assert_eq!(run.go().unwrap().image("mask").samples, [0.0, 0.0, 1.0, 1.0, 1.0]);
    }
}
