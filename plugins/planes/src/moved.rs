//! Pictures with transparency, moved: colours are weighted by their alpha on the way, so that nothing hidden bleeds into
//! what is seen.

use crate::{planes, planes_mut, reporting, resized_like};
use weft_kernels::alpha::{premultiply, unpremultiply};
use weft_kernels::{Cancelled, Plane, PlaneMut, PlaneRef, Progress};
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
        if image.has_alpha() { weighted(&from, &mut to, kernel, progress) } else { kernel(&from, &mut to, progress) }
    })?;
    Ok(out)
}

fn weighted(
    from: &[PlaneRef<'_>],
    to: &mut [PlaneMut<'_>],
    kernel: impl Fn(&[PlaneRef<'_>], &mut [PlaneMut<'_>], Progress<'_>) -> Result<(), Cancelled>,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let (Some((alpha, colours)), Some(first)) = (from.split_last(), to.first()) else { return Ok(()) };
    let (width, height) = (first.width(), first.height());
    // Where nothing shows, the colour is that of the plain picture, in case the alpha is taken away later.
    let mut hidden = vec![Plane::new(width, height); colours.len()];
    kernel(colours, &mut hidden.iter_mut().map(Plane::view_mut).collect::<Vec<_>>(), None)?;
    let mut heavy: Vec<Plane> = colours.iter().map(PlaneRef::to_plane).collect();
    heavy.iter_mut().for_each(|colour| premultiply(&mut colour.view_mut(), *alpha));
    let heavy: Vec<_> = heavy.iter().map(Plane::view).chain([*alpha]).collect();
    kernel(&heavy, to, progress)?;
    let Some((alpha, colours)) = to.split_last_mut() else { return Ok(()) };
    // Sharp filters overshoot; more than opaque would make colours of nothing.
    alpha.rows_mut().flatten().for_each(|sample| *sample = sample.clamp(0.0, 1.0));
    for (colour, hidden) in colours.iter_mut().zip(&hidden) {
        unpremultiply(colour, alpha.view(), hidden.view());
    }
    Ok(())
}
