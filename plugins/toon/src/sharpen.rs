//! `toon.sharpen`: more contrast at edges.

use weft_kernels::gaussian::{Gaussian, gaussian};
use weft_kernels::{Border, Plane, PlaneMut};
use weft_planes::recoloured;
use weft_plugin::prelude::*;

/// Sharpens: what differs from its surroundings differs more (unsharp mask).
#[node(
    id = "toon.sharpen",
    category = "Image/Sharpen",
    label = "Sharpen",
    pure,
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
) -> Result<ImageMut> {
    let options = Gaussian { sigma_px: radius, taps: 0, border: Border::Reflect101 };
    recoloured(call, image, |from, to, progress| {
        let mut soft: Vec<Plane> = from.iter().map(|plane| Plane::new(plane.width(), plane.height())).collect();
        gaussian(from, &mut soft.iter_mut().map(Plane::view_mut).collect::<Vec<PlaneMut<'_>>>(), &options, progress)?;
        for ((from, to), soft) in from.iter().zip(to).zip(&soft) {
            for (y, row) in to.rows_mut().enumerate() {
                for ((to, &from), soft) in row.iter_mut().zip(from.row(y)).zip(soft.row(y)) {
                    let away = from - soft;
                    // The threshold is taken off, so that there is no step where it begins.
                    let counted = away.signum() * (away.abs() - threshold).max(0.0);
                    *to = from + amount * counted;
                }
            }
        }
        Ok(())
    })
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
}
