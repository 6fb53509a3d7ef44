//! Against `resize.py`.

use weft_kernels::resize::{Resampler, resize, resize_pillow_u8, resize_straight_alpha};
use weft_kernels::simd::{Level, limit};
use weft_kernels::{Cancelled, Plane};

use crate::answers::{Answers, check_levels, png, same_for_any_threads, views, views_mut};
use crate::pictures::{astronaut, checkerboard, gradient, mixed, noise, sixteen_bits};

type Case = (fn(usize, usize) -> Plane, (usize, usize), (usize, usize));
const CASES: [Case; 8] = [
    (mixed, (48, 40), (31, 17)),
    (mixed, (48, 40), (77, 59)),
    (mixed, (48, 40), (77, 17)),
    (checkerboard, (257, 131), (64, 33)),
    (sixteen_bits, (33, 21), (12, 40)),
    (noise, (1, 1), (5, 3)),
    (noise, (9, 7), (1, 1)),
    (gradient, (20, 10), (20, 10)),
];

fn resized(source: &[Plane], size: (usize, usize), resampler: Resampler) -> Vec<Plane> {
    let mut out = vec![Plane::new(size.0, size.1); source.len()];
    resize(&views(source), &mut views_mut(&mut out), resampler, None).unwrap();
    out
}

fn check(file: &str, resampler: Resampler, difference_max: f64) {
    let mut answers = Answers::open(file);
    for (picture, size, new) in CASES {
        let source = picture(size.0, size.1);
        let out = same_for_any_threads(|| resized(std::slice::from_ref(&source), new, resampler));
        answers.check(out[0].view(), difference_max, &format!("{size:?} to {new:?}"));
    }
    answers.end();
}

#[test]
fn opencv_nearest_is_exact() {
    check("resize_opencv_nearest", Resampler::OpencvNearest, 0.0);
}

#[test]
fn opencv_linear_agrees() {
    check("resize_opencv_linear", Resampler::OpencvLinear, 1e-5);
}

#[test]
fn opencv_area_agrees() {
    check("resize_opencv_area", Resampler::OpencvArea, 1e-5);
}

#[test]
fn opencv_cubic_agrees() {
    check("resize_opencv_cubic", Resampler::OpencvCubic, 1e-5);
}

#[test]
fn opencv_lanczos4_agrees() {
    check("resize_opencv_lanczos4", Resampler::OpencvLanczos4, 1e-5);
}

#[test]
fn pillow_agrees_in_f32() {
    check("resize_pillow_box", Resampler::PillowBox, 1e-6);
    check("resize_pillow_bilinear", Resampler::PillowBilinear, 1e-6);
    check("resize_pillow_bicubic", Resampler::PillowBicubic, 1e-6);
    check("resize_pillow_lanczos", Resampler::PillowLanczos, 1e-6);
}

#[test]
fn pillow_is_exact_in_8_bits() {
    for (name, resampler) in [
        ("box", Resampler::PillowBox),
        ("bilinear", Resampler::PillowBilinear),
        ("bicubic", Resampler::PillowBicubic),
        ("lanczos", Resampler::PillowLanczos),
    ] {
        for (width, height) in [(41, 27), (90, 75)] {
            let out = same_for_any_threads(|| {
                let mut out = vec![Plane::new(width, height); 3];
                resize_pillow_u8(&views(&astronaut()), &mut views_mut(&mut out), resampler, None).unwrap();
                out
            });
            check_levels(&out, &png(&format!("resize_pillow_{name}_{width}")), 0.0, 0.0, name);
        }
    }
}

#[test]
fn torch_agrees() {
    check("resize_torch_nearest", Resampler::TorchNearest, 0.0);
    check("resize_torch_bilinear", Resampler::TorchBilinear, 3e-6);
}

const FILTERS: [Resampler; 4] =
    [Resampler::OpencvLinear, Resampler::OpencvLanczos4, Resampler::PillowBicubic, Resampler::OpencvArea];

#[test]
fn all_instruction_sets_give_the_same_bits() {
    for resampler in FILTERS {
        for size in [(300, 200), (700, 500), (60, 40), (16, 9)] {
            let of = |level| {
                limit(level);
                resized(&[noise(400, 150)], size, resampler)
            };
            let baseline = of(Level::Baseline);
            assert!(baseline == of(Level::V3) && baseline == of(Level::V4), "{resampler:?} {size:?}");
        }
    }
}

#[test]
fn a_constant_stays_constant_and_values_outside_of_0_to_1_survive() {
    for resampler in FILTERS {
        for value in [0.25, -3.0, 70_000.0] {
            let out = resized(&[Plane::filled(37, 23, value)], (90, 11), resampler);
            assert!(out[0].rows().flatten().all(|&pixel| (pixel / value - 1.0).abs() < 1e-6), "{resampler:?} {value}");
        }
    }
}

#[test]
fn a_pixel_that_is_no_number_stays_near_its_place() {
    let mut source = Plane::filled(64, 64, 0.5);
    source.row_mut(10)[20] = f32::NAN;
    for resampler in FILTERS {
        let out = &resized(&[source.clone()], (128, 128), resampler)[0];
        for (y, row) in out.rows().enumerate() {
            for (x, pixel) in row.iter().enumerate().filter(|(_, pixel)| pixel.is_nan()) {
                assert!(x.abs_diff(40) < 24 && y.abs_diff(20) < 24, "{resampler:?}: {pixel} at ({x}, {y})");
            }
        }
        assert!(out.row(20)[40].is_nan(), "{resampler:?}");
    }
}

#[test]
fn hidden_colours_do_not_bleed_into_the_edge() {
    let red = Plane::from_fn(8, 1, |x, _| if x < 4 { 1.0 } else { 0.0 });
    let alpha = red.clone();
    let mut out = vec![Plane::new(5, 1); 2];
    resize_straight_alpha(&views(&[red, alpha]), &mut views_mut(&mut out), Resampler::PillowBilinear, None).unwrap();
    let (red, alpha) = (out[0].row(0), out[1].row(0));
    assert!(alpha[2] > 0.4 && alpha[2] < 0.6 && alpha[4] == 0.0, "{alpha:?}");
    assert!((red[2] - 1.0).abs() < 1e-6 && red[4] == 0.0, "{red:?}");
}

#[test]
fn a_refusal_stops_the_work() {
    let mut out = [Plane::new(8, 8)];
    let stopped =
        resize(&[noise(4, 4).view()], &mut views_mut(&mut out), Resampler::OpencvLinear, Some(&|_| Err(Cancelled)));
    assert_eq!(stopped, Err(Cancelled));
}
