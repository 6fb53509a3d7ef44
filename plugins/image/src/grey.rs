//! `image.grey`: without colour.

use crate::samples::{colour_row, luma};
use weft_plugin::prelude::*;

/// How colours weigh.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Weights {
    /// As on a screen (Rec. 709)
    #[default]
    #[choice(key = "rec709", label = "Rec. 709")]
    Rec709,
    /// As in OpenCV and old television (Rec. 601)
    #[choice(key = "rec601", label = "Rec. 601")]
    Rec601,
    /// The mean of all three
    Mean,
}

/// Takes the colour out of a picture. Transparency stays.
#[node(
    id = "image.grey",
    category = "Image/Colour",
    label = "Grey",
    pure,
    local(halo = 0),
    output = "image",
    wgsl = include_str!("grey.wgsl")
)]
pub(crate) fn grey(
    call: &Call,
    /// The picture
    image: &Image,
    /// How colours weigh
    #[input(default = Weights::Rec709)]
    weights: Weights,
) -> Result<ImageMut> {
    let mut out = call.image_for_overwrite(image.width(), image.height(), if image.has_alpha() { 2 } else { 1 })?;
    out.fill_rows(call, |plane, y, row| {
        if plane == 1 {
            return row.copy_from_slice(image.row(image.channels() - 1, y));
        }
        let [red, green, blue] = [0, 1, 2].map(|colour| colour_row(image, colour, y));
        for (x, sample) in row.iter_mut().enumerate() {
            let (r, g, b) = (red[x], green[x], blue[x]);
            *sample = match weights {
                Weights::Rec709 => luma(r, g, b),
                Weights::Rec601 => 0.299 * r + 0.587 * g + 0.114 * b,
                Weights::Mean => (r + g + b) / 3.0,
            };
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
        testing::validate(&grey::KIND).check();
    }

    #[test]
    fn grey_stays_grey_and_weights_differ() {
        let made = |picture: Picture, weights: &str| {
            testing::run(&grey::KIND).image("image", picture).text("weights", weights).go().unwrap().image("image")
        };
        assert!((made(Picture::flat(2, 2, [0.4, 0.4, 0.4]), "rec601").at(0, 0, 0) - 0.4).abs() < 1e-6);
        let red = || Picture::flat(2, 2, [1.0, 0.0, 0.0, 0.5]);
        assert_eq!(made(red(), "rec709").at(0, 0, 0), 0.2126);
        assert_eq!([made(red(), "rec601").at(0, 0, 0), made(red(), "rec601").at(0, 0, 1)], [0.299, 0.5]);
    }
}
