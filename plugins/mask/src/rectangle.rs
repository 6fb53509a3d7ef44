//! `mask.rectangle`: a mask with four corners, sharp or round.

use crate::canvas::canvas;
use weft_kernels::polygon::{Inside, fill_polygons};
use weft_planes::plane_mut;
use weft_plugin::prelude::*;

/// Selects a rectangle; its corners may be round.
#[node(id = "mask.rectangle", category = "Mask/Make", label = "Rectangle mask", pure, output = "mask")]
pub(crate) fn rectangle(
    call: &Call,
    /// The rectangle; all of the picture where none is drawn
    rect: Rect,
    /// Radius of the corners
    #[input(default = 0.0, soft = 0.0..=128.0, hard = 0.0.., unit = "px")]
    corners: f32,
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
    let (left, top) = (f64::from(rect.x) * wide - 0.5, f64::from(rect.y) * high - 0.5);
    let outline = outline([left, top], [f64::from(rect.width) * wide, f64::from(rect.height) * high], corners.into());
    fill_polygons(&mut plane_mut(&mut out), &[&outline], Inside::NonZero);
    call.report(1.0)?;
    Ok(out)
}

fn outline([left, top]: [f64; 2], [width, height]: [f64; 2], corners: f64) -> Vec<[f64; 2]> {
    let radius = corners.min(width.abs() / 2.0).min(height.abs() / 2.0).max(0.0);
    // So many steps a corner stay within a hundredth of a pixel.
    let steps = if radius > 0.0 { (8.0 * radius.sqrt()).clamp(1.0, 4096.0) as usize } else { 0 };
    let (right, bottom) = (left + width - radius, top + height - radius);
    let (left, top) = (left + radius, top + radius);
    // Clockwise on the screen, beginning at the lower right corner.
    let middles = [[right, bottom], [left, bottom], [left, top], [right, top]];
    let corner = |(number, [x, y]): (usize, [f64; 2])| {
        (0..=steps).map(move |step| {
            let turn = (number as f64 + step as f64 / steps.max(1) as f64) * std::f64::consts::FRAC_PI_2;
            [x + radius * turn.cos(), y + radius * turn.sin()]
        })
    };
    middles.into_iter().enumerate().flat_map(corner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Picture};

    fn drawn(rect: [f32; 4], corners: f64) -> Picture {
        let run = testing::run(&rectangle::KIND).int("width", 64).int("height", 32).float("corners", corners);
        run.set("rect", Array::new(&[4], rect.to_vec())).go().unwrap().image("mask")
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&rectangle::KIND).set("width", 32).set("height", 24).check();
    }

    #[test]
    fn sharp_corners_fill_whole_pixels() {
        let expected =
            Picture::new(64, 32, 1, |x, y, _| if (16..48).contains(&x) && (8..16).contains(&y) { 1.0 } else { 0.0 });
        assert!(drawn([0.25, 0.25, 0.5, 0.25], 0.0).difference(&expected) < 1e-6);
        assert!(drawn([0.0, 0.0, 1.0, 1.0], 0.0).difference(&Picture::flat(64, 32, [1.0])) < 1e-6);
    }

    #[test]
    fn round_corners_take_their_part_of_the_area() {
        let area: f32 = drawn([0.0, 0.0, 1.0, 1.0], 8.0).samples.iter().sum();
        let expected = 64.0 * 32.0 - (4.0 - std::f32::consts::PI) * 64.0;
        assert!((area - expected).abs() < 0.5, "{area} {expected}");
    }
}
