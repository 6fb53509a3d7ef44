//! `mask.feather`: a soft edge.

use weft_kernels::feather::{Feather, feather as feather_plane};
use weft_planes::{plane, plane_mut, reporting};
use weft_plugin::prelude::*;

/// Softens the edge of a mask over an even width. A mask that is all or nothing stays as it is.
#[node(id = "mask.feather", category = "Mask/Edge", label = "Feather", pure, output = "mask")]
pub(crate) fn feather(
    call: &Call,
    mask: &Mask,
    /// How far inside the edge begins to fade
    #[input(default = 8.0, soft = 0.0..=128.0, hard = 0.0..=65536.0, unit = "px", on_node)]
    inside: f32,
    /// How far outside it has faded
    #[input(default = 8.0, soft = 0.0..=128.0, hard = 0.0..=65536.0, unit = "px", on_node)]
    outside: f32,
) -> Result<MaskMut> {
    let mut out = call.mask_like(mask)?;
    let feather = Feather { inside_px: inside, outside_px: outside };
    reporting(call, |progress| feather_plane(plane(mask), &mut plane_mut(&mut out), &feather, progress))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&feather::KIND).check();
    }

    #[test]
    fn the_edge_falls_evenly_over_its_width() {
        let half = Picture::new(12, 3, 1, |x, _, _| if x < 6 { 1.0 } else { 0.0 });
        let run = testing::run(&feather::KIND).mask("mask", half).float("inside", 2.0).float("outside", 2.0);
        let mask = run.go().unwrap().image("mask");
        let expected = [1.0, 1.0, 1.0, 1.0, 0.875, 0.625, 0.375, 0.125, 0.0, 0.0, 0.0, 0.0];
        assert!(mask.plane(0)[..12].iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{:?}", mask.plane(0));
    }

    #[test]
    fn full_and_empty_masks_stay_so_at_any_width() {
        for value in [0.0, 1.0] {
            let run = testing::run(&feather::KIND).mask("mask", Picture::flat(7, 5, [value])).float("inside", 65536.0);
            assert_eq!(run.go().unwrap().image("mask"), Picture::flat(7, 5, [value]));
        }
    }
}
