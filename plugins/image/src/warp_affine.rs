//! `image.warp_affine`: moved by a matrix.

use crate::outside::Outside;
use weft_kernels::warp::{Affine, Sampling, Warp, warp_affine as warp_planes};
use weft_planes::{moved, parts, sides};
use weft_plugin::prelude::*;

/// How a colour between pixels is made.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Between {
    /// The nearest pixel
    Nearest,
    /// Two by two pixels
    #[default]
    Linear,
    /// Four by four pixels: sharper
    Cubic,
}

/// Which way the matrix leads.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Leads {
    /// From the picture to the result
    #[default]
    Forward,
    /// From the result to the picture
    Backward,
}

/// Moves a picture by a 2 × 3 matrix, such as one that aligns a face. Pixel centres lie at whole numbers.
#[node(
    id = "image.warp_affine",
    category = "Image/Move",
    label = "Warp by matrix",
    pure,
    gpu,
    output(id = "image", ty = "image|mask")
)]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn warp_affine(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// Two rows of three numbers
    matrix: &Tensor,
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
    /// Which way the matrix leads
    #[input(default = Leads::Forward, advanced)]
    leads: Leads,
) -> Result<Image> {
    let affine = Affine { rows: two_rows(matrix)? };
    let affine = if leads == Leads::Backward { affine.inverse() } else { affine };
    let side = |asked: u32, whole: u32| if asked == 0 { whole } else { asked };
    let size = sides(side(width, image.width()).into(), side(height, image.height()).into())?;
    let sampling = match between {
        Between::Nearest => Sampling::Nearest,
        Between::Linear => Sampling::Bilinear,
        Between::Cubic => Sampling::Cubic,
    };
    let warp = Warp { sampling, border: fill.border() };
    if let Some(made) = parts::warped(call, image, size, (&affine).into(), &warp)? {
        return Ok(made);
    }
    moved(call, image, size, |from, to, progress| warp_planes(from, to, &affine, &warp, progress)).map(ImageMut::done)
}

fn two_rows(matrix: &Tensor) -> Result<[[f64; 3]; 2]> {
    let wrong = || Error::invalid(format!("the matrix needs the shape [2, 3], got {:?}", matrix.shape()));
    let numbers: Vec<f64> = match matrix.as_slice::<f64>() {
        Ok(numbers) => numbers.to_vec(),
        Err(_) => matrix.as_slice::<f32>()?.iter().map(|number| f64::from(*number)).collect(),
    };
    let ([first, second], []) = numbers.as_chunks::<3>() else { return Err(wrong()) };
    if numbers.iter().any(|number| !number.is_finite()) {
        return Err(Error::invalid("the matrix holds a number that is not finite"));
    }
    Ok([*first, *second])
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Picture};

    fn matrix(numbers: [f32; 6]) -> Array {
        Array::new(&[2, 3], numbers.to_vec())
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        let shift = testing::Data::Tensor(matrix([1.0, 0.0, 2.5, 0.0, 1.0, -1.0]));
        testing::validate(&warp_affine::KIND).set("matrix", shift).check();
    }

    #[test]
    fn a_shift_moves_pixels_and_the_other_way_moves_them_back() {
        let picture = Picture::new(8, 1, 1, |x, _, _| x as f32);
        let run = |leads: &str| {
            let run = testing::run(&warp_affine::KIND).image("image", picture.clone()).text("leads", leads);
            run.tensor("matrix", matrix([1.0, 0.0, 2.0, 0.0, 1.0, 0.0])).go().unwrap().image("image").plane(0).to_vec()
        };
        assert_eq!(run("forward"), [0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(run("backward"), [2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 0.0, 0.0]);
    }

    #[test]
    fn a_matrix_of_another_shape_is_told() {
        let run = testing::run(&warp_affine::KIND).image("image", Picture::flat(2, 2, [0.0]));
        let error = run.tensor("matrix", Array::new(&[4], vec![1.0_f32; 4])).go().unwrap_err();
        assert!(error.to_string().contains("[2, 3]"), "{error:?}");
    }
}
