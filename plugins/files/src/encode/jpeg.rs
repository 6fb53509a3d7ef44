//! JPEG: grey or colour, 8 bits, no alpha. Colour is kept at full size. The recipe is in the XMP block.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageResult};
use weft_kernels::Plane;

use super::{Wish, failed, interleave, to_u8, xmp};
use crate::file_error::Trouble;

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
    write(planes, wish, &xmp).map_err(|error| failed(wish.format, &error))
}

fn write(planes: &[Plane], wish: &Wish<'_>, xmp: &[u8]) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let views: Vec<_> = planes.iter().map(Plane::view).collect();
    let colours = if planes.len() == 1 { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 };
    // The sides were checked against what 16 bits hold.
    let (width, height) = (planes[0].width() as u32, planes[0].height() as u32);
    JpegEncoder::new_with_quality(&mut bytes, wish.jpeg_quality).encode(
        &interleave(&views, to_u8),
        width,
        height,
        colours,
    )?;
    if !wish.recipe.is_empty() {
        // An APP1 segment, right behind the mark that begins the file.
        let length = (xmp.len() + 2) as u16;
        let segment = [&[0xFF, 0xE1][..], &length.to_be_bytes(), xmp].concat();
        bytes.splice(2..2, segment);
    }
    Ok(bytes)
}
