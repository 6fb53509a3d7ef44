//! `blend.multiband`: coarse things melt widely, fine ones stay sharp.

use weft_kernels::PlaneRef;
use weft_kernels::pyramid::blend_levels;
use weft_kernels::resize::Resampler;
use weft_planes::{Fitted, all_fitted, alpha, fitted, planes_mut, reporting, rgb};
use weft_plugin::prelude::*;

/// Melts one picture into another along the edge of a mask: coarse things widely, fine ones sharply.
///
/// Overlay and mask are stretched where they are of another size than the base.
#[node(id = "blend.multiband", category = "Image/Combine", label = "Melt together", pure, output = "image")]
pub(crate) fn multiband(
    call: &Call,
    /// Seen where the mask is black
    base: &Image,
    /// Seen where the mask is white
    overlay: &Image,
    mask: &Mask,
    /// How wide coarse things melt; each level doubles it
    #[input(default = 5, soft = 0..=8, hard = 0..=16, on_node)]
    levels: u32,
) -> Result<ImageMut> {
    let overlay =
        all_fitted(&call.sub(0.0..0.2), &rgb(overlay), (base.width(), base.height()), Resampler::PillowLanczos)?;
    let overlay: Vec<PlaneRef<'_>> = overlay.iter().map(Fitted::view).collect();
    let mask = fitted(&call.sub(0.2..0.3), mask, base)?;
    let channels = 3 + u32::from(base.has_alpha());
    let mut out = call.image_for_overwrite(base.width(), base.height(), channels)?;
    let mut to = planes_mut(&mut out);
    if let Some(alpha) = alpha(base) {
        to[3].copy_from(alpha);
    }
    reporting(&call.sub(0.3..1.0), |progress| {
        blend_levels(&overlay, &rgb(base), mask.view(), &mut to[..3], levels as usize, progress)
    })?;
    drop(to);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&multiband::KIND).check();
    }

    #[test]
    fn brightness_melts_over_the_edge_and_far_from_it_each_stays() {
        let run = testing::run(&multiband::KIND).image("base", Picture::flat(128, 16, [0.0]));
        let half = Picture::new(64, 8, 1, |x, _, _| if x < 32 { 1.0 } else { 0.0 });
        let run = run.image("overlay", Picture::flat(128, 16, [1.0, 0.5, 0.25])).mask("mask", half);
        let sharp = run.clone().int("levels", 0).go().unwrap().image("image");
        assert_eq!([sharp.at(60, 8, 0), sharp.at(68, 8, 0)], [1.0, 0.0]);
        let melted = run.int("levels", 3).go().unwrap().image("image");
        assert!(melted.at(60, 8, 0) < 0.95 && melted.at(68, 8, 0) > 0.05, "{}", melted.at(68, 8, 0));
        assert!(melted.at(5, 8, 1) > 0.49 && melted.at(120, 8, 0) < 0.01);
    }

    #[test]
    fn full_and_empty_masks_give_one_of_both() {
        let (base, overlay) = (Picture::noise(40, 30, 3, 1), Picture::noise(40, 30, 3, 2));
        let run = testing::run(&multiband::KIND).image("base", base.clone()).image("overlay", overlay.clone());
        let full = run.clone().mask("mask", Picture::flat(3, 3, [1.0])).go().unwrap().image("image");
        let empty = run.mask("mask", Picture::flat(3, 3, [0.0])).go().unwrap().image("image");
        assert!(full.difference(&overlay) < 1e-5 && empty.difference(&base) < 1e-5);
    }
}
