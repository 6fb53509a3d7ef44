//! `warp.similarity`: turned, scaled and shifted so that points come to lie on others.

use crate::between::{Between, Outside, pixels, size_or, warp};
use weft_kernels::similarity::{affine, similarity as least_squares, similarity_lmeds};
use weft_kernels::warp::{Affine, warp_affine};
use weft_planes::{moved, parts};
use weft_plugin::prelude::*;

/// How points are matched.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Fit {
    /// All points count alike
    #[default]
    LeastSquares,
    /// Points that do not fit the others are left out
    Robust,
    /// Shearing and stretching too; three points
    Affine,
}

/// A picture moved by points.
#[derive(Outputs)]
pub(crate) struct Aligned {
    /// The picture, moved
    #[output(ty = "image|mask")]
    image: Image,
    /// Two rows of three numbers: where a pixel of the picture went
    matrix: Tensor,
}

/// Turns, scales and shifts a picture so that points in it come to lie where they should. Without points nothing moves.
#[node(id = "warp.similarity", category = "Image/Move", label = "Align by points", pure, gpu)]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn similarity(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// Points in the picture
    from: &Points,
    /// Where they should be in the result, in the same order
    to: &Points,
    /// How points are matched
    #[input(default = Fit::LeastSquares)]
    fit: Fit,
    /// Width of the result; 0: as the picture
    #[input(default = 0, soft = 0..=4096, hard = 0..=65536, unit = "px")]
    width: u32,
    /// Height of the result; 0: as the picture
    #[input(default = 0, soft = 0..=4096, hard = 0..=65536, unit = "px")]
    height: u32,
    /// How a colour between pixels is made
    #[input(default = Between::Linear)]
    between: Between,
    /// What lies beyond the edge
    #[input(default = Outside::Empty)]
    fill: Outside,
) -> Result<Aligned> {
    let size = size_or(image, width, height)?;
    let (from, to) = (pixels(&from.0, (image.width(), image.height())), pixels(&to.0, size));
    let matrix = match fit {
        _ if from.is_empty() && to.is_empty() => Affine::IDENTITY,
        Fit::LeastSquares => least_squares(&from, &to)?,
        Fit::Robust => similarity_lmeds(&from, &to)?,
        Fit::Affine => affine(&from, &to)?,
    };
    let warp = warp(between, fill);
    let image = match parts::warped(call, image, size, (&matrix).into(), &warp)? {
        Some(made) => made,
        None => moved(call, image, size, |from, to, progress| warp_affine(from, to, &matrix, &warp, progress))?.done(),
    };
    Ok(Aligned { image, matrix: call.tensor_of(&[2, 3], matrix.rows.as_flattened())? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::between::{drawn, slope};
    use weft_plugin::testing::{self, Numbers};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        let (from, to) = ([[0.2, 0.3], [0.7, 0.4], [0.5, 0.9]], [[0.3, 0.3], [0.6, 0.3], [0.5, 0.6]]);
        testing::validate(&similarity::KIND).set("from", drawn(&from)).set("to", drawn(&to)).check();
    }

    #[test]
    fn points_that_were_turned_give_the_turn() {
        // A quarter clockwise around the middle of 8 × 8 pixels.
        let run = testing::run(&similarity::KIND).image("image", slope(8, 8));
        let run = run.set("from", drawn(&[[0.5, 0.0], [1.0, 0.5]])).set("to", drawn(&[[1.0, 0.5], [0.5, 1.0]]));
        let done = run.go().unwrap();
        let Numbers::F64(matrix) = &done.tensor("matrix").numbers else { panic!("not f64") };
        assert!(matrix.iter().zip([0.0, -1.0, 7.0, 1.0, 0.0, 0.0]).all(|(a, b)| (a - b).abs() < 1e-9), "{matrix:?}");
        assert!((done.image("image").at(7, 0, 0) - slope(8, 8).at(0, 0, 0)).abs() < 1e-6);
    }

    #[test]
    fn the_robust_fit_leaves_out_the_point_that_is_off() {
        let from = [[0.1, 0.1], [0.9, 0.1], [0.5, 0.5], [0.1, 0.9], [0.9, 0.9]];
        let mut to = from;
        to[2] = [0.9, 0.2];
        let run = |fit: &str| {
            let run = testing::run(&similarity::KIND).image("image", slope(40, 40)).text("fit", fit);
            run.set("from", drawn(&from)).set("to", drawn(&to)).go().unwrap().image("image").difference(&slope(40, 40))
        };
        assert!(run("robust") < 1e-6 && run("least_squares") > 1e-3);
    }

    #[test]
    fn no_points_move_nothing_and_one_is_too_few() {
        let run = testing::run(&similarity::KIND).image("image", slope(5, 4));
        assert_eq!(run.clone().go().unwrap().image("image"), slope(5, 4));
        let error = run.set("from", drawn(&[[0.5, 0.5]])).set("to", drawn(&[[0.5, 0.5]])).go().unwrap_err();
        assert!(error.to_string().contains("2 pairs"), "{error:?}");
    }
}
