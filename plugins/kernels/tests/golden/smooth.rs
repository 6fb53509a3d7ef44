//! Against `smooth.py`.

use weft_kernels::bilateral::{Bilateral, bilateral};
use weft_kernels::box_blur::{BoxBlur, box_blur};
use weft_kernels::domain_transform::{DomainFilter, DomainTransform, domain_transform};
use weft_kernels::gaussian::{Gaussian, gaussian};
use weft_kernels::guided::{Guided, guided};
use weft_kernels::plane::{views, views_mut};
use weft_kernels::{Border, Plane, PlaneMut, PlaneRef};

use crate::answers::{Answers, check_levels, png, same_everywhere};
use crate::pictures::{astronaut, checkerboard, mixed, noise, rgb, sixteen_bits};

const BORDERS: [Border; 4] = [Border::Reflect101, Border::Reflect, Border::Replicate, Border::Constant(0.25)];

/// Runs a filter that keeps the size.
fn filtered(source: &[Plane], filter: impl Fn(&[PlaneRef<'_>], &mut [PlaneMut<'_>]) + Sync) -> Vec<Plane> {
    same_everywhere(|| {
        let mut out: Vec<_> = source.iter().map(|plane| Plane::new(plane.width(), plane.height())).collect();
        filter(&views(source), &mut views_mut(&mut out));
        out
    })
}

fn blurred(source: &Plane, sigma_px: f32, taps: usize, border: Border) -> Plane {
    let options = Gaussian { sigma_px, taps, border };
    filtered(std::slice::from_ref(source), |from, to| gaussian(from, to, &options, None).unwrap()).remove(0)
}

#[test]
fn gaussian_agrees_with_opencv() {
    let (grey, border) = (mixed(57, 43), Border::Reflect101);
    let mut answers = Answers::open("gaussian");
    answers.check(blurred(&grey, 1.3, 0, border).view(), 1e-6, "sigma 1.3");
    answers.check(blurred(&grey, 5.0, 0, border).view(), 1e-6, "sigma 5");
    answers.check(blurred(&sixteen_bits(33, 21), 2.0, 0, border).view(), 1e-6, "16 bits");
    answers.check(blurred(&noise(9, 7), 0.0, 61, border).view(), 1e-6, "wider than the picture");
    answers.check(blurred(&noise(1, 1), 3.0, 0, border).view(), 1e-6, "one pixel");
    answers.end();
    let mut answers = Answers::open("gaussian_taps");
    for taps in [3, 5, 7, 9, 21] {
        answers.check(blurred(&grey, 0.0, taps, border).view(), 1e-6, &format!("{taps} taps"));
    }
    answers.end();
    let mut answers = Answers::open("gaussian_borders");
    for border in BORDERS {
        answers.check(blurred(&grey, 2.0, 9, border).view(), 1e-6, &format!("{border:?}"));
    }
    answers.check(blurred(&checkerboard(257, 13), 3.0, 0, border).view(), 1e-6, "wide");
    answers.end();
}

#[test]
fn box_blur_agrees_with_opencv() {
    let blurred = |source: &Plane, radius_px: usize, border: Border| {
        let options = BoxBlur { radius_px, border };
        filtered(std::slice::from_ref(source), |from, to| box_blur(from, to, &options, None).unwrap()).remove(0)
    };
    let mut answers = Answers::open("box");
    for border in BORDERS {
        answers.check(blurred(&mixed(57, 43), 8, border).view(), 2e-6, &format!("{border:?}"));
    }
    answers.check(blurred(&noise(9, 7), 20, Border::Reflect101).view(), 2e-6, "wider than the picture");
    answers.check(blurred(&checkerboard(257, 13), 1, Border::Reflect101).view(), 2e-6, "wide");
    answers.end();
}

#[test]
fn bilateral_agrees_with_opencv() {
    let smooth = |source: &[Plane], diameter_px: usize, sigma_colour: f32, sigma_space_px: f32, border: Border| {
        let options = Bilateral { diameter_px, sigma_colour, sigma_space_px, border };
        filtered(source, |from, to| bilateral(from, to, &options, None).unwrap())
    };
    let colour = rgb(41, 29);
    let mut answers = Answers::open("bilateral");
    for (diameter, sigma_colour, sigma_space) in [(9, 0.3, 3.0), (0, 0.2, 4.0)] {
        for plane in smooth(&colour, diameter, sigma_colour, sigma_space, Border::Reflect101) {
            answers.check(plane.view(), 2e-6, &format!("diameter {diameter}"));
        }
    }
    let grey = smooth(&[mixed(57, 43)], 5, 0.1, 2.0, Border::Replicate);
    answers.check(grey[0].view(), 2e-6, "grey");
    answers.end();
    let photo = smooth(&astronaut(), 9, 75.0 / 255.0, 75.0, Border::Reflect101);
    check_levels(&photo, &png("bilateral_photo"), 1.0, 1e-3, "photo");
}

#[test]
fn guided_agrees_with_opencv_and_the_definition() {
    let (colour, grey) = (rgb(41, 29), [mixed(41, 29)]);
    let smooth = |guide: &[Plane], source: &[Plane], radius_px: usize, epsilon: f32| {
        let options = Guided { radius_px, epsilon };
        filtered(source, |from, to| guided(&views(guide), from, to, &options, None).unwrap())
    };
    let mut answers = Answers::open("guided");
    smooth(&grey, &colour, 4, 1e-2).iter().for_each(|plane| answers.check(plane.view(), 2e-5, "OpenCV"));
    answers.check(smooth(&grey, &grey, 30, 1e-3)[0].view(), 5e-6, "OpenCV, wider than the picture");
    answers.end();
    let mut answers = Answers::open("guided_by_definition");
    let source = [sixteen_bits(41, 29)];
    answers.check(smooth(&grey, &source, 4, 1e-2)[0].view(), 1e-6, "grey guide");
    answers.check(smooth(&grey, &source, 30, 1e-4)[0].view(), 1e-6, "grey guide, wider than the picture");
    answers.check(smooth(&colour, &source, 3, 1e-3)[0].view(), 1e-6, "colour guide");
    answers.check(smooth(&colour, &grey, 12, 1e-2)[0].view(), 1e-6, "colour guide, wide");
    answers.end();
}

