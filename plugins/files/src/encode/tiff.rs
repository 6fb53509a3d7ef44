//! TIFF: 8 and 16 bits, and 32-bit floats that keep what lies outside of 0 to 1. Deflate. The recipe is in the XMP tag.

use std::io::Cursor;

use tiff::TiffError;
use tiff::encoder::colortype::{
    ColorType, Gray8, Gray16, Gray32Float, RGB8, RGB16, RGB32Float, RGBA8, RGBA16, RGBA32Float,
};
use tiff::encoder::compression::DeflateLevel;
use tiff::encoder::{Compression, TiffEncoder, TiffValue};
use tiff::tags::{Predictor, Tag};
use weft_kernels::PlaneRef;

use super::{Depth, Effort, Wish, failed, interleave, to_u8, to_u16, xmp};
use crate::file_error::Trouble;

const XMP_TAG: Tag = Tag::Unknown(700);

pub(super) fn encode(planes: &[PlaneRef<'_>], wish: &Wish<'_>) -> Result<Vec<u8>, Trouble> {
    write(planes, wish).map_err(|error| failed(wish.format, &error))
}

fn write(planes: &[PlaneRef<'_>], wish: &Wish<'_>) -> Result<Vec<u8>, TiffError> {
    // The writer has no grey with alpha.
    let grey_alpha = planes.len() == 2;
    let planes = if grey_alpha { &[planes[0], planes[0], planes[0], planes[1]] } else { planes };
    match (wish.depth, planes.len()) {
        (Depth::Bits8, 1) => write_as::<Gray8>(planes, wish, to_u8),
        (Depth::Bits8, 3) => write_as::<RGB8>(planes, wish, to_u8),
        (Depth::Bits8, _) => write_as::<RGBA8>(planes, wish, to_u8),
        (Depth::Bits16, 1) => write_as::<Gray16>(planes, wish, to_u16),
        (Depth::Bits16, 3) => write_as::<RGB16>(planes, wish, to_u16),
        (Depth::Bits16, _) => write_as::<RGBA16>(planes, wish, to_u16),
        (Depth::Float32, 1) => write_as::<Gray32Float>(planes, wish, |sample| sample),
        (Depth::Float32, 3) => write_as::<RGB32Float>(planes, wish, |sample| sample),
        (Depth::Float32, _) => write_as::<RGBA32Float>(planes, wish, |sample| sample),
    }
}

fn write_as<C: ColorType>(
    planes: &[PlaneRef<'_>],
    wish: &Wish<'_>,
    convert: impl Fn(f32) -> C::Inner + Copy,
) -> Result<Vec<u8>, TiffError>
where
    [C::Inner]: TiffValue,
{
    let mut bytes = Cursor::new(Vec::new());
    let level = match wish.effort {
        Effort::Fast => DeflateLevel::Fast,
        Effort::Balanced => DeflateLevel::Balanced,
        Effort::Small => DeflateLevel::Best,
    };
    // Differences of floats are not smaller than floats.
    let predictor = if wish.depth == Depth::Float32 { Predictor::None } else { Predictor::Horizontal };
    let mut encoder =
        TiffEncoder::new(&mut bytes)?.with_compression(Compression::Deflate(level)).with_predictor(predictor);
    let mut image = encoder.new_image::<C>(planes[0].width() as u32, planes[0].height() as u32)?;
    if !wish.recipe.is_empty() {
        image.encoder().write_tag(XMP_TAG, xmp::packet(wish.recipe).as_bytes())?;
    }
    image.write_data(&interleave(planes, convert))?;
    Ok(bytes.into_inner())
}
