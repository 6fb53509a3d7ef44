//! Kinds against `tests/oracles/every_kind.py`, on every sort of picture. The numbers of `metrics.compare` are compared in the tests of
//! the kernels.

use weft_golden::{COLOURS, check, turned};
use weft_plugin::Color;
use weft_plugin::testing::{Data, Numbers, Picture, run};

#[test]
fn differences_agree_with_numpy() {
    check("difference", COLOURS, 0.0, |picture| {
        let run = run(&crate::difference::difference::KIND).image("second", turned(&picture)).image("first", picture);
        run.go().unwrap().image("mask")
    });
}

#[test]
fn pictures_side_by_side_agree_with_pillow() {
    check("side_by_side", COLOURS, 1e-5, |picture| {
        let below = turned(&picture);
        let half = Picture::new(below.width, below.height.div_ceil(2), below.channels, |x, y, plane| {
            // Where nearly nothing shows, a colour is the quotient of roundings.
            let value = below.at(x, y, plane);
            if plane == 3 { value * 0.5 + 0.5 } else { value }
        });
        let run = run(&crate::side_by_side::side_by_side::KIND).image("first", picture).image("second", half);
        run.int("gap", 3).color("color", Color { rgba: [1.0, 0.5, 0.25, 0.5] }).go().unwrap().image("image")
    });
}

#[test]
fn before_and_after_agree_with_numpy() {
    check("before_after", COLOURS, 1e-4, |picture| {
        let run =
            run(&crate::before_after::before_after::KIND).image("after", turned(&picture)).image("before", picture);
        run.text("line", "diagonal").color("color", Color { rgba: [0.0, 0.0, 0.0, 1.0] }).go().unwrap().image("image")
    });
}

#[test]
fn histograms_agree_with_numpy() {
    check("histogram", COLOURS, 1e-6, |picture| {
        let pixels = (picture.width * picture.height) as f32;
        let done = run(&crate::histogram::histogram::KIND).image("image", picture).int("steps", 16).go().unwrap();
        let mut numbers: Vec<f32> = Vec::new();
        for colour in ["red", "green", "blue"] {
            let fields = field(done.record("histogram"), colour);
            let Data::Record(fields) = fields else { panic!("{colour}: {fields:?}") };
            let Data::Tensor(counts) = field(fields, "counts") else { panic!("{fields:?}") };
            let Numbers::I64(counts) = &counts.numbers else { panic!("{counts:?}") };
            numbers.extend(counts.iter().map(|count| *count as f32 / pixels));
            for name in ["min", "max", "mean", "deviation"] {
                let Data::Float(number) = field(fields, name) else { panic!("{name}: {fields:?}") };
                numbers.push(*number as f32);
            }
        }
        Picture::new(numbers.len() as u32, 1, 1, |x, _, _| numbers[x as usize])
    });
}

fn field<'a>(fields: &'a [(String, Option<Data>)], name: &str) -> &'a Data {
    let found = fields.iter().find(|(field, _)| field == name).and_then(|(_, data)| data.as_ref());
    found.unwrap_or_else(|| panic!("no {name} in {fields:?}"))
}
