//! `upscale.lanczos`: larger by arithmetic alone.

use weft_kernels::resize::{Resampler, resize, resize_straight_alpha};
use weft_planes::{planes, planes_mut, reporting, sides};
use weft_plugin::prelude::*;

use crate::esrgan::Upscaled;

/// What results say.
pub(crate) const SOURCE: &str = "classical (Lanczos, no detail synthesis)";

/// Makes a picture larger (or smaller) with a Lanczos filter: sharp, and without any detail that was not there.
#[node(id = "upscale.lanczos", category = "Image/Upscale", label = "Enlarge (Lanczos)", pure)]
pub(crate) fn lanczos(
    call: &Call,
    image: &Image,
    /// How many times as large
    #[input(default = 2.0, soft = 1.0..=8.0, hard = 0.01..=64.0, unit = "×", on_node)]
    scale: f32,
) -> Result<Upscaled> {
    let image = scaled(call, image, f64::from(scale))?;
    Ok(Upscaled { image, scale: f64::from(scale), source: SOURCE.to_owned() })
}

/// With OpenCV's filter, to whole pixels as Real-ESRGAN's program counts them.
pub(crate) fn scaled(call: &Call, image: &Image, scale: f64) -> Result<ImageMut> {
    let size = |length: u32| (f64::from(length) * scale + 1e-6).floor();
    resized(call, image, sides(size(image.width()), size(image.height()))?)
}

pub(crate) fn resized(call: &Call, image: &Image, size: (u32, u32)) -> Result<ImageMut> {
    let mut out = weft_planes::resized_like(call, image, size)?;
    let (from, mut to) = (planes(image), planes_mut(&mut out));
    reporting(call, |progress| match image.has_alpha() {
        true => resize_straight_alpha(&from, &mut to, Resampler::OpencvLanczos4, progress),
        false => resize(&from, &mut to, Resampler::OpencvLanczos4, progress),
    })?;
    for plane in &mut to {
        for row in plane.rows_mut() {
            // The filter goes beyond its ends at edges, and code values do not.
            row.iter_mut().for_each(|sample| *sample = sample.clamp(0.0, 1.0));
        }
    }
    drop(to);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Data, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&lanczos::KIND).check();
    }

    #[test]
    fn pictures_become_larger_and_say_how() {
        let run = testing::run(&lanczos::KIND).image("image", Picture::flat(5, 3, [0.25, 0.5, 0.75, 1.0]));
        let done = run.set("scale", 2.5).go().unwrap();
        assert!(done.image("image").difference(&Picture::flat(12, 7, [0.25, 0.5, 0.75, 1.0])) < 1e-5);
        assert_eq!(done.data("source"), &Data::Text(SOURCE.to_owned()));
        let one = testing::run(&lanczos::KIND).image("image", Picture::flat(1, 1, [0.5])).set("scale", 0.1).go();
        assert_eq!(one.unwrap().image("image").width, 1);
    }
}
