//! Resize, warp, morphology, splines.

use weft_kernels::morphology::{Element, Shape, dilate};
use weft_kernels::resize::{Resampler, resize};
use weft_kernels::thin_plate::{ThinPlate, warp_thin_plate};
use weft_kernels::warp::{Affine, Sampling, Warp, warp_affine};
use weft_kernels::{Border, Plane, PlaneMut, PlaneRef};

use crate::cases::{Case, blank, case, picture};

pub(crate) fn cases() -> Vec<Case> {
    let mut all = Vec::new();
    for (names, resampler) in [
        (["Pillow's Lanczos to 1/2", "Pillow's Lanczos to 5/8", "Pillow's Lanczos to 3/2"], Resampler::PillowLanczos),
        (["linear to 1/2", "linear to 5/8", "linear to 3/2"], Resampler::OpencvLinear),
        (["area to 1/2", "area to 5/8", "area to 3/2"], Resampler::OpencvArea),
        (["cubic to 1/2", "cubic to 5/8", "cubic to 3/2"], Resampler::OpencvCubic),
        (["lanczos4 to 1/2", "lanczos4 to 5/8", "lanczos4 to 3/2"], Resampler::OpencvLanczos4),
    ] {
        for (name, (times, over)) in names.into_iter().zip([(1, 2), (5, 8), (3, 2)]) {
            all.push(case(name, move |size| {
                let target = size * times / over;
                let (source, mut out) = (picture(size, size), blank(target, target));
                move || {
                    let source: Vec<PlaneRef<'_>> = source.iter().map(Plane::view).collect();
                    let mut out: Vec<PlaneMut<'_>> = out.iter_mut().map(Plane::view_mut).collect();
                    resize(&source, &mut out, resampler, None).expect("nobody cancels");
                }
            }));
        }
    }
    for (name, sampling, border) in [
        ("warpAffine linear, constant", Sampling::Bilinear, Border::Constant(0.0)),
        ("warpAffine linear, reflect101", Sampling::Bilinear, Border::Reflect101),
        ("warpAffine cubic, constant", Sampling::Cubic, Border::Constant(0.0)),
    ] {
        all.push(case(name, move |size| {
            let (source, mut out) = (picture(size, size), blank(size, size));
            let matrix = Affine::rotation([size as f64 / 2.0; 2], 17.0, 0.9);
            move || {
                let source: Vec<PlaneRef<'_>> = source.iter().map(Plane::view).collect();
                let mut out: Vec<PlaneMut<'_>> = out.iter_mut().map(Plane::view_mut).collect();
                warp_affine(&source, &mut out, &matrix, &Warp { sampling, border }, None).expect("nobody cancels");
            }
        }));
    }
    for (name, shape) in [("dilate 15x15 rectangle", Shape::Rectangle), ("dilate 15x15 ellipse", Shape::Ellipse)] {
        all.push(case(name, move |size| {
            let (source, mut out) = (picture(size, size), blank(size, size));
            move || {
                let source: Vec<PlaneRef<'_>> = source.iter().map(Plane::view).collect();
                let mut out: Vec<PlaneMut<'_>> = out.iter_mut().map(Plane::view_mut).collect();
                dilate(&source, &mut out, &Element::of_radius(shape, 7), None).expect("nobody cancels");
            }
        }));
    }
    all.push(case("thin plate of 16 points", |size| {
        let (source, mut out) = (picture(size, size), blank(size, size));
        let side = size as f64;
        let points: Vec<[f64; 2]> =
            (0..16).map(|i| [f64::from(i % 4) / 3.0 * side, f64::from(i / 4) / 3.0 * side]).collect();
        let wave =
            |i: usize| [points[i][0] + side / 40.0 * (i as f64).sin(), points[i][1] + side / 40.0 * (i as f64).cos()];
        let moved: Vec<[f64; 2]> = (0..16).map(wave).collect();
        let spline = ThinPlate::fit(&points, &moved, 0.0).expect("a grid is no line");
        move || {
            let source: Vec<PlaneRef<'_>> = source.iter().map(Plane::view).collect();
            let mut out: Vec<PlaneMut<'_>> = out.iter_mut().map(Plane::view_mut).collect();
            warp_thin_plate(&source, &mut out, &spline, &Warp::default(), None).expect("nobody cancels");
        }
    }));
    all
}
