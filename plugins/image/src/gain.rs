//! `image.gain`: brighter or darker.

use crate::samples::each_sample;
use weft_plugin::prelude::*;

/// Multiplies colours, then adds. Transparency stays.
#[node(
    id = "image.gain",
    category = "Image/Colour",
    label = "Gain",
    pure,
    local(halo = 0),
    output(id = "image", ty = "image|mask"),
    wgsl = "fn f(v: vec4f, p: P) -> vec4f { return vec4f(v.rgb * p.gain + p.offset, v.a); }"
)]
pub(crate) fn gain(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// 1 leaves the picture as it is
    #[input(default = 1.0, soft = 0.0..=4.0, unit = "×", on_node)]
    gain: f32,
    /// Added afterwards
    #[input(default = 0.0, soft = -1.0..=1.0)]
    offset: f32,
) -> Result<ImageMut> {
    each_sample(call, image, |sample| sample * gain + offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&gain::KIND).check();
    }

    #[test]
    fn colours_are_multiplied_and_alpha_stays() {
        let run = testing::run(&gain::KIND).image("image", Picture::flat(3, 3, [0.1, 0.2, 0.3, 0.5]));
        let image = run.float("gain", 2.0).float("offset", 0.125).go().unwrap().image("image");
        assert!(image.difference(&Picture::flat(3, 3, [0.325, 0.525, 0.725, 0.5])) < 1e-6);
    }
}
