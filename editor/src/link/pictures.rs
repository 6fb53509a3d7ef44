//! From what the session shows of an output to what can be painted.

use egui::{ColorImage, Context, TextureOptions};
use weft_engine::session::{ImageView, PixelFormat, Shown};

use crate::live::Shot;

/// What is seen of an output, as far as this window can show it.
pub(super) enum Seen {
    Picture(Shot),
    Words(String),
}

pub(super) fn seen(ctx: &Context, name: &str, shown: &Shown) -> Option<Seen> {
    Some(match shown {
        Shown::Image(view) => Seen::Picture(shot(ctx, name, view)?),
        Shown::Number { text, .. } => Seen::Words(text.clone()),
        Shown::Bool(yes) => Seen::Words(if *yes { "Yes" } else { "No" }.to_owned()),
        Shown::Text { text, .. } => Seen::Words(text.clone()),
        Shown::Color(parts) => Seen::Words(hex(*parts)),
        Shown::Table(table) => {
            Seen::Words(crate::words::count(usize::try_from(table.rows_in_all).unwrap_or(usize::MAX), "row"))
        }
        Shown::Mesh(mesh) => {
            Seen::Words(crate::words::count(usize::try_from(mesh.triangles_in_all).unwrap_or(usize::MAX), "triangle"))
        }
    })
}

/// Of a view in bytes.
pub(crate) fn picture_of(view: &ImageView) -> Option<ColorImage> {
    if view.format != PixelFormat::Rgba8 || view.columns == 0 || view.rows == 0 {
        return None;
    }
    let size = [view.columns as usize, view.rows as usize];
    let mut pixels = Vec::with_capacity(size[0] * size[1] * 4);
    for y in 0..view.rows {
        pixels.extend_from_slice(view.row(0, y));
    }
    if pixels.len() != size[0] * size[1] * 4 {
        return None;
    }
    Some(ColorImage::from_rgba_unmultiplied(size, &pixels))
}

fn shot(ctx: &Context, name: &str, view: &ImageView) -> Option<Shot> {
    let image = picture_of(view)?;
    // Small pictures are shown smaller than they are; mipmaps keep them from glittering.
    let options = TextureOptions { mipmap_mode: Some(egui::TextureFilter::Linear), ..TextureOptions::LINEAR };
    let texture = ctx.load_texture(name, image, options);
    Some(Shot { texture, full_size: (view.width, view.height) })
}

fn hex(parts: [f32; 4]) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
    let byte = |part: f32| (part.clamp(0.0, 1.0) * 255.0).round() as u8;
    format!("#{:02x}{:02x}{:02x}", byte(parts[0]), byte(parts[1]), byte(parts[2]))
}
