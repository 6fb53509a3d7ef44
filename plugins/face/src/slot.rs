//! `face.slot`: where in a template a face belongs.

use weft_planes::{fitted, plane_mut};
use weft_plugin::found::field;
use weft_plugin::prelude::*;

use crate::extract::oval_around;
use crate::template::Template;

/// A place for a face.
#[derive(Outputs)]
pub(crate) struct Found {
    /// The place, for `blend.place`
    slot: Record,
    /// What of the template may be covered
    mask: MaskMut,
    /// Where the place comes from: `face`, `rectangle` or `template`
    source: String,
}

/// Says where in a template a face belongs: in a rectangle that somebody drew, where it has a face, or as it says itself.
#[node(id = "face.slot", category = "Faces", label = "Place for a face", pure)]
pub(crate) fn slot(
    call: &Call,
    /// The template
    image: &Image,
    /// Its faces; the first one is replaced
    faces: Option<&Faces>,
    /// Where the face belongs: from brow to chin; with it, faces do not count
    rect: Rect,
    /// The place that the template names itself, for when there is nothing else to go by
    otherwise: Option<&Record>,
    /// What of the template may be covered then
    otherwise_mask: Option<&Mask>,
    /// Whether the place that the template names itself counts before its faces
    #[input(default = false)]
    own_first: bool,
    /// How soft the edge is, in parts of the face
    #[input(default = 0.12, soft = 0.0..=0.4, hard = 0.0..=4.0, unit = "×")]
    softness: f32,
) -> Result<Found> {
    let size = (image.width(), image.height());
    let mut mask = call.mask_like(image)?;
    let mut covered = |from: Option<&Mask>| -> Result<()> {
        match from {
            Some(from) => plane_mut(&mut mask).copy_from(fitted(call, from, image)?.view()),
            None => plane_mut(&mut mask).rows_mut().for_each(|row| row.fill(1.0)),
        }
        Ok(())
    };
    let drawn = (rect.width > 0.0 && rect.height > 0.0 && (rect.width < 1.0 || rect.height < 1.0)).then_some(rect);
    let five = match (drawn, faces) {
        (None, Some(faces)) if !(own_first && otherwise.is_some()) => {
            faces.points5(size.0, size.1)?.and_then(|all| all.first().copied())
        }
        _ => None,
    };
    let (slot, source) = match (drawn, five, otherwise) {
        (Some(rect), ..) => (in_rectangle(call, size, rect, softness)?, "rectangle"),
        (None, Some(five), _) => (of_face(call, size, &five, softness)?, "face"),
        (None, None, Some(own)) => (own.clone(), "template"),
        (None, None, None) => bail!("the template has no face; draw a rectangle where the face belongs"),
    };
    covered(otherwise_mask.filter(|_| source == "template"))?;
    Ok(Found { slot, mask, source: source.to_owned() })
}

/// Brows to chin of a face, in the crop that eyes, nose and mouth are known in: where an edge meets hair, colours of hair
/// would flow into the face.
const INNER: ([f64; 2], [f64; 2]) = ([256.0, 300.0], [138.0, 158.0]);

/// The oval around a face that is there.
fn of_face(call: &Call, size: (u32, u32), five: &[[f32; 2]; 5], softness: f32) -> Result<Record> {
    let (centre, radii, degrees) = oval_around(five, INNER)?;
    record(call, size, (centre, radii, degrees), five, softness)
}

/// An upright face that fills a rectangle.
fn in_rectangle(call: &Call, (width, height): (u32, u32), rect: Rect, softness: f32) -> Result<Record> {
    let (wide, high) = (f64::from(rect.width) * f64::from(width), f64::from(rect.height) * f64::from(height));
    let centre =
        [f64::from(rect.x) * f64::from(width) + wide / 2.0, f64::from(rect.y) * f64::from(height) + high / 2.0];
    let (middle, radii) = INNER;
    let scale = (wide / (2.0 * radii[0])).min(high / (2.0 * radii[1]));
    let place = |point: [f64; 2]| [0, 1].map(|axis| (centre[axis] + (point[axis] - middle[axis]) * scale) as f32);
    let five = Template::Ffhq.points(512).map(place);
    record(call, (width, height), (centre, [wide / 2.0, high / 2.0], 0.0), &five, softness)
}

