//! `image.convert`: other planes, or other meaning.

use crate::samples::{colour_row, luma};
use weft_plugin::prelude::*;

/// Which planes a picture has.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Planes {
    /// Red, green and blue
    #[default]
    Colour,
    /// Red, green, blue and transparency
    ColourAndAlpha,
    /// One plane
    Grey,
    /// One plane and transparency
    GreyAndAlpha,
}

/// What its numbers mean.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Meaning {
    /// As before
    #[default]
    Same,
    /// Colours
    Colours,
    /// Distances, directions, labels: no colours
    Data,
}

/// Gives a picture other planes: colour, grey, with transparency or without.
#[node(id = "image.convert", category = "Image/Planes", label = "Convert", pure, local(halo = 0), output = "image")]
pub(crate) fn convert(
    call: &Call,
    /// The picture
    image: &Image,
    /// Which planes it gets
    #[input(default = Planes::Colour, on_node)]
    planes: Planes,
    /// What shows where transparency is taken away; its own transparency: the hidden colour of the picture
    #[input(default = "#ffffff")]
    background: Color,
    /// What its numbers mean
    #[input(default = Meaning::Same, advanced)]
    meaning: Meaning,
) -> Result<ImageMut> {
    let (colours, alpha) = match planes {
        Planes::Colour => (3, false),
        Planes::ColourAndAlpha => (3, true),
        Planes::Grey => (1, false),
        Planes::GreyAndAlpha => (1, true),
    };
    let is_data = match meaning {
        Meaning::Same => image.colour() == Colour::Data,
        Meaning::Colours => false,
        Meaning::Data => true,
    };
    let (width, height, channels) = (image.width(), image.height(), colours + u32::from(alpha));
    let mut out = if is_data {
        call.data_image(width, height, channels)?
    } else {
        call.image_for_overwrite(width, height, channels)?
    };
    let shown = background.rgba[3];
    out.fill_rows(call, |plane, y, row| {
        let from_alpha = image.has_alpha().then(|| image.row(image.channels() - 1, y));
        if plane == colours {
            match from_alpha {
                Some(from) => row.copy_from_slice(from),
                None => row.fill(1.0),
            }
            return;
        }
        if colours == 1 && image.colours() == 3 {
            let [red, green, blue] = [0, 1, 2].map(|colour| colour_row(image, colour, y));
            row.iter_mut().enumerate().for_each(|(x, to)| *to = luma(red[x], green[x], blue[x]));
        } else {
            row.copy_from_slice(colour_row(image, plane, y));
        }
        let (Some(opaque), false) = (from_alpha, alpha) else { return };
        let behind = if colours == 1 { background.luma() } else { background.rgba[plane as usize] };
        for (to, opaque) in row.iter_mut().zip(opaque) {
            *to += (behind - *to) * shown * (1.0 - opaque);
        }
    })?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    fn converted(picture: Picture, planes: &str, background: [f32; 4]) -> Picture {
        let run = testing::run(&convert::KIND).image("image", picture).text("planes", planes);
        run.color("background", Color { rgba: background }).go().unwrap().image("image")
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&convert::KIND).check();
        testing::validate(&convert::KIND).set("planes", "grey_and_alpha").set("meaning", "data").check();
    }

    #[test]
    fn planes_come_and_go() {
        let white = [1.0; 4];
        let half = Picture::flat(1, 1, [0.2, 0.4, 0.6, 0.5]);
        assert!(converted(half.clone(), "colour", white).difference(&Picture::flat(1, 1, [0.6, 0.7, 0.8])) < 1e-6);
        let hidden = converted(half.clone(), "colour", [0.0; 4]);
        assert_eq!(hidden, Picture::flat(1, 1, [0.2, 0.4, 0.6]), "a background that is transparent does not show");
        assert_eq!(converted(half.clone(), "colour_and_alpha", white), half);
        assert_eq!(
            converted(Picture::flat(1, 1, [0.3]), "colour_and_alpha", white),
            Picture::flat(1, 1, [0.3, 0.3, 0.3, 1.0])
        );
        let grey = converted(half, "grey_and_alpha", white);
        assert!(
            (grey.at(0, 0, 0) - (0.2126 * 0.2 + 0.7152 * 0.4 + 0.0722 * 0.6)).abs() < 1e-6 && grey.at(0, 0, 1) == 0.5
        );
    }
}
