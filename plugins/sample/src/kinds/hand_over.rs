//! From drawings to what flows through a graph.

use weft_kernels::bands::Cancelled;
use weft_plugin::prelude::*;

use crate::picture::Picture;

/// Tells the host how far the drawing is, and hears whether to stop.
pub(crate) fn report_to(call: &Call) -> impl Fn(f64) -> Result<(), Cancelled> + Sync {
    |part| call.report(part).map_err(|_stopped| Cancelled)
}

/// The host has kept it within its limits.
pub(crate) fn size_of(pixels: i64) -> usize {
    usize::try_from(pixels).unwrap_or(1)
}

pub(crate) fn image_of(call: &Call, picture: &Picture) -> Result<ImageMut> {
    let mut image =
        call.image_for_overwrite(picture.width as u32, picture.height as u32, picture.planes.len() as u32)?;
    copy(picture, &mut image);
    Ok(image)
}

pub(crate) fn mask_of(call: &Call, picture: &Picture) -> Result<MaskMut> {
    let mut mask = call.mask(picture.width as u32, picture.height as u32)?;
    copy(picture, &mut mask);
    Ok(mask)
}

fn copy(picture: &Picture, image: &mut ImageMut) {
    for (number, plane) in (0..).zip(&picture.planes) {
        for (row, from) in image.rows_mut(number).zip(plane.chunks(picture.width)) {
            row.copy_from_slice(from);
        }
    }
}
