//! `face.detect`: faces, their boxes and five points each.

use weft_plugin::prelude::*;

use crate::rows::{Finder, record};
use crate::{network, seeta};

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
/// A model may be SCRFD, RetinaFace or YuNet. Without one the built-in finder looks for frontal faces; its points are estimates.
#[node(id = "face.detect", category = "Faces", label = "Find faces", pure)]
pub(crate) fn detect(
    call: &Call,
    /// Where to look
    image: &Image,
    /// Who looks. With `?`: the built-in finder where no model is installed
    #[input(default = "face-detector?", set_only)]
    model: &Model,
    /// How sure the finder must be; 0: as its makers advise
    #[input(default = 0.0, soft = 0.0..=0.95, hard = 0.0..=1.0, on_node)]
    certainty: f32,
    /// Smaller faces are left out
    #[input(default = 40.0, soft = 20.0..=400.0, hard = 1.0..=65536.0, unit = "px")]
    smallest: f32,
    /// At most so many, the surest; 0: all
    #[input(default = 0, soft = 0..=50, hard = 0..)]
    most: u32,
    /// A model looks at pictures that are so large along their longer side
    #[input(default = 640, soft = 320..=1920, hard = 64..=8192, unit = "px", advanced)]
    side: u32,
    /// Of faces that lie over each other by more than this, a model's surest counts
    #[input(default = 0.4, soft = 0.1..=0.7, hard = 0.0..=1.0, advanced)]
    overlap: f32,
) -> Result<Detected> {
    let (mut found, finder) = match call.open_model_if_any(model)? {
        Some(session) => {
            let search = network::Search { score_min: certainty, side_px: side, overlap };
            let found = network::find(call, &session, image, &search)?;
            (found.faces, Finder { source: found.source, confidence: found.confidence })
        }
        None => {
            let score_min = if certainty > 0.0 { certainty } else { seeta::SCORE_MIN };
            let found = seeta::find(call, image, &seeta::Search { side_px: smallest, score_min })?;
            (found, Finder { source: seeta::SOURCE.to_owned(), confidence: "low" })
        }
    };
    found.retain(|face| face.bbox[2].min(face.bbox[3]) >= smallest);
    if most > 0 {
        found.truncate(most as usize);
    }
    let faces = record(call, (image.width(), image.height()), &found, &finder)?;
    Ok(Detected { faces, count: found.len() as i64 })
}
