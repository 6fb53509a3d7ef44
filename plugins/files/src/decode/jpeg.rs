//! JPEG through `zune-jpeg`: grey, colour, and the four inks of print.

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;

use super::{check_size, truncated};
use crate::exif_fields;
use crate::file_error::Trouble;
use crate::format::Format;
use crate::picture::{Layout, Picture, Samples};

pub(super) fn decode(bytes: &[u8], pixels_max: u64) -> Result<Picture, Trouble> {
    // The sides have 16 bits in a JPEG, so that the real limit is ours.
    let lenient = DecoderOptions::default().set_strict_mode(false).set_max_width(1 << 16).set_max_height(1 << 16);
    let scan = Scan::first(bytes);
    if scan.as_ref().is_some_and(Scan::is_apart) {
        let what = "its colours stand in scans of their own".to_owned();
        return Err(Trouble::Unsupported { format: Format::Jpeg.name(), what });
    }
    match decode_with(bytes, pixels_max, lenient.set_strict_mode(true)) {
        Err(Trouble::Damaged { .. }) if !scan.is_some_and(|scan| scan.ends) => Err(truncated(Format::Jpeg, bytes)),
        // Programs show files with such faults, so people never notice them. Say it, but show them too.
        Err(Trouble::Damaged { why, .. }) => {
            let picture = decode_with(bytes, pixels_max, lenient)?;
            Ok(Picture { warning: Some(format!("the JPEG file is damaged, parts may look wrong: {why}")), ..picture })
        }
        other => other,
    }
}

fn decode_with(bytes: &[u8], pixels_max: u64, options: DecoderOptions) -> Result<Picture, Trouble> {
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(trouble)?;
    let missing = || trouble(DecodeErrors::FormatStatic("the header says no size"));
    let (width, height) = decoder.dimensions().ok_or_else(missing)?;
    check_size(width as u64, height as u64, pixels_max)?;
    let stored = decoder.input_colorspace().ok_or_else(missing)?;
    let (layout, wanted) = match stored {
        ColorSpace::Luma => (Layout::Grey, ColorSpace::Luma),
        ColorSpace::CMYK | ColorSpace::YCCK => (Layout::Cmyk, stored),
        _ => (Layout::Rgb, ColorSpace::RGB),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(wanted));
    let mut samples = decoder.decode().map_err(trouble)?;
    if layout == Layout::Cmyk {
        inks(&mut samples, stored);
    }
    let exif = decoder.exif().cloned();
    let turn = exif.as_deref().and_then(exif_fields::orientation).unwrap_or_default();
    let (profile, samples) = (decoder.icc_profile(), Samples::U8(samples));
    Ok(Picture { width, height, layout, samples, turn, profile, exif, warning: None })
}

/// What the file calls ink is paper: every program follows Adobe in that. The brightness form hides ink behind it.
fn inks(samples: &mut [u8], stored: ColorSpace) {
    for pixel in samples.chunks_exact_mut(4) {
        if stored == ColorSpace::YCCK {
            let [y, blue, red] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
            let (blue, red) = (blue - 128.0, red - 128.0);
            let paper = [y + 1.402 * red, y - 0.344_136 * blue - 0.714_136 * red, y + 1.772 * blue];
            // A cast saturates, which is the clamp that the standard asks for.
            pixel.iter_mut().zip(paper).for_each(|(to, paper)| *to = paper.round_ties_even() as u8);
            pixel[3] = 255 - pixel[3];
        } else {
            pixel.iter_mut().for_each(|sample| *sample = 255 - *sample);
        }
    }
}

fn trouble(error: DecodeErrors) -> Trouble {
    let format = Format::Jpeg.name();
    match error {
        DecodeErrors::Unsupported(what) => Trouble::Unsupported { format, what: format!("{what:?}") },
        other => Trouble::Damaged { format, why: other.to_string() },
    }
}

/// What stands in front of the first pixels.
struct Scan {
    is_progressive: bool,
    colours: u8,
    colours_in_picture: u8,
    /// Whether the end mark stands behind it. Inside of a scan its two bytes cannot occur.
    ends: bool,
}

impl Scan {
    /// Nothing where the file ends before it.
    fn first(bytes: &[u8]) -> Option<Self> {
        let (mut at, mut is_progressive, mut colours_in_picture) = (2, false, 0);
        while let Some(&[0xff, mark, high, low]) = bytes.get(at..at + 4) {
            match mark {
                // Padding in front of a mark.
                0xff => {
                    at += 1;
                    continue;
                }
                0xc0..=0xc2 => {
                    is_progressive = mark == 0xc2;
                    colours_in_picture = *bytes.get(at + 9)?;
                }
                0xda => {
                    let rest = bytes.get(at + 4..)?;
                    let ends = rest.windows(2).any(|pair| pair == b"\xff\xd9");
                    return Some(Self { is_progressive, colours: *rest.first()?, colours_in_picture, ends });
                }
                _ => {}
            }
            at += 2 + usize::from(u16::from_be_bytes([high, low]));
        }
        None
    }

    /// The decoder puts pixels of such files in wrong places and does not notice.
    fn is_apart(&self) -> bool {
        !self.is_progressive && self.colours < self.colours_in_picture
    }
}
