//! A finished picture: planes of sRGB code values, as Weft's images are. No files, no drawing.

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

/// A size that can be drawn: at least 1, at most [`SIDE_MAX`].
pub(crate) fn drawable(side: usize) -> usize {
    side.clamp(1, SIDE_MAX)
}

impl Picture {
    /// From linear light, a colour a pixel.
    pub(crate) fn from_linear(width: usize, height: usize, pixels: &[Vec3]) -> Picture {
        let plane = |channel: fn(&Vec3) -> f32| pixels.iter().map(|pixel| code_value(channel(pixel))).collect();
        Picture { width, height, planes: vec![plane(|p| p.x), plane(|p| p.y), plane(|p| p.z)] }
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
