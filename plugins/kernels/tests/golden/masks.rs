//! Against `masks.py`.

use weft_kernels::Plane;
use weft_kernels::components::{Neighbours, components, fill_holes};
use weft_kernels::distance::distance_inside;
use weft_kernels::hull::fill_convex_hull;
use weft_kernels::polygon::fill_polygons_opencv;

use crate::answers::{Answers, same_for_any_threads};

const SIZE: (usize, usize) = (61, 47);

fn blobs() -> Plane {
    Answers::open("mask_blobs").plane(SIZE.0, SIZE.1)
}

fn blank() -> Plane {
    Plane::new(SIZE.0, SIZE.1)
}

#[test]
fn distances_are_those_of_opencv() {
    let out = same_for_any_threads(|| {
        let mut out = blank();
        distance_inside(blobs().view(), &mut out.view_mut(), None).unwrap();
        vec![out]
    });
    let mut answers = Answers::open("mask_distance");
    answers.check(out[0].view(), 1e-6, "distance");
    answers.end();
}

#[test]
fn components_are_those_of_opencv() {
    let mut answers = Answers::open("mask_components");
    for neighbours in [Neighbours::Four, Neighbours::Eight] {
        let found = components(blobs().view(), neighbours);
        let count = answers.take(1)[0] as usize;
        assert_eq!(found.parts.len(), count, "{neighbours:?}");
        let labels = answers.take(SIZE.0 * SIZE.1);
        assert!(found.labels.iter().zip(labels).all(|(&have, &want)| f64::from(have) == want), "{neighbours:?}");
        let boxes = answers.take(5 * count).as_chunks::<5>().0.to_vec();
        let centres = answers.take(2 * count).as_chunks::<2>().0;
        for ((part, want), centre) in found.parts.iter().zip(boxes).zip(centres) {
            let have = [part.left_top[0], part.left_top[1], part.size[0], part.size[1], part.area];
            assert_eq!(have.map(|number| number as f64), want);
            assert!((0..2).all(|axis| (part.centroid[axis] - centre[axis]).abs() < 1e-9));
        }
    }
    answers.end();
}

#[test]
fn holes_and_hulls_are_those_of_scipy_and_scikit_image() {
    let mut out = blank();
    fill_holes(blobs().view(), &mut out.view_mut());
    let mut answers = Answers::open("mask_holes");
    answers.check(out.view(), 0.0, "holes");
    answers.end();
    let mut dots = blank();
    for (y, x) in [(9, 12), (40, 31), (22, 50), (13, 33), (30, 5)] {
        dots.row_mut(y)[x] = 1.0;
    }
    fill_convex_hull(dots.view(), &mut out.view_mut());
    let mut answers = Answers::open("mask_hull");
    answers.check(out.view(), 0.0, "hull");
    answers.end();
    fill_convex_hull(blank().view(), &mut out.view_mut());
    assert_eq!(out, blank());
}

#[test]
fn filled_polygons_are_those_of_opencv() {
    let mut answers = Answers::open("mask_polygons");
    for corners in [3, 5, 9] {
        let polygon: Vec<[i32; 2]> =
            answers.take(2 * corners).as_chunks().0.iter().map(|corner: &[f64; 2]| corner.map(|n| n as i32)).collect();
        let mut out = blank();
        fill_polygons_opencv(&mut out.view_mut(), &[&polygon]);
        answers.check(out.view(), 0.0, &format!("{polygon:?}"));
    }
    answers.end();
}
