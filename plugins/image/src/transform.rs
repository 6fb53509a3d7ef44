//! `image.transform`: moved, scaled and turned within its frame.

use crate::outside::Outside;
use weft_kernels::warp::{Affine, Sampling, Warp, warp_affine};
use weft_planes::{moved, parts};
use weft_plugin::prelude::*;

/// Moves, scales and turns a picture around its middle; the frame stays.
///
/// To make a picture much smaller, resize it: this does not smooth.
#[node(
    id = "image.transform",
    category = "Image/Move",
    label = "Transform",
    pure,
    gpu,
    output(id = "image", ty = "image|mask")
)]
pub(crate) fn transform(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// To the right
    #[input(default = 0.0, soft = -1024.0..=1024.0, unit = "px", on_node)]
    x: f64,
    /// Down
    #[input(default = 0.0, soft = -1024.0..=1024.0, unit = "px", on_node)]
    y: f64,
    /// How many times as large
    #[input(default = 1.0, soft = 0.5..=4.0, hard = 0.001..=1000.0, unit = "×", on_node)]
    scale: f64,
    /// Clockwise
    #[input(default = 0.0, soft = -180.0..=180.0, unit = "°", on_node)]
    angle: f64,
    /// What is beyond its edges
    #[input(default = Outside::Empty)]
    fill: Outside,
) -> Result<Image> {
    let (sin, cos) = angle.to_radians().sin_cos();
    let (a, b) = (scale * cos, scale * sin);
    let middle = |side: u32| (f64::from(side) - 1.0) / 2.0;
    let (from_x, from_y) = (middle(image.width()), middle(image.height()));
    let rows = [[a, -b, from_x + x - a * from_x + b * from_y], [b, a, from_y + y - b * from_x - a * from_y]];
    if !rows.as_flattened().iter().all(|number| number.is_finite()) {
        bail!("a move by ({x}, {y}) and a turn by {angle}° cannot be calculated");
    }
    let warp = Warp { sampling: Sampling::Cubic, border: fill.border() };
    let size = (image.width(), image.height());
    let matrix = Affine { rows };
    if let Some(made) = parts::warped(call, image, size, (&matrix).into(), &warp)? {
        return Ok(made);
    }
    moved(call, image, size, |from, to, progress| warp_affine(from, to, &matrix, &warp, progress)).map(ImageMut::done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture, Run};

    fn run() -> Run<'static> {
        testing::run(&transform::KIND).image("image", Picture::new(5, 5, 1, |x, y, _| (x + y * 5) as f32))
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&transform::KIND).set("x", 1.5).set("angle", 20.0).set("fill", "mirror").check();
    }

    #[test]
    fn the_middle_stays_and_the_rest_moves() {
        let picture = run().go().unwrap().image("image");
        let difference = |run: Run<'_>, at: (u32, u32), from: (u32, u32)| {
            (run.go().unwrap().image("image").at(at.0, at.1, 0) - picture.at(from.0, from.1, 0)).abs()
        };
        assert!(difference(run().float("angle", 90.0), (2, 2), (2, 2)) < 1e-4);
        assert!(difference(run().float("angle", 90.0), (4, 1), (1, 0)) < 1e-4);
        assert!(difference(run().float("x", 2.0).float("y", -1.0), (4, 1), (2, 2)) < 1e-4);
        assert!(difference(run().float("scale", 2.0), (4, 0), (3, 1)) < 1e-4);
        assert!(run().float("x", f64::MAX).float("scale", 1000.0).go().is_ok());
    }
}
