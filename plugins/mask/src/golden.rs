//! Kinds against `tests/oracles/every_kind.py` and `shapes.py`, on every sort of picture.

use weft_golden::{COLOURS, MASKS, Planes, check, turned};
use weft_plugin::Kind;
use weft_plugin::testing::{Array, Data, Picture, Run, run};

/// A kind from mask to mask.
#[track_caller]
fn check_mask(name: &str, within: f32, kind: &'static Kind, set: impl Fn(Run<'static>) -> Run<'static>) {
    check(name, MASKS, within, |mask| set(run(kind).mask("mask", mask)).go().unwrap().image("mask"));
}

#[test]
fn hard_and_turned_round_masks_agree_with_numpy() {
    check_mask("threshold", 0.0, &crate::threshold::threshold::KIND, |run| run.float("level", 0.4));
    check_mask("mask_invert", 0.0, &crate::invert::invert::KIND, |run| run);
    for how in ["union", "intersection", "subtract", "difference", "multiply", "add"] {
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

/// A kind that draws a mask as large as the picture.
#[track_caller]
fn check_drawn(name: &str, within: f32, kind: &'static Kind, set: impl Fn(Run<'static>) -> Run<'static>) {
    check(name, &[Planes::Rgb], within, |like| set(run(kind).image("like", like)).go().unwrap().image("mask"));
}

const CORNERS: [[f32; 2]; 5] = [[0.1, 0.2], [0.9, 0.05], [0.6, 0.5], [0.95, 0.9], [0.2, 0.75]];
const RECT: [f32; 4] = [0.15, 0.25, 0.6, 0.55];
/// Where an edge runs along the places that are counted, a row of 32 of them is missed.
const PLACES: f32 = 1.0 / 32.0;

#[test]
fn drawn_masks_agree_with_places_that_scikit_image_counts() {
    check_drawn("polygon", PLACES, &crate::polygon::polygon::KIND, |run| {
        run.tensor("points", Array::new(&[CORNERS.len(), 2], CORNERS.as_flattened().to_vec()))
    });
    let rect = |run: Run<'static>| run.set("rect", Array::new(&[4], RECT.to_vec()));
    check_drawn("ellipse", PLACES, &crate::ellipse::ellipse::KIND, |run| rect(run).float("angle", 25.0));
    check_drawn("rectangle", 2.0 * PLACES, &crate::rectangle::rectangle::KIND, |run| rect(run).float("corners", 3.0));
}

fn stroke(points: &[[f32; 2]], shape: &str, mode: &str) -> Data {
    let points: Vec<f32> = points.iter().flat_map(|&[x, y]| [x, y, 1.0]).collect();
    Data::from([
        ("points", Array::new(&[points.len() / 3, 3], points).into()),
        ("radius", Data::Float(0.1)),
        ("hardness", Data::Float(0.5)),
        ("mode", mode.into()),
        ("shape", shape.into()),
    ])
}

#[test]
fn a_brush_agrees_with_the_distances_of_shapely_and_areas_with_scikit_image() {
    let line = [[0.2, 0.3], [0.7, 0.35], [0.6, 0.8]];
    check_drawn("brush", 1e-5, &crate::paint::paint::KIND, |run| {
        run.set("strokes", Data::List(vec![stroke(&line, "line", "paint")]))
    });
    let [left, top, width, height] = RECT.map(f64::from);
    let around: Vec<[f32; 2]> = (0..720)
        .map(|at| {
            let (sin, cos) = (f64::from(at) * std::f64::consts::TAU / 720.0).sin_cos();
            [(left + width / 2.0 * (1.0 + cos)) as f32, (top + height / 2.0 * (1.0 + sin)) as f32]
        })
        .collect();
    check_drawn("painted_area", 2.0 * PLACES, &crate::paint::paint::KIND, |run| {
        let strokes = vec![stroke(&CORNERS, "area", "paint"), stroke(&around, "area", "erase")];
        run.set("strokes", Data::List(strokes))
    });
}

#[test]
fn measures_agree_with_scipy() {
    check("measure", MASKS, 1e-6, |mask| {
        let (width, height) = (mask.width as f32, mask.height as f32);
        let done = run(&crate::measure::measure::KIND).mask("mask", mask).go().unwrap();
        let fields = done.record("measures");
        let field = |name: &str| fields.iter().find(|(field, _)| field == name).and_then(|(_, data)| data.clone());
        let number = |name: &str| match field(name) {
            Some(Data::Int(number)) => number as f32,
            Some(Data::Float(number)) => number as f32,
            other => panic!("{name}: {other:?}"),
        };
        let places = |name: &str| match field(name) {
            Some(Data::Tensor(array)) => array.f32s().to_vec(),
            None => Vec::new(),
            other => panic!("{name}: {other:?}"),
        };
        let size = [width, height].into_iter().cycle();
        let mut numbers = vec![number("share"), number("parts")];
        numbers.extend(places("center").into_iter().chain(places("bbox")).zip(size).map(|(at, side)| at / side));
        Picture::new(numbers.len() as u32, 1, 1, |x, _, _| numbers[x as usize])
    });
}
