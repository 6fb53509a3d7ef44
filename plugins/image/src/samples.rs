//! Loops that pointwise kinds share: sample by sample, or plane by plane.

use weft_kernels::{PlaneMut, PlaneRef};
use weft_planes::{planes, planes_mut};
use weft_plugin::prelude::*;

/// The picture with each colour sample changed alone. Alpha stays.
pub(crate) fn each_sample(call: &Call, image: &Image, change: impl Fn(f32) -> f32 + Sync) -> Result<ImageMut> {
    let mut out = call.image_like_for_overwrite(image)?;
    let colours = image.colours();
    out.fill_rows(call, |plane, y, row| {
        let from = image.row(plane, y);
        if plane >= colours {
            row.copy_from_slice(from);
        } else {
            row.iter_mut().zip(from).for_each(|(to, from)| *to = change(*from));
        }
    })?;
    Ok(out)
}

/// The picture with each colour plane changed alone. Alpha stays.
pub(crate) fn each_colour_plane(
    call: &Call,
    image: &Image,
    change: impl Fn(PlaneRef<'_>, &mut PlaneMut<'_>),
) -> Result<ImageMut> {
    let mut out = call.image_like_for_overwrite(image)?;
    let (colours, channels) = (image.colours() as usize, f64::from(image.channels()));
    for (plane, (from, to)) in planes(image).into_iter().zip(&mut planes_mut(&mut out)).enumerate() {
        call.report(plane as f64 / channels)?;
        if plane < colours { change(from, to) } else { to.copy_from(from) }
    }
    Ok(out)
}

/// Brightness of an RGB pixel: Rec. 709 weights on code values, as people see it on a screen.
pub(crate) fn luma(red: f32, green: f32, blue: f32) -> f32 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// One row of a colour, grey standing in for all three.
pub(crate) fn colour_row(image: &Image, colour: u32, y: u32) -> &[f32] {
    image.row(if image.colours() == 1 { 0 } else { colour }, y)
}
