//! `mask.blur`: a bell-shaped edge.

use weft_kernels::Border;
use weft_kernels::gaussian::{Gaussian, gaussian};
use weft_planes::device::{Fresh, Lent, device, size};
use weft_planes::{plane, plane_mut, reporting};
use weft_plugin::prelude::*;

/// Softens a mask like a lens out of focus: inwards and outwards alike.
#[node(
    id = "mask.blur",
    category = "Mask/Edge",
    label = "Blur mask",
    pure,
    gpu,
    local(halo = 1, halo_input = "sigma", halo_scale = 4.0),
    output = "mask"
)]
pub(crate) fn blur(
    call: &Call,
    mask: &Mask,
    /// How far; about a third of what is seen to spread
    #[input(default = 4.0, soft = 0.0..=64.0, hard = 0.0..=4096.0, unit = "px", on_node)]
    sigma: f32,
) -> Result<Mask> {
    // Beyond the edge the mask goes on: a selection that touches it stays whole there.
    let options = Gaussian { sigma_px: sigma, taps: 0, border: Border::Replicate };
    if let Some(gpu) = device(call, &[size(mask)])? {
        let (from, to) = (Lent::new(&gpu, mask)?, Fresh::mask(&gpu, size(mask))?);
        weft_shaders::gaussian::gaussian(&gpu, &from.planes, &to.planes, &options)?;
        return to.done_mask();
    }
    let mut out = call.mask_like(mask)?;
    reporting(call, |progress| gaussian(&[plane(mask)], &mut [plane_mut(&mut out)], &options, progress))?;
    Ok(out.done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&blur::KIND).check();
    }

    #[test]
    fn an_edge_becomes_the_curve_of_gauss_and_a_full_mask_stays_full() {
        let half = Picture::new(40, 5, 1, |x, _, _| if x < 20 { 1.0 } else { 0.0 });
        let mask = testing::run(&blur::KIND).mask("mask", half).float("sigma", 3.0).go().unwrap().image("mask");
        // Half a pixel inside: Φ(0.5 / 3) = 0.56618.
        assert!((mask.at(19, 2, 0) - 0.566).abs() < 2e-3 && (mask.at(19, 2, 0) + mask.at(20, 2, 0) - 1.0).abs() < 1e-5);
        let full = testing::run(&blur::KIND).mask("mask", Picture::flat(9, 9, [1.0])).float("sigma", 4096.0);
        assert!(full.go().unwrap().image("mask").difference(&Picture::flat(9, 9, [1.0])) < 1e-5);
    }
}
