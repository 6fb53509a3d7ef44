//! Against `every_picture.py`: every operation on a photograph, gradients, a checkerboard, an odd size, one pixel, a constant and
//! 16 bits. The other files here look closer, at single settings.

use weft_kernels::adaptive_threshold::{AdaptiveThreshold, adaptive_threshold, grey_levels};
use weft_kernels::alpha::weighted_by_alpha;
use weft_kernels::bilateral::{Bilateral, bilateral};
use weft_kernels::box_blur::{BoxBlur, box_blur};
use weft_kernels::clahe::{Clahe, clahe};
use weft_kernels::colour_space::{ColourSpace, from_rgb};
use weft_kernels::distance::distance_inside;
use weft_kernels::domain_transform::{DomainFilter, DomainTransform, domain_transform};
use weft_kernels::gaussian::{Gaussian, gaussian};
use weft_kernels::guided::{Guided, guided};
use weft_kernels::kmeans::{Effort, Kmeans, Start, quantise};
use weft_kernels::local_change::{LocalChange, change_locally};
use weft_kernels::match_histogram::{Depth, Sample, match_histogram};
use weft_kernels::median::median;
use weft_kernels::metrics::{Ssim, mean_square, psnr, ssim};
use weft_kernels::morphology::{Element, Shape, close, dilate, erode, open};
use weft_kernels::resize::{Resampler, resize};
use weft_kernels::seamless_clone::{Levels, Mixing, SeamlessClone, seamless_clone};
use weft_kernels::sobel::sobel;
use weft_kernels::stylise::{Pencil, pencil, pencil_in_colour, stylise};
use weft_kernels::telea::{Telea, telea};
use weft_kernels::warp::{Affine, Sampling, Warp, remap, warp_affine};
use weft_kernels::{Border, Cancelled, Plane, PlaneMut, PlaneRef, Progress};

use crate::answers::{Answers, same_for_any_threads, views, views_mut};
use crate::pictures::{astronaut, checkerboard, gradient, rgb, sixteen_bits};

fn shades(plane: &Plane) -> Vec<Plane> {
    let of = |shade: fn(f32) -> f32| Plane::from_fn(plane.width(), plane.height(), |x, y| shade(plane.row(y)[x]));
    vec![of(|value| value), of(|value| 1.0 - value), of(|value| value * 0.5)]
}

