//! The hue of a category, for headers of nodes: quiet, and the same wherever a category appears.

use super::Palette;
use egui::Color32;

/// The hue of `Image/Stylise`: by its first word.
#[must_use]
pub fn hue_of(category: &str) -> Color32 {
    let first = category.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let code: u32 = match first.as_str() {
        "image" | "images" | "picture" => 0x4C_8D_F0,
        "mask" | "masks" => 0x8A_94_A6,
        "file" | "files" | "input" | "output" => 0x5C_B8_7A,
        "face" | "faces" => 0xE0_66_B8,
        "mesh" | "3d" => 0x2F_B4_A4,
        "number" | "value" | "values" | "text" => 0x6A_A8_D8,
        "graph" => 0xA0_7C_F0,
        "sample" | "samples" | "source" => 0xD8_9A_3C,
        "stylise" | "toon" | "style" | "filter" => 0xE8_7A_5C,
        "" => 0x6E_75_80,
        other => {
            const OTHERS: [u32; 6] = [0x9C_7B_E0, 0x3F_A8_C8, 0xC8_86_46, 0x6F_B0_5A, 0xD0_6A_80, 0x7A_88_D8];
            let sum = other.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
            OTHERS[sum % OTHERS.len()]
        }
    };
    let [_, red, green, blue] = code.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

/// A hue laid over a surface.
#[must_use]
pub fn over(surface: Color32, hue: Color32, part: f32) -> Color32 {
    surface.lerp_to_gamma(hue.to_opaque(), part)
}

/// The header of a node of a category.
#[must_use]
pub fn header(palette: &Palette, hue: Color32) -> Color32 {
    over(palette.node, hue, 0.22)
}

/// Quiet words on a header.
#[must_use]
pub fn subtitle(palette: &Palette, header: Color32) -> Color32 {
    over(header, palette.text, 0.74)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::{DARK, LIGHT, contrast};

    #[test]
    fn titles_can_be_read_on_every_header() {
        for palette in [DARK, LIGHT] {
            for category in
                ["Image", "Mask", "Files", "Faces", "Mesh", "Values", "Graph", "Sample", "Toon", "", "Other", "Warp"]
            {
                let header = header(&palette, hue_of(category));
                for words in [palette.text, subtitle(&palette, header)] {
                    let apart = contrast(words, header);
                    assert!(apart >= 4.5, "{category}, dark {}: {apart:.2}", palette.dark);
                }
            }
        }
    }
}
