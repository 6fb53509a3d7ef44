//! `image.composite`: one picture over another.

use crate::planes::colour_row;
use weft_plugin::prelude::*;

/// How colours mix.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Mode {
    /// The overlay covers the base
    #[default]
    Normal,
    /// Darker: shadows
    Multiply,
    /// Brighter: light
    Screen,
    /// More contrast, by the base
    Overlay,
    /// More contrast, gently
    SoftLight,
    /// More contrast, by the overlay
    HardLight,
    /// Sum
    Add,
    /// Difference of both, either way
    Difference,
    /// The darker of both
    Darken,
    /// The brighter of both
    Lighten,
}

/// Lays a picture over another one, with its transparency, a mask, and a way to mix colours.
///
/// The result is as large as the base. Where the base is transparent, the overlay shows as it is.
#[node(id = "image.composite", category = "Image/Combine", label = "Composite", pure, output = "image")]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn composite(
    call: &Call,
    /// Below
    base: &Image,
    /// Above
    overlay: &Image,
    /// Where the overlay shows; as large as the overlay or as the base
    mask: Option<&Mask>,
    /// How colours mix
    #[input(default = Mode::Normal, on_node)]
    mode: Mode,
    /// How much of the overlay counts
    #[input(default = 1.0, soft = 0.0..=1.0, hard = 0.0..=1.0, on_node)]
    opacity: f32,
    /// Left edge of the overlay
    #[input(default = 0, soft = -1024..=1024, unit = "px")]
    x: i32,
    /// Top edge of the overlay
    #[input(default = 0, soft = -1024..=1024, unit = "px")]
    y: i32,
) -> Result<ImageMut> {
    let mask_on_base = match mask {
        Some(mask) if (mask.width(), mask.height()) == (overlay.width(), overlay.height()) => false,
        Some(mask) if (mask.width(), mask.height()) == (base.width(), base.height()) => true,
        Some(mask) => {
            let (width, height) = (mask.width(), mask.height());
            return Err(Error::invalid(format!(
                "the mask of {width} × {height} fits neither the base nor the overlay"
            )));
        }
        None => false,
    };
    let colours = base.colours().max(overlay.colours());
    let channels = colours + u32::from(base.has_alpha());
    let mut out = call.image_for_overwrite(base.width(), base.height(), channels)?;
    // Columns of the base that the overlay covers.
    let first = x.clamp(0, base.width() as i32) as usize;
    let end = (i64::from(x) + i64::from(overlay.width())).clamp(first as i64, i64::from(base.width())) as usize;
    let shift = i64::from(x);
    out.fill_rows(call, |plane, base_y, row| {
        let is_alpha = plane == colours;
        let below = if is_alpha { base.row(base.channels() - 1, base_y) } else { colour_row(base, plane, base_y) };
        row.copy_from_slice(below);
        let over_y = i64::from(base_y) - i64::from(y);
        if over_y < 0 || over_y >= i64::from(overlay.height()) {
            return;
        }
        let over_y = over_y as u32;
        let over = colour_row(overlay, plane.min(2), over_y);
        let over_alpha = overlay.has_alpha().then(|| overlay.row(overlay.channels() - 1, over_y));
        let base_alpha = base.has_alpha().then(|| base.row(base.channels() - 1, base_y));
        let mask_row = mask.map(|mask| mask.row(0, if mask_on_base { base_y } else { over_y }));
        for at in first..end {
            let from = (at as i64 - shift) as usize;
            let masked = mask_row.map_or(1.0, |mask| mask[if mask_on_base { at } else { from }]);
            let above = over_alpha.map_or(1.0, |alpha| alpha[from]) * masked * opacity;
            let behind = base_alpha.map_or(1.0, |alpha| alpha[at]);
            let together = above + behind * (1.0 - above);
            row[at] = if is_alpha {
                together
            } else if together <= 0.0 {
                below[at]
            } else {
                let mixed = mix(mode, below[at], over[from]);
                let shown = above * (behind * mixed + (1.0 - behind) * over[from]) + (1.0 - above) * behind * below[at];
                shown / together
            };
        }
    })?;
    Ok(out)
}

