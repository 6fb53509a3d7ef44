//! `image.rotate`: quarter turns exactly, any other angle by sampling.

use crate::outside::Outside;
use weft_kernels::orient::{Orientation, orient};
use weft_kernels::warp::{Affine, Sampling, Warp, warp_affine};
use weft_planes::device::{Fresh, Lent, device, size as size_of};
use weft_planes::{moved, parts, planes, planes_mut, resized_like, sides};
use weft_plugin::gpu::Gpu;
use weft_plugin::prelude::*;
use weft_shaders::tall::Rectangle;
use weft_shaders::{Plane, Shader, dispatch};

/// Whether the picture grows, so that its corners stay in it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Canvas {
    /// Grow, so that nothing is cut off
    #[default]
    Grow,
    /// Keep the size
    Keep,
}

/// Turns a picture clockwise. Quarter turns keep every pixel as it is.
#[node(
    id = "image.rotate",
    category = "Image/Move",
    label = "Rotate",
    pure,
    gpu,
    output(id = "image", ty = "image|mask")
)]
pub(crate) fn rotate(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// Clockwise
    #[input(default = 90.0, soft = -180.0..=180.0, unit = "°", on_node)]
    angle: f64,
    /// Whether the picture grows
    #[input(default = Canvas::Grow)]
    canvas: Canvas,
    /// What the corners are filled with
    #[input(default = Outside::Empty)]
    fill: Outside,
) -> Result<Image> {
    let (width, height) = (image.width(), image.height());
    let quarters = angle.rem_euclid(360.0) / 90.0;
    if quarters.fract() == 0.0 && (canvas == Canvas::Grow || width == height || quarters % 2.0 == 0.0) {
        return quarter_turns(call, image, quarters as u32);
    }
    let (sin, cos) = angle.to_radians().sin_cos();
    let (w, h) = (f64::from(width), f64::from(height));
    let (new_width, new_height) = match canvas {
        Canvas::Keep => (w, h),
        // A hair less, so that an angle close to a quarter turn adds no empty column.
        Canvas::Grow => {
            let side = |length: f64| (length - 1e-6).ceil().max(1.0);
            (side(w * cos.abs() + h * sin.abs()), side(w * sin.abs() + h * cos.abs()))
        }
    };
    // Around the middles: pixel centres lie at whole numbers.
    let (from_x, from_y) = ((w - 1.0) / 2.0, (h - 1.0) / 2.0);
    let (to_x, to_y) = ((new_width - 1.0) / 2.0, (new_height - 1.0) / 2.0);
    let rows = [[cos, -sin, to_x - cos * from_x + sin * from_y], [sin, cos, to_y - sin * from_x - cos * from_y]];
    let matrix = Affine { rows };
    let warp = Warp { sampling: Sampling::Cubic, border: fill.border() };
    let size = sides(new_width, new_height)?;
    if let Some(made) = parts::warped(call, image, size, (&matrix).into(), &warp)? {
        return Ok(made);
    }
    moved(call, image, size, |from, to, progress| warp_affine(from, to, &matrix, &warp, progress)).map(ImageMut::done)
}

/// Quarter turns on the device.
const TURN: Shader = Shader { wgsl: include_str!("rotate.wgsl"), entry: "quarter_turns" };

fn quarter_turns(call: &Call, image: &Image, quarters: u32) -> Result<Image> {
    let orientation = match quarters % 4 {
        0 => Orientation::Upright,
        1 => Orientation::Rotated90,
        2 => Orientation::Rotated180,
        _ => Orientation::Rotated270,
    };
    let (width, height) = (image.width(), image.height());
    let size = if orientation.swaps_sides() { (height, width) } else { (width, height) };
    let turned = |gpu: &Gpu<'_>, from: &[Plane], to: &[Plane]| {
        from.iter().zip(to).try_for_each(|(from, to)| {
            let params = to.params().u32(from.width).u32(from.height).u32(quarters % 4);
            dispatch(gpu, TURN, &[from.read, to.write], &params, to.threads())
        })
    };
    let needs = |to: Rectangle| {
        let (right, below) = (to.x + to.width, to.y + to.height);
        let (x, y) = match quarters % 4 {
            0 => (to.x, to.y),
            1 => (to.y, height - right),
            2 => (width - right, height - below),
            _ => (width - below, to.x),
        };
        let (width, height) = if orientation.swaps_sides() { (to.height, to.width) } else { (to.width, to.height) };
        Some(Rectangle { x, y, width, height })
    };
    if let Some(made) = parts::rearranged(call, image, size, needs, |gpu, from, to, _| turned(gpu, from, to))? {
        return Ok(made);
    }
    if let Some(gpu) = device(call, &[size_of(image), size])? {
        let (from, out) = (Lent::new(&gpu, image)?, Fresh::like(&gpu, image, size)?);
        turned(&gpu, &from.planes, &out.planes)?;
        return out.done();
    }
    call.report(0.0)?;
    let mut out = resized_like(call, image, size)?;
    orient(&planes(image), &mut planes_mut(&mut out), orientation);
    Ok(out.done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    fn turned(picture: &Picture, angle: f64) -> Picture {
        testing::run(&rotate::KIND).image("image", picture.clone()).float("angle", angle).go().unwrap().image("image")
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&rotate::KIND).check();
        testing::validate(&rotate::KIND).set("angle", 33.3).check();
    }

    #[test]
    fn quarter_turns_keep_every_pixel() {
        let picture = Picture::new(3, 2, 1, |x, y, _| (x + 3 * y) as f32);
        assert_eq!(turned(&picture, 90.0).plane(0), [3.0, 0.0, 4.0, 1.0, 5.0, 2.0]);
        assert_eq!(turned(&picture, 180.0).plane(0), [5.0, 4.0, 3.0, 2.0, 1.0, 0.0]);
        assert_eq!(turned(&picture, -90.0).plane(0), [2.0, 5.0, 1.0, 4.0, 0.0, 3.0]);
        assert_eq!(turned(&picture, 360.0), picture);
        let four = (0..4).fold(picture.clone(), |picture, _| turned(&picture, 90.0));
        assert_eq!(four, picture);
    }

    #[test]
    fn hidden_colours_do_not_bleed() {
        // Left half opaque black, right half transparent white.
        let picture = Picture::new(20, 20, 4, |x, _, plane| match (x < 10, plane) {
            (true, 3) | (false, 0..=2) => 1.0,
            _ => 0.0,
        });
        let out = turned(&picture, 30.0);
        let seen = (0..out.samples.len() / 4).filter(|&at| out.plane(3)[at] > 0.02);
        assert!(seen.map(|at| out.plane(0)[at]).fold(0.0, f32::max) < 1e-3);
    }

    #[test]
    fn an_odd_angle_grows_the_picture_and_turns_the_middle_least() {
        let picture = Picture::flat(40, 40, [0.5]);
        let image = turned(&picture, 45.0);
        assert_eq!((image.width, image.height), (57, 57));
        assert!((image.at(28, 28, 0) - 0.5).abs() < 1e-5 && image.at(0, 0, 0).abs() < 1e-5);
    }

    #[test]
    fn almost_a_quarter_turn_is_almost_that() {
        let picture = Picture::new(21, 21, 1, |x, y, _| (x as f32 / 20.0 + y as f32 / 40.0) / 1.5);
        let (exact, almost) = (turned(&picture, 90.0), turned(&picture, 90.000_001));
        assert_eq!((almost.width, almost.height), (21, 21));
        assert!((exact.at(10, 5, 0) - almost.at(10, 5, 0)).abs() < 1e-3);
    }
}
