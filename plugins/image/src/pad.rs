//! `image.pad`: more room around a picture.

use crate::outside::Outside;
use weft_planes::{resized_like, sides};
use weft_plugin::prelude::*;

/// Adds room around a picture.
#[node(id = "image.pad", category = "Image/Size", label = "Pad", pure, output(id = "image", ty = "image|mask"))]
pub(crate) fn pad(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// Room at the left
    #[input(default = 32, soft = 0..=1024, hard = 0..=65536, unit = "px")]
    left: u32,
    /// Room at the top
    #[input(default = 32, soft = 0..=1024, hard = 0..=65536, unit = "px")]
    top: u32,
    /// Room at the right
    #[input(default = 32, soft = 0..=1024, hard = 0..=65536, unit = "px")]
    right: u32,
    /// Room at the bottom
    #[input(default = 32, soft = 0..=1024, hard = 0..=65536, unit = "px")]
    bottom: u32,
    /// What the room is filled with
    #[input(default = Outside::Empty)]
    fill: Outside,
    /// The colour of empty room
    #[input(default = "#000000")]
    color: Color,
) -> Result<ImageMut> {
    let (width, height, colours) = (image.width(), image.height(), image.colours());
    let wide = |side: u32, more: [u32; 2]| f64::from(side) + f64::from(more[0]) + f64::from(more[1]);
    let size = sides(wide(width, [left, right]), wide(height, [top, bottom]))?;
    let mut out = resized_like(call, image, size)?;
    let border = fill.border();
    // Where each column of the result comes from: the same for all rows.
    let columns: Vec<Option<usize>> =
        (0..out.width()).map(|x| border.place(x as isize - left as isize, width as usize)).collect();
    let empty = |plane: u32| match (plane < colours, colours) {
        (true, 1) => color.luma(),
        (true, _) => color.rgba[plane as usize],
        (false, _) => color.rgba[3],
    };
    out.fill_rows(call, |plane, y, row| match border.place(y as isize - top as isize, height as usize) {
        None => row.fill(empty(plane)),
        Some(from_y) => {
            let from = image.row(plane, from_y as u32);
            row.iter_mut().zip(&columns).for_each(|(to, from_x)| *to = from_x.map_or(empty(plane), |x| from[x]));
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
        testing::validate(&pad::KIND).check();
    }

    #[test]
    fn each_filling_continues_the_picture_in_its_way() {
        let filled = |fill: &str| {
            let row = Picture::new(3, 1, 1, |x, _, _| (x + 1) as f32);
            let run = testing::run(&pad::KIND)
                .image("image", row)
                .int("left", 2)
                .int("right", 2)
                .int("top", 0)
                .int("bottom", 0);
            run.text("fill", fill).go().unwrap().image("image").plane(0).to_vec()
        };
        assert_eq!(filled("empty"), [0.0, 0.0, 1.0, 2.0, 3.0, 0.0, 0.0]);
        assert_eq!(filled("edge"), [1.0, 1.0, 1.0, 2.0, 3.0, 3.0, 3.0]);
        assert_eq!(filled("mirror"), [3.0, 2.0, 1.0, 2.0, 3.0, 2.0, 1.0]);
    }
}
