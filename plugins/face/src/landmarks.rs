//! `face.landmarks`: many points of a face.

use weft_kernels::warp::Affine;
use weft_plugin::found::field;
use weft_plugin::infer::{Feed, Session};
use weft_plugin::prelude::*;

use crate::align::cut;
use crate::rows::{all, say};

/// Finds many points of each face: 468 of a mesh, 106 or 68, as the model gives them.
///
/// Without a model the field `landmarks` stays empty, and `reason` says why.
#[node(id = "face.landmarks", category = "Faces", label = "Points of faces", pure, output = "faces")]
pub(crate) fn landmarks(
    call: &Call,
    /// The picture
    image: &Image,
    /// Its faces
    faces: &Faces,
    /// Who finds them. With `?`: nobody, where no model is installed
    #[input(default = "face-landmarks?", set_only)]
    model: &Model,
) -> Result<Faces> {
    let mut told = all(call, faces)?;
    let Some(session) = call.open_model_if_any(model)? else {
        told.set_empty(field::LANDMARKS)?;
        say(&mut told, faces, field::REASON, "no model for points of faces is installed (`face-landmarks`)")?;
        return Ok(told.into());
    };
    let network = Network::of(&session)?;
    let boxes = faces.boxes(image.width(), image.height())?;
    let five = faces.points5(image.width(), image.height())?;
    let (mut points, mut depths) = (Vec::new(), Vec::new());
    for (at, bbox) in boxes.iter().enumerate() {
        call.report(at as f64 / boxes.len() as f64)?;
        // A mesh is found best in an upright face.
        let roll = five.as_ref().filter(|_| network.family == Family::Mesh).map_or(0.0, |all| roll(&all[at]));
        let crop = Crop::new(*bbox, roll, network.side, network.family == Family::Mesh);
        let picture = cut(&call.sub(0.0..0.0), image, &crop.there, network.side, [0.0; 3])?.done();
        for [x, y, z] in network.points(&session, &picture)? {
            let [left, top] = crop.back.apply([x, y]);
            points.extend([left as f32 + 0.5, top as f32 + 0.5]);
            depths.push((z * crop.back.rows[0][0].hypot(crop.back.rows[1][0])) as f32);
        }
    }
    let count = network.family.count();
    told.set(field::LANDMARKS, call.tensor_of(&[boxes.len(), count, 2], &points)?)?;
    if network.family != Family::Flat106 {
        told.set("landmarks_depth", call.tensor_of(&[boxes.len(), count], &depths)?)?;
    }
    let name = session.fact("model")?.unwrap_or("a model").to_owned();
    say(&mut told, faces, field::SOURCE, &format!("{count} points by `{name}`"))?;
    Ok(told.into())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    /// MediaPipe's face mesh: 468 points with depth, in pixels of the crop.
    Mesh,
    /// insightface's 2d106det.
    Flat106,
    /// insightface's 1k3d68: the last 68 of 1103 points.
    Deep68,
}

impl Family {
    fn of(numbers: usize) -> Option<Self> {
        match numbers {
            1404 => Some(Self::Mesh),
            212 => Some(Self::Flat106),
            3309 => Some(Self::Deep68),
            _ => None,
        }
    }

    fn count(self) -> usize {
        match self {
            Self::Mesh => 468,
            Self::Flat106 => 106,
            Self::Deep68 => 68,
        }
    }
}

struct Network {
    family: Family,
    side: u32,
    channels_last: bool,
    input: String,
    output: String,
}

impl Network {
    fn of(session: &Session<'_>) -> Result<Self> {
        let (inputs, outputs) = (session.inputs()?, session.outputs()?);
        let name = session.fact("model")?.unwrap_or("a model");
        let last = |port: &weft_plugin::infer::ModelPort| port.shape.last().copied().flatten().unwrap_or(0);
        let found = outputs.iter().find_map(|port| Some((Family::of(last(port))?, port.name.clone())));
        let (Some((family, output)), [input]) = (found, inputs.as_slice()) else {
            bail!("`{name}` finds no points of faces: none of its outputs has 1404, 212 or 3309 numbers");
        };
        let (channels_last, side) = match *input.shape.as_slice() {
            [_, side, _, Some(3)] => (true, side),
            [_, Some(3) | None, side, _] => (false, side),
            _ => bail!("`{name}` finds no points of faces: it takes the shape {:?}", input.shape),
        };
        let side = u32::try_from(side.unwrap_or(192))?;
        Ok(Self { family, side, channels_last, input: input.name.clone(), output })
    }

