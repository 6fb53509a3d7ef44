//! PNG: 8 or 16 bits; the recipe as the text `weft`.

use png::{BitDepth, ColorType, Compression, Encoder, SrgbRenderingIntent};
use weft_kernels::PlaneRef;

use super::{Depth, Effort, Wish, failed, interleave, to_u8, to_u16};
use crate::file_error::Trouble;

/// Keyword of the text that holds the recipe.
const KEYWORD: &str = "weft";

pub(super) fn encode(planes: &[PlaneRef<'_>], wish: &Wish<'_>) -> Result<Vec<u8>, Trouble> {
    write(planes, wish).map_err(|error| failed(wish.format, &error))
}

fn write(planes: &[PlaneRef<'_>], wish: &Wish<'_>) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, planes[0].width() as u32, planes[0].height() as u32);
    encoder.set_color(match planes.len() {
        1 => ColorType::Grayscale,
        2 => ColorType::GrayscaleAlpha,
        3 => ColorType::Rgb,
        _ => ColorType::Rgba,
    });
    encoder.set_compression(match wish.effort {
        Effort::Fast => Compression::Fast,
        Effort::Balanced => Compression::Balanced,
        Effort::Small => Compression::High,
    });
    encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
    let (depth, samples) = if wish.depth == Depth::Bits8 {
        (BitDepth::Eight, interleave(planes, to_u8))
    } else {
        (BitDepth::Sixteen, interleave(planes, to_u16).into_iter().flat_map(u16::to_be_bytes).collect())
    };
    encoder.set_depth(depth);
    if !wish.recipe.is_empty() {
        encoder.add_itxt_chunk(KEYWORD.to_owned(), wish.recipe.to_owned())?;
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&samples)?;
    writer.finish()?;
    Ok(bytes)
}
