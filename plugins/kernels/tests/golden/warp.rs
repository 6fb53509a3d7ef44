//! Against `warp.py`.

use weft_kernels::simd::{Level, limit};
use weft_kernels::warp::{Affine, Perspective, Sampling, Warp, remap, warp_affine, warp_perspective};
use weft_kernels::{Border, Plane};

use crate::answers::{Answers, same_for_any_threads};
use crate::pictures::{mixed, noise};

const TURN: Affine = Affine { rows: [[0.83, -0.41, 13.2], [0.37, 0.92, -5.1]] };
const GROW: Affine = Affine { rows: [[2.3, 0.1, -20.7], [-0.2, 1.9, 3.3]] };
const AWAY: Affine = Affine { rows: [[1.0, 0.0, 500.0], [0.0, 1.0, 0.0]] };
const EIGHTHS: Affine = Affine { rows: [[0.5, 0.0, 7.125], [0.0, 0.25, -3.375]] };
const TILT: Perspective = Perspective { rows: [[0.9, -0.2, 11.0], [0.15, 1.1, -4.0], [0.002, -0.001, 1.0]] };
const BORDERS: [Border; 3] = [Border::Constant(0.75), Border::Replicate, Border::Reflect101];

fn source() -> Plane {
    mixed(57, 43)
}

fn new() -> Plane {
    Plane::new(61, 40)
}

fn affine(source: &Plane, matrix: &Affine, sampling: Sampling, border: Border) -> Plane {
    let mut answer = same_for_any_threads(|| {
        let mut out = new();
        warp_affine(&[source.view()], &mut [out.view_mut()], matrix, &Warp { sampling, border }, None).unwrap();
        vec![out]
    });
    answer.remove(0)
}

fn check_borders(answers: &mut Answers, difference_max: f64, of: impl Fn(Border) -> Plane) {
    for border in BORDERS {
        answers.check(of(border).view(), difference_max, &format!("{border:?}"));
    }
}

#[test]
fn affine_linear_agrees_with_opencv_5() {
    let (source, linear) = (source(), Sampling::Bilinear);
    let mut answers = Answers::open("warp_affine_linear");
    check_borders(&mut answers, 1e-4, |border| affine(&source, &TURN, linear, border));
    for border in &BORDERS[..2] {
        answers.check(affine(&source, &GROW, linear, *border).view(), 1e-4, "grow");
    }
    answers.end();
    let mut answers = Answers::open("warp_affine_linear_more");
    answers.check(affine(&source, &GROW, linear, BORDERS[2]).view(), 1e-4, "grow");
    check_borders(&mut answers, 1e-4, |border| affine(&source, &TURN.inverse(), linear, border));
    answers.check(affine(&source, &AWAY, linear, BORDERS[0]).view(), 0.0, "away");
    answers.check(affine(&noise(1, 1), &TURN, linear, Border::Constant(0.0)).view(), 1e-4, "one pixel");
    answers.end();
}

#[test]
fn affine_nearest_and_cubic_agree_with_opencv() {
    let source = source();
    let mut answers = Answers::open("warp_affine_nearest");
    check_borders(&mut answers, 0.0, |border| affine(&source, &TURN, Sampling::Nearest, border));
    answers.end();
    let mut answers = Answers::open("warp_affine_cubic");
    check_borders(&mut answers, 1e-5, |border| affine(&source, &EIGHTHS.inverse(), Sampling::Cubic, border));
    answers.end();
}

#[test]
fn perspective_agrees_with_opencv() {
    let mut answers = Answers::open("warp_perspective");
    check_borders(&mut answers, 1e-4, |border| {
        let (mut out, warp) = (new(), Warp { sampling: Sampling::Bilinear, border });
        warp_perspective(&[source().view()], &mut [out.view_mut()], &TILT, &warp, None).unwrap();
        out
    });
    answers.end();
}

#[test]
fn remap_agrees_with_opencv() {
    let mut linear = Answers::open("remap_linear");
    let (map_x, map_y) = (linear.plane(61, 40), linear.plane(61, 40));
    let of = |sampling, border| {
        let mut out = new();
        let maps = (map_x.view(), map_y.view());
        remap(&[source().view()], &mut [out.view_mut()], maps, &Warp { sampling, border }, None).unwrap();
        out
    };
    check_borders(&mut linear, 1e-5, |border| of(Sampling::Bilinear, border));
    linear.end();
    for (name, sampling) in [("cubic", Sampling::Cubic), ("nearest", Sampling::Nearest)] {
        let mut answers = Answers::open(&format!("remap_{name}"));
        check_borders(&mut answers, 1e-5, |border| of(sampling, border));
        answers.end();
    }
}

#[test]
fn all_instruction_sets_give_the_same_bits() {
    for sampling in [Sampling::Bilinear, Sampling::Cubic] {
        let of = |level| {
            limit(level);
            affine(&source(), &TURN, sampling, Border::Reflect101)
        };
        let baseline = of(Level::Baseline);
        assert!(baseline == of(Level::V3) && baseline == of(Level::V4), "{sampling:?}");
    }
}

#[test]
fn places_that_are_no_number_or_far_away_take_the_border() {
    let places = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30, -1e30];
    let map = Plane::from_fn(5, 1, |x, _| places[x]);
    let zero = Plane::new(5, 1);
    for sampling in [Sampling::Nearest, Sampling::Bilinear, Sampling::Cubic] {
        let mut out = Plane::new(5, 1);
        let warp = Warp { sampling, border: Border::Constant(0.75) };
        remap(&[source().view()], &mut [out.view_mut()], (map.view(), zero.view()), &warp, None).unwrap();
        assert_eq!(out.row(0), [0.75; 5], "{sampling:?}");
        let flat = Affine { rows: [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0]] };
        assert_eq!(affine(&source(), &flat, sampling, Border::Constant(0.75)), Plane::filled(61, 40, 0.75));
    }
}
