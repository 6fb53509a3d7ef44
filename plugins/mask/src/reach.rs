//! What growing, shrinking, opening and closing share: the shape that is moved over the mask.

use weft_kernels::morphology::{Element, Shape};
use weft_kernels::{Cancelled, PlaneMut, PlaneRef, Progress};
use weft_planes::device::{Fresh, Lent, device, size};
use weft_planes::{plane, plane_mut, reporting};
use weft_plugin::gpu::Gpu;
use weft_plugin::prelude::*;
use weft_shaders::Plane;

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

/// The same on the device.
type OnDevice = fn(&Gpu<'_>, Plane, Plane, &Element) -> Result<()>;

/// Runs one of the four on a mask, on the device where there is one.
pub(crate) fn moved(
    call: &Call,
    mask: &Mask,
    radius: u32,
    outline: Outline,
    (kernel, on_device): (Morphology, OnDevice),
) -> Result<Mask> {
    let shape = match outline {
        Outline::Round => Shape::Ellipse,
        Outline::Square => Shape::Rectangle,
        Outline::Cross => Shape::Cross,
    };
    // Further than from corner to corner nothing changes any more.
    let radius = radius.min(mask.width().saturating_add(mask.height()));
    let element = Element::of_radius(shape, radius as usize);
    // Windows reach beyond the edges by the radius: that much wider are planes in between.
    let (width, height) = size(mask);
    let reach = 2 * radius.min(width.max(height));
    if let Some(gpu) = device(call, &[(width.saturating_add(reach), height), (width, height.saturating_add(reach))])? {
        let (from, to) = (Lent::new(&gpu, mask)?, Fresh::mask(&gpu, size(mask))?);
        on_device(&gpu, from.planes[0], to.planes[0], &element)?;
        return to.done_mask();
    }
    let mut out = call.mask_like(mask)?;
    reporting(call, |progress| kernel(&[plane(mask)], &mut [plane_mut(&mut out)], &element, progress))?;
    Ok(out.done())
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
