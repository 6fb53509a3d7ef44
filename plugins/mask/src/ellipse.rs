//! `mask.ellipse`: a round mask.

use crate::canvas::canvas;
use weft_kernels::polygon::fill_ellipse;
use weft_planes::plane_mut;
use weft_plugin::prelude::*;

/// Selects the ellipse that fits into a rectangle.
#[node(id = "mask.ellipse", category = "Mask/Make", label = "Ellipse mask", pure, output = "mask")]
pub(crate) fn ellipse(
    call: &Call,
    /// The rectangle around it; all of the picture where none is drawn
    rect: Rect,
    /// Turned clockwise around its middle
    #[input(default = 0.0, soft = -180.0..=180.0, unit = "°")]
    angle: f32,
    /// The mask gets the size of this picture
    like: Option<&Image>,
    /// Width, where there is no picture to go by
    #[input(default = 512, soft = 1..=4096, hard = 1..=65536, unit = "px")]
    width: u32,
    /// Height, where there is no picture to go by
    #[input(default = 512, soft = 1..=4096, hard = 1..=65536, unit = "px")]
    height: u32,
) -> Result<MaskMut> {
    let mut out = canvas(call, like, width, height)?;
    let (wide, high) = (f64::from(out.width()), f64::from(out.height()));
    let (half_x, half_y) = (f64::from(rect.width) * wide / 2.0, f64::from(rect.height) * high / 2.0);
    let centre = [f64::from(rect.x) * wide + half_x - 0.5, f64::from(rect.y) * high + half_y - 0.5];
    fill_ellipse(&mut plane_mut(&mut out), centre, [half_x, half_y], f64::from(angle));
    call.report(1.0)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&ellipse::KIND).set("width", 32).set("height", 24).check();
    }

    #[test]
    fn its_area_is_that_of_an_ellipse_at_any_angle() {
        for angle in [0.0, 30.0, 90.0] {
            let rect = Array::new(&[4], vec![0.25_f32, 0.375, 0.5, 0.25]);
            let run = testing::run(&ellipse::KIND).int("width", 64).int("height", 64).float("angle", angle);
            let mask = run.set("rect", rect).go().unwrap().image("mask");
            let area: f32 = mask.samples.iter().sum();
            assert!((area - std::f32::consts::PI * 16.0 * 8.0).abs() < 0.2, "{angle}: {area}");
        }
    }
}