#[test]
fn domain_transform_agrees_with_opencv() {
    for (name, filter, mean_max) in
        [("recursive", DomainFilter::Recursive, 1e-3), ("normalised", DomainFilter::Normalised, 3e-3)]
    {
        for (suffix, sigma_space_px, sigma_range) in [("", 60.0, 0.4), ("_near", 15.0, 0.6)] {
            let options = DomainTransform { sigma_space_px, sigma_range, filter };
            let smooth = filtered(&astronaut(), |from, to| domain_transform(from, to, &options, None).unwrap());
            let name = format!("edge_preserving_{name}{suffix}");
            check_levels(&smooth, &png(&name), 1.0, mean_max, &name);
        }
    }
}

/// Filters of this file by name, with settings that reach further than the small pictures of the tests.
type Filter = fn(&[PlaneRef<'_>], &mut [PlaneMut<'_>]);
const FILTERS: [(&str, Filter); 6] = [
    ("gaussian", |from, to| gaussian(from, to, &Gaussian { sigma_px: 9.0, ..Gaussian::default() }, None).unwrap()),
    ("box", |from, to| box_blur(from, to, &BoxBlur { radius_px: 40, ..BoxBlur::default() }, None).unwrap()),
    ("bilateral", |from, to| bilateral(from, to, &Bilateral::default(), None).unwrap()),
    ("guided", |from, to| guided(&from[..1], from, to, &Guided { radius_px: 25, epsilon: 1e-3 }, None).unwrap()),
    ("recursive", |from, to| domain_transform(from, to, &DomainTransform::default(), None).unwrap()),
    ("normalised", |from, to| {
        let options = DomainTransform { filter: DomainFilter::Normalised, ..DomainTransform::default() };
        domain_transform(from, to, &options, None).unwrap();
    }),
];

#[test]
fn a_constant_picture_stays_as_it_is() {
    for (name, filter) in FILTERS {
        for (width, height) in [(1, 1), (1, 9), (33, 1), (257, 131)] {
            let source = vec![Plane::filled(width, height, 0.25); 3];
            for plane in filtered(&source, filter) {
                assert!(plane.rows().flatten().all(|pixel| (pixel - 0.25).abs() < 1e-5), "{name} {width}×{height}");
            }
        }
    }
}

#[test]
fn values_outside_of_zero_to_one_are_kept() {
    for (name, filter) in FILTERS {
        let source = vec![Plane::filled(20, 20, -3.0), Plane::filled(20, 20, 40.0), Plane::filled(20, 20, 1.5)];
        for (plane, value) in filtered(&source, filter).iter().zip([-3.0, 40.0, 1.5]) {
            assert!(plane.rows().flatten().all(|pixel| (pixel - value).abs() < 1e-3), "{name}");
        }
    }
}

#[test]
fn a_pixel_that_is_no_number_spoils_only_its_neighbourhood() {
    for (name, filter) in FILTERS {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let mut source = vec![mixed(300, 300); 3];
            source[1].row_mut(150)[150] = bad;
            for plane in filtered(&source, filter) {
                assert!(plane.row(20).iter().chain(plane.row(280)).all(|pixel| pixel.is_finite()), "{name}, {bad}");
                assert!(plane.rows().all(|row| row[20].is_finite() && row[280].is_finite()), "{name}, {bad}");
            }
        }
    }
}

#[test]
fn senseless_settings_give_a_picture() {
    let source = rgb(9, 7);
    for sigma in [0.0, -1.0, f32::NAN, 1e30] {
        let options = Gaussian { sigma_px: sigma, ..Gaussian::default() };
        filtered(&source, |from, to| gaussian(from, to, &options, None).unwrap());
        let options = Bilateral { diameter_px: 3, sigma_colour: sigma, sigma_space_px: sigma, ..Bilateral::default() };
        filtered(&source, |from, to| bilateral(from, to, &options, None).unwrap());
        for filter in [DomainFilter::Recursive, DomainFilter::Normalised] {
            let options = DomainTransform { sigma_space_px: sigma, sigma_range: sigma, filter };
            let out = filtered(&source, |from, to| domain_transform(from, to, &options, None).unwrap());
            assert!(out.iter().all(|plane| plane.rows().flatten().all(|pixel| pixel.is_finite())), "{sigma}");
        }
        let options = Guided { radius_px: 0, epsilon: sigma };
        filtered(&source, |from, to| guided(from, from, to, &options, None).unwrap());
    }
    let same = filtered(&source, |from, to| gaussian(from, to, &Gaussian::default(), None).unwrap());
    assert_eq!(same, source, "a Gaussian of no width copies");
    let same = filtered(&source, |from, to| box_blur(from, to, &BoxBlur::default(), None).unwrap());
    assert!(same == source, "a box of no width copies");
    filtered(&source, |from, to| {
        let options = BoxBlur { radius_px: usize::MAX, ..BoxBlur::default() };
        box_blur(from, to, &options, None).unwrap();
    });
}
