//! The few things worth knowing of a camera's data block. Places are left out on purpose: a picture made by a graph
//! should not say where its maker lives.

use exif::{Exif, In, Reader, Tag};
use weft_kernels::orient::Orientation;

/// What a camera wrote.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Shot {
    pub(crate) camera: Option<String>,
    pub(crate) lens: Option<String>,
    /// As `2024-05-21 14:03:59`.
    pub(crate) taken: Option<String>,
    pub(crate) exposure: Option<String>,
    pub(crate) aperture: Option<String>,
    pub(crate) iso: Option<String>,
    pub(crate) focal_length: Option<String>,
}

/// How to lay the picture, so that it stands as it was taken.
pub(crate) fn orientation(block: &[u8]) -> Option<Orientation> {
    let number = parse(block)?.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0)?;
    Orientation::from_exif(u16::try_from(number).ok()?)
}

pub(crate) fn shot(block: &[u8]) -> Shot {
    let Some(exif) = parse(block) else { return Shot::default() };
    let text = |tag| {
        let field = exif.get_field(tag, In::PRIMARY)?;
        let text = field.display_value().with_unit(&exif).to_string();
        let text = text.trim_matches(['"', ' ', '\0']);
        (!text.is_empty()).then(|| text.to_owned())
    };
    let camera = match (text(Tag::Make), text(Tag::Model)) {
        // Many models begin with their maker.
        (Some(maker), Some(model)) if !model.starts_with(&maker) => Some(format!("{maker} {model}")),
        (maker, model) => model.or(maker),
    };
    Shot {
        camera,
        lens: text(Tag::LensModel),
        taken: text(Tag::DateTimeOriginal).or_else(|| text(Tag::DateTime)),
        exposure: text(Tag::ExposureTime),
        aperture: text(Tag::FNumber),
        iso: text(Tag::PhotographicSensitivity),
        focal_length: text(Tag::FocalLength),
    }
}

fn parse(block: &[u8]) -> Option<Exif> {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    reader.read_raw(block.to_vec()).or_else(|error| error.distill_partial_result(|_| {})).ok()
}
