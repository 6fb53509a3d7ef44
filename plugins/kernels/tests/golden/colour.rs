//! Against `colour.py`.

use weft_kernels::colour_space::{ColourSpace, from_rgb, grey, to_rgb};
use weft_kernels::colour_transfer::{ColourSample, transfer_monge_kantorovich, transfer_reinhard};
use weft_kernels::match_histogram::{Depth, Sample, match_histogram};
use weft_kernels::pyramid::{blend_levels, pyramid_down, pyramid_up};
use weft_kernels::resize::{Resampler, resize_pillow_u8};
use weft_kernels::{Plane, PlaneRef};

use crate::answers::{Answers, same_for_any_threads, views, views_mut};
use crate::pictures::{astronaut, gradient, mixed};

/// The photograph at 32×32.
fn photo() -> Vec<Plane> {
    let mut out = blank();
    resize_pillow_u8(&views(&astronaut()), &mut views_mut(&mut out), Resampler::PillowBox, None).unwrap();
    out
}

fn blank() -> Vec<Plane> {
    vec![Plane::new(32, 32); 3]
}

/// Upside down, with other colours.
fn reference(photo: &[Plane]) -> Vec<Plane> {
    let colours = photo.iter().zip([(0.9_f32, 0.0_f32), (0.55, 0.2), (0.3, 0.1)]);
    colours.map(|(plane, (a, b))| Plane::from_fn(32, 32, |x, y| plane.row(31 - y)[31 - x] * a + b)).collect()
}

fn check(answers: &mut Answers, planes: &[Plane], difference_max: f64, what: &str) {
    planes.iter().for_each(|plane| answers.check(plane.view(), difference_max, what));
}

#[test]
fn colour_spaces_are_those_of_opencv_there_and_back() {
    let photo = photo();
    let (mut first, mut second) = (Answers::open("colour_spaces"), Answers::open("colour_spaces_more"));
    let mut back = Answers::open("colour_spaces_back");
    // OpenCV's Lab of f32 comes from a table of 33³ colours, which lies up to 0.3 beside its own formula.
    for (space, there_max, back_max) in
        [(ColourSpace::Lab, 0.3, 2e-4), (ColourSpace::YCrCb, 1e-6, 1e-6), (ColourSpace::Hsv, 1e-4, 1e-6)]
    {
        let answers = if space == ColourSpace::Hsv { &mut second } else { &mut first };
        let there = same_for_any_threads(|| {
            let mut there = blank();
            from_rgb(space, &views(&photo), &mut views_mut(&mut there), None).unwrap();
            there
        });
        let want: Vec<Plane> = there.iter().map(|_| answers.plane(32, 32)).collect();
        for (have, want) in
            there.iter().flat_map(Plane::rows).flatten().zip(want.iter().flat_map(Plane::rows).flatten())
        {
            assert!((have - want).abs() <= there_max, "{space:?}: {have} and not {want}");
        }
        let mut again = blank();
        to_rgb(space, &views(&want), &mut views_mut(&mut again), None).unwrap();
        check(&mut back, &again, back_max, &format!("{space:?} and back"));
    }
    let mut out = Plane::new(32, 32);
    grey(&views(&photo), &mut out.view_mut(), None).unwrap();
    second.check(out.view(), 1e-6, "grey");
    // Its Lab of 8 bits is closer to the formula: two levels.
    let mut lab = blank();
    from_rgb(ColourSpace::Lab, &views(&photo), &mut views_mut(&mut lab), None).unwrap();
    for (plane, (scale, shift)) in lab.iter().zip([(2.55, 0.0), (1.0, 128.0), (1.0, 128.0)]) {
        let levels = Plane::from_fn(32, 32, |x, y| (plane.row(y)[x] * scale + shift).round_ties_even());
        second.check(levels.view(), 2.0, "Lab of 8 bits");
    }
    [first, second, back].into_iter().for_each(Answers::end);
}

