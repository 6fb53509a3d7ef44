//! What is saved is what is loaded again; what cannot be saved is said.

use std::fs;

use super::save_image;
use crate::load_image::load_image;
use weft_plugin::testing::{self, Done, Picture, Run};

/// All steps of 8 and of 16 bits, alpha included.
fn steps(channels: u32, most: u32) -> Picture {
    Picture::new(64, 32, channels, |x, y, plane| ((x * 37 + y * 1201 + plane * 5077) % (most + 1)) as f32 / most as f32)
}

fn save(folder: &tempfile::TempDir, name: &str, picture: Picture) -> Run<'static> {
    let path = folder.path().join(name);
    testing::run(&save_image::KIND).image("image", picture).text("path", path.to_str().unwrap())
}

fn load(done: &Done) -> Picture {
    testing::run(&load_image::KIND).text("path", done.text("path")).go().unwrap().image("image")
}

#[test]
fn it_keeps_the_law_of_nodes() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.png", "a.jpg", "a.webp", "a.tif", "a.bmp"] {
        let path = folder.path().join(name);
        testing::validate(&save_image::KIND).set("path", path.to_str().unwrap()).check();
    }
}

#[test]
fn what_is_saved_without_loss_is_loaded_again_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    for channels in 1..=4 {
        for (name, depth, most) in [
            ("a.png", "8", 255),
            ("a.png", "16", 65535),
            ("a.webp", "8", 255),
            ("a.tif", "8", 255),
            ("a.tif", "16", 65535),
            ("a.bmp", "8", 255),
        ] {
            for effort in ["fast", "balanced", "small"] {
                let picture = steps(channels, most);
                let run = save(&folder, name, picture.clone()).text("depth", depth).text("effort", effort);
                let loaded = load(&run.go().unwrap());
                // TIFF and BMP know no grey with alpha, WebP no grey, BMP no grey either: they come back as colours.
                for plane in 0..loaded.channels {
                    let alpha = (channels == 2 || channels == 4) && plane + 1 == loaded.channels;
                    let from = if alpha { channels - 1 } else { plane.min(if channels < 3 { 0 } else { 2 }) };
                    assert_eq!(loaded.plane(plane), picture.plane(from), "{name} {depth} {channels} {effort}");
                }
                assert!(loaded.channels >= channels);
            }
        }
        let picture = Picture::new(9, 5, channels, |x, y, plane| x as f32 * 0.7 - y as f32 + plane as f32 * 1e-7);
        let loaded = load(&save(&folder, "a.tif", picture.clone()).text("depth", "float").go().unwrap());
        assert_eq!(loaded.plane(0), picture.plane(0), "floats keep what lies outside of 0 to 1");
    }
}

#[test]
fn samples_are_rounded_half_to_even_and_clamped() {
    let folder = tempfile::tempdir().unwrap();
    let samples = [-1.0, f32::NAN, 0.5 / 255.0, 1.5 / 255.0, 2.5 / 255.0, 0.999, 2.0, f32::INFINITY];
    let picture = Picture::new(8, 1, 1, |x, _, _| samples[x as usize]);
    let loaded = load(&save(&folder, "a.png", picture).go().unwrap());
    let steps: Vec<u32> = loaded.samples.iter().map(|sample| (sample * 255.0).round() as u32).collect();
    assert_eq!(steps, [0, 0, 0, 2, 2, 255, 255, 255]);
}

#[test]
fn a_jpeg_is_near_and_shows_its_background() {
    let folder = tempfile::tempdir().unwrap();
    let picture = Picture::new(32, 32, 4, |x, y, plane| match plane {
        3 => f32::from(x >= 16),
        _ => (y + plane) as f32 / 34.0,
    });
    let loaded = load(&save(&folder, "a.jpg", picture.clone()).int("quality", 100).go().unwrap());
    assert_eq!(loaded.channels, 3);
    let (mut behind, mut shown) = (0.0_f32, 0.0_f32);
    for y in 0..32 {
        behind = behind.max((loaded.at(3, y, 1) - 1.0).abs());
        shown = shown.max((loaded.at(28, y, 1) - picture.at(28, y, 1)).abs());
    }
    assert!(behind < 0.02 && shown < 0.02, "{behind} {shown}");
    let size = |quality| {
        let done = save(&folder, "b.jpg", Picture::noise(32, 32, 3, 1)).int("quality", quality).go().unwrap();
        fs::metadata(done.text("path")).unwrap().len()
    };
    assert!(size(50) * 2 < size(100), "{} {}", size(50), size(100));
}

