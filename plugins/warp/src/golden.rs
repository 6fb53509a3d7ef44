//! All kinds against `tests/oracles/every_kind.py`, on every sort of picture, without and with alpha.

use weft_golden::{COLOURS, Planes, check, check_but, every};
use weft_plugin::testing::{Array, Data, Picture, run};

use crate::between::drawn;

const FROM: [[f32; 2]; 3] = [[0.3, 0.3], [0.7, 0.35], [0.5, 0.7]];
const TO: [[f32; 2]; 3] = [[0.33, 0.28], [0.68, 0.4], [0.48, 0.66]];

#[test]
fn bending_by_points_agrees_with_scipy() {
    check("thin_plate", COLOURS, 1e-4, |picture| {
        let run = run(&crate::thin_plate::thin_plate::KIND).image("image", picture);
        run.set("from", drawn(&FROM)).set("to", drawn(&TO)).go().unwrap().image("image")
    });
}

#[test]
fn the_brush_agrees_with_scikit_image() {
    const STROKE: [[f32; 3]; 3] = [[0.2, 0.3, 1.0], [0.55, 0.4, 0.5], [0.6, 0.8, 0.75]];
    // Shrinking steps over several pixels: places in f32 are as far off as those of the other warps.
    for (tool, within) in [("push", 1e-4), ("swell", 1e-4), ("shrink", 2e-4)] {
        check(&format!("liquify_{tool}"), COLOURS, within, |picture| {
            let points = Array::new(&[STROKE.len(), 3], STROKE.as_flattened().to_vec());
            let stroke = Data::from([("points", points.into()), ("radius", Data::Float(0.25))]);
            let run = run(&crate::liquify::liquify::KIND).image("image", picture).text("tool", tool);
            run.set("strokes", Data::List(vec![stroke])).float("strength", 0.8).go().unwrap().image("image")
        });
    }
}

#[test]
fn straightening_agrees_with_opencv() {
    const PAGE: [[f32; 2]; 4] = [[0.1, 0.15], [0.85, 0.05], [0.95, 0.9], [0.05, 0.8]];
    check("perspective", COLOURS, 2e-4, |picture| {
        let run = run(&crate::perspective::perspective::KIND).image("image", picture).set("corners", drawn(&PAGE));
        run.int("width", 41).int("height", 37).go().unwrap().image("image")
    });
}

#[test]
fn aligning_by_points_agrees_with_scikit_image_and_opencv() {
    check("similarity", COLOURS, 2e-4, |picture| {
        let run = run(&crate::similarity::similarity::KIND).image("image", picture);
        run.set("from", drawn(&FROM)).set("to", drawn(&TO)).go().unwrap().image("image")
    });
}

#[test]
fn maps_agree_with_opencv() {
    let (_, chance) = every(Planes::Rgb).pop().unwrap();
    // OpenCV takes no mirrored picture of one pixel.
    for (maps, fill, not, scale, offset) in [
        ("shifts", "empty", &[][..], 1.0, 0.0),
        ("places", "edge", &[], 1.0, 0.0),
        ("pixels", "mirror", &["one pixel"], 60.0, -10.0),
    ] {
        // As the kernel, with alpha.
        check_but(not, &format!("remap_{maps}"), COLOURS, 2e-5, |picture| {
            let of = if maps == "shifts" { &picture } else { &chance };
            let map = |plane| Picture::new(of.width, of.height, 1, |x, y, _| of.at(x, y, plane) * scale + offset);
            let run = run(&crate::remap::remap::KIND).mask("map_x", map(1)).mask("map_y", map(2));
            let run = run.text("maps", maps).float("strength", 6.0).text("fill", fill);
            run.image("image", picture).go().unwrap().image("image")
        });
    }
}