fn record(
    call: &Call,
    (width, height): (u32, u32),
    (centre, radii, degrees): ([f64; 2], [f64; 2], f64),
    five: &[[f32; 2]; 5],
    softness: f32,
) -> Result<Record> {
    let single = |pair: [f64; 2]| pair.map(|number| number as f32);
    let bbox = [centre[0] - radii[0], centre[1] - radii[1], 2.0 * radii[0], 2.0 * radii[1]].map(|number| number as f32);
    let mut record = call.record()?;
    record
        .set(field::WIDTH, i64::from(width))?
        .set(field::HEIGHT, i64::from(height))?
        .set(field::BBOX, call.tensor_of(&[1, 4], &bbox)?)?
        .set(field::POINTS5, call.tensor_of(&[1, 5, 2], five.as_flattened())?)?
        .set("center", call.tensor_of(&[2], &single(centre))?)?
        .set("radii", call.tensor_of(&[2], &single(radii))?)?
        .set("rotation", degrees)?
        .set("feather", 2.0 * radii[0] * f64::from(softness))?;
    Ok(record.done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data, Picture};

    fn faces() -> Data {
        let five: Vec<f32> = Template::Ffhq.points(512).iter().flatten().map(|number| *number as f32 / 4.0).collect();
        Data::from([
            ("width", Data::Int(128)),
            ("height", Data::Int(128)),
            ("points5", Array::new(&[1, 5, 2], five).into()),
        ])
    }

    fn pair(done: &testing::Done, name: &str) -> Vec<f32> {
        let Data::Record(slot) = done.data("slot") else { panic!("no slot") };
        let found = slot.iter().find(|(field, _)| field == name).and_then(|(_, data)| data.clone());
        let Some(Data::Tensor(array)) = found else { panic!("no {name}") };
        array.f32s().to_vec()
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&slot::KIND).set("faces", faces()).check();
    }

    #[test]
    fn a_drawn_rectangle_counts_before_a_face_and_a_face_before_the_template() {
        let own = Data::from([("width", Data::Int(1))]);
        let run = || testing::run(&slot::KIND).image("image", Picture::flat(128, 128, [0.5]));
        let of_face = run().set("faces", faces()).set("otherwise", own.clone()).go().unwrap();
        assert_eq!(of_face.data("source"), &Data::from("face"));
        let (centre, radii) = (pair(&of_face, "center"), pair(&of_face, "radii"));
        assert!((centre[0] - 64.0).abs() < 0.01 && (centre[1] - 75.0).abs() < 0.01, "{centre:?}");
        assert!((radii[0] - 34.5).abs() < 0.01 && (radii[1] - 39.5).abs() < 0.01, "{radii:?}");
        let rect = Array::new(&[4], vec![0.25_f32, 0.25, 0.25, 0.5]);
        let drawn = run().set("faces", faces()).set("rect", rect).go().unwrap();
        assert_eq!((drawn.data("source"), pair(&drawn, "radii")), (&Data::from("rectangle"), vec![16.0, 32.0]));
        let template =
            run().set("otherwise", own.clone()).image("otherwise_mask", Picture::flat(2, 2, [0.0])).go().unwrap();
        assert_eq!((template.data("source"), template.data("slot")), (&Data::from("template"), &own));
        assert_eq!([template.image("mask").at(5, 5, 0), of_face.image("mask").at(5, 5, 0)], [0.0, 1.0]);
        let own_first = run().set("faces", faces()).set("otherwise", own).set("own_first", true).go().unwrap();
        assert_eq!(own_first.data("source"), &Data::from("template"));
        assert!(run().go().unwrap_err().to_string().contains("draw a rectangle"));
    }
}
