//! `image.mask`: a mask from what a picture shows.

use crate::samples::{colour_row, luma};
use weft_plugin::prelude::*;

/// What becomes white.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum What {
    /// What is bright
    #[default]
    Bright,
    /// What is dark
    Dark,
    /// What is opaque
    Opaque,
    /// What is red
    Red,
    /// What is green
    Green,
    /// What is blue
    Blue,
}

/// Makes a mask from a picture: what is bright, opaque, or of one colour.
#[node(
    id = "image.mask",
    category = "Image/Planes",
    label = "Mask from image",
    pure,
    local(halo = 0),
    output = "mask",
    wgsl = include_str!("mask.wgsl")
)]
pub(crate) fn mask(
    call: &Call,
    /// The picture
    image: &Image,
    /// What becomes white
    #[input(default = What::Bright, on_node)]
    what: What,
) -> Result<MaskMut> {
    let mut out = call.mask_like(image)?;
    out.fill_rows(call, |_, y, row| {
        let [red, green, blue] = [0, 1, 2].map(|colour| colour_row(image, colour, y));
        match what {
            What::Opaque if image.has_alpha() => row.copy_from_slice(image.row(image.channels() - 1, y)),
            What::Opaque => row.fill(1.0),
            What::Red => row.copy_from_slice(red),
            What::Green => row.copy_from_slice(green),
            What::Blue => row.copy_from_slice(blue),
            What::Bright | What::Dark => {
                for (x, sample) in row.iter_mut().enumerate() {
                    let bright = luma(red[x], green[x], blue[x]);
                    *sample = if what == What::Dark { 1.0 - bright } else { bright };
                }
            }
        }
    })?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&mask::KIND).check();
    }

    #[test]
    fn each_choice_looks_at_its_own() {
        let made = |what: &str| {
            let picture = Picture::flat(2, 1, [1.0, 0.5, 0.0, 0.25]);
            testing::run(&mask::KIND).image("image", picture).text("what", what).go().unwrap().image("mask").at(0, 0, 0)
        };
        assert_eq!([made("red"), made("green"), made("blue"), made("opaque")], [1.0, 0.5, 0.0, 0.25]);
        assert!((made("bright") - 0.5702).abs() < 1e-4 && (made("bright") + made("dark") - 1.0).abs() < 1e-6);
    }
}
