//! Bytes of a file to a `Picture`. The header is read first, and a picture beyond the limit is refused before any pixel.

mod jpeg;
mod tiff;

use std::error::Error;
use std::io::Cursor;

use image::codecs::{bmp::BmpDecoder, gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{ColorType, ImageDecoder, ImageError, Limits};

use weft_kernels::orient::Orientation;

use crate::file_error::Trouble;
use crate::format::Format;
use crate::picture::{Layout, Picture, Samples};
use crate::room::room_for;

/// What a decoder may take for headers, texts and profiles, beside the pixels.
const ASIDE_BYTES_MAX: usize = 64 << 20;

/// Decodes a picture of at most `pixels_max`.
pub(crate) fn decode(format: Format, bytes: &[u8], pixels_max: u64) -> Result<Picture, Trouble> {
    let input = Cursor::new(bytes);
    let wrong = |error| trouble(format, bytes, error);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(ASIDE_BYTES_MAX as u64);
    match format {
        Format::Jpeg => jpeg::decode(bytes, pixels_max),
        Format::Tiff => tiff::decode(bytes, pixels_max),
        Format::Png => read(PngDecoder::with_limits(input, limits).map_err(wrong)?, format, bytes, pixels_max),
        Format::WebP => read(WebPDecoder::new(input).map_err(wrong)?, format, bytes, pixels_max),
        Format::Bmp => read(BmpDecoder::new(input).map_err(wrong)?, format, bytes, pixels_max),
        Format::Gif => read(GifDecoder::new(input).map_err(wrong)?, format, bytes, pixels_max),
    }
}

fn read(mut decoder: impl ImageDecoder, format: Format, bytes: &[u8], pixels_max: u64) -> Result<Picture, Trouble> {
    let wrong = |error| trouble(format, bytes, error);
    let (width, height) = decoder.dimensions();
    check_size(u64::from(width), u64::from(height), pixels_max)?;
    let colours = decoder.color_type();
    let layout = match colours {
        ColorType::L8 | ColorType::L16 => Layout::Grey,
        ColorType::La8 | ColorType::La16 => Layout::GreyAlpha,
        ColorType::Rgb8 | ColorType::Rgb16 => Layout::Rgb,
        ColorType::Rgba8 | ColorType::Rgba16 => Layout::RgbAlpha,
        other => return Err(Trouble::Unsupported { format: format.name(), what: format!("{other:?} samples") }),
    };
    // What stands beside the pixels may be broken without spoiling them.
    let profile = decoder.icc_profile().unwrap_or_default();
    let exif = decoder.exif_metadata().unwrap_or_default();
    let turn =
        decoder.orientation().ok().and_then(|turn| Orientation::from_exif(turn.to_exif().into())).unwrap_or_default();
    let bytes_needed = decoder.total_bytes();
    // Samples of 16 bits are read as bytes first.
    room_for(if colours.bytes_per_pixel() > colours.channel_count() {
        bytes_needed.saturating_mul(2)
    } else {
        bytes_needed
    })?;
    let mut pixels = vec![0; usize::try_from(bytes_needed).map_err(|_| too_many(width, height, pixels_max))?];
    decoder.read_image(&mut pixels).map_err(wrong)?;
    let wide = matches!(colours, ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16);
    let samples = if wide {
        Samples::U16(pixels.chunks_exact(2).map(|pair| u16::from_ne_bytes([pair[0], pair[1]])).collect())
    } else {
        Samples::U8(pixels)
    };
    Ok(Picture { width: width as usize, height: height as usize, layout, samples, turn, profile, exif, warning: None })
}

/// Refuses a picture without pixels, or with more than allowed.
fn check_size(width: u64, height: u64, pixels_max: u64) -> Result<(), Trouble> {
    // The contract counts the sides of a picture in 32 bits, and memory in pixels times planes.
    if width.saturating_mul(height) > pixels_max || width.max(height) > u64::from(u32::MAX) {
        return Err(Trouble::TooManyPixels { width, height, most: pixels_max });
    }
    // No decoder gives less than a byte for each.
    room_for(width * height)
}

fn too_many(width: u32, height: u32, pixels_max: u64) -> Trouble {
    Trouble::TooManyPixels { width: width.into(), height: height.into(), most: pixels_max }
}

fn trouble(format: Format, bytes: &[u8], error: ImageError) -> Trouble {
    match error {
        error if ends_early(&error) || misses_bytes(format, bytes) => truncated(format, bytes),
        ImageError::Unsupported(error) => Trouble::Unsupported { format: format.name(), what: error.to_string() },
        other => Trouble::Damaged { format: format.name(), why: other.to_string() },
    }
}

fn truncated(format: Format, bytes: &[u8]) -> Trouble {
    Trouble::Truncated { format: format.name(), found: bytes.len() as u64 }
}

/// WebP says its length in front, and its decoder reads zeros behind the end.
fn misses_bytes(format: Format, bytes: &[u8]) -> bool {
    let said = bytes.get(4..8).and_then(|size| Some(u32::from_le_bytes(size.try_into().ok()?)));
    format == Format::WebP && said.is_some_and(|said| u64::from(said) + 8 > bytes.len() as u64)
}

/// Whether a decoder ran out of bytes. They tell it in many ways, but all with these words.
fn ends_early(error: &dyn Error) -> bool {
    let words = error.to_string().to_lowercase();
    ["end of file", "fill whole buffer", "out of bytes"].iter().any(|said| words.contains(said))
}
