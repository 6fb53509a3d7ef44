//! `toon.edges`: a line drawing.

use weft_kernels::adaptive_threshold::{AdaptiveThreshold, adaptive_threshold, grey_levels};
use weft_kernels::box_blur::{BoxBlur, box_blur};
use weft_kernels::colour_space::grey;
use weft_kernels::gaussian::{Gaussian, gaussian};
use weft_kernels::median::median;
use weft_kernels::{Border, Cancelled, Plane, PlaneRef};
use weft_planes::{plane_mut, reporting, rgb};
use weft_plugin::prelude::*;

/// Whose lines.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Pen {
    /// Lines where something is darker than its surroundings
    #[default]
    Fine,
    /// Lines and black areas, as with brush and ink
    Ink,
    /// Black or white, without shades between: OpenCV's adaptive threshold on levels of 8 bits
    Adaptive,
}

/// A line drawing.
#[derive(Outputs)]
pub(crate) struct Drawn {
    /// Black lines on white
    image: ImageMut,
    /// 1 where a line is
    mask: MaskMut,
}

/// Draws the lines of a picture.
#[node(
    id = "toon.edges",
    category = "Image/Draw",
    label = "Lines",
    pure,
    local(halo = 7, halo_input = "thickness", halo_scale = 3.0)
)]
pub(crate) fn edges(
    call: &Call,
    image: &Image,
    /// Whose lines
    #[input(default = Pen::Fine, on_node)]
    pen: Pen,
    /// How thick lines are
    #[input(default = 3.0, soft = 1.0..=16.0, hard = 0.5..=256.0, unit = "px", on_node)]
    thickness: f32,
    /// How much is drawn
    #[input(default = 0.5, soft = 0.0..=1.0, hard = 0.0..=1.0, on_node)]
    detail: f32,
) -> Result<Drawn> {
    let mut lines = Plane::new(image.width() as usize, image.height() as usize);
    reporting(call, |progress| {
        lines = drawn(&rgb(image), pen, thickness, detail)?;
        progress.map_or(Ok(()), |report| report(0.9))
    })?;
    let mut mask = call.mask_like(image)?;
    plane_mut(&mut mask).copy_from(lines.view());
    let mut picture = call.image_for_overwrite(image.width(), image.height(), 1)?;
    picture.fill_rows(call, |_, y, row| {
        row.iter_mut().zip(lines.row(y as usize)).for_each(|(to, line)| *to = 1.0 - line);
    })?;
    Ok(Drawn { image: picture, mask })
}

/// 1 where a line is.
pub(crate) fn drawn(
    colours: &[PlaneRef<'_>],
    pen: Pen,
    thickness: f32,
    detail: f32,
) -> std::result::Result<Plane, Cancelled> {
    let (width, height) = (colours[0].width(), colours[0].height());
    let mut light = Plane::new(width, height);
    grey(colours, &mut light.view_mut(), None)?;
    // Pixels that are no number would spread over the whole picture.
    light.rows_mut().flatten().for_each(|value| *value = if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 });
    let blurred = |sigma_px: f32| {
        let mut out = Plane::new(width, height);
        let options = Gaussian { sigma_px, taps: 0, border: Border::Replicate };
        gaussian(&[light.view()], &mut [out.view_mut()], &options, None).map(|()| out)
    };
    match pen {
        Pen::Adaptive => {
            let levels = grey_levels(colours);
            let (mut smooth, mut paper) = (Plane::new(width, height), Plane::new(width, height));
            median(&[levels.view()], &mut [smooth.view_mut()], ADAPTIVE_MEDIAN_PX, None)?;
            // The middle of the slider is what most recipes use: 9 pixels, 9 levels.
            let options =
                AdaptiveThreshold { radius_px: (1.5 * thickness) as usize, darker_by: (16.0 - 14.0 * detail).round() };
            adaptive_threshold(smooth.view(), &mut paper.view_mut(), &options, None)?;
            Ok(Plane::from_fn(width, height, |x, y| 1.0 - paper.row(y)[x]))
        }
        Pen::Fine => {
            // What OpenCV calls adaptive threshold, with soft edges: darker than the mean of the square around it.
            let near = blurred(thickness / 3.0)?;
            let mut around = Plane::new(width, height);
            let options = BoxBlur { radius_px: (1.5 * thickness).ceil().max(1.0) as usize, border: Border::Replicate };
            box_blur(&[near.view()], &mut [around.view_mut()], &options, None)?;
            let (least, ramp) = (LEAST_STEP.powf(detail), 0.012);
            Ok(combined(&near, &around, |near, around| ((around - near - 0.12 * least) / ramp + 0.5).clamp(0.0, 1.0)))
        }
        Pen::Ink => {
            // XDoG (Winnemöller 2012): a sharpened difference of Gaussians and a soft threshold.
            const SHARPNESS: f32 = 20.0;
            const STEEPNESS: f32 = 10.0;
            let (near, far) = (blurred(thickness / 3.0)?, blurred(1.6 * thickness / 3.0)?);
            let dark_below = 0.2 + 0.6 * detail;
            Ok(combined(&near, &far, |near, far| {
                let sharp = (1.0 + SHARPNESS) * near - SHARPNESS * far;
                if sharp >= dark_below { 0.0 } else { -(STEEPNESS * (sharp - dark_below)).tanh() }
            }))
        }
    }
}

