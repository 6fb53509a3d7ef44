//! `files.load_image`: a picture, its mask, and what the file says about it.

use weft_kernels::orient::Orientation;
use weft_planes::{planes_mut, reporting};
use weft_plugin::prelude::*;

use crate::exif_fields::{self, Shot};
use crate::file_error::Trouble;
use crate::open_picture::{Limits, Opened, Profile, open_picture};

/// What to do with the colour profile in a file.
#[derive(Clone, Copy, Default, Choice)]
pub(crate) enum Colours {
    /// Convert to sRGB, so that the picture looks as it was meant to
    #[default]
    ToSrgb,
    /// Take the numbers as they stand in the file
    AsStored,
}

/// Which way is up.
#[derive(Clone, Copy, Default, Choice)]
pub(crate) enum Upright {
    /// Turn the picture as the camera was held
    #[default]
    AsTaken,
    /// Leave the rows as they stand in the file
    AsStored,
}

#[derive(Outputs)]
pub(crate) struct Loaded {
    /// The picture, with transparency if the file has it
    image: Image,
    /// What is opaque: white; a picture without transparency is white all over
    mask: Mask,
    /// Size, format, colour profile and camera of the file
    info: Record,
    /// Name of the file without its extension, for `{name}` in a path
    name: String,
}

/// Reads a picture: PNG, JPEG, WebP, TIFF, BMP, and the first frame of a GIF.
///
/// Colours become sRGB, also those of print (CMYK). 16-bit and float files keep their precision. The format is known by
/// the content, not by the name.
#[node(id = "files.load_image", category = "Files", label = "Load image", pure)]
pub(crate) fn load_image(
    call: &Call,
    /// The file to read
    #[input(widget = "file", on_node)]
    path: Option<&Path>,
    /// Given as long as no path is set, such as a drawing to try a graph with
    #[input(meta = r#"{"unless": "path"}"#)]
    otherwise: Option<&Image>,
    /// What to do with the colour profile in the file
    #[input(default = Colours::ToSrgb, advanced)]
    colours: Colours,
    /// Whether to turn the picture as the camera was held
    #[input(default = Upright::AsTaken, advanced)]
    upright: Upright,
    /// Refuse larger pictures, before memory is taken for them
    #[input(default = 100_000_000, soft = 1_000_000..=500_000_000, hard = 1.., unit = "pixels", advanced)]
    max_pixels: i64,
    /// Refuse larger files
    #[input(default = 500_000_000, soft = 1_000_000..=2_000_000_000, hard = 1.., unit = "bytes", advanced)]
    max_bytes: i64,
) -> Result<Loaded> {
    let path = match (path.filter(|path| !path.as_os_str().is_empty()), otherwise) {
        (Some(path), _) => path,
        (None, Some(image)) => return without_file(call, image),
        (None, None) => return Err(Trouble::NoPath.at(Path::new("")).into()),
    };
    let limits = Limits { bytes_max: max_bytes.unsigned_abs(), pixels_max: max_pixels.unsigned_abs() };
    let profile = match colours {
        Colours::ToSrgb => Profile::Apply,
        Colours::AsStored => Profile::Ignore,
    };
    call.report_text(0.0, "reading")?;
    let mut opened = open_picture(path, limits, profile)?;
    for warning in &opened.warnings {
        call.warn(format!("\"{}\": {warning}", path.display()));
    }
    let turn = opened.picture.turn;
    if matches!(upright, Upright::AsStored) {
        opened.picture.turn = Orientation::Upright;
    }
    call.report_text(0.5, "converting")?;
    let (width, height) = opened.picture.size();
    let mut image = call.image_for_overwrite(width as u32, height as u32, opened.picture.planes() as u32)?;
    let converting = call.sub(0.5..0.9);
    reporting(&converting, |progress| opened.picture.write(&opened.to_srgb, &mut planes_mut(&mut image), progress))?;
    let image = image.done();
    let mask = mask_of(call, &image)?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let info = info(call, &opened, &image, turn)?;
    Ok(Loaded { image, mask, info, name })
}

/// What stands in for a file says so: there is no format, and no name.
fn without_file(call: &Call, image: &Image) -> Result<Loaded> {
    let mut info = call.record()?;
    info.set("width", image.width())?.set("height", image.height())?.set("channels", image.channels())?;
    info.set_empty("format")?.set("alpha", image.has_alpha())?.set("reason", "no path is set".to_owned())?;
    Ok(Loaded { image: image.clone(), mask: mask_of(call, image)?, info: info.done(), name: String::new() })
}

