//! What growing, shrinking, opening and closing share: the shape that is moved over the mask.

use weft_kernels::morphology::{Element, Shape};
use weft_kernels::{Cancelled, PlaneMut, PlaneRef, Progress};
use weft_planes::{plane, plane_mut, reporting};
use weft_plugin::prelude::*;

/// Which neighbours of a pixel count.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Outline {
    /// As far in all directions
    #[default]
    Round,
    /// Corners stay corners
    Square,
    /// Up, down, left and right only
    Cross,
}

type Morphology =
    fn(&[PlaneRef<'_>], &mut [PlaneMut<'_>], &Element, Progress<'_>) -> std::result::Result<(), Cancelled>;

/// Runs one of the four on a mask.
pub(crate) fn moved(call: &Call, mask: &Mask, radius: u32, outline: Outline, kernel: Morphology) -> Result<MaskMut> {
    let shape = match outline {
        Outline::Round => Shape::Ellipse,
        Outline::Square => Shape::Rectangle,
        Outline::Cross => Shape::Cross,
    };
    // Further than from corner to corner nothing changes any more.
    let radius = radius.min(mask.width().saturating_add(mask.height()));
    let element = Element::of_radius(shape, radius as usize);
    let mut out = call.mask_like(mask)?;
    reporting(call, |progress| kernel(&[plane(mask)], &mut [plane_mut(&mut out)], &element, progress))?;
    Ok(out)
}

/// A white dot in the middle of a black mask, for tests.
#[cfg(test)]
pub(crate) fn dot(side: u32) -> weft_plugin::testing::Picture {
    weft_plugin::testing::Picture::new(side, side, 1, |x, y, _| if x == side / 2 && y == side / 2 { 1.0 } else { 0.0 })
}

/// How much of a mask is selected, in pixels, for tests.
#[cfg(test)]
pub(crate) fn area(mask: &weft_plugin::testing::Picture) -> f32 {
    mask.samples.iter().sum()
}