/// How far the adaptive pen looks for the middle value before it draws.
const ADAPTIVE_MEDIAN_PX: usize = 3;

/// The smallest step that full detail draws, as a part of the smallest that no detail draws.
const LEAST_STEP: f32 = 0.04;

fn combined(one: &Plane, other: &Plane, mix: impl Fn(f32, f32) -> f32) -> Plane {
    Plane::from_fn(one.width(), one.height(), |x, y| mix(one.row(y)[x], other.row(y)[x]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&edges::KIND).check();
    }

    #[test]
    fn the_dark_side_of_an_edge_is_drawn_and_flat_areas_are_not() {
        let picture = Picture::new(40, 20, 3, |x, _, _| if x < 20 { 0.4 } else { 0.9 });
        let mask = testing::run(&edges::KIND).image("image", picture).go().unwrap().image("mask");
        assert!(mask.at(18, 10, 0) > 0.9, "{:?}", &mask.plane(0)[400..440]);
        assert!(mask.at(5, 10, 0) < 0.1 && mask.at(30, 10, 0) < 0.1 && mask.at(21, 10, 0) < 0.1);
    }

    #[test]
    fn the_adaptive_pen_draws_black_or_white() {
        let picture = Picture::new(40, 20, 3, |x, y, _| if x < 20 { 0.4 } else { 0.9 } + 0.01 * (y % 3) as f32);
        let run = testing::run(&edges::KIND).image("image", picture).text("pen", "adaptive");
        let mask = run.go().unwrap().image("mask");
        assert!(mask.samples.iter().all(|value| *value == 0.0 || *value == 1.0));
        assert!(mask.at(19, 10, 0) == 1.0 && mask.at(5, 10, 0) == 0.0 && mask.at(30, 10, 0) == 0.0);
    }

    #[test]
    fn more_detail_draws_more_and_ink_fills_what_is_dark() {
        let faint = Picture::new(40, 20, 3, |x, _, _| if x < 20 { 0.55 } else { 0.6 });
        let ink = |detail: f64| {
            let run = testing::run(&edges::KIND).image("image", faint.clone()).float("detail", detail);
            run.go().unwrap().image("mask").samples.iter().sum::<f32>()
        };
        assert!(ink(0.0) < 1.0 && ink(1.0) > 20.0, "{} {}", ink(0.0), ink(1.0));
        let dark = testing::run(&edges::KIND).image("image", Picture::flat(9, 9, [0.1, 0.1, 0.1])).text("pen", "ink");
        assert!(dark.go().unwrap().image("image").at(4, 4, 0) < 0.01);
    }
}
