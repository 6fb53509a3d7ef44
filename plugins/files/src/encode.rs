//! Planes to the bytes of a file: the choice of depth and layout that a format allows, rounding, and the recipe beside
//! the pixels.

mod jpeg;
mod png;
mod tiff;
mod webp;
mod xmp;

use image::ExtendedColorType;
use image::codecs::bmp::BmpEncoder;
use weft_kernels::PlaneRef;

use crate::file_error::Trouble;
use crate::format::Format;
use crate::room::room_for;

/// How a picture is to be written.
pub(crate) struct Wish<'a> {
    pub(crate) format: Format,
    pub(crate) depth: Depth,
    /// 1 to 100, of a JPEG.
    pub(crate) jpeg_quality: u8,
    pub(crate) effort: Effort,
    /// What shows through where a format knows no alpha: red, green, blue.
    pub(crate) background: [f32; 3],
    /// How the picture was made; empty: say nothing.
    pub(crate) recipe: &'a str,
}

/// How finely a sample is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    Bits8,
    Bits16,
    Float32,
}

/// Time against size of the file, where nothing is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    Fast,
    Balanced,
    Small,
}

/// One to four planes of one size: grey, grey and alpha, RGB, RGBA.
pub(crate) fn encode(planes: &[PlaneRef<'_>], wish: &Wish<'_>) -> Result<Vec<u8>, Trouble> {
    check(planes, wish)?;
    room_for(bytes_needed(planes, wish))?;
    match wish.format {
        Format::Png => png::encode(planes, wish),
        Format::Jpeg => jpeg::encode(&on_background(planes, wish.background), wish),
        Format::WebP => webp::encode(planes, wish),
        Format::Tiff => tiff::encode(planes, wish),
        Format::Bmp => bmp(planes, wish),
        Format::Gif => Err(Trouble::Wish("GIF cannot be written".to_owned(), "choose PNG or WebP")),
    }
}

fn check(planes: &[PlaneRef<'_>], wish: &Wish<'_>) -> Result<(), Trouble> {
    let (format, name) = (wish.format, wish.format.name());
    let depth_fits = match wish.depth {
        Depth::Bits8 => true,
        Depth::Bits16 => matches!(format, Format::Png | Format::Tiff),
        Depth::Float32 => format == Format::Tiff,
    };
    if !depth_fits {
        let (bits, hint) = match wish.depth {
            Depth::Float32 => ("32-bit floats", "choose TIFF, or fewer bits"),
            _ => ("16 bits", "choose PNG or TIFF, or 8 bits"),
        };
        return Err(Trouble::Wish(format!("{name} does not hold {bits}"), hint));
    }
    let side_max = match format {
        Format::Jpeg => 65_535,
        Format::WebP => 16_384,
        _ => i32::MAX as usize,
    };
    let (width, height) = (planes[0].width(), planes[0].height());
    if width.max(height) > side_max {
        let what = format!("{name} holds at most {side_max} pixels a side, and the picture is {width}×{height}");
        return Err(Trouble::Wish(what, "choose PNG or TIFF, or make the picture smaller"));
    }
    Ok(())
}

/// At most: the samples one after another, the file, and, where alpha goes, the planes once more.
fn bytes_needed(planes: &[PlaneRef<'_>], wish: &Wish<'_>) -> u64 {
    let sample_bytes = match (wish.format, wish.depth) {
        (Format::Jpeg, _) => 6,
        (_, Depth::Bits8) => 2,
        (_, Depth::Bits16) => 4,
        (_, Depth::Float32) => 8,
    };
    (planes[0].width() as u64) * (planes[0].height() as u64) * (planes.len() as u64) * sample_bytes
}

fn bmp(planes: &[PlaneRef<'_>], wish: &Wish<'_>) -> Result<Vec<u8>, Trouble> {
    let grey_alpha = planes.len() == 2;
    let planes = if grey_alpha { &[planes[0], planes[0], planes[0], planes[1]] } else { planes };
    let colours = match planes.len() {
        1 => ExtendedColorType::L8,
        3 => ExtendedColorType::Rgb8,
        _ => ExtendedColorType::Rgba8,
    };
    let mut bytes = Vec::new();
    let (width, height) = (planes[0].width() as u32, planes[0].height() as u32);
    let done = BmpEncoder::new(&mut bytes).encode(&interleave(planes, to_u8), width, height, colours);
    done.map_err(|error| failed(wish.format, &error))?;
    Ok(bytes)
}

fn failed(format: Format, error: &dyn std::error::Error) -> Trouble {
    Trouble::Wish(format!("the {} could not be made: {error}", format.name()), "choose another format")
}

/// A sample as a whole number: half to even, as the reference libraries do; what is no number becomes 0.
fn to_u8(sample: f32) -> u8 {
    (sample.clamp(0.0, 1.0) * 255.0).round_ties_even() as u8
}

fn to_u16(sample: f32) -> u16 {
    (sample.clamp(0.0, 1.0) * 65535.0).round_ties_even() as u16
}

fn interleave<S>(planes: &[PlaneRef<'_>], convert: impl Fn(f32) -> S + Copy) -> Vec<S> {
    let (width, height) = (planes[0].width(), planes[0].height());
    let mut samples = Vec::with_capacity(width * height * planes.len());
    for y in 0..height {
        let rows: Vec<_> = planes.iter().map(|plane| plane.row(y)).collect();
        samples.extend((0..width).flat_map(|x| rows.iter().map(move |row| convert(row[x]))));
    }
    samples
}

/// Colours without alpha: what is transparent shows the background.
fn on_background(planes: &[PlaneRef<'_>], background: [f32; 3]) -> Vec<weft_kernels::Plane> {
    let alpha = if planes.len().is_multiple_of(2) { planes.last() } else { None };
    let colours = &planes[..if planes.len() < 3 { 1 } else { 3 }];
    let grey = (background[0] + background[1] + background[2]) / 3.0;
    let mut flat: Vec<_> = colours.iter().map(PlaneRef::to_plane).collect();
    for (channel, plane) in flat.iter_mut().enumerate() {
        let behind = if colours.len() == 1 { grey } else { background[channel] };
        for (y, row) in plane.rows_mut().enumerate() {
            let Some(alpha) = alpha else { break };
            for (to, alpha) in row.iter_mut().zip(alpha.row(y)) {
                let alpha = alpha.clamp(0.0, 1.0);
                *to = to.clamp(0.0, 1.0) * alpha + behind * (1.0 - alpha);
            }
        }
    }
    flat
}
