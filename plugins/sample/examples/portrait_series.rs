//! Draws the series on which the detectors are checked, and looks for faces with `rustface`:
//! `cargo run --release -p sample-plugin --example portrait_series -- FOLDER [1..51] [MODEL]`.
//!
//! Seven pictures a seed: earnest, turned, laughing, nodding, as a child, as an old person, with spectacles.
//! With the path of SeetaFace's model (it comes with the crate `rustface`), pictures without exactly one face are named.
#![expect(clippy::print_stdout, reason = "an example talks to its user")]

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use sample_plugin::{Background, Glasses, Picture, PortraitSettings, portrait};

const SIDE: usize = 288;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let folder = words.next().ok_or("give a folder for the pictures")?;
    let seeds = words.next().unwrap_or_else(|| "1..51".to_owned());
    let (first, end) = seeds.split_once("..").ok_or("give seeds as 1..51")?;
    let mut detector = words.next().map(|model| rustface::create_detector(&model)).transpose()?;
    if let Some(detector) = &mut detector {
        // As `face.detect_classical` sets it.
        detector.set_min_face_size(40);
        detector.set_score_thresh(2.0);
        detector.set_pyramid_scale_factor(0.8);
        detector.set_slide_window_step(4, 4);
    }
    std::fs::create_dir_all(&folder)?;
    let (mut drawn, mut found) = (0, 0);
    for seed in first.parse()?..end.parse::<u64>()? {
        for (name, settings) in series(seed) {
            let picture = portrait(&settings, None)?;
            let file = format!("{seed:03}{name}.png");
            save(&Path::new(&folder).join(&file), &picture)?;
            drawn += 1;
            if let Some(detector) = &mut detector {
                let faces = detector.detect(&rustface::ImageData::new(&grey(&picture), SIDE as u32, SIDE as u32));
                found += usize::from(faces.len() == 1);
                if faces.len() != 1 {
                    println!("{file}: rustface sees {} faces", faces.len());
                }
            }
        }
    }
    println!("{drawn} pictures, rustface sees exactly one face on {found}");
    Ok(())
}

/// Pictures of one seed. Names with the same letters before `_` show the same person.
fn series(seed: u64) -> Vec<(&'static str, PortraitSettings)> {
    let plain = PortraitSettings { seed, width: SIDE, height: SIDE, ..PortraitSettings::default() };
    let alternating = if seed.is_multiple_of(2) { 1.0 } else { -1.0 };
    vec![
        ("_neutral", PortraitSettings { smile: 0.1, ..plain.clone() }),
        ("_turned", PortraitSettings { turn: 10.0 * alternating, tilt: 5.0, ..plain.clone() }),
        ("_laughing", PortraitSettings { smile: 1.0, tilt: -10.0 * alternating, ..plain.clone() }),
        (
            "_nodding",
            PortraitSettings { nod: 8.0 * alternating, turn: -8.0 * alternating, smile: 0.5, ..plain.clone() },
        ),
        ("c_child", PortraitSettings { age: 6.0, smile: 0.7, background: Background::Bokeh, ..plain.clone() }),
        (
            "o_old",
            PortraitSettings { age: 75.0, turn: 12.0 * alternating, background: Background::Plain, ..plain.clone() },
        ),
        ("g_glasses", PortraitSettings { glasses: Glasses::Worn, turn: -12.0 * alternating, smile: 0.8, ..plain }),
    ]
}

/// Luma as the detector expects it.
fn grey(picture: &Picture) -> Vec<u8> {
    let luma = |rgb: &[u8]| (0.299 * f32::from(rgb[0]) + 0.587 * f32::from(rgb[1]) + 0.114 * f32::from(rgb[2])) as u8;
    picture.to_bytes().chunks_exact(3).map(luma).collect()
}

fn save(path: &Path, picture: &Picture) -> Result<(), Box<dyn Error>> {
    let mut encoder =
        png::Encoder::new(BufWriter::new(File::create(path)?), picture.width as u32, picture.height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&picture.to_bytes())?;
    Ok(())
}
