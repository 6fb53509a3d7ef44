//! Masks and drawings that nobody means: empty, full, of another size, outside of the picture, no numbers.

use super::{Data, Picture, Validation, descriptor, is_finite};
use crate::testing::Array;

impl Validation<'_> {
    /// Gives the kind odd masks, points, rectangles and strokes, one at a time: any answer in words is fine, and a result
    /// holds numbers, unless what came in held none.
    ///
    /// # Panics
    /// With a list of all that is wrong.
    pub fn check_odd(mut self) {
        for input in descriptor::inputs(self.kind) {
            for (what, data, holds_numbers) in oddities(input.type_name) {
                let what = format!("with `{}` {what}", input.id);
                let run = self.sample(24, 17, 3).set(input.id, data);
                let Ok(done) = self.run(&what, run) else { continue };
                let outputs = descriptor::outputs(self.kind);
                if holds_numbers && !outputs.iter().filter_map(|output| done.get(output.id)).all(is_finite) {
                    self.note(format!("{what}: numbers in the result are not finite"));
                }
            }
        }
        let id = descriptor::text(self.kind.as_raw().id);
        assert!(self.problems.is_empty(), "\n`{id}` minds what is odd:\n- {}\n", self.problems.join("\n- "));
    }
}

/// What may come in for a type, and whether all of it is numbers.
fn oddities(type_name: &str) -> Vec<(&'static str, Data, bool)> {
    const OUTSIDE: [[f32; 2]; 4] = [[-3.0, -4.0], [5.0, 0.5], [0.5, 9.0], [1.0e6, -1.0e6]];
    const ONE_PLACE: [[f32; 2]; 4] = [[0.5; 2]; 4];
    const NO_NUMBERS: [[f32; 2]; 4] = [[f32::NAN, 0.5], [0.1, f32::INFINITY], [0.9, 0.9], [0.2, 0.8]];
    let places = [("outside", OUTSIDE, true), ("all in one place", ONE_PLACE, true), ("no numbers", NO_NUMBERS, false)];
    match type_name {
        "mask" => vec![
            ("empty", Picture::flat(24, 17, [0.0]).into(), true),
            ("full", Picture::flat(24, 17, [1.0]).into(), true),
            ("of another size", Picture::noise(7, 40, 1, 3).into(), true),
            ("of one pixel", Picture::flat(1, 1, [1.0]).into(), true),
            ("beyond its range", Picture::new(24, 17, 1, |x, _, _| x as f32 - 9.0).into(), true),
            ("no numbers", Picture::flat(24, 17, [f32::NAN]).into(), false),
        ],
        "points" | "curve" => {
            places.map(|(what, places, numbers)| (what, rows(places.as_flattened(), 2), numbers)).into()
        }
        "rect" => vec![
            ("outside", rows(&[3.0, -5.0, 0.5, 0.5], 4), true),
            ("larger than the picture", rows(&[-9.0, -9.0, 20.0, 20.0], 4), true),
            ("of no size", rows(&[0.5, 0.5, 0.0, 0.0], 4), true),
            ("no numbers", rows(&[f32::NAN; 4], 4), false),
        ],
        "strokes" => {
            let drawn = places.iter().flat_map(|(what, places, numbers)| {
                let points: Vec<f32> = places.iter().flat_map(|[x, y]| [*x, *y, 1.0]).collect();
                [("line", 0.1), ("line", 50.0), ("area", 0.0)]
                    .map(|(shape, radius)| (*what, stroke(&points, shape, radius), *numbers))
            });
            drawn.collect()
        }
        _ => Vec::new(),
    }
}

fn rows(numbers: &[f32], length: usize) -> Data {
    if numbers.len() == length {
        return Array::new(&[length], numbers.to_vec()).into();
    }
    Array::new(&[numbers.len() / length, length], numbers.to_vec()).into()
}

fn stroke(points: &[f32], shape: &str, radius: f64) -> Data {
    Data::List(vec![Data::from([
        ("points", Array::new(&[points.len() / 3, 3], points.to_vec()).into()),
        ("radius", Data::Float(radius)),
        ("hardness", Data::Float(0.5)),
        ("mode", "paint".into()),
        ("shape", shape.into()),
    ])])
}
