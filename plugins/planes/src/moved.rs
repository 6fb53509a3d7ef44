//! Pictures with transparency, moved: colours are weighted by their alpha on the way, so that nothing hidden bleeds into
//! what is seen.

use crate::{planes, planes_mut, reporting, resized_like};
use weft_kernels::alpha::weighted_by_alpha;
use weft_kernels::{Cancelled, PlaneMut, PlaneRef, Progress};
use weft_plugin::{Call, Image, ImageMut, Result};

/// A picture of another size whose pixels `kernel` takes from the planes of the old one.
///
/// # Errors
/// No memory, or the user pressed stop.
pub fn moved(
    call: &Call,
    image: &Image,
    size: (u32, u32),
    kernel: impl Fn(&[PlaneRef<'_>], &mut [PlaneMut<'_>], Progress<'_>) -> Result<(), Cancelled>,
) -> Result<ImageMut> {
    into(call, image, resized_like(call, image, size)?, kernel)
}

/// A picture of the same size and place, whose pixels `kernel` mixes from those of the old one: blurs and the like.
///
/// # Errors
/// No memory, or the user pressed stop.
pub fn mixed(
    call: &Call,
    image: &Image,
    kernel: impl Fn(&[PlaneRef<'_>], &mut [PlaneMut<'_>], Progress<'_>) -> Result<(), Cancelled>,
) -> Result<ImageMut> {
    into(call, image, call.image_like_for_overwrite(image)?, kernel)
}

fn into(
    call: &Call,
    image: &Image,
    mut out: ImageMut,
    kernel: impl Fn(&[PlaneRef<'_>], &mut [PlaneMut<'_>], Progress<'_>) -> Result<(), Cancelled>,
) -> Result<ImageMut> {
    reporting(call, |progress| {
        let (from, mut to) = (planes(image), planes_mut(&mut out));
        if image.has_alpha() {
            weighted_by_alpha(&from, &mut to, kernel, progress)
        } else {
            kernel(&from, &mut to, progress)
        }
    })?;
    Ok(out)
}