fn mask_of(call: &Call, image: &Image) -> Result<Mask> {
    let mut mask = call.mask_like(image)?;
    let alpha = image.has_alpha().then(|| image.channels() - 1);
    mask.fill_rows(call, |_, y, row| match alpha {
        Some(plane) => row.copy_from_slice(image.row(plane, y)),
        None => row.fill(1.0),
    })?;
    Ok(mask.done())
}

fn info(call: &Call, opened: &Opened, image: &Image, turn: Orientation) -> Result<Record> {
    let Shot { camera, lens, taken, exposure, aperture, iso, focal_length } =
        opened.picture.exif.as_deref().map(exif_fields::shot).unwrap_or_default();
    let mut info = call.record()?;
    info.set("width", image.width())?.set("height", image.height())?.set("channels", image.channels())?;
    info.set("format", opened.format.name().to_owned())?.set("bits", opened.picture.samples.bits())?;
    info.set("alpha", image.has_alpha())?.set_option("profile", opened.profile_name.clone())?;
    info.set("turned", turn != Orientation::Upright)?;
    info.set_option("camera", camera)?.set_option("lens", lens)?.set_option("taken", taken)?;
    info.set_option("exposure", exposure)?.set_option("aperture", aperture)?;
    info.set_option("iso", iso)?.set_option("focal_length", focal_length)?;
    Ok(info.done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Data, Done};

    fn golden(name: &str) -> String {
        format!("{}/../../tests/golden/files/{name}", env!("CARGO_MANIFEST_DIR"))
    }

    fn load(name: &str) -> Done {
        testing::run(&load_image::KIND).text("path", &golden(name)).go().unwrap()
    }

    fn field(done: &Done, name: &str) -> Option<Data> {
        let fields = done.record("info");
        fields.iter().find(|(field, _)| field == name).unwrap_or_else(|| panic!("no field {name}")).1.clone()
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        for name in ["rgb8.png", "turned6.jpg", "rgba8.png", "float_rgb.tif", "profile_rgb.png"] {
            testing::validate(&load_image::KIND).set("path", golden(name)).check();
        }
    }

    #[test]
    fn a_picture_comes_with_its_mask_and_facts() {
        let done = load("rgba8.png");
        let (image, mask) = (done.image("image"), done.image("mask"));
        assert_eq!((image.width, image.height, image.channels), (24, 17, 4));
        assert_eq!(mask.samples, image.plane(3));
        assert_eq!(field(&done, "format"), Some(Data::from("PNG")));
        assert_eq!((field(&done, "bits"), field(&done, "alpha")), (Some(Data::Int(8)), Some(Data::Bool(true))));
        assert_eq!((field(&done, "camera"), done.text("name")), (None, "rgba8"));
        let opaque = load("rgb16.png");
        assert!(opaque.image("mask").samples.iter().all(|&sample| sample == 1.0));
        assert_eq!(field(&opaque, "bits"), Some(Data::Int(16)));
    }

    #[test]
    fn a_photograph_stands_as_it_was_taken_unless_asked_otherwise() {
        let upright = load("turned6.jpg");
        assert_eq!((upright.image("image").width, upright.image("image").height), (17, 24));
        assert_eq!(field(&upright, "camera"), Some(Data::from("Acme Two")));
        let run = testing::run(&load_image::KIND).text("path", &golden("turned6.jpg"));
        let stored = run.text("upright", "as_stored").go().unwrap();
        assert_eq!((stored.image("image").width, stored.image("image").height), (24, 17));
        assert_eq!(field(&stored, "turned"), Some(Data::Bool(true)));
    }

    #[test]
    fn a_drawing_may_stand_in_for_a_file_and_says_so() {
        use weft_plugin::testing::Picture;
        let drawing = Picture::flat(3, 2, [0.5, 0.25]);
        let run = testing::run(&load_image::KIND).image("otherwise", drawing.clone());
        let done = run.clone().go().unwrap();
        assert_eq!((done.image("image"), done.image("mask").at(0, 0, 0)), (drawing, 0.25));
        assert_eq!((field(&done, "format"), field(&done, "reason")), (None, Some(Data::from("no path is set"))));
        assert_eq!(run.text("path", &golden("rgb8.png")).go().unwrap().image("image").width, 24);
    }

    #[test]
    fn the_user_hears_what_is_odd_and_what_is_wrong() {
        let done = load("ink.jpg");
        assert!(done.warnings()[0].ends_with("its colours are a rough guess"), "{:?}", done.warnings());
        let run = testing::run(&load_image::KIND).text("path", &golden("rgb8.png"));
        let error = run.int("max_pixels", 400).go().unwrap_err().to_string();
        assert!(error.contains("24×17, which is more than the 400 pixels of `max_pixels`; raise"), "{error}");
        let error = testing::run(&load_image::KIND).go().unwrap_err().to_string();
        assert_eq!(error, "no path is set; choose a file");
    }
}
