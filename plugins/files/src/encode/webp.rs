//! WebP, always without loss: there is no encoder with loss in plain Rust. The recipe is in the XMP block.

use image_webp::{ColorType, EncoderParams, EncodingError, WebPEncoder};
use weft_kernels::PlaneRef;

use super::{Effort, Wish, failed, interleave, to_u8, xmp};
use crate::file_error::Trouble;

pub(super) fn encode(planes: &[PlaneRef<'_>], wish: &Wish<'_>) -> Result<Vec<u8>, Trouble> {
    write(planes, wish).map_err(|error| failed(wish.format, &error))
}

fn write(planes: &[PlaneRef<'_>], wish: &Wish<'_>) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = WebPEncoder::new(&mut bytes);
    let mut params = EncoderParams::default();
    params.use_predictor_transform = wish.effort != Effort::Fast;
    encoder.set_params(params);
    if !wish.recipe.is_empty() {
        encoder.set_xmp_metadata(xmp::packet(wish.recipe).into_bytes());
    }
    let colours = match planes.len() {
        1 => ColorType::L8,
        2 => ColorType::La8,
        3 => ColorType::Rgb8,
        _ => ColorType::Rgba8,
    };
    let (width, height) = (planes[0].width() as u32, planes[0].height() as u32);
    encoder.encode(&interleave(planes, to_u8), width, height, colours)?;
    Ok(bytes)
}