/// One sample of the base and one of the overlay, as W3C's compositing says.
fn mix(mode: Mode, base: f32, over: f32) -> f32 {
    match mode {
        Mode::Normal => over,
        Mode::Multiply => base * over,
        Mode::Screen => base + over - base * over,
        Mode::Overlay => mix(Mode::HardLight, over, base),
        Mode::HardLight if over <= 0.5 => base * 2.0 * over,
        Mode::HardLight => mix(Mode::Screen, base, 2.0 * over - 1.0),
        Mode::SoftLight if over <= 0.5 => base - (1.0 - 2.0 * over) * base * (1.0 - base),
        Mode::SoftLight => {
            let root = if base <= 0.25 { ((16.0 * base - 12.0) * base + 4.0) * base } else { base.sqrt() };
            base + (2.0 * over - 1.0) * (root - base)
        }
        Mode::Add => base + over,
        Mode::Difference => (base - over).abs(),
        Mode::Darken => base.min(over),
        Mode::Lighten => base.max(over),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture, Run};

    fn over(base: Picture, overlay: Picture) -> Run<'static> {
        testing::run(&composite::KIND).image("base", base).image("overlay", overlay)
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&composite::KIND).check();
    }

    #[test]
    fn straight_alpha_is_mixed_as_porter_and_duff_say() {
        let run = over(Picture::flat(1, 1, [0.2, 0.4, 0.6, 0.5]), Picture::flat(1, 1, [1.0, 0.0, 0.5, 0.25]));
        let image = run.go().unwrap().image("image");
        let together = 0.25 + 0.5 * 0.75;
        for (plane, (below, above)) in [(0.2, 1.0), (0.4, 0.0), (0.6, 0.5)].into_iter().enumerate() {
            let expected: f32 = (0.25 * above + 0.75 * 0.5 * below) / together;
            assert!((image.at(0, 0, plane as u32) - expected).abs() < 1e-6);
        }
        assert!((image.at(0, 0, 3) - together).abs() < 1e-6);
    }

    #[test]
    fn modes_are_those_of_the_web() {
        let cases = [
            ("multiply", 0.12),
            ("screen", 0.58),
            ("overlay", 0.24),
            ("soft_light", 0.2688),
            ("hard_light", 0.24),
            ("add", 0.7),
            ("difference", 0.1),
            ("darken", 0.3),
            ("lighten", 0.4),
        ];
        for (mode, expected) in cases {
            let run = over(Picture::flat(1, 1, [0.3]), Picture::flat(1, 1, [0.4])).text("mode", mode);
            let made = run.go().unwrap().image("image").at(0, 0, 0);
            let expected = if mode == "soft_light" { 0.3 - 0.2 * 0.3 * 0.7 } else { expected };
            assert!((made - expected).abs() < 1e-6, "{mode}: {made} {expected}");
        }
    }

    #[test]
    fn the_overlay_may_lie_anywhere_also_outside() {
        for (x, y) in [(-3, 0), (3, 2), (100, 0), (0, -100), (i32::MIN, i32::MAX)] {
            let run =
                over(Picture::flat(4, 4, [0.0]), Picture::flat(4, 4, [1.0])).int("x", x.into()).int("y", y.into());
            let image = run.go().unwrap().image("image");
            for at_y in 0..4_i64 {
                for at_x in 0..4_i64 {
                    let inside = |at: i64, from: i32| (0..4).contains(&(at - i64::from(from)));
                    let expected = if inside(at_x, x) && inside(at_y, y) { 1.0 } else { 0.0 };
                    assert_eq!(image.at(at_x as u32, at_y as u32, 0), expected, "({x}, {y}) at ({at_x}, {at_y})");
                }
            }
        }
    }

    #[test]
    fn grey_and_colour_mix_and_a_mask_of_another_size_is_told() {
        let run = || over(Picture::flat(4, 4, [0.5]), Picture::flat(2, 2, [1.0, 0.0, 0.0]));
        let image = run().go().unwrap().image("image");
        assert_eq!((image.channels, image.at(0, 0, 1), image.at(3, 3, 1)), (3, 0.0, 0.5));
        let masked = run().mask("mask", Picture::flat(2, 2, [0.0])).go().unwrap().image("image");
        assert_eq!(masked.at(0, 0, 0), 0.5);
        let error = run().mask("mask", Picture::flat(3, 3, [0.0])).go().unwrap_err();
        assert!(error.to_string().contains("3 × 3"), "{error:?}");
    }
}
