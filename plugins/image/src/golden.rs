//! Kinds against `tests/oracles/every_kind.py`, on every sort of picture, without and with alpha.

use weft_golden::{COLOURS, check, turned};
use weft_plugin::Kind;
use weft_plugin::testing::{Array, Picture, Run, run};

/// A kind from picture to picture.
#[track_caller]
fn check_image(name: &str, within: f32, kind: &'static Kind, set: impl Fn(Run<'static>) -> Run<'static>) {
    check(name, COLOURS, within, |image| set(run(kind).image("image", image)).go().unwrap().image("image"));
}

#[test]
fn colours_and_tones_agree_with_numpy_and_opencv() {
    check_image("adjust", 1e-6, &crate::adjust::adjust::KIND, |run| {
        run.float("saturation", 0.5).float("contrast", 0.25).float("brightness", 0.125)
    });
    check_image("exposure", 2e-6, &crate::exposure::exposure::KIND, |run| run.float("stops", 0.75));
    check_image("gain", 1e-6, &crate::gain::gain::KIND, |run| run.float("gain", 1.5).float("offset", -0.125));
    check_image("levels", 1e-6, &crate::levels::levels::KIND, |run| {
        let run = run.float("black", 0.25).float("white", 0.75).float("gamma", 2.0);
        run.float("black_after", 0.125).float("white_after", 0.875)
    });
    check_image("grey", 1e-6, &crate::grey::grey::KIND, |run| run.text("weights", "rec601"));
    check_image("invert", 0.0, &crate::invert::invert::KIND, |run| run);
}

#[test]
fn curves_agree_with_scipy() {
    const CURVE: [[f32; 2]; 4] = [[0.0, 0.0], [0.25, 0.15], [0.75, 0.9], [1.0, 1.0]];
    check_image("curves", 2e-6, &crate::curves::curves::KIND, |run| {
        run.tensor("curve", Array::new(&[CURVE.len(), 2], CURVE.as_flattened().to_vec()))
    });
}

#[test]
fn composites_agree_with_the_formula_of_the_w3c() {
    for mode in ["normal", "multiply", "screen"] {
        check(&format!("composite_{mode}"), COLOURS, 2e-6, |image| {
            let over = turned(&image);
            let over = Picture::new(over.width, over.height, 3, |x, y, plane| over.at(x, y, plane));
            let run = run(&crate::composite::composite::KIND).image("base", image).image("overlay", over);
            run.text("mode", mode).float("opacity", 0.75).go().unwrap().image("image")
        });
    }
}

#[test]
fn sizes_agree_with_numpy_and_opencv() {
    check_image("flip", 0.0, &crate::flip::flip::KIND, |run| run.text("axis", "both"));
    check_image("pad", 0.0, &crate::pad::pad::KIND, |run| {
        run.int("left", 3).int("top", 2).int("right", 4).int("bottom", 1).text("fill", "edge")
    });
    check_image("rotate", 0.0, &crate::rotate::rotate::KIND, |run| run.float("angle", 90.0));
    check("crop", COLOURS, 0.0, |image| {
        let (x, y) = (image.width / 3, image.height / 4);
        let (width, height) = (image.width - x, image.height - y);
        let run = run(&crate::crop::crop::KIND).image("image", image).int("x", x.into()).int("y", y.into());
        run.int("width", width.into()).int("height", height.into()).go().unwrap().image("image")
    });
    check("area", COLOURS, 5e-6, |image| {
        let side = |length: u32| i64::from((length * 5 / 8).max(1));
        let (width, height) = (side(image.width), side(image.height));
        let run = run(&crate::resize::resize::KIND).image("image", image).text("family", "cv").text("filter", "area");
        run.int("width", width).int("height", height).go().unwrap().image("image")
    });
}

#[test]
fn cutting_out_agrees_with_numpy() {
    check("cut_out", COLOURS, 1e-6, |image| {
        let over = turned(&image);
        let mask = Picture::new(image.width, image.height, 1, |x, y, _| over.at(x, y, 0));
        run(&crate::cut_out::cut_out::KIND).image("image", image).mask("mask", mask).go().unwrap().image("image")
    });
}
