//! The dots behind everything. They fade out when zoomed away, and every fourth stays longest.

use egui::{Mesh, Pos2, Rect, Shape, pos2, vec2};

use super::ink::Ink;
use crate::theme::spacing;

pub(crate) fn paint(ink: &Ink<'_>) {
    ink.painter.rect_filled(ink.canvas, 0.0, ink.palette.canvas);
    let step = spacing::GRID * ink.zoom();
    let fade = ((step - 9.0) / 9.0).clamp(0.0, 1.0);
    let mut mesh = Mesh::default();
    if fade > 0.0 {
        dots(ink, &mut mesh, spacing::GRID, fade);
    } else {
        dots(ink, &mut mesh, spacing::GRID * 8.0, 1.0);
    }
    ink.painter.add(Shape::mesh(mesh));
}

fn dots(ink: &Ink<'_>, mesh: &mut Mesh, step: f32, strength: f32) {
    let colour = ink.palette.grid.gamma_multiply(strength);
    let seen = ink.camera.seen(ink.canvas);
    let first = pos2((seen.min.x / step).floor() * step, (seen.min.y / step).floor() * step);
    let pixel = 1.0 / ink.painter.pixels_per_point();
    let side = (1.5 * ink.zoom().clamp(0.8, 1.6) / pixel).round().max(1.0) * pixel;
    let size = vec2(side, side);
    let mut y = first.y;
    while y <= seen.max.y {
        let mut x = first.x;
        while x <= seen.max.x {
            let dot: Pos2 = ink.at(pos2(x, y));
            // On whole pixels: else some dots are dim and some bright, and the eye sees stripes.
            let corner = pos2((dot.x / pixel).round() * pixel, (dot.y / pixel).round() * pixel);
            mesh.add_colored_rect(Rect::from_min_size(corner, size), colour);
            x += step;
        }
        y += step;
    }
}
