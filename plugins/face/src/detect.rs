//! `face.detect`: faces, their boxes and five points each.

use weft_plugin::prelude::*;

use crate::rows::{Finder, record};
use crate::seeta;

/// What was found.
#[derive(Outputs)]
pub(crate) struct Detected {
    /// The faces, the surest first
    faces: Faces,
    /// How many
    count: i64,
}

/// Finds faces: a box, the eyes, the nose and the corners of the mouth of each.
///
/// Without a model the built-in finder looks for frontal faces; its points are estimates.
#[node(id = "face.detect", category = "Faces", label = "Find faces", pure)]
pub(crate) fn detect(
    call: &Call,
    /// Where to look
    image: &Image,
    /// How sure the finder must be
    #[input(default = 0.5, soft = 0.1..=0.95, hard = 0.0..=1.0, on_node)]
    certainty: f32,
    /// Smaller faces are left out
    #[input(default = 40.0, soft = 20.0..=400.0, hard = 1.0..=65536.0, unit = "px")]
    smallest: f32,
    /// At most so many, the surest; 0: all
    #[input(default = 0, soft = 0..=50, hard = 0..)]
    most: u32,
) -> Result<Detected> {
    let search = seeta::Search { side_px: smallest, score_min: certainty };
    let mut found = seeta::find(call, image, &search)?;
    found.retain(|face| face.bbox[2].min(face.bbox[3]) >= smallest);
    if most > 0 {
        found.truncate(most as usize);
    }
    let finder = Finder { source: seeta::SOURCE, confidence: "low" };
    let faces = record(call, (image.width(), image.height()), &found, &finder)?;
    Ok(Detected { faces, count: found.len() as i64 })
}
