//! `blend.poisson`: pasted so that no seam is seen.

mod on_device;

use weft_kernels::PlaneRef;
use weft_kernels::resize::Resampler;
use weft_kernels::seamless_clone::{Anchor, Levels, Mixing, SeamlessClone, seamless_clone};
use weft_planes::device::{device, size as size_of};
use weft_planes::{Fitted, all_fitted, alpha, fitted, planes_mut, reporting, rgb};
use weft_plugin::prelude::*;

/// What the pasted part keeps of itself.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Keeps {
    /// All of its structure
    #[default]
    Normal,
    /// Its structure where that is stronger than that below
    Mixed,
    /// Its light and shade, without its colours
    Mono,
}

/// Where the pasted part goes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Where {
    /// Stretched over the base, pixel on pixel
    #[default]
    OnTop,
    /// Its middle at a place
    At,
}

/// Pastes what a mask selects so that its colours flow into those around it (Poisson). What lies outside is left away.
#[node(id = "blend.poisson", category = "Image/Combine", label = "Paste without seam", pure, gpu, output = "image")]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn poisson(
    call: &Call,
    base: &Image,
    overlay: &Image,
    /// What is pasted of the overlay; of another size, it is stretched
    mask: &Mask,
    /// What the pasted part keeps of itself
    #[input(default = Keeps::Normal, on_node)]
    keeps: Keeps,
    /// Where the pasted part goes
    #[input(default = Where::OnTop)]
    place: Where,
    /// Where the middle of the selection goes, from the left edge, if at a place
    #[input(default = 0, soft = 0..=4096, unit = "px")]
    x: i32,
    /// Where the middle of the selection goes, from the top edge, if at a place
    #[input(default = 0, soft = 0..=4096, unit = "px")]
    y: i32,
) -> Result<Image> {
    let on_top = place == Where::OnTop;
    let size = if on_top { (base.width(), base.height()) } else { (overlay.width(), overlay.height()) };
    let centre = if on_top { (size.0 as isize / 2, size.1 as isize / 2) } else { (x as isize, y as isize) };
    let options = SeamlessClone {
        mixing: match keeps {
            Keeps::Normal => Mixing::Normal,
            Keeps::Mixed => Mixing::Mixed,
            Keeps::Mono => Mixing::Monochrome,
        },
        centre,
        anchor: if on_top { Anchor::Mask } else { Anchor::Selection },
        levels: Levels::Continuous,
    };
    if let Some(gpu) = device(call, &[size_of(base), size_of(overlay), size])?
        && on_device::fits(&gpu, size)
    {
        return on_device::pasted(&gpu, (base, overlay), mask, size, &options);
    }
    let source = all_fitted(&call.sub(0.0..0.1), &rgb(overlay), size, Resampler::PillowLanczos)?;
    let source: Vec<PlaneRef<'_>> = source.iter().map(Fitted::view).collect();
    let mask = fitted(&call.sub(0.1..0.2), mask, if on_top { base } else { overlay })?;
    let mut out = call.image_for_overwrite(base.width(), base.height(), 3 + u32::from(base.has_alpha()))?;
    let mut to = planes_mut(&mut out);
    if let Some(alpha) = alpha(base) {
        to[3].copy_from(alpha);
    }
    reporting(&call.sub(0.2..1.0), |progress| {
        seamless_clone(&source, mask.view(), &rgb(base), &mut to[..3], &options, progress)
    })?;
    drop(to);
    Ok(out.done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture, Run};

    /// An overlay that is darker than the base by a half, with a spot of its own in the middle.
    fn run() -> Run<'static> {
        let base = Picture::new(40, 30, 3, |x, _, _| 0.6 + 0.005 * x as f32);
        let overlay = Picture::new(40, 30, 3, |x, y, _| {
            0.1 + 0.005 * x as f32 + if (18..22).contains(&x) && (13..17).contains(&y) { 0.2 } else { 0.0 }
        });
        let mask =
            Picture::new(40, 30, 1, |x, y, _| if (10..30).contains(&x) && (6..24).contains(&y) { 1.0 } else { 0.0 });
        testing::run(&poisson::KIND).image("base", base).image("overlay", overlay).mask("mask", mask)
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&poisson::KIND).check();
    }

    #[test]
    fn the_spot_arrives_in_the_brightness_of_the_base() {
        let image = run().go().unwrap().image("image");
        for (x, y) in [(3, 3), (12, 10), (27, 20), (15, 15)] {
            assert!((image.at(x, y, 0) - (0.6 + 0.005 * x as f32)).abs() < 2e-3, "({x}, {y}): {}", image.at(x, y, 0));
        }
        assert!((image.at(20, 15, 1) - 0.9).abs() < 2e-3, "{}", image.at(20, 15, 1));
    }

    #[test]
    fn at_a_place_the_middle_of_the_selection_goes_there() {
        let image = run().text("place", "at").int("x", 24).int("y", 18).go().unwrap().image("image");
        assert!((image.at(24, 18, 0) - (0.6 + 0.005 * 24.0 + 0.2)).abs() < 2e-3, "{}", image.at(24, 18, 0));
        let far = run().text("place", "at").int("x", 4000).go().unwrap().image("image");
        assert!(far.difference(&Picture::new(40, 30, 3, |x, _, _| 0.6 + 0.005 * x as f32)) < 1e-6);
    }

    #[test]
    fn an_empty_mask_changes_nothing_and_a_full_one_works() {
        let base = Picture::new(40, 30, 3, |x, _, _| 0.6 + 0.005 * x as f32);
        let empty = run().mask("mask", Picture::flat(7, 7, [0.0])).go().unwrap().image("image");
        assert!(empty.difference(&base) < 1e-6);
        let full = run().mask("mask", Picture::flat(7, 7, [1.0])).go().unwrap().image("image");
        assert!(full.samples.iter().all(|sample| sample.is_finite()) && full.at(20, 15, 0) > 0.8);
    }
}
