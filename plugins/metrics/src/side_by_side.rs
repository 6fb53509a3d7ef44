//! `metrics.side_by_side`: two pictures beside each other.

use weft_kernels::resize::{Resampler, resize, resize_straight_alpha};
use weft_planes::{planes, planes_mut, reporting, resized_like, sides};
use weft_plugin::prelude::*;

/// How pictures are laid.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Lay {
    /// The second to the right of the first, as high as it
    #[default]
    Row,
    /// The second below the first, as wide as it
    Column,
}

/// Lays two pictures beside each other; the second one gets the height, or the width, of the first.
#[node(id = "metrics.side_by_side", category = "Metrics", label = "Side by side", pure, output = "image")]
pub(crate) fn side_by_side(
    call: &Call,
    first: &Image,
    second: &Image,
    /// How they are laid
    #[input(default = Lay::Row, on_node)]
    lay: Lay,
    /// What is left free between them
    #[input(default = 8, soft = 0..=64, hard = 0..=4096, unit = "px")]
    gap: u32,
    /// What shows in the gap
    #[input(default = "#ffffff")]
    color: Color,
) -> Result<ImageMut> {
    let second = &stretched(&call.sub(0.0..0.6), second, first, lay)?;
    let across = |first: u32, second: u32| f64::from(first) + f64::from(gap) + f64::from(second);
    let (width, height, at) = match lay {
        Lay::Row => (across(first.width(), second.width()), first.height().into(), [first.width() + gap, 0]),
        Lay::Column => (first.width().into(), across(first.height(), second.height()), [0, first.height() + gap]),
    };
    let (width, height) = sides(width, height)?;
    let colours = first.colours().max(second.colours());
    let has_alpha = first.has_alpha() || second.has_alpha() || color.rgba[3] < 1.0;
    let mut out = call.image_for_overwrite(width, height, colours + u32::from(has_alpha))?;
    out.fill_rows(&call.sub(0.6..1.0), |plane, y, row| {
        let background = match plane {
            alpha if alpha == colours => color.rgba[3],
            _ if colours == 1 => color.luma(),
            colour => color.rgba[colour as usize],
        };
        row.fill(background);
        for (image, [left, top]) in [(first, [0, 0]), (second, at)] {
            if y < top || y - top >= image.height() {
                continue;
            }
            let part = &mut row[left as usize..][..image.width() as usize];
            match plane {
                alpha if alpha == colours && image.has_alpha() => {
                    part.copy_from_slice(image.row(image.channels() - 1, y - top));
                }
                alpha if alpha == colours => part.fill(1.0),
                _ if image.colours() == 1 => part.copy_from_slice(image.row(0, y - top)),
                colour => part.copy_from_slice(image.row(colour, y - top)),
            }
        }
    })?;
    Ok(out)
}

fn stretched(call: &Call, image: &Image, like: &Image, lay: Lay) -> Result<Image> {
    let factor = match lay {
        Lay::Row => f64::from(like.height()) / f64::from(image.height()),
        Lay::Column => f64::from(like.width()) / f64::from(image.width()),
    };
    if factor == 1.0 {
        return Ok(image.clone());
    }
    let size = sides(f64::from(image.width()) * factor, f64::from(image.height()) * factor)?;
    let mut out = resized_like(call, image, size)?;
    reporting(call, |progress| {
        let (from, mut to) = (planes(image), planes_mut(&mut out));
        let kernel = if image.has_alpha() { resize_straight_alpha } else { resize };
        kernel(&from, &mut to, Resampler::PillowLanczos, progress)
    })?;
    Ok(out.done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&side_by_side::KIND).check();
    }

    #[test]
    fn the_second_gets_the_height_of_the_first() {
        let run = testing::run(&side_by_side::KIND).image("first", Picture::flat(6, 4, [0.25])).int("gap", 2);
        let run = run.image("second", Picture::flat(4, 8, [1.0, 0.0, 0.0]));
        let image = run.clone().go().unwrap().image("image");
        assert_eq!((image.width, image.height, image.channels), (6 + 2 + 2, 4, 3));
        assert_eq!([image.at(5, 3, 1), image.at(6, 3, 1), image.at(8, 3, 1)], [0.25, 1.0, 0.0]);
        let column = run.text("lay", "column").go().unwrap().image("image");
        assert_eq!((column.width, column.height), (6, 4 + 2 + 12));
        assert!((column.at(3, 10, 0) - 1.0).abs() < 1e-5);
    }

    #[test]
    fn what_is_opaque_stays_opaque_beside_what_is_not() {
        let run = testing::run(&side_by_side::KIND).image("first", Picture::flat(2, 2, [0.5]));
        let image = run.image("second", Picture::flat(2, 2, [0.5, 0.25])).int("gap", 0).go().unwrap().image("image");
        assert_eq!((image.channels, image.at(0, 0, 1), image.at(3, 0, 1)), (2, 1.0, 0.25));
    }
}
