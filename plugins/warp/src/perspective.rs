//! `warp.perspective`: a page that was photographed at an angle, straightened, or a picture put on a wall.

use crate::between::{Between, Outside, pixels, size_or, warp};
use weft_kernels::warp::{Affine, Perspective, warp_perspective};
use weft_planes::{moved, parts, sides};
use weft_plugin::prelude::*;

/// Which way.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Way {
    /// What lies between the corners becomes the picture
    #[default]
    Straighten,
    /// The picture goes between the corners
    Place,
}

/// A picture in another perspective.
#[derive(Outputs)]
pub(crate) struct Seen {
    /// The picture, moved
    #[output(ty = "image|mask")]
    image: Image,
    /// Three rows of three numbers: where a pixel of the picture went
    matrix: Tensor,
}

/// Straightens what was photographed at an angle, or puts a picture on a slanted plane. Without corners nothing moves.
#[node(id = "warp.perspective", category = "Image/Move", label = "Perspective", pure, gpu)]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn perspective(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// Four corners: upper left, upper right, lower right, lower left
    corners: &Points,
    /// Which way
    #[input(default = Way::Straighten, on_node)]
    way: Way,
    /// Width of the result; 0: from the corners, or as the picture
    #[input(default = 0, soft = 0..=4096, hard = 0..=65536, unit = "px")]
    width: u32,
    /// Height of the result; 0: from the corners, or as the picture
    #[input(default = 0, soft = 0..=4096, hard = 0..=65536, unit = "px")]
    height: u32,
    /// How a colour between pixels is made
    #[input(default = Between::Linear)]
    between: Between,
    /// What lies beyond the edge
    #[input(default = Outside::Empty)]
    fill: Outside,
) -> Result<Seen> {
    let whole = (image.width(), image.height());
    let (size, matrix) = match corners.0[..] {
        [] => (size_or(image, width, height)?, Affine::IDENTITY.into()),
        [a, b, c, d] => {
            let corners = [a, b, c, d];
            let size = match way {
                Way::Straighten => size_between(&pixels(&corners, whole), width, height)?,
                Way::Place => size_or(image, width, height)?,
            };
            (size, matrix_of(corners, way, whole, size)?)
        }
        _ => bail!("four corners are needed, but there are {}", corners.0.len()),
    };
    let warp = warp(between, fill);
    let image = match parts::warped(call, image, size, (&matrix).into(), &warp)? {
        Some(made) => made,
        None => {
            moved(call, image, size, |from, to, progress| warp_perspective(from, to, &matrix, &warp, progress))?.done()
        }
    };
    Ok(Seen { image, matrix: call.tensor_of(&[3, 3], matrix.rows.as_flattened())? })
}

fn matrix_of(corners: [[f32; 2]; 4], way: Way, whole: (u32, u32), size: (u32, u32)) -> Result<Perspective> {
    const EDGES: [[f32; 2]; 4] = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
    let four = |places: &[[f32; 2]; 4], size| {
        let places = pixels(places, size);
        [places[0], places[1], places[2], places[3]]
    };
    let found = match way {
        Way::Straighten => Perspective::from_corners(four(&corners, whole), four(&EDGES, size)),
        Way::Place => Perspective::from_corners(four(&EDGES, whole), four(&corners, size)),
    };
    found.ok_or_else(|| Error::invalid("three of the four corners lie on one line"))
}

/// As large as the longer of the sides that face each other.
fn size_between(corners: &[[f64; 2]], width: u32, height: u32) -> Result<(u32, u32)> {
    let side = |from: usize, to: usize| (corners[from][0] - corners[to][0]).hypot(corners[from][1] - corners[to][1]);
    let or = |asked: u32, found: f64| if asked == 0 { found } else { f64::from(asked) };
    sides(or(width, side(0, 1).max(side(3, 2))), or(height, side(0, 3).max(side(1, 2))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::between::{drawn, slope};
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        let corners = [[0.1, 0.2], [0.9, 0.1], [0.8, 0.9], [0.2, 0.8]];
        testing::validate(&perspective::KIND).set("corners", drawn(&corners)).check();
    }

    #[test]
    fn a_rectangle_that_is_straightened_is_cut_out() {
        let run = testing::run(&perspective::KIND).image("image", slope(16, 8));
        let corners = [[0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75]];
        let image = run.set("corners", drawn(&corners)).go().unwrap().image("image");
        assert_eq!((image.width, image.height), (8, 4));
        assert!(image.difference(&Picture::new(8, 4, 1, |x, y, _| slope(16, 8).at(x + 4, y + 2, 0))) < 1e-6);
    }

    #[test]
    fn what_was_placed_is_straightened_again() {
        let corners = drawn(&[[0.1, 0.05], [0.9, 0.2], [0.95, 0.9], [0.15, 0.8]]);
        let there = testing::run(&perspective::KIND).image("image", slope(40, 30)).text("way", "place");
        let there = there.int("width", 400).int("height", 300).set("corners", corners.clone()).go().unwrap();
        let back = testing::run(&perspective::KIND).image("image", there.image("image")).int("width", 40);
        let back = back.int("height", 30).set("corners", corners).go().unwrap().image("image");
        for (x, y) in [(5, 5), (20, 15), (33, 24)] {
            assert!((back.at(x, y, 0) - slope(40, 30).at(x, y, 0)).abs() < 1e-3, "({x}, {y})");
        }
    }

    #[test]
    fn three_corners_and_corners_on_a_line_are_told() {
        let told = |corners: &[[f32; 2]]| {
            let run = testing::run(&perspective::KIND).image("image", slope(5, 4)).set("corners", drawn(corners));
            run.go().unwrap_err().to_string()
        };
        assert!(told(&[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]).contains("there are 3"));
        assert!(told(&[[0.0, 0.0], [0.5, 0.0], [1.0, 0.0], [0.0, 1.0]]).contains("one line"));
    }
}
