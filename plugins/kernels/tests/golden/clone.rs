//! Against `clone.py`.

use weft_kernels::Plane;
use weft_kernels::canny::{Canny, Norm, canny};
use weft_kernels::local_change::{LocalChange, change_locally};
use weft_kernels::plane::{views, views_mut};
use weft_kernels::seamless_clone::{Anchor, Levels, Mixing, SeamlessClone, seamless_clone};

use crate::answers::{check_levels, png, same_everywhere};
use crate::pictures::{astronaut, mixed};

fn cloned(source: &[Plane], mask: &Plane, target: &[Plane], options: &SeamlessClone) -> Vec<Plane> {
    same_everywhere(|| {
        let mut out: Vec<_> = target.iter().map(|plane| Plane::new(plane.width(), plane.height())).collect();
        let (source, target) = (views(source), views(target));
        seamless_clone(&source, mask.view(), &target, &mut views_mut(&mut out), options, None).unwrap();
        out
    })
}

fn at(x: isize, y: isize) -> SeamlessClone {
    SeamlessClone { centre: (x, y), levels: Levels::EightBits, ..SeamlessClone::default() }
}

#[test]
fn clones_agree_with_opencv() {
    let (source, target, mask) = (astronaut(), png("clone_target"), png("clone_mask").remove(0));
    for (mixing, name) in [(Mixing::Normal, "normal"), (Mixing::Mixed, "mixed"), (Mixing::Monochrome, "monochrome")] {
        for (anchor, suffix) in [(Anchor::Selection, ""), (Anchor::Mask, "_wide")] {
            let answer = cloned(&source, &mask, &target, &SeamlessClone { mixing, anchor, ..at(47, 39) });
            let name = format!("clone_{name}{suffix}");
            check_levels(&answer, &png(&name), 1.0, 2e-3, &name);
        }
    }
    let soft = png("clone_soft_mask").remove(0);
    check_levels(&cloned(&source, &soft, &target, &at(47, 41)), &png("clone_soft"), 1.0, 1e-2, "soft mask");
    let part: Vec<_> = source.iter().map(|plane| plane.view().part(0, 0, 50, 40).to_plane()).collect();
    let full = Plane::filled(50, 40, 1.0);
    check_levels(&cloned(&part, &full, &target, &at(47, 41)), &png("clone_full"), 1.0, 1e-2, "full mask");
}

#[test]
fn local_changes_agree_with_opencv() {
    let (source, mask) = (astronaut(), png("clone_mask").remove(0));
    // OpenCV's transform in f32 is up to 0.02 levels off, and cutting down makes a whole level of that in flat parts.
    for (name, change, mean_max) in [
        ("change_colour", LocalChange::Colour([1.5, 0.5, 2.0]), 1e-2),
        ("change_illumination", LocalChange::Illumination { alpha: 0.2, beta: 0.4 }, 1e-2),
        ("change_flatten", LocalChange::Flatten { low: 30.0, high: 45.0, aperture: 3 }, 2e-2),
    ] {
        let answer = same_everywhere(|| {
            let mut out = vec![Plane::new(64, 64); 3];
            let (source, out_views) = (views(&source), &mut views_mut(&mut out));
            change_locally(&source, mask.view(), out_views, &change, Levels::EightBits, None).unwrap();
            out
        });
        check_levels(&answer, &png(name), 1.0, mean_max, name);
    }
}

#[test]
fn canny_edges_are_those_of_opencv() {
    let photo = astronaut();
    for (aperture, low, high) in [(3, 50.0, 150.0), (5, 500.0, 1500.0), (7, 5000.0, 15000.0)] {
        for (norm, suffix) in [(Norm::Sum, ""), (Norm::Length, "_length")] {
            let edges = canny(&views(&photo), &Canny { low, high, aperture, norm });
            let name = format!("canny_{aperture}{suffix}");
            check_levels(&[edges], &png(&name), 0.0, 0.0, &name);
        }
    }
}

#[test]
fn what_lies_outside_of_the_target_is_left_away() {
    let (source, target) = (vec![mixed(40, 30)], vec![mixed(50, 50)]);
    let mask = Plane::filled(40, 30, 1.0);
    for centre in [(-300, 0), (0, 400), (0, 0), (49, 49), (25, -14), (-18, 20), (isize::MAX / 4, 0)] {
        let options = SeamlessClone { centre, ..SeamlessClone::default() };
        let answer = cloned(&source, &mask, &target, &options);
        assert!(answer[0].rows().flatten().all(|pixel| pixel.is_finite()), "{centre:?}");
        assert_eq!(answer[0].row(25)[25], target[0].row(25)[25], "{centre:?}");
    }
}

#[test]
fn nothing_selected_changes_nothing() {
    let (source, target) = (vec![mixed(20, 20)], vec![mixed(30, 25)]);
    let mut rim = Plane::filled(20, 20, 1.0);
    (1..19).for_each(|y| rim.row_mut(y)[1..19].fill(0.0));
    for mask in [Plane::new(20, 20), Plane::filled(20, 20, f32::NAN), rim] {
        assert_eq!(cloned(&source, &mask, &target, &at(15, 12)), target);
    }
    let mut out = vec![Plane::new(20, 20)];
    let empty = Plane::new(20, 20);
    let change = LocalChange::Colour([2.0; 3]);
    change_locally(&views(&source), empty.view(), &mut views_mut(&mut out), &change, Levels::Continuous, None).unwrap();
    assert_eq!(out, source);
}

#[test]
fn a_picture_cloned_onto_itself_stays_itself() {
    let picture = vec![mixed(70, 50)];
    let mask = Plane::filled(70, 50, 1.0);
    let options = SeamlessClone { centre: (35, 25), ..SeamlessClone::default() };
    for (have, want) in cloned(&picture, &mask, &picture, &options)[0].rows().zip(picture[0].rows()) {
        assert!(have.iter().zip(want).all(|(have, want)| (have - want).abs() < 2e-6));
    }
}
