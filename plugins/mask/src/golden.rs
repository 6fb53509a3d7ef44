//! Kinds against `tests/oracles/every_kind.py`, on every sort of picture.

use weft_golden::{COLOURS, MASKS, check, turned};
use weft_plugin::Kind;
use weft_plugin::testing::{Picture, Run, run};

/// A kind from mask to mask.
#[track_caller]
fn check_mask(name: &str, within: f32, kind: &'static Kind, set: impl Fn(Run<'static>) -> Run<'static>) {
    check(name, MASKS, within, |mask| set(run(kind).mask("mask", mask)).go().unwrap().image("mask"));
}

#[test]
fn hard_and_turned_round_masks_agree_with_numpy() {
    check_mask("threshold", 0.0, &crate::threshold::threshold::KIND, |run| run.float("level", 0.4));
    check_mask("mask_invert", 0.0, &crate::invert::invert::KIND, |run| run);
    for how in ["union", "intersection", "multiply", "add"] {
        check(&format!("combine_{how}"), MASKS, 0.0, |mask| {
            let run = run(&crate::combine::combine::KIND).mask("second", turned(&mask)).mask("first", mask);
            run.text("how", how).go().unwrap().image("mask")
        });
    }
}

#[test]
fn shapes_agree_with_opencv_scipy_and_scikit_image() {
    let two = |run: Run<'static>| run.int("radius", 2);
    check_mask("grow", 0.0, &crate::grow::grow::KIND, two);
    check_mask("shrink", 0.0, &crate::shrink::shrink::KIND, two);
    check_mask("open", 0.0, &crate::open::open::KIND, two);
    check_mask("close", 0.0, &crate::close::close::KIND, two);
    check_mask("fill_holes", 0.0, &crate::fill_holes::fill_holes::KIND, |run| run);
    check_mask("drop_small", 0.0, &crate::drop_small::drop_small::KIND, |run| run.int("area", 20));
    check_mask("largest", 0.0, &crate::largest::largest::KIND, |run| run);
    check_mask("hull", 0.0, &crate::hull::hull::KIND, |run| run);
}

#[test]
fn edges_agree_with_opencv_and_scipy() {
    check_mask("mask_blur", 1e-6, &crate::blur::blur::KIND, |run| run.float("sigma", 2.0));
    let fade = |run: Run<'static>| run.float("inside", 3.0).float("outside", 2.0);
    check_mask("feather", 1e-6, &crate::feather::feather::KIND, fade);
    check("refine", COLOURS, 1e-4, |image| {
        let width = image.width;
        let half = Picture::new(width, image.height, 1, |x, _, _| f32::from(u8::from(x < width.div_ceil(2))));
        let run = run(&crate::refine::refine::KIND).image("image", image).mask("mask", half);
        run.int("radius", 3).float("threshold", 0.1).go().unwrap().image("mask")
    });
}

#[test]
fn likeness_of_colours_agrees_with_scikit_image() {
    // Tables of Lab in f32, of which a tenth shows.
    check("from_color", COLOURS, 1e-3, |image| {
        let green = weft_plugin::Color { rgba: [0.25, 0.75, 0.125, 1.0] };
        let run = run(&crate::from_color::from_color::KIND).image("image", image).color("color", green);
        run.float("tolerance", 60.0).float("softness", 10.0).go().unwrap().image("mask")
    });
}
