//! Kinds against `tests/oracles/every_kind.py`, on every sort of picture, without and with alpha. The tests of the kernels compare
//! what the others compute: medians, bilateral and domain-transform filters, clusters, pencil and stylisation.

use weft_golden::{COLOURS, check};
use weft_plugin::Kind;
use weft_plugin::testing::{Run, run};

/// A kind from picture to picture.
#[track_caller]
fn check_image(name: &str, within: f32, kind: &'static Kind, set: impl Fn(Run<'static>) -> Run<'static>) {
    check(name, COLOURS, within, |image| set(run(kind).image("image", image)).go().unwrap().image("image"));
}

#[test]
fn blurs_and_sharpening_agree_with_opencv() {
    check_image("toon_gaussian", 3e-6, &crate::gaussian::gaussian::KIND, |run| run.float("sigma", 2.0));
    check_image("toon_box", 3e-6, &crate::box_blur::box_blur::KIND, |run| run.int("radius", 3));
    check_image("sharpen", 2e-6, &crate::sharpen::sharpen::KIND, |run| {
        run.float("amount", 0.75).float("radius", 1.5).float("threshold", 0.0625)
    });
}

#[test]
fn lines_agree_with_opencv_and_numpy() {
    let pen =
        |pen: &'static str| move |run: Run<'static>| run.text("pen", pen).float("thickness", 3.0).float("detail", 0.5);
    // Steep ramps: a millionth of brightness is a ten-thousandth of a line.
    check_image("edges_ink", 5e-4, &crate::edges::edges::KIND, pen("ink"));
    check_image("edges_fine", 5e-4, &crate::edges::edges::KIND, pen("fine"));
}
