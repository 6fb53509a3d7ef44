//! The finder that is a model: SCRFD, RetinaFace or YuNet. Which of them is told by the manifest, else by what the model gives.

use weft_kernels::resize::{Resampler, resize};
use weft_planes::{planes_mut, reporting, rgb};
use weft_plugin::infer::{Feed, ModelPort, Session};
use weft_plugin::prelude::*;

use crate::decode::retinaface::Priors;
use crate::decode::{Output, Seen, retinaface, scrfd, without_doubles, yunet};
use crate::rows::Face;

/// What to look for.
pub(crate) struct Search {
    /// 0: as the makers of the network advise.
    pub(crate) score_min: f32,
    /// The network looks at pictures that are so large along their longer side.
    pub(crate) side_px: u32,
    /// Faces that lie over each other by more than this are one.
    pub(crate) overlap: f32,
}

/// What a network found.
pub(crate) struct Found {
    pub(crate) faces: Vec<Face>,
    /// What records say.
    pub(crate) source: String,
    /// `exact` or `low`.
    pub(crate) confidence: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Scrfd,
    RetinaFace,
    YuNet,
}

/// Steps of the grids: sides are multiples of the largest.
const MULTIPLE: u32 = 32;
/// Where nothing was found, faces as large as the picture may have been too large: insightface looks again at this size.
const SIDE_AGAIN: u32 = 128;

/// Faces of a picture, the surest first. Places are pixels from the corner of the picture.
pub(crate) fn find(call: &Call, session: &Session<'_>, image: &Image, search: &Search) -> Result<Found> {
    let (inputs, outputs) = (session.inputs()?, session.outputs()?);
    let model = session.fact("model")?.unwrap_or("a model").to_owned();
    let [input] = inputs.as_slice() else { return Err(no_finder(&model, &inputs, &outputs)) };
    let said = session.fact("family")?.and_then(Family::named);
    let family = said
        .or_else(|| Family::of(&outputs))
        .ok_or_else(|| no_finder(&model, std::slice::from_ref(input), &outputs))?;
    let advised = session.fact("certainty")?.and_then(|text| text.parse().ok()).unwrap_or(family.score_min());
    let score_min = if search.score_min > 0.0 { search.score_min } else { advised };
    let priors = match session.fact("priors")? {
        Some(text) => Priors::parse(text).ok_or_else(|| {
            Error::invalid(format!("the priors `{text}` of `{model}` are not like `16 32 64 128 256 512`"))
        })?,
        None => Priors::default(),
    };
    let fixed = fixed_side(input)?;
    let look = |call: &Call, side: u32| -> Result<(Vec<Face>, u32)> {
        let looked = Looked::new(call, image, side, fixed)?;
        let seen = Seen { width: looked.width() as usize, height: looked.height() as usize, score_min };
        let names: Vec<&str> = outputs.iter().map(|port| port.name.as_str()).collect();
        let given = session.run(&[family.feed(&input.name, &looked.image)], &names)?;
        let rows: Vec<Output<'_>> =
            names.iter().zip(&given).map(|(name, given)| output(name, given)).collect::<Result<_>>()?;
        let decoded = match family {
            Family::Scrfd => scrfd::faces(&rows, &seen),
            Family::RetinaFace => retinaface::faces(&rows, &seen, &priors),
            Family::YuNet => yunet::faces(&rows, &seen),
        };
        let decoded = decoded.map_err(|why| Error::failed(format!("`{model}` is no {}: {why}", family.title())))?;
        let faces = decoded.into_iter().map(|face| looked.in_picture(face)).collect();
        Ok((without_doubles(faces, search.overlap), looked.side))
    };
    let (mut faces, mut side) = look(&call.sub(0.0..0.8), search.side_px)?;
    if faces.is_empty() && fixed.is_none() && side > SIDE_AGAIN {
        (faces, side) = look(&call.sub(0.8..1.0), SIDE_AGAIN)?;
    }
    for face in &mut faces {
        // The corner of the picture is half a pixel before the middle of its first pixel.
        face.bbox[0] += 0.5;
        face.bbox[1] += 0.5;
        face.points5 = face.points5.map(|point| point.map(|number| number + 0.5));
    }
    let points = family != Family::Scrfd || scrfd::has_points(outputs.len());
    let source = format!("{} `{model}`, looked at {side} px", family.title());
    Ok(Found { faces, source, confidence: if points { "exact" } else { "low" } })
}

impl Family {
    /// As manifests call it.
    fn named(family: &str) -> Option<Self> {
        match family.to_lowercase().as_str() {
            "scrfd" => Some(Self::Scrfd),
            "retinaface" => Some(Self::RetinaFace),
            "yunet" => Some(Self::YuNet),
            _ => None,
        }
    }

