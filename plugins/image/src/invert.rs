//! `image.invert`: a negative.

use crate::samples::each_sample;
use weft_plugin::prelude::*;

/// Makes a negative. Transparency stays.
#[node(
    id = "image.invert",
    category = "Image/Colour",
    label = "Invert",
    pure,
    local(halo = 0),
    output(id = "image", ty = "image|mask"),
    wgsl = "fn f(v: vec4f, p: P) -> vec4f { return vec4f(1.0 - v.rgb, v.a); }"
)]
pub(crate) fn invert(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
) -> Result<ImageMut> {
    each_sample(call, image, |sample| 1.0 - sample)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&invert::KIND).check();
    }

    #[test]
    fn dark_becomes_bright_and_alpha_stays() {
        let image =
            testing::run(&invert::KIND).image("image", Picture::flat(2, 2, [0.25, 0.5])).go().unwrap().image("image");
        assert_eq!(image, Picture::flat(2, 2, [0.75, 0.5]));
    }
}
