//! `blend.retouch`: other colours, other light or less texture in a part, without a seam.

use weft_kernels::local_change::{LocalChange, change_locally};
use weft_kernels::seamless_clone::Levels;
use weft_planes::{alpha, fitted, planes_mut, reporting, rgb};
use weft_plugin::prelude::*;

/// What is changed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Change {
    /// Its colours
    #[default]
    Color,
    /// Its light: highlights and deep shadows are evened out
    Light,
    /// Its texture: only clear edges stay
    Texture,
}

/// Changes colour, light or texture of what a mask selects, and lets it flow into what is around.
#[node(id = "blend.retouch", category = "Image/Combine", label = "Retouch", pure, output = "image")]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn retouch(
    call: &Call,
    image: &Image,
    /// What is changed; of another size, it is stretched
    mask: &Mask,
    /// What is changed
    #[input(default = Change::Color, on_node)]
    change: Change,
    /// Factor for red, if colours are changed
    #[input(default = 1.0, soft = 0.0..=2.5, hard = 0.0..=100.0, unit = "×")]
    red: f32,
    /// Factor for green, if colours are changed
    #[input(default = 1.0, soft = 0.0..=2.5, hard = 0.0..=100.0, unit = "×")]
    green: f32,
    /// Factor for blue, if colours are changed
    #[input(default = 1.0, soft = 0.0..=2.5, hard = 0.0..=100.0, unit = "×")]
    blue: f32,
    /// How strongly light is evened out
    #[input(default = 0.4, soft = 0.0..=1.0, hard = 0.0..=2.0)]
    evenness: f32,
    /// Weaker edges than this go, if texture is changed; in 255ths
    #[input(default = 45.0, soft = 0.0..=255.0, hard = 0.0..)]
    edges: f32,
) -> Result<ImageMut> {
    let change = match change {
        Change::Color => LocalChange::Colour([red, green, blue]),
        Change::Light => LocalChange::Illumination { alpha: 0.2, beta: evenness },
        Change::Texture => LocalChange::Flatten { low: edges * 2.0 / 3.0, high: edges, aperture: 3 },
    };
    let mask = fitted(&call.sub(0.0..0.1), mask, image)?;
    let mut out = call.image_for_overwrite(image.width(), image.height(), 3 + u32::from(image.has_alpha()))?;
    let mut to = planes_mut(&mut out);
    if let Some(alpha) = alpha(image) {
        to[3].copy_from(alpha);
    }
    reporting(&call.sub(0.1..1.0), |progress| {
        change_locally(&rgb(image), mask.view(), &mut to[..3], &change, Levels::Continuous, progress)
    })?;
    drop(to);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture, Run};

    fn spot() -> Picture {
        Picture::new(40, 30, 3, |x, y, _| if (16..24).contains(&x) && (11..19).contains(&y) { 0.6 } else { 0.3 })
    }

    fn run(change: &str) -> Run<'static> {
        let mask =
            Picture::new(40, 30, 1, |x, y, _| if (8..32).contains(&x) && (5..25).contains(&y) { 1.0 } else { 0.0 });
        testing::run(&retouch::KIND).image("image", spot()).mask("mask", mask).text("change", change)
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&retouch::KIND).check();
    }

    #[test]
    fn red_is_doubled_in_the_part_and_flows_into_what_is_around() {
        let image = run("color").float("red", 2.0).go().unwrap().image("image");
        assert!((image.at(20, 15, 0) - 0.9).abs() < 5e-3, "{}", image.at(20, 15, 0));
        assert!((image.at(20, 15, 1) - 0.6).abs() < 5e-3 && (image.at(10, 8, 0) - 0.3).abs() < 5e-3);
    }

    #[test]
    fn texture_without_clear_edges_goes() {
        let image = run("texture").float("edges", 5000.0).go().unwrap().image("image");
        assert!(image.difference(&Picture::flat(40, 30, [0.3, 0.3, 0.3])) < 5e-3);
    }

    #[test]
    fn an_empty_mask_changes_nothing() {
        let run = run("light").mask("mask", Picture::flat(3, 3, [0.0]));
        assert!(run.go().unwrap().image("image").difference(&spot()) < 1e-6);
    }
}