#[test]
fn linear_light_is_there_and_back_again() {
    let source =
        [Plane::from_fn(256, 1, |x, _| x as f32 / 255.0), Plane::filled(256, 1, -0.5), Plane::filled(256, 1, 3.0)];
    let (mut there, mut again) = (vec![Plane::new(256, 1); 3], vec![Plane::new(256, 1); 3]);
    from_rgb(ColourSpace::Linear, &views(&source), &mut views_mut(&mut there), None).unwrap();
    assert!((there[0].row(0)[188] - 0.502_886_5).abs() < 1e-6, "{}", there[0].row(0)[188]);
    to_rgb(ColourSpace::Linear, &views(&there), &mut views_mut(&mut again), None).unwrap();
    let apart = |(a, b): (&f32, &f32)| (a - b).abs();
    assert!(
        again
            .iter()
            .flat_map(Plane::rows)
            .flatten()
            .zip(source.iter().flat_map(Plane::rows).flatten())
            .map(apart)
            .all(|d| d < 1e-6)
    );
}

#[test]
fn matched_histograms_are_those_of_scikit_image() {
    let photo = photo();
    for (name, depth, top) in
        [("match_histogram_8", Depth::EightBits, 255.0), ("match_histogram_16", Depth::SixteenBits, 65535.0)]
    {
        let mut answers = Answers::open(name);
        for (source, reference) in photo.iter().zip(&reference(&photo)) {
            let mut out = Plane::new(32, 32);
            let sample = |plane| Sample { plane, mask: None };
            match_histogram(&sample(source.view()), &sample(reference.view()), &mut out.view_mut(), depth);
            let levels = Plane::from_fn(32, 32, |x, y| {
                let level = out.row(y)[x] * top;
                if depth == Depth::EightBits { level.round() } else { level }
            });
            answers.check(levels.view(), if depth == Depth::EightBits { 0.0 } else { 0.02 }, name);
        }
        answers.end();
    }
}

#[test]
fn transferred_colours_are_those_of_the_formulas() {
    let photo = photo();
    let reference = reference(&photo);
    let (source, wanted) = (views(&photo), views(&reference));
    let half = Plane::from_fn(32, 32, |x, _| if x < 16 { 1.0 } else { 0.0 });
    let wanted = ColourSample { planes: &wanted, mask: None };
    let of = |mask: Option<PlaneRef<'_>>| {
        same_for_any_threads(|| {
            let mut out = blank();
            let source = ColourSample { planes: &source, mask };
            transfer_reinhard(&source, &wanted, &mut views_mut(&mut out), None).unwrap();
            out
        })
    };
    let mut answers = Answers::open("transfer_reinhard");
    check(&mut answers, &of(None), 1e-3, "Reinhard");
    check(&mut answers, &of(Some(half.view())), 1e-3, "Reinhard, half");
    answers.end();
    let mut out = blank();
    let source = ColourSample { planes: &source, mask: None };
    transfer_monge_kantorovich(&source, &wanted, &mut views_mut(&mut out), None).unwrap();
    let mut answers = Answers::open("transfer_monge_kantorovich");
    check(&mut answers, &out, 1e-5, "Monge and Kantorovich");
    answers.end();
}

#[test]
fn pyramids_are_those_of_opencv() {
    let source = mixed(45, 38);
    let mut answers = Answers::open("pyramid");
    let down = pyramid_down(source.view(), None).unwrap();
    answers.check(down.view(), 1e-6, "down");
    for width in [45, 46] {
        answers.check(pyramid_up(down.view(), width, 38, None).unwrap().view(), 1e-6, &format!("up to {width}"));
    }
    answers.end();
    let mask = Plane::from_fn(45, 38, |x, _| if x < 20 { 1.0 } else { 0.0 });
    let out = same_for_any_threads(|| {
        let mut out = Plane::new(45, 38);
        let second = gradient(45, 38);
        blend_levels(&[source.view()], &[second.view()], mask.view(), &mut [out.view_mut()], 3, None).unwrap();
        vec![out]
    });
    let mut answers = Answers::open("pyramid_blend");
    answers.check(out[0].view(), 2e-6, "blend");
    answers.end();
}
