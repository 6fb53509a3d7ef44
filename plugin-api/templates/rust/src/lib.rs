//! {{label}}: a plugin for Weft.
#![forbid(unsafe_code)]

use weft_plugin::prelude::*;

/// Darkens an image towards its edges.
#[node(id = "{{id}}.vignette", version = 1, category = "Image/Stylise", pure)]
fn vignette(
    call: &Call,
    image: &Image,
    /// How dark the corners get
    #[input(default = 0.5, soft = 0.0..=1.0, hard = 0.0..)]
    strength: f32,
) -> Result<ImageMut> {
    let mut out = call.image_like_for_overwrite(image)?;
    out.fill_rows(call, |plane, y, row| {
        let dy = 2.0 * y as f32 / image.height() as f32 - 1.0;
        for (x, (to, from)) in row.iter_mut().zip(image.row(plane, y)).enumerate() {
            let dx = 2.0 * x as f32 / image.width() as f32 - 1.0;
            let light = 1.0 - strength * (dx * dx + dy * dy).sqrt();
            *to = if plane < image.colours() { from * light.max(0.0) } else { *from };
        }
    })?;
    Ok(out)
}

plugin! { id: "{{id}}", label: "{{label}}", vendor: "{{vendor}}", license: "MIT", kinds: [vignette] }
#[cfg(test)]
mod tests;
