//! `toon.quantize`: a few colours instead of many.

use weft_kernels::kmeans::{BinSum, Colour, Effort, Kmeans, Start, few_colours, few_colours_of, quantise};
use weft_planes::device::{self, device, size};
use weft_planes::{colours as colours_of, parts, recoloured, reporting};
use weft_plugin::gpu::Gpu;
use weft_plugin::prelude::*;
use weft_shaders::planes::copy;
use weft_shaders::quantise::{BIN_BYTES, bins};
use weft_shaders::{Plane, is_usable};

/// Paints a picture with the few colours that stand best for it.
#[node(id = "toon.quantize", category = "Image/Simplify", label = "Few colours", pure, gpu, output = "image")]
pub(crate) fn quantize(
    call: &Call,
    image: &Image,
    /// How many
    #[input(default = 9, soft = 2..=24, hard = 1..=256, on_node)]
    colors: u32,
    /// Looks at every pixel instead of groups of alike ones: slower, hardly better
    #[input(default = false, advanced)]
    exact: bool,
    /// Another seed begins elsewhere
    #[input(default = 0, advanced)]
    seed: Seed,
) -> Result<Image> {
    let options = few(colors, exact || image.colours() != 3, seed.0 as u64);
    // The exact rounds end with labels, not with colours: there is nothing to hand over.
    if options.effort == Effort::Histogram
        && let Some(gpu) = call.gpu()?
    {
        let found = found_on_device(&gpu, image)?;
        let mut centres = Vec::new();
        reporting(call, |progress| {
            centres = match &found {
                Some((bins, samples)) => few_colours_of(bins, samples, &options, progress)?,
                None => few_colours(&colours_of(image), &options, progress)?,
            };
            Ok(())
        })?;
        let three = |planes: &[Plane]| [planes[0], planes[1], planes[2]];
        let cut = parts::filtered(
            call,
            image,
            || (0, 1),
            |gpu, from, to| {
                from[3..].iter().zip(&to[3..]).try_for_each(|(from, to)| copy(gpu, *from, *to))?;
                weft_shaders::quantise::paint(gpu, three(from), three(to), &centres)
            },
        )?;
        if let Some(made) = cut {
            return Ok(made);
        }
        if let Some(gpu) = device(call, &[size(image)])? {
            return device::recoloured(&gpu, image, |from, to| {
                weft_shaders::quantise::paint(&gpu, three(from), three(to), &centres)
            });
        }
    }
    recoloured(call, image, |from, to, progress| quantise(from, to, &options, progress)).map(ImageMut::done)
}

/// The bins, and some pixels to begin with, without the picture. Nothing where it is smaller than those, or not bound at once.
fn found_on_device(gpu: &Gpu<'_>, image: &Image) -> Result<Option<(Vec<BinSum>, Vec<Colour>)>> {
    let (width, height) = size(image);
    if 12 * u64::from(width) * u64::from(height) <= BIN_BYTES || !is_usable(gpu, (width, height)) {
        return Ok(None);
    }
    bins(gpu, device::Lent::new(gpu, image)?.rgb()).map(Some)
}

/// How all kinds here look for a few colours.
pub(crate) fn few(colors: u32, exact: bool, seed: u64) -> Kmeans<'static> {
    Kmeans {
        clusters: colors as usize,
        start: Start::Random { seed, attempts: 3 },
        rounds_max: 20,
        shift_max: 1.0 / 255.0,
        effort: if exact { Effort::Exact } else { Effort::Histogram },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use weft_plugin::testing::{self, Picture};

    fn colours_of(image: &Picture) -> BTreeSet<Vec<u32>> {
        let pixel = |at: usize| (0..image.channels).map(|plane| image.plane(plane)[at].to_bits()).collect();
        (0..image.plane(0).len()).map(pixel).collect()
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&quantize::KIND).check();
    }

    #[test]
    fn three_colours_with_noise_are_found_again() {
        let noise = Picture::noise(30, 30, 3, 2);
        let colours = [[0.1, 0.2, 0.8], [0.9, 0.5, 0.1], [0.4, 0.9, 0.4]];
        let picture = Picture::new(30, 30, 3, |x, y, plane| {
            colours[x as usize / 10][plane as usize] + 0.05 * (noise.at(x, y, plane) - 0.5)
        });
        for exact in [false, true] {
            let run = testing::run(&quantize::KIND).image("image", picture.clone()).int("colors", 3);
            let image = run.set("exact", exact).go().unwrap().image("image");
            assert_eq!(colours_of(&image).len(), 3);
            for plane in 0..3 {
                assert!((image.at(15, 15, plane) - colours[1][plane as usize]).abs() < 0.01);
            }
        }
    }

    #[test]
    fn grey_pictures_and_more_colours_than_pixels_are_fine() {
        let run = testing::run(&quantize::KIND).image("image", Picture::noise(3, 1, 2, 1)).int("colors", 256);
        let image = run.go().unwrap().image("image");
        assert!(image.difference(&Picture::noise(3, 1, 2, 1)) < 1e-6);
    }
}
