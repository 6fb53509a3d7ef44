//! TIFF: whole numbers of 1 to 32 bits, floats, ink, and planes apart. Only the first page, and no palettes.

use std::io::Cursor;

use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::{PhotometricInterpretation, Tag};
use tiff::{TiffError, TiffFormatError};
use weft_kernels::orient::Orientation;

use super::{ASIDE_BYTES_MAX, check_size, ends_early, truncated};
use crate::file_error::Trouble;
use crate::format::Format;
use crate::picture::{Layout, Picture, Samples};

pub(super) fn decode(bytes: &[u8], pixels_max: u64) -> Result<Picture, Trouble> {
    read(bytes, pixels_max).map_err(|error| match error {
        Refusal::Trouble(trouble) => trouble,
        Refusal::Tiff(error) if ends_early(&error) => truncated(Format::Tiff, bytes),
        Refusal::Tiff(TiffError::UnsupportedError(what)) => unsupported(what.to_string()),
        Refusal::Tiff(other) => Trouble::Damaged { format: Format::Tiff.name(), why: other.to_string() },
    })
}

enum Refusal {
    Trouble(Trouble),
    Tiff(TiffError),
}

impl From<TiffError> for Refusal {
    fn from(error: TiffError) -> Self {
        Self::Tiff(error)
    }
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

fn unsupported(what: impl Into<String>) -> Trouble {
    Trouble::Unsupported { format: Format::Tiff.name(), what: what.into() }
}

fn read(bytes: &[u8], pixels_max: u64) -> Result<Picture, Refusal> {
    // The lists of numbers in a header count towards this one, whatever they say of their length.
    let mut limits = Limits::default();
    limits.decoding_buffer_size = ASIDE_BYTES_MAX;
    let mut decoder = Decoder::new(Cursor::new(bytes))?.with_limits(limits.clone());
    let (width, height) = decoder.dimensions()?;
    check_size(u64::from(width), u64::from(height), pixels_max)?;
    let colours = decoder.colortype()?;
    let (width, height) = (width as usize, height as usize);
    let turn = decoder.find_tag_unsigned::<u16>(Tag::Orientation)?.and_then(Orientation::from_exif).unwrap_or_default();
    let profile = decoder.get_tag_u8_vec(Tag::IccProfile).ok();
    let layout = layout_of(colours, &mut decoder)?;
    let samples_max = width.saturating_mul(height).saturating_mul(usize::from(colours.num_samples()));
    limits.decoding_buffer_size = samples_max.saturating_mul(size_of::<f64>()).max(ASIDE_BYTES_MAX);
    limits.intermediate_buffer_size = limits.decoding_buffer_size;
    let mut decoder = decoder.with_limits(limits);
    let mut samples = DecodingResult::U8(Vec::new());
    let planes = decoder.read_image_to_buffer(&mut samples)?;
    let bits = u32::from(colours.bit_depth());
    let mut samples = whole_samples(samples, bits, width)?;
    if planes.planes > 1 {
        samples = interleave(&samples, planes.planes);
    }
    let samples = drop_extra(samples, layout, width * height)?;
    // The camera data of a TIFF is its own directory, so it is read from the file itself.
    let exif = Some(bytes.to_vec()).filter(|bytes| bytes.len() < ASIDE_BYTES_MAX);
    Ok(Picture { width, height, layout, samples, turn, profile, exif, warning: None })
}

/// Refuses what has no meaning for us, before memory is taken for it.
fn layout_of(colours: ColorType, decoder: &mut Decoder<Cursor<&[u8]>>) -> Result<Layout, Refusal> {
    match colours {
        ColorType::Gray(_) => Ok(Layout::Grey),
        ColorType::GrayA(_) => Ok(Layout::GreyAlpha),
        ColorType::RGB(_) | ColorType::YCbCr(_) => Ok(Layout::Rgb),
        ColorType::RGBA(_) => Ok(Layout::RgbAlpha),
        ColorType::CMYK(_) => Ok(Layout::Cmyk),
        ColorType::CMYKA(_) => Ok(Layout::CmykAlpha),
        // Grey with a second sample that its writer did not name: mostly an alpha.
        ColorType::Multiband { num_samples: 2, .. } if is_grey(decoder)? => Ok(Layout::GreyAlpha),
        _ => Err(unsupported(format!("{colours:?}")).into()),
    }
}

fn is_grey(decoder: &mut Decoder<Cursor<&[u8]>>) -> Result<bool, TiffError> {
    let meaning = decoder.find_tag_unsigned::<u16>(Tag::PhotometricInterpretation)?;
    Ok(meaning == Some(PhotometricInterpretation::BlackIsZero.to_u16()))
}

/// Numbers below 8 bits come packed, rows filled up to whole bytes; those between are stretched to the next depth.
fn whole_samples(samples: DecodingResult, bits: u32, width: usize) -> Result<Samples, Trouble> {
    Ok(match samples {
        DecodingResult::U8(packed) if bits < 8 => {
            let row_bytes = (width * bits as usize).div_ceil(8);
            let most = (1_u32 << bits) - 1;
            let number = |row: &[u8], x: usize| {
                let bit = x * bits as usize;
                u32::from(row[bit / 8]) >> (8 - bits as usize - bit % 8) & most
            };
            let rows = packed.chunks_exact(row_bytes);
            Samples::U8(rows.flat_map(|row| (0..width).map(move |x| (number(row, x) * 255 / most) as u8)).collect())
        }
        DecodingResult::U8(samples) => Samples::U8(samples),
        DecodingResult::U16(samples) if bits < 16 => {
            let most = f32::from((1_u16 << bits) - 1);
            Samples::F32(samples.into_iter().map(|sample| f32::from(sample) / most).collect())
        }
        DecodingResult::U16(samples) => Samples::U16(samples),
        DecodingResult::U32(samples) => {
            let most = ((1_u64 << bits) - 1) as f64;
            Samples::F32(samples.into_iter().map(|sample| (f64::from(sample) / most) as f32).collect())
        }
        DecodingResult::F16(samples) => Samples::F32(samples.into_iter().map(f32::from).collect()),
        DecodingResult::F32(samples) => Samples::F32(samples),
        DecodingResult::F64(samples) => Samples::F32(samples.into_iter().map(|sample| sample as f32).collect()),
        _ => return Err(unsupported(format!("samples of {bits} bits with a sign, or of 64 bits"))),
    })
}

fn interleave(samples: &Samples, planes: usize) -> Samples {
    fn mix<S: Copy>(samples: &[S], planes: usize) -> Vec<S> {
        let pixels = samples.len() / planes;
        (0..pixels).flat_map(|pixel| (0..planes).map(move |plane| samples[plane * pixels + pixel])).collect()
    }
    match samples {
        Samples::U8(samples) => Samples::U8(mix(samples, planes)),
        Samples::U16(samples) => Samples::U16(mix(samples, planes)),
        Samples::F32(samples) => Samples::F32(mix(samples, planes)),
    }
}

/// Samples that nobody named stand behind the named ones.
fn drop_extra(samples: Samples, layout: Layout, pixels: usize) -> Result<Samples, Refusal> {
    fn keep<S: Copy>(samples: &[S], stored: usize, kept: usize) -> Vec<S> {
        samples.chunks_exact(stored).flat_map(|pixel| pixel[..kept].iter().copied()).collect()
    }
    let (stored, kept) = (samples.len() / pixels.max(1), layout.channels());
    if stored < kept || samples.len() != stored * pixels {
        return Err(TiffError::FormatError(TiffFormatError::InconsistentSizesEncountered).into());
    }
    Ok(match samples {
        whole if stored == kept => whole,
        Samples::U8(samples) => Samples::U8(keep(&samples, stored, kept)),
        Samples::U16(samples) => Samples::U16(keep(&samples, stored, kept)),
        Samples::F32(samples) => Samples::F32(keep(&samples, stored, kept)),
    })
}
