//! `restore.auto_enhance`: colours of old photographs set right by arithmetic.

use weft_kernels::clahe::Clahe;
use weft_kernels::histogram::Histogram;
use weft_kernels::plane::{views, views_mut};
use weft_kernels::{Plane, PlaneRef};
use weft_planes::{alpha, planes_mut, reporting, rgb};
use weft_plugin::prelude::*;

use crate::classical::local_contrast;

/// A picture in better colours.
#[derive(Outputs)]
pub(crate) struct Enhanced {
    /// The picture
    image: ImageMut,
    /// What was done
    source: String,
}

/// Takes a tint off, uses the whole range from dark to light, and raises weak contrast.
///
/// Arithmetic, no model: grey-world gains, a stretch between percentiles, CLAHE on lightness.
#[node(id = "restore.auto_enhance", category = "Faces", label = "Set colours right", pure, no_disk)]
pub(crate) fn auto_enhance(
    call: &Call,
    image: &Image,
    /// How much of the tint goes
    #[input(default = 1.0, soft = 0.0..=1.0, hard = 0.0..=1.0)]
    balance: f32,
    /// How much of the range is used
    #[input(default = 1.0, soft = 0.0..=1.0, hard = 0.0..=1.0)]
    stretch: f32,
    /// How many of the darkest and the lightest pixels may become black and white
    #[input(default = 1.0, soft = 0.0..=5.0, hard = 0.0..=40.0, unit = "%", advanced)]
    percent: f32,
    /// How much local contrast
    #[input(default = 0.5, soft = 0.0..=1.0, hard = 0.0..=1.0, on_node)]
    contrast: f32,
    /// How steep local contrast may be
    #[input(default = 2.0, soft = 1.0..=8.0, hard = 0.1..=64.0, advanced)]
    limit: f32,
) -> Result<Enhanced> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let mut colours: Vec<Plane> = rgb(image).iter().map(PlaneRef::to_plane).collect();
    let mut done = Vec::new();
    if balance > 0.0 && image.colours() == 3 {
        let gains = gains(&colours);
        for (plane, gain) in colours.iter_mut().zip(gains) {
            let gain = 1.0 + balance * (gain - 1.0);
            plane.rows_mut().flatten().for_each(|sample| *sample *= gain);
        }
        done.push("grey world");
    }
    call.report(0.2)?;
    if stretch > 0.0
        && let Some((low, high)) = ends(&colours, f64::from(percent))
    {
        for sample in colours.iter_mut().flat_map(Plane::rows_mut).flatten() {
            let wide = ((*sample - low) / (high - low)).clamp(0.0, 1.0);
            *sample += stretch * (wide - *sample);
        }
        done.push("stretch");
    }
    call.report(0.4)?;
    if contrast > 0.0 {
        let options = Clahe { limit, tiles: (8.min(width), 8.min(height)) };
        let mut lively = vec![Plane::new(width, height); 3];
        reporting(&call.sub(0.4..0.9), |progress| {
            local_contrast(&views(&colours), &mut views_mut(&mut lively), &options, contrast, progress)
        })?;
        colours = lively;
        done.push("local contrast");
    }
    let mut out = call.image_like_for_overwrite(image)?;
    {
        let mut planes = planes_mut(&mut out);
        if let (Some(from), Some(to)) = (alpha(image), planes.last_mut()) {
            to.copy_from(from);
        }
        let count = image.colours() as usize;
        for (to, from) in planes.iter_mut().take(count).zip(&colours) {
            for (y, row) in to.rows_mut().enumerate() {
                row.iter_mut().zip(from.row(y)).for_each(|(to, from)| *to = from.clamp(0.0, 1.0));
            }
        }
    }
    let words = if done.is_empty() { "nothing".to_owned() } else { done.join(", ") };
    Ok(Enhanced { image: out, source: format!("classical ({words})") })
}

/// Factors that make the mean of all colours grey.
fn gains(colours: &[Plane]) -> [f32; 3] {
    let mean = |plane: &Plane| {
        let sum: f64 =
            plane.rows().flatten().filter(|sample| sample.is_finite()).map(|sample| f64::from(*sample)).sum();
        sum / (plane.width() * plane.height()) as f64
    };
    let means = [0, 1, 2].map(|colour| mean(&colours[colour]));
    let grey = means.iter().sum::<f64>() / 3.0;
    // Red in a sunset is no tint: limited.
    means.map(|mean| (grey / mean.max(1e-6)).clamp(0.5, 2.0) as f32)
}

/// Where dark and light begin, over all colours, so that none of them shifts; nothing in a flat picture.
fn ends(colours: &[Plane], percent: f64) -> Option<(f32, f32)> {
    let of = |percent: f64| {
        colours.iter().filter_map(move |plane| Histogram::new(plane.view(), None, 1024, [0.0, 1.0]).percentile(percent))
    };
    let low = of(percent).fold(f64::INFINITY, f64::min) as f32;
    let high = of(100.0 - percent).fold(f64::NEG_INFINITY, f64::max) as f32;
    (high - low > 1e-3).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&auto_enhance::KIND).check();
    }

    #[test]
    fn a_tint_goes_and_the_whole_range_is_used() {
        let grey = |x: u32| 0.3 + 0.4 * x as f32 / 63.0;
        let tinted = Picture::new(64, 32, 3, |x, _, plane| grey(x) * [1.0, 0.8, 0.6][plane as usize]);
        let run = testing::run(&auto_enhance::KIND).image("image", tinted).set("contrast", 0.0);
        let done = run.go().unwrap().image("image");
        let pixel = |x| [0, 1, 2].map(|plane| done.at(x, 5, plane));
        for x in [0, 20, 40, 63] {
            let [red, green, blue] = pixel(x);
            assert!((red - green).abs() < 0.01 && (green - blue).abs() < 0.01, "{:?}", pixel(x));
        }
        assert!(pixel(0)[0] < 0.01 && pixel(63)[0] > 0.99);
        let flat = testing::run(&auto_enhance::KIND).image("image", Picture::flat(1, 1, [0.5])).go().unwrap();
        assert!(flat.image("image").at(0, 0, 0).is_finite());
    }
}
