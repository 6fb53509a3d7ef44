//! `inpaint.telea`: the surroundings flow into the hole.

use crate::hole::{Filled, filled};
use weft_kernels::telea::{Telea, telea as fill};
use weft_plugin::prelude::*;

/// Fills what is selected from its edge inwards: for scratches, wires and writing. A classical fill, nothing is invented.
#[node(id = "inpaint.telea", category = "Image/Fill", label = "Fill from the edge", pure)]
pub(crate) fn telea(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// The hole; of another size, it is stretched
    mask: &Mask,
    /// How far around known pixels count
    #[input(default = 3, soft = 1..=16, hard = 1..=100, unit = "px", on_node)]
    radius: u32,
) -> Result<Filled> {
    let options = Telea { radius_px: radius as usize, ..Telea::default() };
    filled(call, image, mask, |from, hole, to, progress| {
        fill(from, hole, to, &options, progress)?;
        Ok("classical fill (Telea): the colours around the hole, continued")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&telea::KIND).check();
    }

    #[test]
    fn a_scratch_is_closed_and_the_result_says_by_what() {
        let slope = Picture::new(40, 30, 4, |x, y, plane| if plane == 3 { 1.0 } else { 0.2 + 0.01 * (x + y) as f32 });
        let is_scratch = |x: u32, y: u32| (18..21).contains(&x) && (4..27).contains(&y);
        let scratched =
            Picture::new(40, 30, 4, |x, y, plane| if is_scratch(x, y) { 0.0 } else { slope.at(x, y, plane) });
        let mask = Picture::new(40, 30, 1, |x, y, _| f32::from(u8::from(is_scratch(x, y))));
        let done = testing::run(&telea::KIND).image("image", scratched).mask("mask", mask).go().unwrap();
        assert!(done.image("image").difference(&slope) < 0.03, "{}", done.image("image").difference(&slope));
        assert!(done.text("source").starts_with("classical fill"));
    }

    #[test]
    fn masks_that_select_nothing_all_or_the_edge_and_of_another_size_are_fine() {
        let picture = Picture::noise(24, 18, 3, 4);
        let with = |mask: Picture| {
            let run = testing::run(&telea::KIND).image("image", picture.clone()).mask("mask", mask);
            run.go().unwrap().image("image")
        };
        assert_eq!(with(Picture::flat(24, 18, [0.0])), picture);
        assert!(with(Picture::flat(3, 3, [1.0])).difference(&picture) < 1e-6);
        assert_eq!(with(Picture::flat(5, 7, [f32::NAN])), picture);
        let edge = with(Picture::new(24, 18, 1, |x, _, _| if x < 3 { 1.0 } else { 0.0 }));
        assert!(edge.samples.iter().all(|sample| (0.0..=1.0).contains(sample)));
        assert_ne!(edge.at(0, 9, 0), picture.at(0, 9, 0));
    }
}
