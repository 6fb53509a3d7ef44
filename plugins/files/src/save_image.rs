//! `files.save_image`: a picture into a file, as a whole or not at all.

use weft_planes::planes;
use weft_plugin::prelude::*;

use crate::encode::{self, Wish};
use crate::file_error::{FileError, Trouble};
use crate::format::Format;
use crate::path_template::{self, Fillings};
use crate::write_file::{Folders, Old, prepare, write_file};

/// What sort of file.
#[derive(Clone, Copy, Default, PartialEq, Choice)]
pub(crate) enum FileFormat {
    /// As the extension of the path says
    #[default]
    ByExtension,
    /// No loss, transparency, up to 16 bits
    #[choice(label = "PNG")]
    Png,
    /// Small, with some loss, no transparency
    #[choice(label = "JPEG")]
    Jpeg,
    /// No loss, transparency, smaller than PNG
    #[choice(key = "webp", label = "WebP")]
    WebP,
    /// No loss, up to 32-bit floats
    #[choice(label = "TIFF")]
    Tiff,
    /// For very old programs
    #[choice(label = "BMP")]
    Bmp,
}

/// How finely a sample is stored.
#[derive(Clone, Copy, Default, Choice)]
pub(crate) enum Depth {
    /// 256 steps: enough to look at
    #[default]
    #[choice(key = "8", label = "8 bits")]
    Bits8,
    /// 65,536 steps: for further work (PNG, TIFF)
    #[choice(key = "16", label = "16 bits")]
    Bits16,
    /// Exactly, also below 0 and above 1 (TIFF)
    #[choice(key = "float", label = "32-bit float")]
    Float32,
}

/// Time against size of the file, where nothing is lost.
#[derive(Clone, Copy, Default, Choice)]
pub(crate) enum Effort {
    /// Fastest
    Fast,
    /// Small where that takes little time
    #[default]
    Balanced,
    /// Smallest
    Small,
}

#[derive(Outputs)]
pub(crate) struct Saved {
    /// The picture that was saved
    image: Image,
    /// Where it was saved
    path: PathBuf,
}

/// Writes a picture into a file: PNG, JPEG, WebP (without loss), TIFF or BMP.
///
/// The path may have places to fill in: `{name}` and `{index}` from the inputs of that name, `{counter}` for the next
/// number that is free, `{width}`, `{height}`; `{index:3}` has at least three digits. A file is written as a whole or
/// not at all.
#[node(id = "files.save_image", category = "Files", label = "Save image", sink, writes_files)]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn save_image(
    call: &Call,
    /// The picture to save
    image: &Image,
    /// Where to; the extension says what sort of file
    #[input(default = "out.png", write, widget = "file", on_node)]
    path: &Path,
    /// What sort of file, if the path shall not say it
    #[input(default = FileFormat::ByExtension)]
    format: FileFormat,
    /// How finely colours are stored
    #[input(default = Depth::Bits8)]
    depth: Depth,
    /// Of a JPEG: higher is better and larger
    #[input(default = 95, soft = 50..=100, hard = 1..=100)]
    quality: i32,
    /// Time against size of the file
    #[input(default = Effort::Balanced, advanced)]
    effort: Effort,
    /// What shows through transparency in a JPEG
    #[input(default = "#ffffff", advanced)]
    background: Color,
    /// Fills `{name}` in the path; of a path, its name counts
    #[input(default = "")]
    name: &str,
    /// Fills `{index}` in the path
    #[input(default = 1)]
    index: i64,
    /// Whether to replace a file that is there already
    #[input(default = true)]
    overwrite: bool,
    /// Whether to make folders that are not there
    #[input(default = true, advanced)]
    make_folders: bool,
    /// How the picture was made; stored beside it
    #[input(default = "", hidden, no_digest)]
    recipe: &str,
) -> Result<Saved> {
    let template = path.to_str().ok_or_else(|| Error::invalid(format!("the path {} is not UTF-8", path.display())))?;
    for word in path_template::unknown(template) {
        call.warn(format!("`{{{word}}}` in the path means nothing; there are name, index, counter, width, height"));
    }
    let fillings = Fillings { name, index, counter: 1, width: image.width(), height: image.height() };
    let fill = |counter| {
        let filled = path_template::fill(template, Fillings { counter, ..fillings });
        filled.map(|path| with_extension(path.into(), format)).map_err(|trouble| trouble.at(path))
    };
    let counts = path_template::counts(template);
    let old = if overwrite && !counts { Old::Replace } else { Old::Keep };
    let folders = if make_folders { Folders::Make } else { Folders::Expect };
    let first = fill(1)?;
    let wish = Wish {
        format: format_of(&first, format)?,
        depth: match depth {
            Depth::Bits8 => encode::Depth::Bits8,
            Depth::Bits16 => encode::Depth::Bits16,
            Depth::Float32 => encode::Depth::Float32,
        },
        jpeg_quality: quality.clamp(1, 100) as u8,
        effort: match effort {
            Effort::Fast => encode::Effort::Fast,
            Effort::Balanced => encode::Effort::Balanced,
            Effort::Small => encode::Effort::Small,
        },
        background: [background.rgba[0], background.rgba[1], background.rgba[2]],
        recipe,
    };
    if !counts {
        prepare(&first, old, folders)?;
    }
    call.report_text(0.0, "encoding")?;
    let bytes = encode::encode(&planes(image), &wish).map_err(|trouble| trouble.at(&first))?;
    call.report_text(0.8, "writing")?;
    let path = if counts { write_next(fill, &bytes, folders)? } else { write_at(first, &bytes, old, folders)? };
    Ok(Saved { image: image.clone(), path })
}

