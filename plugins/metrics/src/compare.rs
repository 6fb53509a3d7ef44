//! `metrics.compare`: how alike two pictures are, in numbers.

use crate::pair::Pair;
use weft_kernels::PlaneRef;
use weft_kernels::metrics::{Ssim, mean_square, ssim as ssim_of};
use weft_plugin::found::field;
use weft_plugin::prelude::*;

/// Which of the two usual ways to count similarity.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Window {
    /// Squares of 7 × 7 pixels: scikit-image
    #[default]
    #[choice(key = "uniform", label = "Uniform 7 × 7")]
    Uniform,
    /// Round windows of 11 × 11 pixels: the paper, BasicSR
    #[choice(key = "gaussian", label = "Gaussian 11 × 11")]
    Gaussian,
}

/// Says how alike two pictures are: `psnr` in decibels, `ssim` (1 is equal), `mse`, the largest difference.
///
/// Colours count, transparency does not. A second picture of another size is stretched, and `reference` says so. What cannot
/// be said is empty, and `reason` says why.
#[node(id = "metrics.compare", category = "Metrics", label = "Compare", pure, output = "report")]
pub(crate) fn compare(
    call: &Call,
    /// The picture to judge
    first: &Image,
    /// What it should look like
    second: &Image,
    /// Which of the two usual ways to count `ssim`
    #[input(default = Window::Uniform)]
    window: Window,
    /// Pixels at each edge that do not count
    #[input(default = 0, soft = 0..=32, hard = 0..=4096, unit = "px", advanced)]
    border: u32,
) -> Result<Record> {
    let (width, height) = (first.width(), first.height());
    if 2 * border >= width.min(height) {
        bail!("a border of {border} pixels leaves nothing of {width} × {height}");
    }
    let pair = Pair::new(&call.sub(0.0..0.3), first, second)?;
    let edge = border as usize;
    let inner = |plane: &PlaneRef<'_>| (edge, edge, plane.width() - 2 * edge, plane.height() - 2 * edge);
    let second_planes = pair.second();
    let (mut one, mut other) = (Vec::new(), Vec::new());
    for (first, second) in pair.first.iter().zip(&second_planes) {
        let (x, y, width, height) = inner(first);
        one.push(first.part(x, y, width, height));
        other.push(second.part(x, y, width, height));
    }
    let mean = mean_square(&one, &other);
    call.report(0.5)?;
    let variant = if window == Window::Gaussian { Ssim::GAUSSIAN } else { Ssim::default() };
    let alike = ssim_of(&one, &other, &variant);
    let mut reasons = Vec::new();
    if mean == 0.0 {
        reasons.push("the pictures are equal, so there is no noise for `psnr`");
    }
    if alike.is_none() {
        reasons.push("the pictures are smaller than the window of `ssim`");
    }
    if !mean.is_finite() {
        reasons.push("the pictures hold values that are no numbers");
    }
    let finite = |number: f64| number.is_finite().then_some(number);
    let mut record = call.record()?;
    record.set_option("psnr", finite(-10.0 * mean.log10()))?;
    record.set_option("ssim", alike.and_then(finite))?;
    record.set_option("mse", finite(mean))?;
    record.set_option("largest_difference", finite(largest_difference(&one, &other)))?;
    record.set(field::WIDTH, width)?.set(field::HEIGHT, height)?;
    record.set("window", if window == Window::Gaussian { "gaussian" } else { "uniform" }.to_owned())?;
    record.set("reference", if pair.is_stretched { "second (stretched)" } else { "second" }.to_owned())?;
    let reason = (!reasons.is_empty()).then(|| reasons.join("; "));
    record.set_option(field::REASON, reason)?;
    Ok(record.done())
}

fn largest_difference(first: &[PlaneRef<'_>], second: &[PlaneRef<'_>]) -> f64 {
    let rows = first.iter().zip(second).flat_map(|(first, second)| first.rows().zip(second.rows()));
    let samples = rows.flat_map(|(first, second)| first.iter().zip(second));
    f64::from(samples.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max))
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Data, Done, Picture};

    fn number(done: &Done, name: &str) -> Option<f64> {
        let field = done.record("report").iter().find(|(field, _)| field == name).unwrap();
        match &field.1 {
            Some(Data::Float(number)) => Some(*number),
            None => None,
            other => panic!("{other:?}"),
        }
    }

    fn run(first: Picture, second: Picture) -> Done {
        testing::run(&compare::KIND).image("first", first).image("second", second).go().unwrap()
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&compare::KIND).check();
    }

    #[test]
    fn an_even_difference_has_a_known_psnr() {
        let done = run(Picture::flat(16, 16, [0.5, 0.5, 0.5]), Picture::flat(16, 16, [0.6, 0.6, 0.6]));
        assert!((number(&done, "psnr").unwrap() - 20.0).abs() < 1e-5);
        assert!((number(&done, "mse").unwrap() - 0.01).abs() < 1e-8);
        // (2·0.5·0.6 + 0.0001) / (0.25 + 0.36 + 0.0001): flat pictures differ in brightness only.
        assert!((number(&done, "ssim").unwrap() - 0.6001 / 0.6101).abs() < 1e-6);
    }

    #[test]
    fn equal_pictures_have_no_noise_and_small_ones_no_window() {
        let noise = || Picture::noise(16, 16, 3, 1);
        let done = run(noise(), noise());
        assert_eq!((number(&done, "psnr"), number(&done, "ssim").map(|ssim| ssim > 0.999_999)), (None, Some(true)));
        let small = run(Picture::flat(3, 3, [0.0]), Picture::flat(3, 3, [1.0]));
        assert_eq!((number(&small, "psnr"), number(&small, "ssim")), (Some(0.0), None));
        let fields = small.record("report");
        assert!(fields.iter().any(|(name, value)| name == "reason" && value.is_some()), "{fields:?}");
    }

    #[test]
    fn another_size_is_stretched_and_told_and_grey_counts_as_colour() {
        let done = run(Picture::flat(16, 16, [0.5, 0.5, 0.5, 1.0]), Picture::flat(8, 9, [0.5]));
        assert!(number(&done, "largest_difference").unwrap() < 1e-6);
        let reference = (String::from("reference"), Some(Data::from("second (stretched)")));
        assert!(done.record("report").contains(&reference));
    }

    #[test]
    fn a_border_does_not_count_and_one_that_leaves_nothing_is_told() {
        let framed = Picture::new(20, 20, 1, |x, y, _| if x.min(y) < 2 || x.max(y) > 17 { 1.0 } else { 0.5 });
        let run = testing::run(&compare::KIND).image("first", framed).image("second", Picture::flat(20, 20, [0.5]));
        assert_eq!(number(&run.clone().int("border", 2).go().unwrap(), "mse"), Some(0.0));
        assert!(run.int("border", 10).go().unwrap_err().to_string().contains("leaves nothing"));
    }
}
