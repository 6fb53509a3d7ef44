//! A finished picture: planes of sRGB code values, as Weft's images are. No files, no drawing.

use weft_kernels::bands::{Cancelled, Progress, for_each_job};

use crate::exact::pow;
use crate::vector::Vec3;

/// Planes of f32 from 0 to 1, row by row, top row first: one plane for a mask, three for red, green and blue.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Each `width * height` long.
    pub planes: Vec<Vec<f32>>,
}

/// The longest side that is drawn; more is cut off rather than refused.
pub const SIDE_MAX: usize = 16_384;

/// Enough for the two rows that a portrait looks at beyond each band to cost little.
const ROWS_OF_A_BAND: usize = 32;

/// A size that can be drawn: at least 1, at most [`SIDE_MAX`].
pub(crate) fn drawable(side: usize) -> usize {
    side.clamp(1, SIDE_MAX)
}

impl Picture {
    /// Draws band by band on all threads: `draw(first_row, rows)` fills one slice a plane, each some rows high.
    pub(crate) fn drawn(
        (width, height): (usize, usize),
        planes: usize,
        progress: Progress<'_>,
        draw: impl Fn(usize, &mut [&mut [f32]]) + Sync,
    ) -> Result<Picture, Cancelled> {
        let mut picture = Picture { width, height, planes: vec![vec![0.0; width * height]; planes] };
        let mut bands: Vec<(usize, Vec<&mut [f32]>)> = Vec::new();
        for plane in &mut picture.planes {
            for (number, band) in plane.chunks_mut(width * ROWS_OF_A_BAND).enumerate() {
                if number == bands.len() {
                    bands.push((number * ROWS_OF_A_BAND, Vec::new()));
                }
                bands[number].1.push(band);
            }
        }
        for_each_job(bands, progress, |(first_row, mut band)| draw(first_row, &mut band))?;
        Ok(picture)
    }

    /// Interleaved bytes, as PNG wants them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let pixels = self.width * self.height;
        let mut bytes = Vec::with_capacity(pixels * self.planes.len());
        for at in 0..pixels {
            bytes.extend(self.planes.iter().map(|plane| (plane[at] * 255.0 + 0.5) as u8));
        }
        bytes
    }
}

/// Linear light as an sRGB code value.
pub(crate) fn code_value(light: f32) -> f32 {
    let light = light.clamp(0.0, 1.0);
    if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * pow(light, 1.0 / 2.4) - 0.055 }
}

/// An sRGB code value as linear light.
pub(crate) fn linear(code: f32) -> f32 {
    if code <= 0.040_45 { code / 12.92 } else { pow((code + 0.055) / 1.055, 2.4) }
}

/// A colour written as `0xRRGGBB` in sRGB, as linear light.
pub(crate) fn colour(rgb: u32) -> Vec3 {
    let part = |shift: u32| linear(((rgb >> shift) & 0xff) as f32 / 255.0);
    crate::vector::vec3(part(16), part(8), part(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_values_survive_the_way_to_light_and_back() {
        for byte in 0..=255 {
            let code = byte as f32 / 255.0;
            assert!((code_value(linear(code)) - code).abs() < 2e-5);
        }
        assert_eq!(code_value(f32::NAN.max(0.0)), 0.0);
    }
}
