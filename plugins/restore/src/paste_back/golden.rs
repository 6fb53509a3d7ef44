//! Against the calls of facexlib, which `tests/oracles/paste_back.py` made.

use super::*;
use weft_kernels::plane::{views, views_mut};
use weft_kernels::resize::resize;
use weft_kernels::similarity::similarity_lmeds;
use weft_plugin::testing::{self, Array, Data, Picture};

const GOLDEN: &[u8] = include_bytes!("../../../../tests/golden/face/paste_back.bin");
const POINTS: [[f64; 2]; 5] = [[28.3, 24.1], [46.7, 26.4], [36.9, 36.2], [27.2, 43.8], [43.5, 45.3]];
const FFHQ: [[f64; 2]; 5] = [
    [192.98138, 239.94708],
    [318.90277, 240.1936],
    [256.63416, 314.01935],
    [201.26117, 371.41043],
    [313.08905, 371.15118],
];

fn sample(x: f64, y: f64, plane: usize) -> f32 {
    let k = plane as f64;
    let wave = 128.0 + 70.0 * (0.11 * x + 0.07 * y + k).sin() + 40.0 * (0.05 * x * (k + 1.0) - 0.13 * y).cos();
    (wave.round_ties_even().clamp(0.0, 255.0) / 255.0) as f32
}

#[test]
fn a_face_goes_back_as_facexlib_puts_it() {
    let (width, height) = (75, 60);
    let small: Vec<Plane> =
        (0..3).map(|plane| Plane::from_fn(width, height, |x, y| sample(x as f64, y as f64, plane))).collect();
    let mut large = vec![Plane::new(2 * width, 2 * height); 3];
    resize(&views(&small), &mut views_mut(&mut large), Resampler::OpencvLanczos4, None).unwrap();
    // OpenCV works in bytes between the steps.
    let in_bytes = |sample: f32| (sample.clamp(0.0, 1.0) * 255.0).round_ties_even() / 255.0;
    let image = Picture::new(150, 120, 3, |x, y, plane| in_bytes(large[plane as usize].row(y as usize)[x as usize]));
    let face = Picture::new(512, 512, 3, |x, y, plane| sample(0.1 * f64::from(x), 0.1 * f64::from(y), plane as usize));
    let matrix = similarity_lmeds(&POINTS, &FFHQ).unwrap();
    let matrix = Array::new(&[2, 3], matrix.rows.as_flattened().to_vec());
    let none = Array::new(&[0, 4], Vec::<f32>::new());
    let faces = Data::from([("width", Data::Int(75)), ("height", Data::Int(60)), ("bbox", none.into())]);
    let run = testing::run(&paste_back::KIND).image("image", image).set("crops", Data::List(vec![Data::Image(face)]));
    let run = run.set("matrices", Data::List(vec![matrix.into()])).set("faces", faces);
    let pasted = run.go().unwrap().image("image");
    let mut apart = Vec::new();
    for plane in 0..3 {
        for y in 0..120 {
            for x in 0..150 {
                let wanted = GOLDEN[((plane * 120 + y) * 150 + x) as usize];
                // facexlib truncates: anything up to the next byte is its byte.
                let beyond = pasted.at(x, y, plane) * 255.0 - f32::from(wanted);
                apart.push((-beyond).max(beyond - 1.0).max(0.0));
            }
        }
    }
    let worst = apart.iter().copied().fold(0.0, f32::max);
    let mean = apart.iter().sum::<f32>() / apart.len() as f32;
    assert!(worst <= 3.0 && mean <= 0.12, "at most {worst}, {mean} in the mean");
}
