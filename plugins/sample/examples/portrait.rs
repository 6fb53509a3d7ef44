//! Writes portraits as PNG: `cargo run --release -p sample-plugin --example portrait -- out.png seed=3 smile=0.8 turn=10 …`.
//! `seeds=1..12 columns=4` draws a sheet; `list=FILE` reads one set of words a line.
#![expect(clippy::print_stdout, reason = "an example talks to its user")]

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::time::Instant;

use sample_plugin::{Background, Glasses, HairColour, HairStyle, Picture, PortraitSettings, Skin, portrait};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let Some(list) = words.first().and_then(|word| word.strip_prefix("list=")) {
        for line in std::fs::read_to_string(list)?.lines() {
            draw(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())?;
        }
        return Ok(());
    }
    draw(&words)
}

fn draw(words: &[String]) -> Result<(), Box<dyn Error>> {
    let (path, words) = words.split_first().ok_or("give a path for the picture")?;
    let (mut settings, mut seeds, mut columns) = (PortraitSettings::default(), Vec::new(), 4);
    for word in words {
        let (name, value) = word.split_once('=').ok_or_else(|| format!("`{word}` is not NAME=VALUE"))?;
        match name {
            "seeds" => {
                let (from, to) = value.split_once("..").ok_or("seeds=FROM..TO")?;
                seeds = (from.parse::<u64>()?..to.parse::<u64>()?).collect();
            }
            "columns" => columns = value.parse()?,
            _ => set(&mut settings, name, value)?,
        }
    }
    if seeds.is_empty() {
        let start = Instant::now();
        let picture = portrait(&settings, None)?;
        println!("{path}: {:.0} ms", start.elapsed().as_secs_f64() * 1000.0);
        return save(path, &picture);
    }
    let pictures: Vec<Picture> = seeds
        .iter()
        .map(|seed| portrait(&PortraitSettings { seed: *seed, ..settings.clone() }, None))
        .collect::<Result<_, _>>()?;
    save(path, &sheet(&pictures, columns))
}

fn set(settings: &mut PortraitSettings, name: &str, value: &str) -> Result<(), Box<dyn Error>> {
    match name {
        "seed" => settings.seed = value.parse()?,
        "age" => settings.age = value.parse()?,
        "turn" => settings.turn = value.parse()?,
        "tilt" => settings.tilt = value.parse()?,
        "nod" => settings.nod = value.parse()?,
        "smile" => settings.smile = value.parse()?,
        "width" => settings.width = value.parse()?,
        "height" => settings.height = value.parse()?,
        "size" => (settings.width, settings.height) = (value.parse()?, value.parse()?),
        "skin" => {
            use Skin::{Auto, Brown, Dark, Fair, Light, Olive, Tan};
            settings.skin = named(value, &[Auto, Fair, Light, Olive, Tan, Brown, Dark])?;
        }
        "hair" => {
            use HairStyle::{Auto, Bald, Bob, Bun, Bunches, Buzz, Crop, Curls, Long, Part, Quiff};
            settings.hair = named(value, &[Auto, Bald, Buzz, Crop, Quiff, Part, Curls, Bob, Long, Bun, Bunches])?;
        }
        "colour" => {
            use HairColour::{Auto, Black, Blond, Brown, Chestnut, Ginger, Grey, White};
            settings.hair_colour = named(value, &[Auto, Black, Brown, Chestnut, Blond, Ginger, Grey, White])?;
        }
        "glasses" => settings.glasses = named(value, &[Glasses::Auto, Glasses::None, Glasses::Worn])?,
        "background" => {
            use Background::{Auto, Bokeh, Gradient, Plain};
            settings.background = named(value, &[Auto, Plain, Gradient, Bokeh])?;
        }
        _ => return Err(format!("there is no setting `{name}`").into()),
    }
    Ok(())
}

/// The choice whose name is `value`, in small letters.
fn named<T: Copy + std::fmt::Debug>(value: &str, choices: &[T]) -> Result<T, String> {
    let found = choices.iter().find(|choice| format!("{choice:?}").to_lowercase() == value);
    found.copied().ok_or_else(|| format!("`{value}` is none of {choices:?}"))
}

fn sheet(pictures: &[Picture], columns: usize) -> Picture {
    let (width, height) = (pictures[0].width, pictures[0].height);
    let rows = pictures.len().div_ceil(columns);
    let mut planes = vec![vec![0.0; width * columns * height * rows]; 3];
    for (number, picture) in pictures.iter().enumerate() {
        let (left, top) = (number % columns * width, number / columns * height);
        for (plane, source) in planes.iter_mut().zip(&picture.planes) {
            for y in 0..height {
                let at = (top + y) * width * columns + left;
                plane[at..at + width].copy_from_slice(&source[y * width..(y + 1) * width]);
            }
        }
    }
    Picture { width: width * columns, height: height * rows, planes }
}

fn save(path: &str, picture: &Picture) -> Result<(), Box<dyn Error>> {
    let file = BufWriter::new(File::create(path)?);
    let mut encoder = png::Encoder::new(file, picture.width as u32, picture.height as u32);
    encoder.set_color(if picture.planes.len() == 1 { png::ColorType::Grayscale } else { png::ColorType::Rgb });
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&picture.to_bytes())?;
    Ok(())
}