fn write_at(path: PathBuf, bytes: &[u8], old: Old, folders: Folders) -> Result<PathBuf, FileError> {
    write_file(&path, bytes, old, folders)?;
    Ok(path)
}

/// Counts until a name is free: two runs at once never take the same.
fn write_next(
    fill: impl Fn(u32) -> Result<PathBuf, FileError>,
    bytes: &[u8],
    folders: Folders,
) -> Result<PathBuf, FileError> {
    const MOST: u32 = 1_000_000;
    for counter in 1..MOST {
        let path = fill(counter)?;
        match write_file(&path, bytes, Old::Keep, folders) {
            Err(FileError { trouble: Trouble::Exists, .. }) => {}
            done => return done.map(|()| path),
        }
    }
    Err(Trouble::Exists.at(&fill(MOST)?))
}

/// A chosen format brings its extension where the path has none that fits.
fn with_extension(path: PathBuf, format: FileFormat) -> PathBuf {
    let extension = match format {
        FileFormat::ByExtension => return path,
        FileFormat::Png => "png",
        FileFormat::Jpeg => "jpg",
        FileFormat::WebP => "webp",
        FileFormat::Tiff => "tif",
        FileFormat::Bmp => "bmp",
    };
    let known = path.extension().and_then(|known| Format::of_extension(known.to_str()?));
    if known.is_some() && known == Format::of_extension(extension) {
        return path;
    }
    // Another picture's extension would lie; anything else may belong to the name.
    if known.is_some() {
        return path.with_extension(extension);
    }
    let mut whole = path.into_os_string();
    whole.push(".");
    whole.push(extension);
    whole.into()
}

fn format_of(path: &Path, format: FileFormat) -> Result<Format, FileError> {
    let known = path.extension().and_then(|extension| Format::of_extension(extension.to_str()?));
    match (format, known) {
        (FileFormat::Png, _) => Ok(Format::Png),
        (FileFormat::Jpeg, _) => Ok(Format::Jpeg),
        (FileFormat::WebP, _) => Ok(Format::WebP),
        (FileFormat::Tiff, _) => Ok(Format::Tiff),
        (FileFormat::Bmp, _) => Ok(Format::Bmp),
        (FileFormat::ByExtension, Some(known)) => Ok(known),
        (FileFormat::ByExtension, None) if path.file_name().is_none() => Err(Trouble::NoPath.at(path)),
        (FileFormat::ByExtension, None) => {
            let what = "the path does not say what sort of file to write".to_owned();
            Err(Trouble::Wish(what, "let it end in .png, .jpg, .webp, .tif or .bmp, or choose a `format`").at(path))
        }
    }
}

#[cfg(test)]
mod tests;
