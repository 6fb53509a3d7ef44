//! `face.attributes`: age and gender, as a model guesses them.

use weft_kernels::warp::Affine;
use weft_planes::planes_mut;
use weft_plugin::found::field;
use weft_plugin::infer::{Feed, ModelPort, Session};
use weft_plugin::prelude::*;

use crate::align::cut;
use crate::rows::{all, say};

/// Guesses age and gender of each face.
///
/// A guess by looks, poor for children: nothing that matters may depend on it. Without a model the fields stay empty.
#[node(id = "face.attributes", category = "Faces", label = "Guess age and gender", pure, no_disk, output = "faces")]
pub(crate) fn attributes(
    call: &Call,
    /// The picture
    image: &Image,
    /// Its faces
    faces: &Faces,
    /// Who guesses. With `?`: nobody, where no model is installed
    #[input(default = "face-attributes?", set_only)]
    model: &Model,
) -> Result<Faces> {
    let mut told = all(call, faces)?;
    let Some(session) = call.open_model_if_any(model)? else {
        told.set_empty(field::AGE)?.set_empty(field::GENDER)?;
        say(&mut told, faces, field::REASON, "no model for age and gender is installed (`face-attributes`)")?;
        return Ok(told.into());
    };
    let network = Network::of(&session)?;
    let boxes = faces.boxes(image.width(), image.height())?;
    let (mut ages, mut genders) = (Vec::new(), Vec::new());
    for (at, bbox) in boxes.iter().enumerate() {
        call.report(at as f64 / boxes.len() as f64)?;
        let (age, gender) = network.guess(call, &session, image, *bbox)?;
        ages.push(age);
        genders.push(gender);
    }
    told.set(field::AGE, call.tensor_of(&[ages.len()], &ages)?)?;
    told.set(field::GENDER, call.tensor_of(&[genders.len()], &genders)?)?;
    let name = session.fact("model")?.unwrap_or("a model").to_owned();
    say(&mut told, faces, field::SOURCE, &format!("age and gender by `{name}`"))?;
    Ok(told.into())
}

/// What a model gives, and so how it wants its faces.
#[derive(Clone, Debug, PartialEq)]
enum Given {
    /// insightface: female, male, and the age in hundreds of years, of the box with half of it around.
    Row(String),
    /// face-api: the age in years, and shares of male and female, of the box without its rim.
    Two { age: String, gender: String },
}

struct Network {
    side: u32,
    input: String,
    given: Given,
    mean: f32,
    deviation: f32,
    /// How much of the picture it sees, in parts of the box.
    room: f32,
}

impl Network {
    fn of(session: &Session<'_>) -> Result<Self> {
        let (inputs, outputs) = (session.inputs()?, session.outputs()?);
        let name = session.fact("model")?.unwrap_or("a model");
        let (Some(given), [input]) = (Given::of(&outputs), inputs.as_slice()) else {
            bail!("`{name}` guesses no age and gender: it gives {} outputs of other shapes", outputs.len());
        };
        let &[_, Some(3) | None, height, _] = input.shape.as_slice() else {
            bail!("`{name}` guesses no age and gender: it takes the shape {:?} instead of a picture", input.shape);
        };
        let number = |fact: &str, otherwise: f32| -> Result<f32> {
            Ok(session.fact(fact)?.and_then(|text| text.parse().ok()).unwrap_or(otherwise))
        };
        // Both kinds take the bytes as they are: what else is to be done, the graph does itself.
        let (mean, deviation) = (0.0, 1.0);
        // face-api cuts from brow to chin, by points that finders do not give; this much of a box is right most often.
        let (side, room) = match given {
            Given::Row(_) => (96, 1.5),
            Given::Two { .. } => (112, 0.9),
        };
        Ok(Self {
            side: u32::try_from(height.unwrap_or(side))?,
            input: input.name.clone(),
            mean: number("mean", mean)?,
            deviation: number("deviation", deviation)?,
            room: number("room", room)?.max(0.01),
            given,
        })
    }

    /// Years, and 0 female to 1 male.
    fn guess(&self, call: &Call, session: &Session<'_>, image: &Image, bbox: [f32; 4]) -> Result<(f32, f32)> {
        let [left, top, wide, high] = bbox.map(f64::from);
        let room = f64::from(self.room);
        let scale = f64::from(self.side) / (room * wide.max(high).max(1e-3));
        // Kernels count from the middle of the first pixel.
        let middle = [left + wide / 2.0 - 0.5, top + high / 2.0 - 0.5];
        let half = match self.given {
            Given::Row(_) => f64::from(self.side) / 2.0,
            Given::Two { .. } => f64::from(self.side) / 2.0 - 0.5,
        };
        let matrix = Affine { rows: [[scale, 0.0, half - scale * middle[0]], [0.0, scale, half - scale * middle[1]]] };
        let mut crop = cut(&call.sub(0.0..0.0), image, &matrix, self.side, [0.0; 3])?;
        if let Given::Two { .. } = self.given {
            blacken_around(&mut crop, room * wide * scale, room * high * scale);
        }
        let crop = crop.done();
        let feed = Feed::image(&self.input, &crop).scaled(255.0 / self.deviation, -self.mean / self.deviation);
        match &self.given {
            Given::Row(row) => {
                let given = session.run(&[feed], &[row])?.remove(0);
                let [female, male, hundreds] = given.rows::<f32, 3>()?[0];
                Ok(((hundreds * 100.0).round(), f32::from(u8::from(male > female))))
            }
            Given::Two { age, gender } => {
                let given = session.run(&[feed], &[age, gender])?;
                let [years] = given[0].rows::<f32, 1>()?[0];
                let [male, female] = given[1].rows::<f32, 2>()?[0];
                Ok((years, male / (male + female).max(1e-6)))
            }
        }
    }
}

impl Given {
    fn of(outputs: &[ModelPort]) -> Option<Self> {
        let last = |port: &ModelPort| port.shape.last().copied().flatten();
        let of_length = |length: usize| outputs.iter().find(|port| last(port) == Some(length));
        match outputs {
            [row] if last(row) == Some(3) && row.shape.len() == 2 => Some(Self::Row(row.name.clone())),
            [_, _] => Some(Self::Two { age: of_length(1)?.name.clone(), gender: of_length(2)?.name.clone() }),
            _ => None,
        }
    }
}

/// What the crop shows beside the face.
fn blacken_around(crop: &mut ImageMut, wide: f64, high: f64) {
    let side = f64::from(crop.width());
    let inside = |at: usize, length: f64| ((at as f64 + 0.5) - side / 2.0).abs() <= length / 2.0;
    for mut plane in planes_mut(crop) {
        for (y, row) in plane.rows_mut().enumerate() {
            for (x, sample) in row.iter_mut().enumerate() {
                if !inside(x, wide) || !inside(y, high) {
                    *sample = 0.0;
                }
            }
        }
    }
}
