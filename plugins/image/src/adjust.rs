//! `image.adjust`: brightness, contrast, saturation, hue.

use crate::samples::{colour_row, luma};
use weft_plugin::prelude::*;

/// Changes brightness, contrast, saturation, warmth and hue. Transparency stays.
#[node(
    id = "image.adjust",
    category = "Image/Colour",
    label = "Adjust",
    pure,
    local(halo = 0),
    output = "image",
    wgsl = include_str!("adjust.wgsl")
)]
pub(crate) fn adjust(
    call: &Call,
    /// The picture
    image: &Image,
    /// Added to all colours
    #[input(default = 0.0, soft = -0.5..=0.5, on_node)]
    brightness: f32,
    /// Around the middle grey; 0 leaves it
    #[input(default = 0.0, soft = -1.0..=1.0, hard = -1.0..=10.0, on_node)]
    contrast: f32,
    /// −1 takes all colour away, 0 leaves it
    #[input(default = 0.0, soft = -1.0..=1.0, hard = -1.0..=10.0, on_node)]
    saturation: f32,
    /// Above 0: towards orange; below: towards blue
    #[input(default = 0.0, soft = -1.0..=1.0)]
    warmth: f32,
    /// Turns all colours around the colour circle
    #[input(default = 0.0, soft = -180.0..=180.0, unit = "°")]
    hue: f32,
) -> Result<ImageMut> {
    let turn = hue_matrix(hue);
    if image.colours() == 1 {
        return crate::samples::each_sample(call, image, |sample| (sample - 0.5) * (1.0 + contrast) + 0.5 + brightness);
    }
    let mut out = call.image_like_for_overwrite(image)?;
    out.fill_rows(call, |plane, y, row| {
        if plane == 3 {
            return row.copy_from_slice(image.row(3, y));
        }
        let [red, green, blue] = [0, 1, 2].map(|colour| colour_row(image, colour, y));
        let weights = turn[plane as usize];
        let warm = [0.1, 0.0, -0.1][plane as usize] * warmth;
        for (x, sample) in row.iter_mut().enumerate() {
            let turned = weights[0] * red[x] + weights[1] * green[x] + weights[2] * blue[x];
            // The matrix keeps brightness, so that of the source is that of the result.
            let bright = luma(red[x], green[x], blue[x]);
            let coloured = bright + (turned - bright) * (1.0 + saturation) + warm;
            *sample = (coloured - 0.5) * (1.0 + contrast) + 0.5 + brightness;
        }
    })?;
    Ok(out)
}

/// Turns colours around the grey axis without changing their brightness (the matrix of SVG's `hueRotate`).
fn hue_matrix(degrees: f32) -> [[f32; 3]; 3] {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (r, g, b) = (0.2126, 0.7152, 0.0722);
    [
        [r + cos * (1.0 - r) - sin * r, g - cos * g - sin * g, b - cos * b + sin * (1.0 - b)],
        [r - cos * r + sin * 0.143, g + cos * (1.0 - g) + sin * 0.14, b - cos * b - sin * 0.283],
        [r - cos * r - sin * (1.0 - r), g - cos * g + sin * g, b + cos * (1.0 - b) + sin * b],
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture, Run};

    fn on(pixel: [f32; 3]) -> Run<'static> {
        testing::run(&adjust::KIND).image("image", Picture::flat(2, 2, pixel))
    }

    fn pixel(run: Run<'static>) -> [f32; 3] {
        let image = run.go().unwrap().image("image");
        [0, 1, 2].map(|plane| image.at(0, 0, plane))
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&adjust::KIND).check();
    }

    #[test]
    fn nothing_set_changes_nothing() {
        for (made, expected) in pixel(on([0.2, 0.5, 0.9])).into_iter().zip([0.2, 0.5, 0.9]) {
            assert!((made - expected).abs() < 1e-6, "{made} {expected}");
        }
    }

    #[test]
    fn no_saturation_is_grey_of_the_same_brightness() {
        let [red, green, blue] = pixel(on([0.2, 0.5, 0.9]).float("saturation", -1.0));
        assert!((red - luma(0.2, 0.5, 0.9)).abs() < 1e-6 && (red - green).abs() < 1e-6 && (green - blue).abs() < 1e-6);
    }

    #[test]
    fn a_full_turn_of_hue_comes_back_and_grey_has_none() {
        for (made, expected) in pixel(on([0.2, 0.5, 0.9]).float("hue", 360.0)).into_iter().zip([0.2, 0.5, 0.9]) {
            assert!((made - expected).abs() < 1e-4, "{made} {expected}");
        }
        for made in pixel(on([0.4, 0.4, 0.4]).float("hue", 77.0)) {
            assert!((made - 0.4).abs() < 1e-3, "{made}");
        }
    }
}
