//! `image.auto_color`: what is dull or tinted becomes clear.

use weft_kernels::clahe::{Clahe, clahe};
use weft_kernels::colour_space::{ColourSpace, from_rgb, to_rgb};
use weft_kernels::histogram::{Histogram, statistics};
use weft_kernels::plane::{views, views_mut};
use weft_kernels::tone::gain;
use weft_kernels::{Cancelled, Plane, PlaneMut, Progress};
use weft_planes::{alpha, planes_mut, reporting, rgb};
use weft_plugin::prelude::*;

/// Takes a tint out, spreads light over the whole range, and raises contrast where it is low.
#[node(id = "image.auto_color", category = "Image/Colour", label = "Auto colour", pure, output = "image")]
pub(crate) fn auto_color(
    call: &Call,
    image: &Image,
    /// Makes the mean of the picture grey
    #[input(default = true, on_node)]
    balance: bool,
    /// Spreads the values over the whole range; the outermost hundredth on each side does not count
    #[input(default = true, on_node)]
    stretch: bool,
    /// How much contrast may rise where it is low; 0 leaves it
    #[input(default = 2.0, soft = 0.0..=8.0, hard = 0.0..=256.0, on_node)]
    contrast: f32,
) -> Result<ImageMut> {
    let mut out = call.image_for_overwrite(image.width(), image.height(), 3 + u32::from(image.has_alpha()))?;
    let mut to = planes_mut(&mut out);
    if let Some(alpha) = alpha(image) {
        to[3].copy_from(alpha);
    }
    let to = &mut to[..3];
    to.iter_mut().zip(rgb(image)).for_each(|(to, from)| to.copy_from(from));
    if balance {
        let means = [0, 1, 2].map(|plane: usize| statistics(to[plane].view(), None).mean);
        let grey = means.iter().sum::<f64>() / 3.0;
        for (to, mean) in to.iter_mut().zip(means) {
            let factor = if mean > 1e-6 { (grey / mean).clamp(0.5, 2.0) } else { 1.0 };
            changed(to, factor as f32, 0.0);
        }
    }
    call.report(0.2)?;
    if stretch {
        let ends = to.iter().map(|plane| {
            let histogram = Histogram::new(plane.view(), None, 4096, [0.0, 1.0]);
            Some((histogram.percentile(1.0)?, histogram.percentile(99.0)?))
        });
        // One range for all planes, since the tint is gone already.
        let ends: Vec<(f64, f64)> = ends.flatten().collect();
        let low = ends.iter().map(|ends| ends.0).fold(f64::INFINITY, f64::min);
        let high = ends.iter().map(|ends| ends.1).fold(0.0, f64::max);
        if high - low > 1.0 / 255.0 {
            let factor = 1.0 / (high - low);
            to.iter_mut().for_each(|to| changed(to, factor as f32, (-low * factor) as f32));
        }
    }
    reporting(&call.sub(0.4..1.0), |progress| if contrast > 0.0 { clearer(to, contrast, progress) } else { Ok(()) })?;
    Ok(out)
}

fn changed(plane: &mut PlaneMut<'_>, factor: f32, offset: f32) {
    let before = plane.view().to_plane();
    gain(before.view(), plane, factor, offset);
}

/// Raises the contrast of lightness alone.
fn clearer(rgb: &mut [PlaneMut<'_>], limit: f32, progress: Progress<'_>) -> std::result::Result<(), Cancelled> {
    let size = (rgb[0].width(), rgb[0].height());
    let mut lab: Vec<Plane> = (0..3).map(|_| Plane::new(size.0, size.1)).collect();
    let source: Vec<_> = rgb.iter().map(PlaneMut::view).collect();
    from_rgb(ColourSpace::Lab, &source, &mut views_mut(&mut lab), None)?;
    let light = Plane::from_fn(size.0, size.1, |x, y| lab[0].row(y)[x] / 100.0);
    clahe(light.view(), &mut lab[0].view_mut(), &Clahe { limit, ..Clahe::default() }, progress)?;
    lab[0].rows_mut().flatten().for_each(|value| *value *= 100.0);
    to_rgb(ColourSpace::Lab, &views(&lab), rgb, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&auto_color::KIND).check();
    }

    #[test]
    fn a_dull_yellow_picture_becomes_clear_and_grey() {
        let dull = Picture::new(64, 48, 4, |x, y, plane| match plane {
            3 => 0.5,
            2 => 0.20 + 0.002 * (x + y) as f32,
            _ => 0.30 + 0.003 * (x + y) as f32,
        });
        let run = testing::run(&auto_color::KIND).image("image", dull).float("contrast", 0.0);
        let image = run.clone().go().unwrap().image("image");
        assert!(image.at(0, 0, 0) < 0.05 && image.at(63, 47, 0) > 0.95, "{}", image.at(63, 47, 0));
        assert!((image.at(30, 20, 0) - image.at(30, 20, 2)).abs() < 0.05);
        assert!(image.plane(3).iter().all(|alpha| *alpha == 0.5));
        let steeper = run.float("contrast", 4.0).go().unwrap().image("image");
        assert!(steeper.difference(&image) > 0.02);
    }

    #[test]
    fn nothing_asked_for_changes_nothing() {
        let picture = Picture::noise(20, 9, 3, 2);
        let run = testing::run(&auto_color::KIND).image("image", picture.clone()).float("contrast", 0.0);
        let image = run.set("balance", false).set("stretch", false).go().unwrap().image("image");
        assert_eq!(image, picture);
    }
}
