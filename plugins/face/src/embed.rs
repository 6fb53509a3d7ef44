//! `face.embed`: who it is, in the numbers of a model.

use weft_plugin::found::field;
use weft_plugin::infer::{Feed, Session};
use weft_plugin::prelude::*;

use crate::align::{cut, matched};
use crate::rows::{all, say};
use crate::template::Template;

/// Says who each face is, in numbers that `face.compare` can compare.
///
/// Without a model nothing is made up: the field `embedding` stays empty, and `reason` says why.
#[node(id = "face.embed", category = "Faces", label = "Recognise faces", pure, no_disk, output = "faces")]
pub(crate) fn embed(
    call: &Call,
    /// The picture
    image: &Image,
    /// Its faces
    faces: &Faces,
    /// Who tells people apart. With `?`: nobody, where no model is installed
    #[input(default = "face-embedder?", set_only)]
    model: &Model,
    /// Whether the mirrored face counts too: a little surer, at twice the time
    #[input(default = false, advanced)]
    mirrored: bool,
) -> Result<Faces> {
    let mut told = all(call, faces)?;
    let Some(session) = call.open_model_if_any(model)? else {
        told.set_empty(field::EMBEDDING)?;
        say(&mut told, faces, field::REASON, "no recognition model is installed (`face-embedder`)")?;
        return Ok(told.into());
    };
    let network = Network::of(&session)?;
    let points = faces.points5(image.width(), image.height())?;
    let points = points.ok_or_else(|| Error::invalid("the faces have no eyes, nose and mouth to go by"))?;
    let (mut numbers, mut lengths) = (Vec::new(), Vec::new());
    for (at, five) in points.iter().enumerate() {
        call.report(at as f64 / points.len() as f64)?;
        let about = |error: Error| error.context(format_args!("face {at}"));
        let matrix = matched(five, &Template::Arcface.points(network.side), false).map_err(about)?;
        let crop = cut(&call.sub(0.0..0.0), image, &matrix, network.side, [0.0; 3])?.done();
        let mut who = network.who(&session, &crop)?;
        if mirrored {
            let turned = turned(call, &crop)?;
            who.iter_mut().zip(network.who(&session, &turned)?).for_each(|(one, other)| *one += other);
        }
        let length = who.iter().map(|number| f64::from(*number).powi(2)).sum::<f64>().sqrt();
        if !(length > 0.0 && length.is_finite()) {
            bail!("the model says nothing of face {at}");
        }
        lengths.push(length as f32);
        numbers.extend(who.iter().map(|number| (f64::from(*number) / length) as f32));
    }
    let width = numbers.len().checked_div(points.len()).unwrap_or(0);
    told.set(field::EMBEDDING, call.tensor_of(&[points.len(), width], &numbers)?)?;
    // With it the model's own numbers can be had again.
    told.set("embedding_length", call.tensor_of(&[lengths.len()], &lengths)?)?;
    let name = session.fact("model")?.unwrap_or("a model").to_owned();
    say(&mut told, faces, field::SOURCE, &format!("recognised by `{name}`"))?;
    Ok(told.into())
}

/// How a model wants its faces.
struct Network {
    side: u32,
    input: String,
    output: String,
    scale: f32,
    offset: f32,
}

impl Network {
    fn of(session: &Session<'_>) -> Result<Self> {
        let (inputs, outputs) = (session.inputs()?, session.outputs()?);
        let name = session.fact("model")?.unwrap_or("a model");
        let ([input], [output, ..]) = (inputs.as_slice(), outputs.as_slice()) else {
            bail!("`{name}` recognises no faces: it takes {} inputs instead of one picture", inputs.len());
        };
        let (&[_, Some(3) | None, height, width], Some(_)) = (input.shape.as_slice(), output.shape.last()) else {
            bail!("`{name}` recognises no faces: it takes the shape {:?} instead of a picture", input.shape);
        };
        let side = height.unwrap_or(112);
        if width.unwrap_or(side) != side || output.shape.len() != 2 || outputs.len() > 1 {
            bail!("`{name}` recognises no faces: it does not turn a square picture into one row of numbers");
        }
        // insightface: torch packs take (x - 127.5) / 127.5; those that came from mxnet do that themselves.
        let number = |fact: &str, otherwise: f32| -> Result<f32> {
            Ok(session.fact(fact)?.and_then(|text| text.parse().ok()).unwrap_or(otherwise))
        };
        let (mean, deviation) = (number("mean", 127.5)?, number("deviation", 127.5)?);
        Ok(Self {
            side: u32::try_from(side)?,
            input: input.name.clone(),
            output: output.name.clone(),
            scale: 255.0 / deviation,
            offset: -mean / deviation,
        })
    }

    fn who(&self, session: &Session<'_>, crop: &Image) -> Result<Vec<f32>> {
        let feed = Feed::image(&self.input, crop).scaled(self.scale, self.offset);
        Ok(session.run(&[feed], &[&self.output])?.remove(0).as_slice::<f32>()?.to_vec())
    }
}

/// Left and right changed.
fn turned(call: &Call, crop: &Image) -> Result<Image> {
    let mut out = call.image_like_for_overwrite(crop)?;
    out.fill_rows(call, |plane, y, row| {
        row.iter_mut().zip(crop.row(plane, y).iter().rev()).for_each(|(to, from)| *to = *from);
    })?;
    Ok(out.done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data, Picture};

    #[test]
    fn without_a_model_the_field_is_empty_and_says_why() {
        let faces = Data::from([
            ("width", Data::Int(8)),
            ("height", Data::Int(8)),
            ("bbox", Array::new(&[0, 4], Vec::<f32>::new()).into()),
            ("reason", Data::Text("before".to_owned())),
        ]);
        let run = testing::run(&embed::KIND).image("image", Picture::flat(8, 8, [0.5; 3])).set("faces", faces);
        let done = run.go().unwrap();
        let Data::Record(fields) = done.data("faces") else { panic!("no record") };
        let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, data)| data.clone());
        assert_eq!(field("embedding"), Some(None));
        assert!(matches!(field("reason"), Some(Some(Data::Text(why))) if why.starts_with("before; no recognition")));
    }
}
