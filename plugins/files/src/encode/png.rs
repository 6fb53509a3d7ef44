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
    let (depth, samples) = if wish.depth == Depth::Bits8 {
        (BitDepth::Eight, interleave(planes, to_u8))
    } else {
        (BitDepth::Sixteen, interleave(planes, to_u16).into_iter().flat_map(u16::to_be_bytes).collect())
    };
    let colours = match planes.len() {
        1 => ColorType::Grayscale,
        2 => ColorType::GrayscaleAlpha,
        3 => ColorType::Rgb,
        _ => ColorType::Rgba,
    };
    let (width, height) = (planes[0].width() as u32, planes[0].height() as u32);
    let rows = Rows { samples: &samples, width, height, colours, depth };
    let compression = match wish.effort {
        Effort::Fast => Compression::Fast,
        Effort::Balanced if rows.effort_pays()? => Compression::Balanced,
        Effort::Balanced => Compression::Fast,
        Effort::Small => Compression::High,
    };
    rows.encode(compression, wish.recipe)
}

/// Samples as they stand in a file.
#[derive(Clone, Copy)]
struct Rows<'s> {
    samples: &'s [u8],
    width: u32,
    height: u32,
    colours: ColorType,
    depth: BitDepth,
}

impl Rows<'_> {
    /// Whether more work makes the file clearly smaller: it does for flat colours, but hardly for photographs, where it takes
    /// ten times as long. Tried on some rows of the middle.
    fn effort_pays(self) -> Result<bool, png::EncodingError> {
        const TRIED: u32 = 32;
        if self.height <= 2 * TRIED {
            return Ok(true);
        }
        let row_bytes = self.samples.len() / self.height as usize;
        let start = (self.height - TRIED) as usize / 2 * row_bytes;
        let some = Self { samples: &self.samples[start..start + TRIED as usize * row_bytes], height: TRIED, ..self };
        let (quick, thorough) = (some.encode(Compression::Fast, "")?, some.encode(Compression::Balanced, "")?);
        Ok(thorough.len() < quick.len() * 9 / 10)
    }

    fn encode(self, compression: Compression, recipe: &str) -> Result<Vec<u8>, png::EncodingError> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(self.colours);
        encoder.set_depth(self.depth);
        encoder.set_compression(compression);
        encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
        if !recipe.is_empty() {
            encoder.add_itxt_chunk(KEYWORD.to_owned(), recipe.to_owned())?;
        }
        let mut writer = encoder.write_header()?;
        writer.write_image_data(self.samples)?;
        writer.finish()?;
        Ok(bytes)
    }
}
