//! `toon.sharpen`: more contrast at edges.

use weft_kernels::gaussian::{Gaussian, gaussian};
use weft_kernels::{Border, Plane, PlaneMut};
use weft_planes::device::{self, device, size};
use weft_planes::recoloured;
use weft_plugin::gpu::Gpu;
use weft_plugin::prelude::*;
use weft_shaders::{Plane as OnDevice, Scratch, Shader, dispatch};

/// Sharpens: what differs from its surroundings differs more (unsharp mask).
#[node(
    id = "toon.sharpen",
    category = "Image/Sharpen",
    label = "Sharpen",
    pure,
    gpu,
    local(halo = 1, halo_input = "radius", halo_scale = 4.0),
    output = "image"
)]
pub(crate) fn sharpen(
    call: &Call,
    image: &Image,
    /// How much
    #[input(default = 0.6, soft = 0.0..=3.0, on_node)]
    amount: f32,
    /// Size of what is sharpened
    #[input(default = 1.5, soft = 0.2..=20.0, hard = 0.0..=1024.0, unit = "px")]
    radius: f32,
    /// Smaller differences stay as they are, so that noise is not sharpened
    #[input(default = 0.01, soft = 0.0..=0.2, hard = 0.0..)]
    threshold: f32,
) -> Result<Image> {
    let options = Gaussian { sigma_px: radius, taps: 0, border: Border::Reflect101 };
    if let Some(gpu) = device(call, &[size(image)])? {
        let numbers = [amount, threshold];
        return device::recoloured(&gpu, image, |from, to| sharpened(&gpu, from, to, &options, numbers));
    }
    recoloured(call, image, |from, to, progress| {
        let mut soft: Vec<Plane> = from.iter().map(|plane| Plane::new(plane.width(), plane.height())).collect();
        gaussian(from, &mut soft.iter_mut().map(Plane::view_mut).collect::<Vec<PlaneMut<'_>>>(), &options, progress)?;
        for ((from, to), soft) in from.iter().zip(to).zip(&soft) {
            for (y, row) in to.rows_mut().enumerate() {
                for ((to, &from), soft) in row.iter_mut().zip(from.row(y)).zip(soft.row(y)) {
                    let away = from - soft;
                    // The threshold is taken off, so that there is no step where it begins.
                    let counted = away.signum() * (away.abs() - threshold).max(0.0);
                    // Beside what is no number, a pixel stays as it is.
                    let counted = if away.is_finite() { counted } else { 0.0 };
                    *to = from + amount * counted;
                }
            }
        }
        Ok(())
    })
    .map(ImageMut::done)
}

/// The same on the device.
fn sharpened(
    gpu: &Gpu<'_>,
    from: &[OnDevice],
    to: &[OnDevice],
    options: &Gaussian,
    [amount, threshold]: [f32; 2],
) -> Result<()> {
    const SHARPEN: Shader = Shader { wgsl: include_str!("sharpen.wgsl"), entry: "sharpen" };
    let soft = Scratch::like(gpu, from)?;
    let soft = Scratch::planes(&soft);
    weft_shaders::gaussian::gaussian(gpu, from, &soft, options)?;
    for ((from, to), soft) in from.iter().zip(to).zip(&soft) {
        let params = from.params().f32(amount).f32(threshold);
        dispatch(gpu, SHARPEN, &[from.read, soft.read, to.write], &params, from.threads())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&sharpen::KIND).check();
    }

    #[test]
    fn an_edge_becomes_steeper_and_noise_below_the_threshold_stays() {
        let edge = Picture::new(20, 3, 3, |x, _, _| if x < 10 { 0.3 } else { 0.7 });
        let sharp = testing::run(&sharpen::KIND).image("image", edge.clone()).go().unwrap().image("image");
        assert!(sharp.at(9, 1, 0) < 0.28 && sharp.at(10, 1, 0) > 0.72 && (sharp.at(0, 1, 0) - 0.3).abs() < 1e-6);
        let run = testing::run(&sharpen::KIND).image("image", edge.clone()).float("threshold", 0.5);
        assert!(run.go().unwrap().image("image").difference(&edge) < 1e-6);
    }

    #[test]
    fn a_pixel_that_is_no_number_spoils_no_other() {
        let bad = Picture::new(20, 9, 1, |x, y, _| if (x, y) == (7, 4) { f32::NAN } else { x as f32 / 20.0 });
        let sharp = testing::run(&sharpen::KIND).image("image", bad).go().unwrap().image("image");
        assert_eq!(sharp.samples.iter().filter(|sample| !sample.is_finite()).count(), 1);
    }
}
