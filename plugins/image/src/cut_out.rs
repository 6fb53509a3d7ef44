//! `image.cut_out`: a mask becomes transparency.

use crate::samples::colour_row;
use weft_plugin::prelude::*;

/// What becomes of transparency that is there already.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Old {
    /// Only what both show is seen
    #[default]
    Multiply,
    /// The mask replaces it
    Replace,
}

/// Makes everything outside of a mask transparent.
#[node(id = "image.cut_out", category = "Image/Planes", label = "Cut out", pure, local(halo = 0), output = "image")]
pub(crate) fn cut_out(
    call: &Call,
    /// The picture
    image: &Image,
    /// What stays, in white
    mask: &Mask,
    /// What becomes of transparency that is there already
    #[input(default = Old::Multiply)]
    old: Old,
) -> Result<ImageMut> {
    let (width, height, colours) = (image.width(), image.height(), image.colours());
    if (mask.width(), mask.height()) != (width, height) {
        bail!(
            "the mask is {} × {}, but the picture is {width} × {height}; resize one of them first",
            mask.width(),
            mask.height()
        );
    }
    let mut out = call.image_for_overwrite(width, height, colours + 1)?;
    out.fill_rows(call, |plane, y, row| {
        if plane < colours {
            return row.copy_from_slice(colour_row(image, plane, y));
        }
        row.copy_from_slice(mask.row(0, y));
        if image.has_alpha() && old == Old::Multiply {
            row.iter_mut().zip(image.row(colours, y)).for_each(|(to, alpha)| *to *= alpha);
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
        testing::validate(&cut_out::KIND).check();
    }

    #[test]
    fn a_mask_becomes_transparency() {
        let cut = |picture: Picture, old: &str| {
            let run = testing::run(&cut_out::KIND).image("image", picture).mask("mask", Picture::flat(2, 2, [0.5]));
            run.text("old", old).go().unwrap().image("image")
        };
        assert_eq!(cut(Picture::flat(2, 2, [0.1, 0.2, 0.3]), "multiply"), Picture::flat(2, 2, [0.1, 0.2, 0.3, 0.5]));
        assert_eq!(cut(Picture::flat(2, 2, [0.1, 0.5]), "multiply"), Picture::flat(2, 2, [0.1, 0.25]));
        assert_eq!(cut(Picture::flat(2, 2, [0.1, 0.5]), "replace"), Picture::flat(2, 2, [0.1, 0.5]));
        let run = testing::run(&cut_out::KIND).image("image", Picture::flat(3, 2, [0.1]));
        let error = run.mask("mask", Picture::flat(2, 2, [0.5])).go().unwrap_err().to_string();
        assert_eq!(error, "the mask is 2 × 2, but the picture is 3 × 2; resize one of them first");
    }
}
