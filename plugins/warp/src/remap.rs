//! `warp.remap`: each pixel is fetched from where two maps say.

use crate::between::{Between, Outside, warp};
use weft_kernels::Plane;
use weft_kernels::warp::remap as remap_planes;
use weft_planes::device::{self, device, size as size_of};
use weft_planes::{Fitted, fitted, moved, plane};
use weft_plugin::gpu::Gpu;
use weft_plugin::prelude::*;
use weft_shaders::{Plane as OnDevice, Scratch, Shader, dispatch};

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
#[node(
    id = "warp.remap",
    category = "Image/Move",
    label = "Displace",
    pure,
    gpu,
    output(id = "image", ty = "image|mask")
)]
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
) -> Result<Image> {
    let warp = warp(between, fill);
    let new_size = if maps == Maps::Shifts { size_of(image) } else { size_of(map_x) };
    if let Some(gpu) = device(call, &[size_of(image), size_of(map_x), size_of(map_y)])? {
        let (x, y) = (device::fitted(&gpu, map_x, new_size)?, device::fitted(&gpu, map_y, new_size)?);
        let from_x = places(&gpu, x.plane, maps, strength, (0, image.width()))?;
        let from_y = places(&gpu, y.plane, maps, strength, (1, image.height()))?;
        return device::moved(&gpu, image, new_size, |from, to| {
            weft_shaders::warp::remap(&gpu, from, to, (from_x.plane(), from_y.plane()), &warp)
        });
    }
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
    moved(call, image, (width as u32, height as u32), |from, to, progress| {
        remap_planes(from, to, (from_x.view(), from_y.view()), &warp, progress)
    })
    .map(ImageMut::done)
}

/// What a map says, in pixels of the picture, which is so long along the axis (0: across, 1: down).
fn places<'c>(
    gpu: &Gpu<'c>,
    map: OnDevice,
    maps: Maps,
    strength: f32,
    (axis, length): (u32, u32),
) -> Result<Scratch<'c>> {
    const PLACES: Shader = Shader { wgsl: include_str!("remap.wgsl"), entry: "places" };
    let places = Scratch::new(gpu, map.size())?;
    let params = map.params().u32(maps as u32).u32(axis).f32(strength).f32(length as f32).u32(0);
    dispatch(gpu, PLACES, &[map.read, places.plane().write], &params, map.threads())?;
    Ok(places)
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
