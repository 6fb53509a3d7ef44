//! JPEG: grey or colour, 8 bits, no alpha. Colour is kept at full size from quality 90 on. The recipe is in the XMP block.

use jpeg_encoder::{ColorType, Encoder, EncodingError, SamplingFactor};
use weft_kernels::Plane;

use super::{Wish, failed, interleave, to_u8, xmp};
use crate::file_error::Trouble;

/// Half the colour resolution is only ever seen at qualities where blocks are seen too.
const FULL_COLOUR_FROM: u8 = 90;
const XMP_HEADER: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// A segment counts its bytes, and the two of the count, in 16 bits.
const SEGMENT_BYTES_MAX: usize = 65_533;

pub(super) fn encode(planes: &[Plane], wish: &Wish<'_>) -> Result<Vec<u8>, Trouble> {
    let mut xmp = XMP_HEADER.to_vec();
    xmp.extend(xmp::packet(wish.recipe).into_bytes());
    if xmp.len() > SEGMENT_BYTES_MAX {
        let what =
            format!("a JPEG holds a recipe of at most {SEGMENT_BYTES_MAX} bytes, and this one has {}", xmp.len());
        return Err(Trouble::Wish(what, "save as PNG, WebP or TIFF, or without the recipe"));
    }
    write(planes, wish, xmp).map_err(|error| failed(wish.format, &error))
}

fn write(planes: &[Plane], wish: &Wish<'_>, xmp: Vec<u8>) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, wish.jpeg_quality);
    let full = wish.jpeg_quality >= FULL_COLOUR_FROM;
    encoder.set_sampling_factor(if full { SamplingFactor::F_1_1 } else { SamplingFactor::F_2_2 });
    // Tables of its own would make this encoder write each colour in a scan of its own, which not every program reads.
    encoder.set_optimized_huffman_tables(false);
    if !wish.recipe.is_empty() {
        encoder.add_app_segment(1, xmp)?;
    }
    let views: Vec<_> = planes.iter().map(Plane::view).collect();
    let colours = if planes.len() == 1 { ColorType::Luma } else { ColorType::Rgb };
    // The sides were checked against what 16 bits hold.
    let (width, height) = (planes[0].width() as u16, planes[0].height() as u16);
    encoder.encode(&interleave(&views, to_u8), width, height, colours)?;
    Ok(bytes)
}
