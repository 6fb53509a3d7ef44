//! The kind `sample.template`.

use weft_kernels::bands::Cancelled;
use weft_plugin::found::field;
use weft_plugin::prelude::*;

use super::hand_over::{image_of, mask_of, report_to, size_of};
use crate::template::{Mood, Slot, Story, TemplateSettings, template};

/// An illustration with a place for a face.
#[derive(Outputs)]
pub struct TemplateOutputs {
    /// The illustration, with a blank face
    image: ImageMut,
    /// The part of the blank face that nothing covers
    mask: MaskMut,
    /// Where the face belongs: its box, its five points, how it leans, how to blend
    slot: Record,
}

/// Draws a storybook scene with a blank face, and says where in it somebody's face belongs. Nothing is downloaded.
#[node(id = "sample.template", category = "Image/Sample", label = "Sample template", pure)]
pub fn sample_template(
    call: &Call,
    /// Who the child in the picture is
    #[input(default = Story::Auto, on_node)]
    scene: Story,
    /// The colours of the day
    mood: Mood,
    /// Another seed moves hills, trees and stars and changes clothes
    #[input(default = 1)]
    seed: Seed,
    #[input(default = 1024, soft = 64..=2048, hard = 1..=8192, unit = "px")] width: i64,
    #[input(default = 1024, soft = 64..=2048, hard = 1..=8192, unit = "px")] height: i64,
) -> Result<TemplateOutputs> {
    let settings =
        TemplateSettings { story: scene, mood, seed: seed.0 as u64, width: size_of(width), height: size_of(height) };
    let drawn = match template(&settings, Some(&report_to(call))) {
        Ok(drawn) => drawn,
        Err(Cancelled) => return Err(Error::cancelled()),
    };
    Ok(TemplateOutputs {
        image: image_of(call, &drawn.image)?,
        mask: mask_of(call, &drawn.mask)?,
        slot: record_of(call, &drawn.slot, &settings)?,
    })
}

/// The slot with the field names of faces where those fit, so that whatever reads faces finds its way.
fn record_of(call: &Call, slot: &Slot, settings: &TemplateSettings) -> Result<Record> {
    let mut record = call.record()?;
    record
        .set("id", "face".to_owned())?
        .set(field::WIDTH, settings.width as i64)?
        .set(field::HEIGHT, settings.height as i64)?
        .set(field::BBOX, call.tensor_of(&[1, 4], &slot.rectangle)?)?
        .set(field::POINTS5, call.tensor_of(&[1, 5, 2], slot.points5.as_flattened())?)?
        .set(field::POINTS_CONFIDENCE, "exact".to_owned())?
        .set("center", call.tensor_of(&[2], &slot.centre)?)?
        .set("radii", call.tensor_of(&[2], &slot.radii)?)?
        .set("rotation", f64::from(slot.rotation))?
        .set("blend_mode", slot.blend_mode.to_owned())?
        .set("feather", f64::from(slot.feather))?
        .set("hair", false)?
        .set(field::SOURCE, "sample.template".to_owned())?;
    Ok(record.done())
}
