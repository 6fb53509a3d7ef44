//! Against `tone.py`.

use weft_kernels::composite::{Blend, Layer, composite};
use weft_kernels::tone::Curve;
use weft_kernels::{Plane, PlaneRef};

use crate::answers::{Answers, same_for_any_threads, views, views_mut};
use crate::pictures::noise_of_seed;

fn planes_of_8_bits(seeds: [u32; 4]) -> Vec<Plane> {
    let plane = |seed| {
        let noise = noise_of_seed(40, 30, seed);
        Plane::from_fn(40, 30, |x, y| (noise.row(y)[x] * 255.0).round_ties_even() / 255.0)
    };
    seeds.into_iter().map(plane).collect()
}

fn with_alpha<'a>(planes: &'a [PlaneRef<'a>]) -> Layer<'a> {
    Layer { colours: &planes[..3], alpha: Some(planes[3]) }
}

fn levels(plane: &Plane) -> Plane {
    Plane::from_fn(40, 30, |x, y| plane.row(y)[x] * 255.0)
}

#[test]
fn curves_are_those_of_scipy() {
    let mut answers = Answers::open("curves");
    for points in [
        &[[0.0, 0.0], [0.25, 0.15], [0.75, 0.9], [1.0, 1.0]][..],
        &[[0.0, 1.0], [0.3, 0.2], [0.35, 0.2], [0.9, 0.8], [1.0, 0.0]],
        &[[0.1, 0.3], [0.8, 0.6]],
    ] {
        let curve = Curve::new(points).unwrap();
        for (i, want) in answers.take(401).iter().enumerate() {
            let have = curve.at(i as f64 / 400.0);
            assert!((have - want).abs() < 1e-12, "{points:?} at {i}: {have} and not {want}");
        }
    }
    answers.end();
}

#[test]
fn one_picture_over_another_is_that_of_pillow() {
    let (lower, upper) = (planes_of_8_bits([1, 2, 3, 4]), planes_of_8_bits([5, 6, 7, 8]));
    let (lower, upper) = (views(&lower), views(&upper));
    let out = same_for_any_threads(|| {
        let mut out = vec![Plane::new(40, 30); 4];
        composite(&with_alpha(&lower), &with_alpha(&upper), None, &mut views_mut(&mut out), (Blend::Normal, 1.0), None)
            .unwrap();
        out
    });
    let mut answers = Answers::open("alpha_composite");
    // Pillow rounds to levels, also the alpha that it divides by.
    out.iter().for_each(|plane| answers.check(levels(plane).view(), 1.01, "over"));
    answers.end();
}

#[test]
fn blend_modes_are_those_of_pillow() {
    let (lower, upper) = (planes_of_8_bits([1, 2, 3, 4]), planes_of_8_bits([5, 6, 7, 8]));
    let (lower, upper) = (views(&lower), views(&upper));
    let mut answers = Answers::open("blend_modes");
    for blend in [
        Blend::Multiply,
        Blend::Screen,
        Blend::Overlay,
        Blend::HardLight,
        Blend::Darken,
        Blend::Lighten,
        Blend::Add,
        Blend::Subtract,
        Blend::Difference,
    ] {
        let mut out = [Plane::new(40, 30)];
        let (lower, upper) = (Layer { colours: &lower[..1], alpha: None }, Layer { colours: &upper[..1], alpha: None });
        composite(&lower, &upper, None, &mut views_mut(&mut out), (blend, 1.0), None).unwrap();
        // Pillow cuts where we round; its overlay takes 127 for the middle.
        answers.check(levels(&out[0]).view(), 1.51, &format!("{blend:?}"));
    }
    answers.end();
}
