//! The pictures, as files of 32-bit floats, and what two results differ by.

use crate::stage::{Stage, asset};
use std::fs::File;
use std::path::Path;
use tiff::decoder::{Decoder, DecodingResult};
use tiff::encoder::TiffEncoder;
use tiff::encoder::colortype::{Gray32Float, RGB32Float, RGBA32Float};

/// Writes all pictures, and says their names: `noise` is among them.
pub(crate) fn write_all(stage: &Stage) -> Vec<String> {
    let wave = |x: usize, y: usize, plane: usize| {
        let (x, y) = (x as f32, y as f32);
        let slow = 0.3 * (x * 0.05 + plane as f32).sin() * (y * 0.031).cos();
        let quick = 0.2 * (x * 0.7).sin() * (y * 0.9 + x * 0.2).sin();
        // Eight bits, as a camera gives them.
        ((0.5 + slow + quick).clamp(0.0, 1.0) * 255.0).round() / 255.0
    };
    let opaque = |x: usize, y: usize| ((x + 2 * y) % 97) as f32 / 96.0;
    let sixteen = |x: usize, y: usize, plane: usize| f32::from(scattered(x, y, plane)) / 65535.0;
    let with_alpha = |at: (usize, usize, usize), colour: &dyn Fn(usize, usize, usize) -> f32| {
        if at.2 == 3 { opaque(at.0, at.1) } else { colour(at.0, at.1, at.2) }
    };
    write(stage, "gradient", (96, 64, 4), |x, y, plane| {
        with_alpha((x, y, plane), &|x, y, plane| (x as f32 / 95.0 + y as f32 / 63.0 * (plane + 1) as f32 / 3.0) / 2.0)
    });
    write(stage, "checkerboard", (64, 64, 3), |x, y, _| ((x / 8 + y / 8) % 2) as f32);
    write(stage, "odd", (257, 131, 3), wave);
    write(stage, "dot", (1, 1, 3), |_, _, plane| 0.2 + 0.3 * plane as f32);
    write(stage, "constant", (48, 33, 3), |_, _, plane| 0.25 + 0.2 * plane as f32);
    write(stage, "noise", (75, 61, 4), |x, y, plane| with_alpha((x, y, plane), &sixteen));
    write(stage, "grey", (50, 40, 1), |x, y, _| (x + y) as f32 / 88.0);
    // All or nothing shows, without a step in between.
    write(stage, "cut", (50, 41, 4), |x, y, plane| {
        if plane == 3 { f32::from(u8::from(scattered(x, y, 3) > 32768)) } else { sixteen(x, y, plane) }
    });
    write(stage, "row", (150, 1, 3), wave);
    write(stage, "column", (1, 150, 4), |x, y, plane| with_alpha((x, y, plane), &sixteen));
    let two_planes = r#"(weft: 1, nodes: {
        "noise": (kind: "files.load_image", version: 1, set: {"path": "noise.tif"}),
        "grey": (kind: "image.grey", version: 1, wires: {"image": "noise.image"}),
        "kept": (kind: "files.save_image", version: 1, set: {"path": "pair.tif", "depth": "float"}, wires: {"image": "grey.image"}),
    })"#;
    stage.write("pair.ron", two_planes);
    stage.weft(&["--device", "cpu", "run", "pair.ron"]).ended(0);
    let made = ["gradient", "checkerboard", "odd", "dot", "constant", "noise", "grey", "cut", "row", "column", "pair"];
    let mut names: Vec<String> = made.map(str::to_owned).to_vec();
    if write_photo(stage, "astronaut", r#""x": 100, "y": 20, "width": 192, "height": 160"#) {
        names.push("astronaut".to_owned());
    }
    names
}

/// Writes a part of a photo, and says whether there is one.
pub(crate) fn write_photo(stage: &Stage, name: &str, part: &str) -> bool {
    let photo = asset("photos/astronaut.png");
    if let Some(photo) = &photo {
        let graph = format!(
            r#"(weft: 1, nodes: {{
                "photo": (kind: "files.load_image", version: 1, set: {{"path": "{}"}}),
                "part": (kind: "image.crop", version: 1, set: {{{part}}}, wires: {{"image": "photo.image"}}),
                "kept": (kind: "files.save_image", version: 1, set: {{"path": "{name}.tif", "depth": "float"}}, wires: {{"image": "part.image"}}),
            }})"#,
            photo.display()
        );
        stage.write("photo.ron", &graph);
        stage.weft(&["--device", "cpu", "run", "photo.ron"]).ended(0);
    }
    photo.is_some()
}

/// Sixteen bits that follow no pattern.
pub(crate) fn scattered(x: usize, y: usize, plane: usize) -> u16 {
    let mut number = (plane * 1_000_003 + y * 1009 + x) as u32;
    for _ in 0..2 {
        number = (number ^ (number >> 16)).wrapping_mul(0x7feb_352d);
    }
    (number >> 16) as u16
}

pub(crate) fn write(
    stage: &Stage,
    name: &str,
    (width, height, planes): (usize, usize, usize),
    sample: impl Fn(usize, usize, usize) -> f32,
) {
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let samples: Vec<f32> = pixels
        .flat_map(|(x, y)| (0..planes).map(move |plane| (x, y, plane)))
        .map(|(x, y, plane)| sample(x, y, plane))
        .collect();
    let file = File::create(stage.path(&format!("{name}.tif"))).unwrap();
    let mut encoder = TiffEncoder::new(file).unwrap();
    let (width, height) = (width as u32, height as u32);
    match planes {
        1 => encoder.write_image::<Gray32Float>(width, height, &samples).unwrap(),
        3 => encoder.write_image::<RGB32Float>(width, height, &samples).unwrap(),
        _ => encoder.write_image::<RGBA32Float>(width, height, &samples).unwrap(),
    }
}

/// A picture of floats: its size, and its samples.
pub(crate) fn read(path: &Path) -> ((u32, u32), Vec<f32>) {
    let file = File::open(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let mut decoder = Decoder::new(file).unwrap();
    let size = decoder.dimensions().unwrap();
    match decoder.read_image().unwrap() {
        DecodingResult::F32(samples) => (size, samples),
        _ => panic!("{}: no floats", path.display()),
    }
}

/// A picture as `read` gives it.
type Picture = ((u32, u32), Vec<f32>);

/// The largest of all samples; no number where the pictures are not alike. `as_seen`: colours count by their alpha.
pub(crate) fn difference(a: &Picture, b: &Picture, as_seen: bool) -> f32 {
    if a.0 != b.0 || a.1.len() != b.1.len() {
        return f32::NAN;
    }
    // `max` would lose what is no number.
    let pixels = (a.0.0 * a.0.1) as usize;
    let planes = a.1.len() / pixels;
    let has_alpha = planes.is_multiple_of(2);
    let colour_alpha = |at: usize| a.1[at - at % planes + planes - 1];
    let weight = |at: usize| if as_seen && has_alpha && at % planes < planes - 1 { colour_alpha(at) } else { 1.0 };
    let differences = a.1.iter().zip(&b.1).enumerate().map(|(at, (a, b))| (a - b).abs() * weight(at));
    differences.fold(0.0, |most, next| if next > most || next.is_nan() { next } else { most })
}