    fn of(outputs: &[ModelPort]) -> Option<Self> {
        let names: Vec<&str> = outputs.iter().map(|port| port.name.as_str()).collect();
        let lengths: Vec<usize> =
            outputs.iter().map(|port| port.shape.last().copied().flatten().unwrap_or(0)).collect();
        match () {
            () if yunet::is(&names) => Some(Self::YuNet),
            () if retinaface::is(&lengths) => Some(Self::RetinaFace),
            () if scrfd::is(&lengths) => Some(Self::Scrfd),
            () => None,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Scrfd => "SCRFD",
            Self::RetinaFace => "RetinaFace",
            Self::YuNet => "YuNet",
        }
    }

    /// Where false faces begin on photographs; insightface's own for SCRFD.
    fn score_min(self) -> f32 {
        match self {
            Self::Scrfd => 0.5,
            Self::RetinaFace => 0.85,
            Self::YuNet => 0.7,
        }
    }

    fn feed<'f>(self, name: &'f str, image: &'f Image) -> Feed<'f> {
        let feed = Feed::image(name, image);
        match self {
            Self::Scrfd => feed.scaled(255.0 / 128.0, -127.5 / 128.0),
            // Blue comes first, so its mean does too.
            Self::RetinaFace => feed.bgr().normalise([104.0 / 255.0, 117.0 / 255.0, 123.0 / 255.0], [1.0 / 255.0; 3]),
            Self::YuNet => feed.bgr().scaled(255.0, 0.0),
        }
    }
}

/// The picture as the network sees it: in the left upper corner of black.
struct Looked {
    image: Image,
    /// Pixels of it for one of the picture.
    scale: f32,
    /// Of its longer side.
    side: u32,
}

impl Looked {
    fn new(call: &Call, image: &Image, side: u32, fixed: Option<(u32, u32)>) -> Result<Self> {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let (room_wide, room_high) = fixed.unwrap_or((side, side));
        // One scale for both, from the height; the width is cut to whole pixels, as insightface does it.
        let (wide, high) = if height / width > f64::from(room_high) / f64::from(room_wide) {
            (f64::from(room_high) * width / height, f64::from(room_high))
        } else {
            (f64::from(room_wide), f64::from(room_wide) * height / width)
        };
        let (wide, high) = ((wide as u32).max(1), (high as u32).max(1));
        let scale = high as f32 / height as f32;
        // A network that takes any size need not look at the black.
        let (canvas_wide, canvas_high) =
            fixed.unwrap_or((wide.next_multiple_of(MULTIPLE), high.next_multiple_of(MULTIPLE)));
        let mut canvas = call.image(canvas_wide, canvas_high, 3)?;
        let from = rgb(image);
        let mut all = planes_mut(&mut canvas);
        let mut to: Vec<_> = all
            .iter_mut()
            .map(|plane| {
                let stride = plane.stride();
                weft_kernels::PlaneMut::new(plane.floats_mut(), wide as usize, high as usize, stride)
            })
            .collect();
        reporting(call, |progress| resize(&from, &mut to, Resampler::OpencvLinear, progress))?;
        drop(to);
        drop(all);
        Ok(Self { image: canvas.done(), scale, side: wide.max(high) })
    }

    fn width(&self) -> u32 {
        self.image.width()
    }

    fn height(&self) -> u32 {
        self.image.height()
    }

    fn in_picture(&self, face: Face) -> Face {
        Face {
            bbox: face.bbox.map(|number| number / self.scale),
            points5: face.points5.map(|point| point.map(|number| number / self.scale)),
            ..face
        }
    }
}

/// Width and height, where the network takes no other.
fn fixed_side(input: &ModelPort) -> Result<Option<(u32, u32)>> {
    let [_, _, height, width] = *input.shape.as_slice() else {
        bail!("`{}` of the model takes numbers in {} axes, and no picture", input.name, input.shape.len());
    };
    let whole = |length: usize| u32::try_from(length).map_err(Error::from);
    match (width, height) {
        (Some(width), Some(height)) => Ok(Some((whole(width)?, whole(height)?))),
        _ => Ok(None),
    }
}

fn output<'a>(name: &'a str, given: &'a Tensor) -> Result<Output<'a>> {
    let length = given.shape().last().copied().unwrap_or(1).max(1);
    Ok(Output { name, length, numbers: given.as_slice::<f32>()? })
}

fn no_finder(model: &str, inputs: &[ModelPort], outputs: &[ModelPort]) -> Error {
    let ports = |ports: &[ModelPort]| {
        let port = |port: &ModelPort| {
            let lengths =
                port.shape.iter().map(|length| length.map_or_else(|| "?".to_owned(), |length| length.to_string()));
            format!("`{}` [{}]", port.name, lengths.collect::<Vec<_>>().join(", "))
        };
        ports.iter().take(4).map(port).collect::<Vec<_>>().join(", ")
    };
    Error::invalid(format!(
        "`{model}` is none of SCRFD, RetinaFace and YuNet: it takes {} and gives {} outputs, {}",
        ports(inputs),
        outputs.len(),
        ports(outputs)
    ))
}
