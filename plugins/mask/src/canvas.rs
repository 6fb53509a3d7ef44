//! What drawn masks share: the size, and places in pixels.

use weft_planes::sides;
use weft_plugin::prelude::*;

/// A new mask in the size of a picture, or in one that is given.
pub(crate) fn canvas(call: &Call, like: Option<&Image>, width: u32, height: u32) -> Result<MaskMut> {
    match like {
        Some(image) => call.mask_like(image),
        None => {
            let (width, height) = sides(f64::from(width), f64::from(height))?;
            call.mask(width, height)
        }
    }
}

/// A place in parts of the picture as one between the centres of pixels.
pub(crate) fn pixel([x, y]: [f32; 2], (width, height): (u32, u32)) -> [f64; 2] {
    [f64::from(x) * f64::from(width) - 0.5, f64::from(y) * f64::from(height) - 0.5]
}
