//! Types have hues, the same on sockets, wires and chips, and shapes, for eyes that see hues less well.

use super::Palette;
use egui::{Color32, Painter, Pos2, Shape, Stroke, vec2};

/// The shape of a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Pictures, masks.
    Disc,
    /// Meshes.
    Diamond,
    /// Tensors, records.
    Square,
    /// Faces, poses, points: what lies on a picture.
    Triangle,
    /// Numbers, texts, choices.
    Dot,
}

/// The name by which a type is painted: of a union the first that has a mark of its own.
#[must_use]
pub fn type_name(ty: &weft_engine::catalog::Type) -> &str {
    const ORDER: [&str; 5] = ["image", "mask", "mesh", "faces", "tensor"];
    ty.plain().or_else(|| ORDER.into_iter().find(|name| ty.has(name))).unwrap_or("any")
}

/// Shape and hue of a type's plain name. Unknown ones are grey squares.
#[must_use]
pub fn mark_of(type_name: &str, palette: &Palette) -> (Mark, Color32) {
    let first = type_name.split('|').next().unwrap_or(type_name);
    let (mark, dark, light) = match first {
        "image" => (Mark::Disc, (0xF0, 0xA8, 0x3C), (0xB8, 0x6A, 0x00)),
        "mask" => (Mark::Disc, (0xF2, 0xF3, 0xF5), (0x6B, 0x72, 0x80)),
        "mesh" => (Mark::Diamond, (0x2F, 0xC4, 0xB2), (0x00, 0x83, 0x74)),
        "tensor" => (Mark::Square, (0xA8, 0x85, 0xFF), (0x6B, 0x46, 0xD6)),
        "faces" | "pose" | "labels" | "points" | "rect" | "strokes" | "curve" => {
            (Mark::Triangle, (0xF0, 0x6B, 0xC7), (0xB3, 0x1F, 0x86))
        }
        "float" | "int" | "seed" => (Mark::Dot, (0x6C, 0xB6, 0xFF), (0x1A, 0x67, 0xC4)),
        "text" | "path" | "model" => (Mark::Dot, (0x7C, 0xD0, 0x7F), (0x2B, 0x7F, 0x36)),
        "record" | "embedding" => (Mark::Square, (0xD8, 0xC3, 0x96), (0x84, 0x6A, 0x2E)),
        "color" => (Mark::Dot, (0xE8, 0x8C, 0x7D), (0xB0, 0x44, 0x30)),
        _ => (Mark::Dot, (0x9A, 0xA0, 0xAA), (0x6E, 0x75, 0x80)),
    };
    let (red, green, blue) = if palette.dark { dark } else { light };
    (mark, Color32::from_rgb(red, green, blue))
}

impl Mark {
    /// Paints it around `at`; a list has a second ring.
    pub fn paint(self, painter: &Painter, at: Pos2, radius: f32, colour: Color32, list: bool, edge: Color32) {
        let stroke = Stroke::new(1.0, edge);
        let corners: &[(f32, f32)] = match self {
            Self::Disc => {
                painter.circle(at, radius, colour, stroke);
                &[]
            }
            Self::Dot => {
                painter.circle(at, radius * 0.72, colour, stroke);
                &[]
            }
            Self::Square => &[(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
            Self::Diamond => &[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)],
            Self::Triangle => &[(0.0, -1.1), (1.1, 0.85), (-1.1, 0.85)],
        };
        if !corners.is_empty() {
            let points = corners.iter().map(|(x, y)| at + vec2(x * radius, y * radius)).collect();
            painter.add(Shape::convex_polygon(points, colour, stroke));
        }
        if list {
            painter.circle_stroke(at, radius + 2.5, Stroke::new(1.2, colour));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::{DARK, LIGHT, contrast};

    #[test]
    fn sockets_are_seen_on_nodes_and_canvas_in_both_palettes() {
        let types = ["image", "mask", "mesh", "tensor", "faces", "float", "text", "record", "color", "bool"];
        for palette in [DARK, LIGHT] {
            for name in types {
                let (_, hue) = mark_of(name, &palette);
                for surface in [palette.node, palette.canvas] {
                    assert!(
                        contrast(hue, surface) >= 3.0,
                        "{name}, dark {}: {:.2}",
                        palette.dark,
                        contrast(hue, surface)
                    );
                }
            }
        }
    }

    #[test]
    fn types_of_one_shape_differ_in_lightness_or_hue() {
        for palette in [DARK, LIGHT] {
            let (image, mask) = (mark_of("image", &palette).1, mark_of("mask", &palette).1);
            assert!(contrast(image, mask) >= 1.1 || image.b().abs_diff(mask.b()) > 80);
        }
    }
}
