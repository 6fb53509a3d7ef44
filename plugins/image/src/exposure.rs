//! `image.exposure`: more or less light, as a camera would have let in.

use crate::samples::each_sample;
use weft_plugin::prelude::*;

/// Gives a picture more or less light, as a longer or shorter exposure would. Transparency stays.
#[node(
    id = "image.exposure",
    category = "Image/Colour",
    label = "Exposure",
    pure,
    local(halo = 0),
    output = "image",
    wgsl = include_str!("exposure.wgsl")
)]
pub(crate) fn exposure(
    call: &Call,
    /// The picture
    image: &Image,
    /// Each stop doubles the light
    #[input(default = 0.0, soft = -3.0..=3.0, hard = -20.0..=20.0, step = 0.05, unit = "stops", on_node)]
    stops: f32,
) -> Result<ImageMut> {
    let factor = stops.exp2();
    // Light below nothing is a mirror of light: what was out of range before is not lost.
    each_sample(call, image, |sample| code_of(light_of(sample.abs()) * factor).copysign(sample))
}

fn light_of(code: f32) -> f32 {
    if code <= 0.04045 { code / 12.92 } else { ((code + 0.055) / 1.055).powf(2.4) }
}

fn code_of(light: f32) -> f32 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&exposure::KIND).check();
    }

    #[test]
    fn a_stop_doubles_the_light() {
        let exposed = |sample: f32, stops: f64| {
            let run =
                testing::run(&exposure::KIND).image("image", Picture::flat(1, 1, [sample, 0.5])).float("stops", stops);
            let image = run.go().unwrap().image("image");
            assert_eq!(image.at(0, 0, 1), 0.5);
            image.at(0, 0, 0)
        };
        for sample in [-0.5, 0.0, 0.01, 0.3, 1.0, 2.0] {
            assert!((exposed(sample, 0.0) - sample).abs() < 1e-5);
            assert!((exposed(exposed(sample, 1.5), -1.5) - sample).abs() < 1e-5);
        }
        // Half of the light of white is the code value 188.
        assert!((exposed(1.0, -1.0) * 255.0 - 187.5).abs() < 0.1);
    }
}
