//! `warp.remap`: each pixel is fetched from where two maps say.

use crate::between::{Between, Outside, warp};
use weft_kernels::Plane;
use weft_kernels::warp::remap as remap_planes;
use weft_planes::{Fitted, fitted, moved, plane};
use weft_plugin::prelude::*;

/// What the numbers of the maps are.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Maps {
    /// Shifts: middle grey moves nothing, black and white move by the strength
    #[default]
    Shifts,
    /// Places in parts of the picture, from 0 to 1
    Places,
    /// Places in pixels
    Pixels,
}

/// Moves pixels by two maps. With shifts the result is as large as the picture, with places as large as the maps.
#[node(id = "warp.remap", category = "Image/Move", label = "Displace", pure, output(id = "image", ty = "image|mask"))]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn remap(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// Where to look, from left to right
    map_x: &Mask,
    /// Where to look, from top to bottom
    map_y: &Mask,
    /// What the numbers of the maps are
    #[input(default = Maps::Shifts, on_node)]
    maps: Maps,
    /// How far white shifts
    #[input(default = 32.0, soft = -256.0..=256.0, unit = "px", on_node)]
    strength: f32,
    /// How a colour between pixels is made
    #[input(default = Between::Linear)]
    between: Between,
    /// What lies beyond the edge
    #[input(default = Outside::Empty)]
    fill: Outside,
) -> Result<ImageMut> {
    let (x, y) = match maps {
        Maps::Shifts => (fitted(call, map_x, image)?, fitted(call, map_y, image)?),
        Maps::Places | Maps::Pixels => (Fitted::Lent(plane(map_x)), fitted(call, map_y, map_x)?),
    };
    let (x, y) = (x.view(), y.view());
    let place = |value: f32, at: usize, length: u32| match maps {
        Maps::Shifts => at as f32 + (value - 0.5) * 2.0 * strength,
        Maps::Places => value * length as f32 - 0.5,
        Maps::Pixels => value,
    };
    let (width, height) = (x.width(), x.height());
    let from_x = Plane::from_fn(width, height, |at_x, at_y| place(x.row(at_y)[at_x], at_x, image.width()));
    let from_y = Plane::from_fn(width, height, |at_x, at_y| place(y.row(at_y)[at_x], at_y, image.height()));
    let warp = warp(between, fill);
    moved(call, image, (width as u32, height as u32), |from, to, progress| {
        remap_planes(from, to, (from_x.view(), from_y.view()), &warp, progress)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::between::slope;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&remap::KIND).check();
    }

    #[test]
    fn white_fetches_from_the_right_by_the_strength() {
        let run = testing::run(&remap::KIND).image("image", slope(16, 4)).float("strength", 3.0);
        let run = run.mask("map_x", Picture::flat(16, 4, [1.0])).mask("map_y", Picture::flat(4, 4, [0.5]));
        let image = run.go().unwrap().image("image");
        assert!((image.at(5, 2, 0) - slope(16, 4).at(8, 2, 0)).abs() < 1e-6);
    }

    #[test]
    fn places_turn_a_picture_around_in_the_size_of_the_maps() {
        let run = testing::run(&remap::KIND).image("image", slope(8, 8)).text("maps", "places");
        let run = run.mask("map_x", Picture::new(4, 4, 1, |x, _, _| 1.0 - (x as f32 + 0.5) / 4.0));
        let image =
            run.mask("map_y", Picture::new(4, 4, 1, |_, y, _| (y as f32 + 0.5) / 4.0)).go().unwrap().image("image");
        // The middle of two by two pixels.
        assert_eq!(image.width, 4);
        assert!((image.at(0, 0, 0) - (6.5 + 5.0) / 1000.0).abs() < 1e-6, "{}", image.at(0, 0, 0));
    }
}