#[test]
fn the_recipe_lies_beside_the_pixels() {
    let folder = tempfile::tempdir().unwrap();
    let recipe = "(weft: 1, title: \"größer < & >\")";
    for name in ["a.png", "a.jpg", "a.webp", "a.tif"] {
        let picture = steps(3, 255);
        let with = save(&folder, name, picture.clone()).text("recipe", recipe).go().unwrap();
        let bytes = fs::read(with.text("path")).unwrap();
        if name == "a.png" {
            let reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
            let text = &reader.info().utf8_text[0];
            assert_eq!((text.keyword.as_str(), text.get_text().unwrap().as_str()), ("weft", recipe));
        } else {
            let escaped = "<weft:recipe>(weft: 1, title: \"größer &lt; &amp; &gt;\")</weft:recipe>".as_bytes();
            assert!(bytes.windows(escaped.len()).any(|part| part == escaped), "{name}");
        }
        let loaded = load(&with);
        let plain = load(&save(&folder, name, picture).go().unwrap());
        assert_eq!(loaded, plain, "{name}: a recipe changes no pixel");
    }
    let long = "x".repeat(70_000);
    let error = save(&folder, "b.jpg", steps(3, 255)).text("recipe", &long).go().unwrap_err().to_string();
    assert!(error.contains("holds a recipe of at most") && error.contains("save as PNG"), "{error}");
    assert!(!folder.path().join("b.jpg").exists());
}

#[test]
fn places_in_the_path_are_filled_in() {
    let folder = tempfile::tempdir().unwrap();
    let tiny = || Picture::flat(2, 1, [0.5]);
    let name = |done: &Done| {
        let path = std::path::PathBuf::from(done.text("path"));
        path.strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned()
    };
    let named = save(&folder, "x/{name}_{index:2}_{width}.png", tiny()).text("name", "in/cat.jpg").int("index", 3);
    assert_eq!(name(&named.go().unwrap()), "x/cat_03_2.png");
    let counted = || name(&save(&folder, "{counter:3}.png", tiny()).go().unwrap());
    assert_eq!([counted(), counted(), counted()], ["001.png", "002.png", "003.png"]);
    let warned = save(&folder, "{nmae}.png", tiny()).go().unwrap();
    assert!(warned.warnings()[0].starts_with("`{nmae}` in the path means nothing"), "{:?}", warned.warnings());
}

#[test]
fn a_chosen_format_brings_its_extension() {
    let folder = tempfile::tempdir().unwrap();
    let end = |name: &str, format: &str| {
        let done = save(&folder, name, steps(3, 255)).text("format", format).go().unwrap();
        let path = done.text("path").to_owned();
        let magic = fs::read(&path).unwrap()[..2].to_vec();
        (path.rsplit('/').next().unwrap().to_owned(), magic)
    };
    assert_eq!(end("a", "jpeg"), ("a.jpg".to_owned(), vec![0xff, 0xd8]));
    assert_eq!(end("v1.2", "png"), ("v1.2.png".to_owned(), b"\x89P".to_vec()));
    assert_eq!(end("a.png", "tiff"), ("a.tif".to_owned(), b"II".to_vec()));
    assert_eq!(end("a.JPEG", "jpeg"), ("a.JPEG".to_owned(), vec![0xff, 0xd8]));
}

#[test]
fn what_cannot_be_saved_is_said_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let said = |run: Run<'_>| run.go().unwrap_err().to_string();
    let tiny = || Picture::flat(2, 1, [0.5]);
    assert!(said(save(&folder, "a", tiny())).contains("let it end in .png"));
    assert!(said(save(&folder, "a.gif", tiny())).contains("GIF cannot be written; choose PNG"));
    assert!(
        said(save(&folder, "a.jpg", tiny()).text("depth", "16"))
            .contains("JPEG does not hold 16 bits; choose PNG or TIFF")
    );
    assert!(said(save(&folder, "a.png", tiny()).text("depth", "float")).contains("choose TIFF"));
    assert!(said(save(&folder, "{name}.png", tiny())).contains("there is none; set `name`"));
    assert!(said(save(&folder, "x/y.png", tiny()).off("make_folders")).contains("there is no folder"));
    let wide = Picture::flat(70_000, 1, [0.5]);
    assert!(
        said(save(&folder, "a.jpg", wide))
            .contains("JPEG holds at most 65535 pixels a side, and the picture is 70000×1")
    );
    save(&folder, "a.png", tiny()).go().unwrap();
    assert!(said(save(&folder, "a.png", tiny()).off("overwrite")).contains("it is there already"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no half files, no temporary ones");
}
