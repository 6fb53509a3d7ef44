//! `mask.polygon`: what a line around it encloses.

use crate::canvas::{canvas, pixel};
use weft_kernels::polygon::{Inside, fill_polygons};
use weft_planes::plane_mut;
use weft_plugin::prelude::*;

/// Selects what a line through points encloses. Fewer than three points enclose nothing.
#[node(id = "mask.polygon", category = "Mask/Make", label = "Polygon mask", pure, output = "mask")]
pub(crate) fn polygon(
    call: &Call,
    /// Corners, one after the other
    points: &Points,
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
    let size = (out.width(), out.height());
    let corners: Vec<[f64; 2]> = points.0.iter().map(|point| pixel(*point, size)).collect();
    fill_polygons(&mut plane_mut(&mut out), &[&corners], Inside::NonZero);
    call.report(1.0)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Picture};

    fn drawn(points: &[[f32; 2]]) -> Picture {
        let array = Array::new(&[points.len(), 2], points.as_flattened().to_vec());
        let run = testing::run(&polygon::KIND).int("width", 8).int("height", 4);
        run.tensor("points", array).go().unwrap().image("mask")
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&polygon::KIND).set("width", 32).set("height", 24).check();
    }

    #[test]
    fn edges_are_covered_by_their_share() {
        // From 1/16 on: half of the first column.
        let mask = drawn(&[[0.0625, 0.0], [0.5, 0.0], [0.5, 1.0], [0.0625, 1.0]]);
        assert_eq!(mask, Picture::new(8, 4, 1, |x, _, _| [0.5, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0][x as usize]));
    }

    #[test]
    fn a_line_and_broken_places_enclose_nothing() {
        assert_eq!(drawn(&[[0.0, 0.0], [1.0, 1.0]]), Picture::flat(8, 4, [0.0]));
        assert_eq!(drawn(&[[f32::NAN, 0.0], [1.0, 1.0], [0.0, 1.0]]), Picture::flat(8, 4, [0.0]));
    }
}
