//! Against `points.py`.

use weft_kernels::Plane;
use weft_kernels::similarity::{similarity, similarity_lmeds};
use weft_kernels::thin_plate::{ThinPlate, warp_thin_plate};
use weft_kernels::warp::{Affine, Sampling, Warp};

use crate::answers::{Answers, same_for_any_threads};
use crate::pictures::mixed;

const FFHQ_512: [[f64; 2]; 5] = [
    [192.98138, 239.94708],
    [318.90277, 240.1936],
    [256.63416, 314.01935],
    [201.26117, 371.41043],
    [313.08905, 371.15118],
];
const CONTROL: [[f64; 2]; 8] = [
    [0.0, 0.0],
    [191.0, 0.0],
    [191.0, 255.0],
    [0.0, 255.0],
    [96.0, 40.0],
    [60.0, 120.0],
    [140.0, 130.0],
    [96.0, 200.0],
];

fn points(answers: &mut Answers, count: usize) -> Vec<[f64; 2]> {
    answers.take(2 * count).as_chunks().0.to_vec()
}

fn furthest(have: &Affine, want: &Affine, points: &[[f64; 2]]) -> f64 {
    let apart = |point: &[f64; 2]| {
        let (have, want) = (have.apply(*point), want.apply(*point));
        (have[0] - want[0]).hypot(have[1] - want[1])
    };
    points.iter().map(apart).fold(0.0, f64::max)
}

#[test]
fn similarities_of_faces_are_those_of_opencv_and_scikit_image() {
    let mut answers = Answers::open("similarity");
    let faces = points(&mut answers, 5 * 100);
    let mut matrices = || {
        let numbers = answers.take(6 * 100).as_chunks::<6>().0;
        numbers.iter().map(|[a, b, c, d, e, f]| Affine { rows: [[*a, *b, *c], [*d, *e, *f]] }).collect::<Vec<_>>()
    };
    let (lmeds, squares) = (matrices(), matrices());
    for (face, (lmeds, squares)) in faces.chunks(5).zip(lmeds.iter().zip(&squares)) {
        let have = similarity_lmeds(face, &FFHQ_512).unwrap();
        assert!(furthest(&have, lmeds, face) < 0.01, "{face:?}: {have:?} and not {lmeds:?}");
        let have = similarity(face, &FFHQ_512).unwrap();
        assert!(furthest(&have, squares, face) < 1e-4, "{face:?}: {have:?} and not {squares:?}");
    }
    answers.end();
}

#[test]
fn a_thin_plate_is_that_of_scipy() {
    let mut answers = Answers::open("thin_plate");
    let (target, queries) = (points(&mut answers, 8), points(&mut answers, 200));
    for stiffness in [0.0, 500.0] {
        let spline = ThinPlate::fit(&CONTROL, &target, stiffness).unwrap();
        for (query, want) in queries.iter().zip(points(&mut answers, 200)) {
            let have = spline.apply(*query);
            let apart = (have[0] - want[0]).hypot(have[1] - want[1]);
            assert!(apart < 1e-9, "{stiffness} at {query:?}: {have:?} and not {want:?}");
        }
    }
    answers.end();
}

#[test]
fn a_picture_follows_its_spline() {
    let source = mixed(64, 48);
    let shifted: Vec<[f64; 2]> = CONTROL.iter().map(|[x, y]| [x + 2.0, y + 1.0]).collect();
    let spline = ThinPlate::fit(&CONTROL, &shifted, 0.0).unwrap();
    let out = same_for_any_threads(|| {
        let mut out = Plane::new(50, 40);
        let warp = Warp { sampling: Sampling::Bilinear, ..Warp::default() };
        warp_thin_plate(&[source.view()], &mut [out.view_mut()], &spline, &warp, None).unwrap();
        vec![out]
    });
    for (y, row) in out[0].rows().enumerate() {
        for (x, &have) in row.iter().enumerate() {
            assert!((have - source.row(y + 1)[x + 2]).abs() < 1e-5, "({x}, {y})");
        }
    }
}
