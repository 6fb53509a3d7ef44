//! `toon.bilateral`: smooth areas, sharp edges.

use weft_kernels::bilateral::{Bilateral, Neighbourhood, bilateral as smooth};
use weft_kernels::{Border, Plane, PlaneMut, PlaneRef, Progress};
use weft_planes::device::{self, device, size};
use weft_planes::{parts, recoloured};
use weft_plugin::prelude::*;
use weft_shaders::planes::copy;

/// Smooths areas of similar colour and keeps edges. Several passes look painted.
#[node(id = "toon.bilateral", category = "Image/Simplify", label = "Bilateral", pure, gpu, output = "image")]
pub(crate) fn bilateral(
    call: &Call,
    image: &Image,
    /// How far a pixel looks; 0: as far as the spread asks for
    #[input(default = 9, soft = 0..=31, hard = 0..=255, unit = "px", on_node)]
    diameter: u32,
    /// How different colours may be that are smoothed together
    #[input(default = 0.3, soft = 0.0..=1.0, hard = 0.0..=100.0, on_node)]
    spread_color: f32,
    /// How far pixels may be apart that are smoothed together
    #[input(default = 75.0, soft = 1.0..=100.0, hard = 0.0..=100.0, unit = "px")]
    spread_space: f32,
    /// How often
    #[input(default = 1, soft = 1..=10, hard = 0..=50)]
    passes: u32,
) -> Result<Image> {
    let options = Bilateral {
        diameter_px: diameter as usize,
        sigma_colour: spread_color,
        sigma_space_px: spread_space,
        border: Border::Reflect101,
    };
    let reach = || {
        let rows = Neighbourhood::new(&options).neighbours.iter().map(|near| near.down.unsigned_abs()).max();
        ((rows.unwrap_or(0) as u32).saturating_mul(passes), 1)
    };
    let cut = parts::filtered(call, image, reach, |gpu, from, to| {
        let count = image.colours() as usize;
        from[count..].iter().zip(&to[count..]).try_for_each(|(from, to)| copy(gpu, *from, *to))?;
        weft_shaders::bilateral::bilateral(gpu, &from[..count], &to[..count], &options, passes)
    })?;
    if let Some(made) = cut {
        return Ok(made);
    }
    if let Some(gpu) = device(call, &[size(image)])? {
        return device::recoloured(&gpu, image, |from, to| {
            weft_shaders::bilateral::bilateral(&gpu, from, to, &options, passes)
        });
    }
    recoloured(call, image, |from, to, progress| smoothed(from, to, &options, passes, progress)).map(ImageMut::done)
}

/// So many passes, one after the other.
pub(crate) fn smoothed(
    from: &[PlaneRef<'_>],
    to: &mut [PlaneMut<'_>],
    options: &Bilateral,
    passes: u32,
    progress: Progress<'_>,
) -> std::result::Result<(), weft_kernels::Cancelled> {
    to.iter_mut().zip(from).for_each(|(to, from)| to.copy_from(*from));
    for pass in 0..passes {
        let before: Vec<Plane> = to.iter().map(|plane| plane.view().to_plane()).collect();
        let before: Vec<PlaneRef<'_>> = before.iter().map(Plane::view).collect();
        let report = |part: f64| progress.map_or(Ok(()), |report| report((f64::from(pass) + part) / f64::from(passes)));
        smooth(&before, to, options, Some(&report))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&bilateral::KIND).check();
    }

    #[test]
    fn noise_goes_and_the_edge_stays() {
        let noise = Picture::noise(40, 40, 3, 5);
        let picture = Picture::new(40, 40, 3, |x, y, plane| {
            (if x < 20 { 0.2 } else { 0.8 }) + 0.04 * (noise.at(x, y, plane) - 0.5)
        });
        let spread = |image: &Picture, columns: std::ops::Range<u32>| {
            let values: Vec<f32> = columns.flat_map(|x| (5..35).map(move |y| image.at(x, y, 0))).collect();
            let mean = values.iter().sum::<f32>() / values.len() as f32;
            (values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / values.len() as f32).sqrt()
        };
        let run = testing::run(&bilateral::KIND).image("image", picture.clone()).int("passes", 2);
        let smooth = run.clone().go().unwrap().image("image");
        assert!(spread(&smooth, 6..18) < 0.3 * spread(&picture, 6..18));
        assert!(smooth.at(20, 20, 0) - smooth.at(19, 20, 0) > 0.55);
        assert_eq!(run.int("passes", 0).go().unwrap().image("image"), picture);
    }
}
