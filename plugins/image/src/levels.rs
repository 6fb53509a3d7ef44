//! `image.levels`: black point, white point, mid tones.

use crate::samples::each_colour_plane;
use weft_kernels::tone::{Levels, levels as levels_of_plane};
use weft_plugin::prelude::*;

/// Spreads tones between a black point and a white point.
#[node(
    id = "image.levels",
    category = "Image/Colour",
    label = "Levels",
    pure,
    local(halo = 0),
    output(id = "image", ty = "image|mask"),
    wgsl = include_str!("levels.wgsl")
)]
pub(crate) fn levels(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// Becomes black
    #[input(default = 0.0, soft = 0.0..=1.0, on_node)]
    black: f32,
    /// Becomes white
    #[input(default = 1.0, soft = 0.0..=1.0, on_node)]
    white: f32,
    /// Above 1: mid tones become brighter
    #[input(default = 1.0, soft = 0.1..=4.0, hard = 0.01..=100.0)]
    gamma: f32,
    /// What black becomes
    #[input(default = 0.0, soft = 0.0..=1.0, advanced)]
    black_after: f32,
    /// What white becomes
    #[input(default = 1.0, soft = 0.0..=1.0, advanced)]
    white_after: f32,
) -> Result<ImageMut> {
    let levels = Levels { black, white, gamma, out_black: black_after, out_white: white_after };
    each_colour_plane(call, image, |from, to| levels_of_plane(from, to, &levels))
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&levels::KIND).check();
    }

    #[test]
    fn the_points_become_black_and_white() {
        let ramp = Picture::new(5, 1, 1, |x, _, _| x as f32 / 4.0);
        let run = testing::run(&levels::KIND).image("image", ramp).float("black", 0.25).float("white", 0.75);
        assert_eq!(run.go().unwrap().image("image").plane(0), [0.0, 0.0, 0.5, 1.0, 1.0]);
    }

    #[test]
    fn points_that_coincide_make_a_threshold() {
        let ramp = Picture::new(5, 1, 1, |x, _, _| x as f32 / 4.0);
        let run = testing::run(&levels::KIND).image("image", ramp).float("black", 0.4).float("white", 0.4);
        assert_eq!(run.go().unwrap().image("image").plane(0), [0.0, 0.0, 1.0, 1.0, 1.0]);
    }
}
