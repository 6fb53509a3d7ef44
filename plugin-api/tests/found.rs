//! Records with well-known fields, and what a hand draws, in and out of kinds.
#![forbid(unsafe_code)]

use weft_plugin::drawn::{Stroke, StrokeMode};
use weft_plugin::found::field;
use weft_plugin::prelude::*;
use weft_plugin::testing::{self, Array, Data};

/// Finds one face in the middle.
#[node(id = "test.find", category = "Test", pure, output = "faces")]
fn find(call: &Call, #[input(default = 100)] width: u32) -> Result<Faces> {
    let mut faces = call.record()?;
    faces.set(field::WIDTH, width)?.set(field::HEIGHT, width)?;
    let side = width as f32 / 2.0;
    faces.set(field::BBOX, call.tensor_of(&[1, 4], &[side / 2.0, side / 2.0, side, side])?)?;
    faces.set(field::POINTS5, call.tensor_of(&[1, 5, 2], &[10.0_f32; 10])?)?;
    faces.set(field::SOURCE, "test".to_owned())?.set_empty(field::AGE)?;
    faces.set(field::REASON, "no model of ages".to_owned())?;
    Ok(faces.into())
}

/// Says how large faces are in a picture of another size.
#[node(id = "test.measure", category = "Test", pure)]
fn measure(faces: &Faces) -> Result<String> {
    let (boxes, points) = (faces.boxes(200, 50)?, faces.points5(200, 50)?);
    let first = points.and_then(|points| Some(points.first()?[0]));
    Ok(format!("{} {boxes:?} {first:?} {:?}", faces.count()?, faces.get::<Tensor>(field::AGE)?.is_some()))
}

#[test]
fn faces_fit_pictures_of_any_size() {
    let faces = testing::run(&find::KIND).go().unwrap().data("faces").clone();
    let done = testing::run(&measure::KIND).set("faces", faces).go().unwrap();
    assert_eq!(done.text("result"), "1 [[50.0, 12.5, 100.0, 25.0]] Some([20.0, 5.0]) false");
    let error = testing::run(&measure::KIND).set("faces", [("width", Data::Int(3))]).go().unwrap_err();
    assert_eq!(error.to_string(), "the record has no `height`, only: width");
    testing::validate(&find::KIND).check();
    testing::validate(&measure::KIND).check();
}

/// What a hand draws.
#[derive(Outputs)]
struct Drawn {
    points: Points,
    rect: Rect,
    strokes: Strokes,
    curve: Curve,
}

/// Gives all of it back, with one thing more each.
#[node(id = "test.drawn", category = "Test", pure)]
fn draw(points: &Points, rect: Rect, strokes: &Strokes, curve: Option<&Curve>) -> Drawn {
    let mut points = points.clone();
    points.0.push([0.5, 0.25]);
    let mut strokes = strokes.clone();
    strokes.0.push(Stroke {
        points: vec![[0.0, 0.0, 1.0]],
        radius: 0.1,
        hardness: 0.5,
        mode: StrokeMode::Erase,
        shape: weft_plugin::drawn::StrokeShape::default(),
    });
    Drawn { points, rect: Rect { x: 0.5, ..rect }, strokes, curve: curve.cloned().unwrap_or_default() }
}

#[test]
fn drawings_come_and_go_and_none_is_no_error() {
    let once = testing::run(&draw::KIND).go().unwrap();
    assert_eq!(once.tensor("points"), &Array::new(&[1, 2], vec![0.5_f32, 0.25]));
    assert_eq!(once.tensor("rect").f32s(), [0.5, 0.0, 1.0, 1.0]);
    assert_eq!(once.tensor("curve").shape, [0, 2]);
    let mut again = testing::run(&draw::KIND);
    for id in ["points", "rect", "strokes", "curve"] {
        again = again.set(id, once.data(id).clone());
    }
    let twice = again.go().unwrap();
    assert_eq!(twice.list("strokes").len(), 2);
    assert_eq!(twice.list("strokes")[0], twice.list("strokes")[1]);
    assert_eq!(twice.tensor("points").shape, [2, 2]);
    testing::validate(&draw::KIND).check();
}

#[test]
fn a_wrong_drawing_is_a_sentence() {
    let run = testing::run(&draw::KIND);
    let rect = run.clone().tensor("rect", Array::new(&[2], vec![0.0_f32; 2])).go().unwrap_err();
    assert_eq!(rect.to_string(), "`rect`: wanted x, y, width and height, got the shape [2]");
    let points = run.clone().tensor("points", Array::new(&[2, 3], vec![0.0_f32; 6])).go().unwrap_err();
    assert_eq!(points.to_string(), "`points`: wanted rows of 2 numbers, got the shape [2, 3]");
    let broken = Data::from([("points", Data::Tensor(Array::new(&[1, 3], vec![0.0_f64; 3])))]);
    let strokes = run.set("strokes", vec![broken]).go().unwrap_err();
    assert_eq!(strokes.to_string(), "`strokes`: stroke 0: wanted a tensor of f32, got f64");
}

/// Asks for what this host does not have.
#[node(id = "test.asks", category = "Test", gpu, models = ["depth"])]
fn asks(call: &Call) -> Result<bool> {
    match call.open_model("depth") {
        Err(error) => call.warn(error.to_string()),
        Ok(_) => bail!("this host has no models"),
    }
    Ok(call.gpu()?.is_some())
}

#[test]
fn a_host_without_gpu_and_models_is_no_crash() {
    let done = testing::run(&asks::KIND).go().unwrap();
    assert!(!done.bool("result"));
    assert_eq!(done.warnings(), ["this host does not offer `weft.infer/1 open`"]);
}
