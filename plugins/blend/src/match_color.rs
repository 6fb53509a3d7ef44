//! `blend.match_color`: one picture in the colours of another.

mod on_device;

use weft_kernels::colour_transfer::{ColourSample, transfer_monge_kantorovich, transfer_reinhard};
use weft_kernels::match_histogram::{Depth, Sample, match_histogram};
use weft_planes::device::{device, size};
use weft_planes::{Fitted, alpha, fitted, planes_mut, reporting, rgb};
use weft_plugin::prelude::*;

/// What is made alike.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Method {
    /// Mean and contrast of lightness and colour: natural
    #[default]
    Reinhard,
    /// Mean and contrast of all colours together: closer
    #[choice(key = "mkl", label = "Monge-Kantorovich")]
    Mkl,
    /// How often each value occurs: closest, may look torn
    Histogram,
}

/// Gives a picture the colours of another one. With masks, only what they select is compared; all of the picture changes.
#[node(id = "blend.match_color", category = "Image/Combine", label = "Match colours", pure, gpu, output = "image")]
pub(crate) fn match_color(
    call: &Call,
    /// The picture to change
    image: &Image,
    /// The picture with the right colours
    reference: &Image,
    /// What counts of the picture
    mask: Option<&Mask>,
    /// What counts of the reference
    reference_mask: Option<&Mask>,
    /// What is made alike
    #[input(default = Method::Reinhard)]
    method: Method,
    /// How much of it
    #[input(default = 1.0, soft = 0.0..=1.0, hard = 0.0..=1.0, on_node)]
    strength: f32,
) -> Result<Image> {
    if let Some(gpu) = device(call, &[size(image), size(reference)])? {
        return on_device::matched(&gpu, (image, mask), (reference, reference_mask), method, strength);
    }
    let mask = mask.map(|mask| fitted(call, mask, image)).transpose()?;
    let reference_mask = reference_mask.map(|mask| fitted(call, mask, reference)).transpose()?;
    let (mask, reference_mask) = (mask.as_ref().map(Fitted::view), reference_mask.as_ref().map(Fitted::view));
    let (source, wanted) = (rgb(image), rgb(reference));
    let channels = 3 + u32::from(image.has_alpha());
    let mut out = call.image_for_overwrite(image.width(), image.height(), channels)?;
    let mut to = planes_mut(&mut out);
    if let Some(alpha) = alpha(image) {
        to[3].copy_from(alpha);
    }
    let colours = &mut to[..3];
    let sample = ColourSample { planes: &source, mask };
    let wanted_sample = ColourSample { planes: &wanted, mask: reference_mask };
    reporting(call, |progress| match method {
        Method::Reinhard => transfer_reinhard(&sample, &wanted_sample, colours, progress),
        Method::Mkl => transfer_monge_kantorovich(&sample, &wanted_sample, colours, progress),
        Method::Histogram => {
            for (at, to) in colours.iter_mut().enumerate() {
                let from = Sample { plane: source[at], mask };
                match_histogram(&from, &Sample { plane: wanted[at], mask: reference_mask }, to, Depth::SixteenBits);
                progress.map_or(Ok(()), |report| report((at + 1) as f64 / 3.0))?;
            }
            Ok(())
        }
    })?;
    for (to, from) in colours.iter_mut().zip(&source) {
        for (y, row) in to.rows_mut().enumerate() {
            row.iter_mut().zip(from.row(y)).for_each(|(to, from)| *to = from + strength * (*to - from));
        }
    }
    drop(to);
    Ok(out.done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture, Run};

    fn run(method: &str) -> Run<'static> {
        let noise = Picture::noise(24, 20, 3, 4);
        let picture = Picture::new(24, 20, 3, |x, y, plane| 0.2 + 0.2 * noise.at(x, y, plane));
        let reference = Picture::new(30, 10, 3, |x, y, plane| {
            [0.7, 0.5, 0.3][plane as usize] + 0.1 * (Picture::noise(30, 10, 3, 9).at(x, y, plane) - 0.5)
        });
        testing::run(&match_color::KIND).image("image", picture).image("reference", reference).text("method", method)
    }

    fn mean(image: &Picture, plane: u32) -> f32 {
        image.plane(plane).iter().sum::<f32>() / image.plane(plane).len() as f32
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&match_color::KIND).check();
    }

    #[test]
    fn every_method_gives_the_mean_of_the_reference() {
        for method in ["reinhard", "mkl", "histogram"] {
            let image = run(method).go().unwrap().image("image");
            for (plane, expected) in (0..).zip([0.7, 0.5, 0.3]) {
                assert!((mean(&image, plane) - expected).abs() < 0.02, "{method} {plane}: {}", mean(&image, plane));
            }
        }
    }

    #[test]
    fn no_strength_changes_nothing_and_an_empty_mask_neither() {
        let before = |image: &Picture| (mean(image, 0) - 0.3).abs() < 0.02;
        assert!(before(&run("histogram").float("strength", 0.0).go().unwrap().image("image")));
        let empty = run("mkl").mask("mask", Picture::flat(5, 5, [0.0]));
        assert!(before(&empty.go().unwrap().image("image")));
    }
}
