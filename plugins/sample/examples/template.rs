//! Writes a storybook scene and its mask as PNG, and prints its slot:
//! `cargo run --release -p sample-plugin --example template -- out.png story=knight mood=sunset seed=4 width=1024 height=1024 [marks=yes]`.
//! `marks=yes` draws the five points.
#![expect(clippy::print_stdout, reason = "an example talks to its user")]

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::time::Instant;

use sample_plugin::{Mood, Picture, Story, TemplateSettings, template};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let path = words.next().ok_or("give a path for the picture")?;
    let (mut settings, mut marks) = (TemplateSettings::default(), false);
    for word in words {
        let (name, value) = word.split_once('=').ok_or_else(|| format!("`{word}` is not NAME=VALUE"))?;
        match name {
            "seed" => settings.seed = value.parse()?,
            "width" => settings.width = value.parse()?,
            "height" => settings.height = value.parse()?,
            "marks" => marks = value == "yes",
            "story" => {
                use Story::{Astronaut, Auto, Forest, Knight, Pirate, Wizard};
                settings.story = named(value, &[Auto, Astronaut, Knight, Wizard, Pirate, Forest])?;
            }
            "mood" => settings.mood = named(value, &[Mood::Auto, Mood::Day, Mood::Sunset, Mood::Night, Mood::Candy])?,
            _ => return Err(format!("there is no setting `{name}`").into()),
        }
    }
    let start = Instant::now();
    let mut drawn = template(&settings, None)?;
    println!("{path}: {:.0} ms\n{:#?}", start.elapsed().as_secs_f64() * 1000.0, drawn.slot);
    if marks {
        for [x, y] in drawn.slot.points5 {
            dot(&mut drawn.image, x, y);
        }
    }
    save(&path, &drawn.image)?;
    save(&path.replace(".png", "_mask.png"), &drawn.mask)
}

/// The choice whose name is `value`, in small letters.
fn named<T: Copy + std::fmt::Debug>(value: &str, choices: &[T]) -> Result<T, String> {
    let found = choices.iter().find(|choice| format!("{choice:?}").to_lowercase() == value);
    found.copied().ok_or_else(|| format!("`{value}` is none of {choices:?}"))
}

fn dot(picture: &mut Picture, x: f32, y: f32) {
    for dy in -3..=3 {
        for dx in -3..=3 {
            let (x, y) = (x as isize + dx, y as isize + dy);
            if (0..picture.width as isize).contains(&x) && (0..picture.height as isize).contains(&y) {
                for (plane, value) in picture.planes.iter_mut().zip([0.0, 0.6, 1.0]) {
                    plane[y as usize * picture.width + x as usize] = value;
                }
            }
        }
    }
}

fn save(path: &str, picture: &Picture) -> Result<(), Box<dyn Error>> {
    let file = BufWriter::new(File::create(path)?);
    let mut encoder = png::Encoder::new(file, picture.width as u32, picture.height as u32);
    encoder.set_color(if picture.planes.len() == 1 { png::ColorType::Grayscale } else { png::ColorType::Rgb });
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&picture.to_bytes())?;
    Ok(())
}