    /// In pixels of the crop, from the middle of its first.
    fn points(&self, session: &Session<'_>, crop: &Image) -> Result<Vec<[f64; 3]>> {
        let mut feed = Feed::image(&self.input, crop);
        if self.family != Family::Mesh {
            feed = feed.scaled(255.0, 0.0);
        }
        if self.channels_last {
            feed = feed.channels_last();
        }
        let given = session.run(&[feed], &[&self.output])?.remove(0);
        let numbers = given.as_slice::<f32>()?;
        let half = f64::from(self.side / 2);
        let triple = |row: &[f32; 3]| row.map(f64::from);
        let points: Vec<[f64; 3]> = match self.family {
            // Its pixels are counted from their corners.
            Family::Mesh => numbers.as_chunks().0.iter().map(triple).map(|[x, y, z]| [x - 0.5, y - 0.5, z]).collect(),
            Family::Flat106 => {
                let (pairs, _) = numbers.as_chunks::<2>();
                pairs.iter().map(|[x, y]| [(f64::from(*x) + 1.0) * half, (f64::from(*y) + 1.0) * half, 0.0]).collect()
            }
            Family::Deep68 => {
                let (all, _) = numbers.as_chunks::<3>();
                let last = &all[all.len().saturating_sub(68)..];
                last.iter().map(triple).map(|[x, y, z]| [(x + 1.0) * half, (y + 1.0) * half, z * half]).collect()
            }
        };
        if points.len() != self.family.count() {
            bail!("the model gave {} points instead of {}", points.len(), self.family.count());
        }
        Ok(points)
    }
}

/// How far the line of the eyes is turned, in radians.
fn roll(five: &[[f32; 2]; 5]) -> f64 {
    let [one, other] = [five[0], five[1]];
    f64::from(other[1] - one[1]).atan2(f64::from(other[0] - one[0]))
}

/// The way into a crop, and back.
struct Crop {
    there: Affine,
    back: Affine,
}

impl Crop {
    /// Half of the box around it is in the crop too.
    fn new(bbox: [f32; 4], roll: f64, side: u32, is_mesh: bool) -> Self {
        let [left, top, wide, high] = bbox.map(f64::from);
        let scale = f64::from(side) / (1.5 * wide.max(high).max(1e-3));
        let (sin, cos) = (-roll).sin_cos();
        let (x, y) = (left + wide / 2.0 - 0.5, top + high / 2.0 - 0.5);
        let (a, b) = (scale * cos, scale * sin);
        // insightface puts the middle of the box half a pixel beside that of the crop.
        let half = f64::from(side) / 2.0 - if is_mesh { 0.5 } else { 0.0 };
        let there = Affine { rows: [[a, -b, half - a * x + b * y], [b, a, half - b * x - a * y]] };
        Self { back: there.inverse(), there }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_face_stands_upright_in_its_crop() {
        let five = [[40.0, 40.0], [60.0, 60.0], [0.0; 2], [0.0; 2], [0.0; 2]];
        let crop = Crop::new([30.0, 30.0, 40.0, 40.0], roll(&five), 192, true);
        let eyes = [[39.5, 39.5], [59.5, 59.5]].map(|eye| crop.there.apply(eye));
        assert!((eyes[0][1] - eyes[1][1]).abs() < 1e-6 && eyes[0][0] < eyes[1][0], "{eyes:?}");
        let back = crop.back.apply(eyes[0]);
        assert!((back[0] - 39.5).abs() < 1e-9 && (back[1] - 39.5).abs() < 1e-9);
    }
}