fn pictures() -> [(&'static str, Vec<Plane>); 7] {
    [
        ("photo", astronaut()),
        ("gradients", shades(&gradient(57, 43))),
        ("checkerboard", shades(&checkerboard(57, 43))),
        ("odd size", rgb(257, 131)),
        ("one pixel", rgb(1, 1)),
        ("constant", shades(&Plane::filled(20, 15, 0.25))),
        ("sixteen bits", shades(&sixteen_bits(33, 21))),
    ]
}

/// How far from the answer.
#[derive(Clone, Copy)]
enum Within {
    /// Of the values.
    Floats(f64),
    /// Of levels of 8 bits, which both sides are given: so many, and so much in the mean.
    Levels(f64, f64),
}
use Within::{Floats, Levels as InLevels};

/// `work` on a picture, of floats or of levels as the tolerance says, against the file of that name.
fn check(name: &str, within: Within, work: impl Fn(&[Plane]) -> Vec<Plane> + Sync) {
    check_but(&[], name, within, work);
}

fn check_but(not: &[&str], name: &str, within: Within, work: impl Fn(&[Plane]) -> Vec<Plane> + Sync) {
    let mut answers = Answers::open(&format!("every_{name}"));
    for (picture, planes) in pictures().iter().filter(|(picture, _)| !not.contains(picture)) {
        let planes = match within {
            Floats(_) => planes.clone(),
            InLevels(..) => planes.iter().map(in_levels).collect(),
        };
        let have: Vec<f32> =
            same_for_any_threads(|| work(&planes)).iter().flat_map(Plane::rows).flatten().copied().collect();
        let step = (have.len() / 211).max(1);
        let have: Vec<f64> = have.into_iter().step_by(step).map(f64::from).collect();
        let want = answers.take(have.len());
        let (mut largest, mut sum, mut at) = (0.0, 0.0, 0);
        for (i, (&have, &want)) in have.iter().zip(want).enumerate() {
            // In f32, as files are written.
            let level = |value: f64| f64::from((value as f32 * 255.0).round_ties_even().clamp(0.0, 255.0));
            let apart = match within {
                Floats(_) => (have - want).abs(),
                InLevels(..) => (level(have) - level(want)).abs(),
            };
            sum += apart;
            if apart > largest || apart.is_nan() {
                (largest, at) = (apart, i);
            }
        }
        let (most, mean_most) = match within {
            Floats(most) => (most, most),
            InLevels(most, mean) => (most, mean),
        };
        let mean = sum / have.len() as f64;
        assert!(
            largest <= most && mean <= mean_most,
            "{name}, {picture}: {largest} apart, {mean} in the mean; value {at} is {} and not {}",
            have[at],
            want[at]
        );
    }
    answers.end();
}

fn in_levels(plane: &Plane) -> Plane {
    let level = |value: f32| (value * 255.0).round_ties_even() / 255.0;
    Plane::from_fn(plane.width(), plane.height(), |x, y| level(plane.row(y)[x]))
}

/// A result in the size of the picture.
fn like(source: &[Plane], work: impl Fn(&[PlaneRef<'_>], &mut [PlaneMut<'_>]) -> Result<(), Cancelled>) -> Vec<Plane> {
    let size = (source[0].width(), source[0].height());
    sized(source, size, work)
}

fn sized(
    source: &[Plane],
    (width, height): (usize, usize),
    work: impl Fn(&[PlaneRef<'_>], &mut [PlaneMut<'_>]) -> Result<(), Cancelled>,
) -> Vec<Plane> {
    let mut out: Vec<Plane> = source.iter().map(|_| Plane::new(width, height)).collect();
    work(&views(source), &mut views_mut(&mut out)).unwrap();
    out
}

#[test]
fn blurs_agree_on_every_picture() {
    let sigma = Gaussian { sigma_px: 2.0, ..Gaussian::default() };
    check("gaussian", Floats(1e-6), |p| like(p, |from, to| gaussian(from, to, &sigma, None)));
    let square = BoxBlur { radius_px: 3, ..BoxBlur::default() };
    check("box", Floats(2e-6), |p| like(p, |from, to| box_blur(from, to, &square, None)));
    check("median_3", Floats(0.0), |p| like(p, |from, to| median(from, to, 1, None)));
    check("median_5", Floats(0.0), |p| like(p, |from, to| median(from, to, 2, None)));
    check("median_7", InLevels(0.0, 0.0), |p| like(p, |from, to| median(from, to, 3, None)));
    let near = Bilateral { diameter_px: 5, sigma_colour: 0.1, sigma_space_px: 2.0, ..Bilateral::default() };
    check("bilateral", Floats(2e-6), |p| like(p, |from, to| bilateral(from, to, &near, None)));
    let eight = Guided { radius_px: 4, epsilon: 1e-2 };
    check("guided", Floats(2e-6), |p| like(&p[..1], |from, to| guided(&[p[1].view()], from, to, &eight, None)));
}

/// Come out black in OpenCV: windows that reach beyond the picture hold nothing there.
const SMALL: &[&str] = &["one pixel", "constant"];

#[test]
fn photo_filters_agree_on_every_picture() {
    let areas = |sigma_range: f32, filter: DomainFilter| DomainTransform { sigma_range, filter, ..Default::default() };
    let (soft, flat) = (areas(0.4, DomainFilter::Recursive), areas(0.4, DomainFilter::Normalised));
    check("edge_recursive", InLevels(1.0, 5e-3), |p| like(p, |from, to| domain_transform(from, to, &soft, None)));
    // OpenCV takes differences of long sums in f32; `smooth.rs` compares the whole photograph more closely.
    check_but(SMALL, "edge_normalised", InLevels(1.0, 0.1), |p| {
        like(p, |from, to| domain_transform(from, to, &flat, None))
    });
    let painted = areas(0.45, DomainFilter::Normalised);
    check_but(SMALL, "stylised", InLevels(1.0, 0.1), |p| like(p, |from, to| stylise(from, to, &painted, None)));
    let hard = Pencil::default();
    check_but(SMALL, "pencil", InLevels(0.0, 0.0), |p| {
        like(&p[..1], |_, to| pencil(&views(p), &mut to[0], &hard, None))
    });
    check_but(SMALL, "pencil_colour", InLevels(1.0, 1e-2), |p| {
        like(p, |from, to| pencil_in_colour(from, to, &hard, None))
    });
    check("lines", InLevels(0.0, 0.0), |p| {
        let smooth = like(&[grey_levels(&views(p))], |from, to| median(from, to, 3, None));
        let options = AdaptiveThreshold { radius_px: 4, darker_by: 9.0 };
        like(&smooth, |from, to| adaptive_threshold(from[0], &mut to[0], &options, None))
    });
    check("clahe", InLevels(1.0, 0.1), |p| {
        like(p, |from, to| from.iter().zip(to).try_for_each(|(from, to)| clahe(*from, to, &Clahe::default(), None)))
    });
    check("sobel", Floats(2e-6), |p| {
        let slopes = p.iter().map(|plane| {
            like(&[plane.clone(), plane.clone()], |from, to| {
                let [right, down] = to else { panic!("two planes") };
                sobel(from[0], right, down, None)
            })
        });
        let (right, down): (Vec<_>, Vec<_>) = slopes.map(|mut both| (both.remove(0), both.remove(0))).unzip();
        right.into_iter().chain(down).collect()
    });
}

#[test]
fn morphology_agrees_on_every_picture() {
    let ellipse = Element::of_radius(Shape::Ellipse, 2);
    check("dilate", Floats(0.0), |p| like(p, |from, to| dilate(from, to, &ellipse, None)));
    check("erode", Floats(0.0), |p| like(p, |from, to| erode(from, to, &ellipse, None)));
    check("open", Floats(0.0), |p| like(p, |from, to| open(from, to, &ellipse, None)));
    check("close", Floats(0.0), |p| like(p, |from, to| close(from, to, &ellipse, None)));
    check("distance", Floats(1e-4), |p| {
        let mask = Plane::from_fn(p[0].width(), p[0].height(), |x, y| f32::from(u8::from(p[0].row(y)[x] > 0.3)));
        // OpenCV knows no distance in a picture without anything outside; ours is then infinite.
        let mut out = like(&[mask], |from, to| distance_inside(from[0], &mut to[0], None));
        out[0].rows_mut().flatten().for_each(|value| *value = if value.is_finite() { *value } else { NEVER });
        out
    });
}

/// What OpenCV says where there is nothing to be far from.
const NEVER: f32 = 0.0;

#[test]
fn sizes_and_places_agree_on_every_picture() {
    for (name, resampler, within) in [
        ("linear", Resampler::OpencvLinear, 3e-6),
        ("area", Resampler::OpencvArea, 3e-6),
        ("cubic", Resampler::OpencvCubic, 3e-6),
        ("lanczos4", Resampler::OpencvLanczos4, 1e-5),
    ] {
        check(name, Floats(within), |p| {
            let size = ((p[0].width() * 5 / 8).max(1), p[0].height() * 3 / 2);
            sized(p, (size.0, size.1.max(1)), |from, to| resize(from, to, resampler, None))
        });
    }
    let turned = |p: &[Plane], sampling: Sampling, border: Border| {
        let matrix = Affine::rotation([p[0].width() as f64 / 2.0, p[0].height() as f64 / 2.0], 17.0, 0.9);
        like(p, |from, to| warp_affine(from, to, &matrix, &Warp { sampling, border }, None))
    };
    check("affine", Floats(1e-4), |p| turned(p, Sampling::Bilinear, Border::Constant(0.0)));
    check_but(&["one pixel"], "affine_cubic", Floats(1e-2), |p| turned(p, Sampling::Cubic, Border::Reflect101));
    check("remap", Floats(1e-5), |p| like(p, |from, to| shifted(from, to, None)));
}

/// Rows moved to the right and apart.
fn shifted(from: &[PlaneRef<'_>], to: &mut [PlaneMut<'_>], progress: Progress<'_>) -> Result<(), Cancelled> {
    let (width, height) = (from[0].width(), from[0].height());
    let across = Plane::from_fn(width, height, |x, y| x as f32 + (y % 7) as f32 / 2.0 - 1.0);
    let down = Plane::from_fn(width, height, |_, y| y as f32 * 0.75 + 0.5);
    let warp = Warp { sampling: Sampling::Bilinear, border: Border::Constant(0.0) };
    remap(from, to, (across.view(), down.view()), &warp, progress)
}

/// The picture with some transparent pixels, none nearly so.
fn with_alpha(planes: &[Plane]) -> Vec<Plane> {
    let alpha = |x: usize, y: usize| {
        if (x + 3 * y).is_multiple_of(13) { 0.0 } else { (0.4 + ((x * 3 + y * 5) % 7) as f64 / 10.0) as f32 }
    };
    let alpha = Plane::from_fn(planes[0].width(), planes[0].height(), alpha);
    planes.iter().cloned().chain([alpha]).collect()
}

#[test]
fn pictures_with_alpha_agree_as_well() {
    type Kernel<'a> = &'a (dyn Fn(&[PlaneRef<'_>], &mut [PlaneMut<'_>], Progress<'_>) -> Result<(), Cancelled> + Sync);
    let check = |name: &str, within: f64, kernel: Kernel<'_>, size: fn(usize, usize) -> (usize, usize)| {
        check(name, Floats(within), |p| {
            let size = size(p[0].width(), p[0].height());
            sized(&with_alpha(p), size, |from, to| weighted_by_alpha(from, to, kernel, None))
        });
    };
    let sigma = Gaussian { sigma_px: 2.0, ..Gaussian::default() };
    check("gaussian_alpha", 3e-6, &|from, to, progress| gaussian(from, to, &sigma, progress), |w, h| (w, h));
    let square = BoxBlur { radius_px: 3, ..BoxBlur::default() };
    check("box_alpha", 3e-6, &|from, to, progress| box_blur(from, to, &square, progress), |w, h| (w, h));
    for (name, resampler, within) in [
        ("linear_alpha", Resampler::OpencvLinear, 5e-6),
        ("area_alpha", Resampler::OpencvArea, 5e-6),
        ("cubic_alpha", Resampler::OpencvCubic, 2e-5),
        ("lanczos4_alpha", Resampler::OpencvLanczos4, 5e-5),
    ] {
        let kernel: Kernel<'_> = &|from, to, progress| resize(from, to, resampler, progress);
        check(name, within, kernel, |w, h| ((w * 5 / 8).max(1), (h * 3 / 2).max(1)));
    }
    let turn = |from: &[PlaneRef<'_>], to: &mut [PlaneMut<'_>], progress: Progress<'_>| {
        let matrix = Affine::rotation([from[0].width() as f64 / 2.0, from[0].height() as f64 / 2.0], 17.0, 0.9);
        let warp = Warp { sampling: Sampling::Bilinear, border: Border::Constant(0.0) };
        warp_affine(from, to, &matrix, &warp, progress)
    };
    check("affine_alpha", 2e-4, &turn, |w, h| (w, h));
    check("remap_alpha", 2e-5, &shifted, |w, h| (w, h));
}

#[test]
fn colours_agree_on_every_picture() {
    // OpenCV's Lab of f32 comes from a table of 33³ colours, which lies up to 0.3 beside its own formula.
    check("lab", Floats(0.3), |p| like(p, |from, to| from_rgb(ColourSpace::Lab, from, to, None)));
    check("hsv", Floats(1e-3), |p| like(p, |from, to| from_rgb(ColourSpace::Hsv, from, to, None)));
    // OpenCV adds up tens of thousands of pixels in f32.
    check_but(&["one pixel"], "few_colours", Floats(5e-5), |p| {
        let labels: Vec<u8> = (0..p[0].width() * p[0].height()).map(|at| (at * 7 % 4) as u8).collect();
        let start = Start::Labels(&labels);
        let options = Kmeans { clusters: 4, start, rounds_max: 8, shift_max: 1e-6, effort: Effort::Exact };
        like(p, |from, to| quantise(from, to, &options, None))
    });
    check("histogram", InLevels(0.0, 0.0), |p| {
        let reference: Vec<Plane> = shades(&gradient(57, 43)).iter().map(in_levels).collect();
        like(p, |from, to| {
            for ((from, to), reference) in from.iter().zip(to).zip(&reference) {
                let all = |plane| Sample { plane, mask: None };
                match_histogram(&all(*from), &all(reference.view()), to, Depth::EightBits);
            }
            Ok(())
        })
    });
}

#[test]
fn clones_and_fills_agree_on_every_picture() {
    for (name, mixing) in
        [("clone", Mixing::Normal), ("clone_mixed", Mixing::Mixed), ("clone_mono", Mixing::Monochrome)]
    {
        // OpenCV cuts off what is behind the level: flat pictures come out a level lower here and there.
        check_but(&["one pixel"], name, InLevels(1.0, 0.1), |p| {
            let (width, height) = (p[0].width(), p[0].height());
            let half = (width / 2, height / 2);
            let source: Vec<Plane> =
                p.iter().map(|plane| Plane::from_fn(half.0, half.1, |x, y| plane.row(height - 1 - y)[x])).collect();
            let mask = Plane::filled(half.0, half.1, 1.0);
            let centre = (half.0 as isize, half.1 as isize);
            let options = SeamlessClone { mixing, centre, levels: Levels::EightBits, ..SeamlessClone::default() };
            like(p, |from, to| seamless_clone(&views(&source), mask.view(), from, to, &options, None))
        });
    }
    for (name, change) in [
        ("change_colour", LocalChange::Colour([1.5, 0.5, 1.25])),
        ("change_light", LocalChange::Illumination { alpha: 0.2, beta: 0.4 }),
        ("flatten", LocalChange::Flatten { low: 30.0, high: 45.0, aperture: 3 }),
    ] {
        // Where all is flat, OpenCV's transform in f32 falls just below the level, which cuts off a whole one.
        check_but(&["one pixel", "constant"], name, InLevels(1.0, 0.1), |p| {
            let mask = middle_third(p);
            like(p, |from, to| change_locally(from, mask.view(), to, &change, Levels::EightBits, None))
        });
    }
    check_but(&["one pixel"], "telea", InLevels(0.0, 0.0), |p| {
        let hole = middle_third(p);
        let options = Telea { radius_px: 3, levels: Levels::EightBits };
        like(p, |from, to| telea(from, hole.view(), to, &options, None))
    });
}

fn middle_third(planes: &[Plane]) -> Plane {
    let (width, height) = (planes[0].width(), planes[0].height());
    let inside = |at: usize, length: usize| (length / 3..length * 2 / 3).contains(&at);
    Plane::from_fn(width, height, |x, y| f32::from(u8::from(inside(x, width) && inside(y, height))))
}

#[test]
fn numbers_agree_on_every_picture() {
    let mut answers = Answers::open("every_numbers");
    for (name, planes) in pictures() {
        let (first, height) = (views(&planes), planes[0].height());
        let turned: Vec<Plane> = planes
            .iter()
            .map(|plane| Plane::from_fn(plane.width(), height, |x, y| plane.row(height - 1 - y)[x]))
            .collect();
        let second = views(&turned);
        let have = [
            mean_square(&first, &second),
            psnr(&first, &second, 1.0),
            ssim(&first, &second, &Ssim { range: 1.0, ..Ssim::default() }).unwrap_or(1.0),
        ];
        for (have, want) in have.iter().zip(answers.take(3)) {
            // Golden files hold f32.
            let apart = if have == want { 0.0 } else { (have - want).abs() };
            assert!(apart <= 1e-6 * want.abs().max(1.0), "{name}: {have} and not {want}");
        }
    }
    answers.end();
}
