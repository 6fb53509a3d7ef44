//! The decoders against insightface, facexlib and OpenCV, on numbers that `tests/oracles/face_decode.py` wrote down.

use super::retinaface::{self, Priors};
use super::{Output, Seen, scrfd, without_doubles, yunet};
use crate::align::{cut_planes_for_tests, matched};
use crate::rows::Face;
use crate::template::Template;
use serde_json::Value;

const SCRFD: &str = include_str!("../../../../tests/golden/face/scrfd.json");
const RETINAFACE: &str = include_str!("../../../../tests/golden/face/retinaface.json");
const LOGITS: &str = include_str!("../../../../tests/golden/face/retinaface_logits.json");
const YUNET: &str = include_str!("../../../../tests/golden/face/yunet.json");
const ALIGNED: &[u8] = include_bytes!("../../../../tests/golden/face/align112.bin");

type Decode = fn(&[Output<'_>], &Seen) -> Result<Vec<Face>, String>;

/// Equal as a set: equal scores may come in another order.
fn check(golden: &str, decode: Decode, at_most_px: f32) {
    let golden: Value = serde_json::from_str(golden).unwrap();
    let floats = |value: &Value| -> Vec<f32> {
        value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap() as f32).collect()
    };
    let number = |name: &str| golden[name].as_f64().unwrap() as f32;
    let outputs = golden["outputs"].as_array().unwrap();
    let numbers: Vec<Vec<f32>> = outputs.iter().map(|output| floats(&output["numbers"])).collect();
    let outputs: Vec<Output<'_>> = outputs
        .iter()
        .zip(&numbers)
        .map(|(output, numbers)| Output {
            name: output["name"].as_str().unwrap(),
            length: output["length"].as_u64().unwrap() as usize,
            numbers,
        })
        .collect();
    let side = number("side") as usize;
    let seen = Seen { width: side, height: side, score_min: number("score_min") };
    let found = without_doubles(decode(&outputs, &seen).unwrap(), number("overlap"));
    let wanted: Vec<Vec<f32>> = golden["faces"].as_array().unwrap().iter().map(floats).collect();
    assert_eq!(found.len(), wanted.len());
    let row = |face: &Face| {
        let [left, top, wide, high] = face.bbox;
        let mut row = vec![left, top, left + wide, top + high, face.score];
        row.extend(face.points5.as_flattened());
        row
    };
    let mut found: Vec<Vec<f32>> = found.iter().map(row).collect();
    for wanted in wanted {
        // Of a place far outside of the picture only so many digits are known: it counts in parts of the picture's side.
        let off = |(a, b): (&f32, &f32)| (a - b).abs() / (b.abs() / side as f32).max(1.0);
        let apart = |row: &Vec<f32>| row.iter().zip(&wanted).map(off).fold(0.0, f32::max);
        let nearest = (0..found.len()).min_by(|a, b| apart(&found[*a]).total_cmp(&apart(&found[*b]))).unwrap();
        assert!(apart(&found[nearest]) <= at_most_px, "{} px", apart(&found[nearest]));
        found.swap_remove(nearest);
    }
}

#[test]
fn scrfd_finds_what_insightface_finds() {
    check(SCRFD, scrfd::faces, 1e-3);
}

#[test]
fn retinaface_finds_what_facexlib_finds_also_without_its_last_step() {
    for golden in [RETINAFACE, LOGITS] {
        check(golden, |outputs, seen| retinaface::faces(outputs, seen, &Priors::default()), 1e-2);
    }
}

#[test]
fn yunet_finds_what_opencv_finds() {
    check(YUNET, yunet::faces, 1e-2);
}

/// insightface's `norm_crop`, with OpenCV 4, which rounds places to 1/32 pixel.
#[test]
fn a_straightened_face_is_that_of_insightface() {
    let (width, height) = (200, 160);
    let sample = |x: usize, y: usize, plane: usize| {
        let (x, y, k) = (x as f64, y as f64, plane as f64);
        let wave = 128.0 + 70.0 * (0.11 * x + 0.07 * y + k).sin() + 40.0 * (0.05 * x * (k + 1.0) - 0.13 * y).cos();
        (wave.round_ties_even().clamp(0.0, 255.0) / 255.0) as f32
    };
    let five = [[80.3, 60.1], [121.7, 66.4], [97.9, 88.2], [76.2, 104.8], [113.5, 109.3_f32]];
    // Records count from the corner of the picture.
    let five = five.map(|point| point.map(|number: f32| number + 0.5));
    let matrix = matched(&five, &Template::Arcface.points(112), false).unwrap();
    let planes = cut_planes_for_tests((width, height), sample, &matrix, 112);
    let back = matrix.inverse();
    let mut apart = Vec::new();
    for (at, wanted) in ALIGNED.iter().enumerate() {
        let (plane, y, x) = (at / (112 * 112), at / 112 % 112, at % 112);
        let [from_x, from_y] = back.apply([x as f64, y as f64]);
        // Between the picture and the black beyond it, 1/32 pixel is several bytes.
        if from_x >= 0.0 && from_y >= 0.0 && from_x <= 199.0 && from_y <= 159.0 {
            apart.push(((planes[plane].row(y)[x] * 255.0).round() - f32::from(*wanted)).abs());
        }
    }
    let worst = apart.iter().copied().fold(0.0, f32::max);
    let mean = apart.iter().sum::<f32>() / apart.len() as f32;
    assert!(apart.len() > 37_000 && worst <= 3.0 && mean <= 0.12, "at most {worst}, {mean} in the mean");
}
