//! `image.split`: each plane as a mask of its own.

use crate::samples::colour_row;
use weft_plugin::prelude::*;

#[derive(Outputs)]
pub(crate) struct Planes {
    /// The red plane; of a grey picture, the grey one
    red: Mask,
    /// The green plane; of a grey picture, the grey one
    green: Mask,
    /// The blue plane; of a grey picture, the grey one
    blue: Mask,
    /// What is opaque; white all over where the picture has no transparency
    alpha: Mask,
}

/// Takes a picture apart into its planes.
#[node(id = "image.split", category = "Image/Planes", label = "Split planes", pure)]
pub(crate) fn split(call: &Call, image: &Image) -> Result<Planes> {
    let plane = |colour: u32| -> Result<Mask> {
        let mut mask = call.mask_like(image)?;
        mask.fill_rows(call, |_, y, row| match (colour, image.has_alpha()) {
            (3, true) => row.copy_from_slice(image.row(image.channels() - 1, y)),
            (3, false) => row.fill(1.0),
            _ => row.copy_from_slice(colour_row(image, colour, y)),
        })?;
        Ok(mask.done())
    };
    Ok(Planes { red: plane(0)?, green: plane(1)?, blue: plane(2)?, alpha: plane(3)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&split::KIND).check();
    }

    #[test]
    fn grey_stands_for_all_colours_and_opaque_for_no_alpha() {
        let done = testing::run(&split::KIND).image("image", Picture::flat(2, 2, [0.3])).go().unwrap();
        assert_eq!(
            [done.image("red").at(0, 0, 0), done.image("blue").at(1, 1, 0), done.image("alpha").at(0, 0, 0)],
            [0.3, 0.3, 1.0]
        );
        let done = testing::run(&split::KIND).image("image", Picture::flat(2, 2, [0.1, 0.2, 0.3, 0.4])).go().unwrap();
        assert_eq!([done.image("green").at(0, 0, 0), done.image("alpha").at(1, 1, 0)], [0.2, 0.4]);
    }
}
