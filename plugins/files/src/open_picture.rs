//! From a path to a decoded picture and the way to sRGB: all of `files.load_image` but the values that flow.

use std::path::Path;

use crate::decode::decode;
use crate::file_error::FileError;
use crate::format::Format;
use crate::picture::Picture;
use crate::picture::colour::{Found, ToSrgb};
use crate::read_file::read_file;

/// What a file may cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) bytes_max: u64,
    pub(crate) pixels_max: u64,
}

/// Whether colours are converted to sRGB by the profile in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Apply,
    Ignore,
}

/// A picture that is ready to be written into planes.
pub(crate) struct Opened {
    pub(crate) format: Format,
    pub(crate) picture: Picture,
    pub(crate) to_srgb: ToSrgb,
    /// What the profile calls itself.
    pub(crate) profile_name: Option<String>,
    /// What is wrong with the file, though it could be read.
    pub(crate) warnings: Vec<String>,
}

pub(crate) fn open_picture(path: &Path, limits: Limits, profile: Profile) -> Result<Opened, FileError> {
    understand(path, &read_file(path, limits.bytes_max)?, limits.pixels_max, profile)
}

fn understand(path: &Path, bytes: &[u8], pixels_max: u64, profile: Profile) -> Result<Opened, FileError> {
    let format = Format::of_bytes(bytes).map_err(|trouble| trouble.at(path))?;
    let mut picture = decode(format, bytes, pixels_max).map_err(|trouble| trouble.at(path))?;
    let named = path.extension().and_then(|extension| Format::of_extension(extension.to_str()?));
    let wrong_name = named.filter(|named| *named != format).map(|named| {
        format!("the name says {}, but it is a {} file; it was read as that", named.name(), format.name())
    });
    let Found { to_srgb, name, warning } = match profile {
        Profile::Apply => ToSrgb::find(picture.layout, picture.profile.as_deref()),
        Profile::Ignore => Found { to_srgb: ToSrgb::plain(picture.layout), name: None, warning: None },
    };
    let warnings = [wrong_name, picture.warning.take(), warning].into_iter().flatten().collect();
    Ok(Opened { format, picture, to_srgb, profile_name: name, warnings })
}

#[cfg(test)]
mod tests;
