//! The finder that needs no model to be installed: SeetaFace's, frontal faces only, from the crate `rustface`, which
//! carries its model. It gives boxes; eyes are looked for in them, nose and mouth follow from the eyes.

use std::io::Cursor;
use std::sync::OnceLock;

use rustface::{ImageData, Model};
use weft_kernels::resize::{Resampler, resize};
use weft_kernels::{Plane, PlaneRef};
use weft_planes::{reporting, rgb};
use weft_plugin::prelude::*;

use crate::eyes::five_points;
use crate::rows::Face;

/// What the records say.
pub(crate) const SOURCE: &str = "classical (SeetaFace frontal)";
/// Where its authors begin to trust it.
pub(crate) const SCORE_MIN: f32 = 0.5;
/// The window of the finder; smaller pictures hold no face.
const WINDOW_PX: u32 = 20;
/// What is larger is looked at smaller: a face that only shows at full size is none that one could use.
const SIDE_MAX: f64 = 4096.0;

/// What to look for.
pub(crate) struct Search {
    /// Smaller faces are not looked for.
    pub(crate) side_px: f32,
    /// 0 to 1.
    pub(crate) score_min: f32,
}

/// Faces of a picture, the surest first.
pub(crate) fn find(call: &Call, image: &Image, search: &Search) -> Result<Vec<Face>> {
    let (width, height) = (image.width(), image.height());
    let scale = (SIDE_MAX / f64::from(width.max(height))).min(1.0);
    let side = |length: u32| ((f64::from(length) * scale).round() as usize).max(1);
    let full = grey(image);
    let mut small = None;
    if scale < 1.0 {
        let mut plane = Plane::new(side(width), side(height));
        let mut out = [plane.view_mut()];
        reporting(&call.sub(0.0..0.2), |progress| resize(&[full.view()], &mut out, Resampler::OpencvArea, progress))?;
        small = Some(plane);
    }
    let looked_at = small.as_ref().unwrap_or(&full);
    call.report_text(0.2, "looking for faces")?;
    let mut faces = boxes(looked_at.view(), search, scale as f32)?;
    faces.retain(|face| face.score >= search.score_min);
    faces.sort_by(|a, b| b.score.total_cmp(&a.score));
    for (at, face) in faces.iter_mut().enumerate() {
        call.report(0.9 + 0.1 * at as f64 / 100.0)?;
        face.points5 = five_points(looked_at.view(), face.bbox);
        let back = 1.0 / scale as f32;
        face.bbox = face.bbox.map(|number| number * back);
        face.points5 = face.points5.map(|point| point.map(|number| number * back));
    }
    Ok(faces)
}

/// Luma as OpenCV weighs it, 0 to 1.
fn grey(image: &Image) -> Plane {
    let [red, green, blue] = rgb(image);
    Plane::from_fn(image.width() as usize, image.height() as usize, |x, y| {
        let luma = 0.299 * red.row(y)[x] + 0.587 * green.row(y)[x] + 0.114 * blue.row(y)[x];
        if luma.is_nan() { 0.0 } else { luma.clamp(0.0, 1.0) }
    })
}

fn boxes(grey: PlaneRef<'_>, search: &Search, scale: f32) -> Result<Vec<Face>> {
    let (width, height) = (grey.width() as u32, grey.height() as u32);
    if width.min(height) < WINDOW_PX {
        return Ok(Vec::new());
    }
    let pixels: Vec<u8> = grey.rows().flatten().map(|luma| (luma * 255.0).round() as u8).collect();
    let mut finder = rustface::create_detector_with_model(model()?);
    finder.set_min_face_size(((search.side_px * scale) as u32).clamp(WINDOW_PX, width.min(height)));
    finder.set_score_thresh(raw_score(search.score_min).max(1e-3));
    finder.set_pyramid_scale_factor(0.8);
    finder.set_slide_window_step(4, 4);
    let found = finder.detect(&ImageData::new(&pixels, width, height));
    let face = |info: &rustface::FaceInfo| {
        let place = info.bbox();
        let bbox = [place.x() as f32, place.y() as f32, place.width() as f32, place.height() as f32];
        Face { bbox, score: share(info.score()), points5: [[0.0; 2]; 5] }
    };
    Ok(found.iter().map(face).collect())
}

fn model() -> Result<Model> {
    static MODEL: OnceLock<std::result::Result<Model, String>> = OnceLock::new();
    let read = || {
        let bytes: &[u8] = include_bytes!(env!("SEETAFACE_MODEL"));
        rustface::read_model(Cursor::new(bytes)).map_err(|why| why.to_string())
    };
    let model = MODEL.get_or_init(read).clone();
    model.map_err(|why| Error::failed(format!("the embedded finder cannot be read: {why}")))
}

/// SeetaFace counts from 0 on without an end, and 2 is where its authors begin to trust it. Here that is one half.
fn share(raw: f64) -> f32 {
    (raw / (raw + 2.0)).clamp(0.0, 1.0) as f32
}

/// The way back.
fn raw_score(share: f32) -> f64 {
    let share = f64::from(share.clamp(0.0, 0.999));
    2.0 * share / (1.0 - share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_go_there_and_back() {
        for raw in [0.1, 2.0, 17.5, 300.0] {
            assert!((raw_score(share(raw)) / raw - 1.0).abs() < 1e-4, "{raw}");
        }
        assert_eq!(share(2.0), 0.5);
    }
}
