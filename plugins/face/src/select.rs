//! `face.select`: one face of several.

use weft_plugin::found::field;
use weft_plugin::prelude::*;

use crate::compare::cosine;
use crate::rows::{keep, vectors};

/// Which face is meant.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Wanted {
    /// The largest one
    #[default]
    Largest,
    /// The one nearest to the middle
    Centre,
    /// The one that the finder is surest of
    Surest,
    /// By its number, as `face.draw` shows it
    Number,
    /// The one most like a face of another picture
    Alike,
}

/// The face that was meant.
#[derive(Outputs)]
pub(crate) struct Selected {
    /// That face; no face where there was none
    face: Faces,
    /// Its number among all; -1 where there was none
    number: i64,
    /// The others
    others: Faces,
}

/// Picks one face of several: the largest, the middle one, by number, or the one that looks like somebody.
#[node(id = "face.select", category = "Faces", label = "Pick a face", pure)]
pub(crate) fn select(
    call: &Call,
    /// All faces of a picture
    faces: &Faces,
    /// Which one
    #[input(default = Wanted::Largest, on_node)]
    wanted: Wanted,
    /// Its number, from 0 on
    #[input(default = 0, soft = 0..=16, hard = 0..)]
    number: u32,
    /// Whom it should look like: the first face counts
    like: Option<&Faces>,
) -> Result<Selected> {
    let (width, height): (f64, f64) =
        (faces.need::<i64>(field::WIDTH)? as f64, faces.need::<i64>(field::HEIGHT)? as f64);
    let boxes = faces.boxes(width as u32, height as u32)?;
    let best =
        |value: &dyn Fn(usize) -> f64| (0..boxes.len()).max_by(|a, b| value(*a).total_cmp(&value(*b)).then(b.cmp(a)));
    let chosen = match wanted {
        Wanted::Largest => best(&|face| f64::from(boxes[face][2]) * f64::from(boxes[face][3])),
        Wanted::Centre => best(&|face| {
            let [left, top, wide, high] = boxes[face].map(f64::from);
            -(left + wide / 2.0 - width / 2.0).hypot(top + high / 2.0 - height / 2.0)
        }),
        Wanted::Surest => {
            let scores: Tensor = faces.need(field::SCORE)?;
            let scores = scores.as_slice::<f32>()?;
            best(&|face| scores.get(face).copied().map_or(0.0, f64::from))
        }
        Wanted::Number => Some(number as usize).filter(|number| *number < boxes.len()),
        Wanted::Alike => {
            let likeness = likeness(faces, like)?;
            best(&|face| likeness.get(face).copied().unwrap_or(-1.0))
        }
    };
    if wanted == Wanted::Number && chosen.is_none() && !boxes.is_empty() {
        bail!("there is no face {number}, only 0 to {}", boxes.len() - 1);
    }
    if chosen.is_none() {
        call.warn("there is no face to pick from");
    }
    let others: Vec<usize> = (0..boxes.len()).filter(|face| Some(*face) != chosen).collect();
    Ok(Selected {
        face: keep(call, faces, chosen.as_slice())?.into(),
        number: chosen.map_or(-1, |face| face as i64),
        others: keep(call, faces, &others)?.into(),
    })
}

/// How much each face is like the first of the others.
fn likeness(faces: &Faces, like: Option<&Faces>) -> Result<Vec<f64>> {
    let like = like.ok_or_else(|| {
        Error::invalid("to pick by likeness, connect the faces of a picture of that person to `like`")
    })?;
    let who = |faces: &Faces| -> Result<Vec<Vec<f32>>> {
        vectors(faces, field::EMBEDDING)?
            .ok_or_else(|| Error::invalid("the faces do not say who they are; put `face.embed` before this"))
    };
    let (all, wanted) = (who(faces)?, who(like)?);
    let wanted = wanted.first().ok_or_else(|| Error::invalid("there is no face in `like`"))?;
    all.iter().map(|one| cosine(one, wanted)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data};

    fn faces(boxes: &[[f32; 4]], embeddings: Vec<f32>) -> Data {
        let count = boxes.len();
        let names = (0..count).map(|at| Data::Text(format!("face {at}"))).collect();
        Data::from([
            ("width", Data::Int(100)),
            ("height", Data::Int(80)),
            ("bbox", Array::new(&[count, 4], boxes.as_flattened().to_vec()).into()),
            ("score", Array::new(&[count], (0..count).map(|at| 0.5 + 0.1 * at as f32).collect()).into()),
            ("embedding", Array::new(&[count, 2], embeddings).into()),
            ("name", Data::List(names)),
            ("source", Data::Text("a test".to_owned())),
        ])
    }

    fn three() -> Data {
        faces(
            &[[0.0, 0.0, 30.0, 30.0], [40.0, 30.0, 20.0, 20.0], [70.0, 50.0, 10.0, 10.0]],
            vec![1.0, 0.0, 0.0, 1.0, 0.6, 0.8],
        )
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&select::KIND).set("faces", three()).check();
    }

    #[test]
    fn each_wish_picks_its_face_with_all_that_is_known_of_it() {
        let like = faces(&[[0.0, 0.0, 5.0, 5.0]], vec![0.5, 0.9]);
        for (wish, number) in [("largest", 0), ("centre", 1), ("surest", 2), ("number", 2), ("alike", 2)] {
            let run = testing::run(&select::KIND).set("faces", three()).set("wanted", wish).set("number", 2_i64);
            let done = run.set("like", like.clone()).go().unwrap();
            assert_eq!(done.data("number"), &Data::Int(number), "{wish}");
            let Data::Record(face) = done.data("face") else { panic!("no record") };
            let field = |name: &str| face.iter().find(|(field, _)| field == name).and_then(|(_, data)| data.clone());
            assert_eq!(field("name"), Some(Data::List(vec![Data::Text(format!("face {number}"))])), "{wish}");
            assert_eq!(field("source"), Some(Data::Text("a test".to_owned())));
            let Data::Record(others) = done.data("others") else { panic!("no record") };
            let boxes = others.iter().find(|(field, _)| field == "bbox").and_then(|(_, data)| data.clone());
            assert!(matches!(boxes, Some(Data::Tensor(array)) if array.shape == [2, 4]));
        }
    }

    #[test]
    fn no_face_is_told_and_a_number_beyond_the_last_too() {
        let none = faces(&[], Vec::new());
        let done = testing::run(&select::KIND).set("faces", none).go().unwrap();
        assert_eq!((done.data("number"), done.warnings().len()), (&Data::Int(-1), 1));
        let error = testing::run(&select::KIND).set("faces", three()).set("wanted", "number").set("number", 7_i64).go();
        assert!(error.unwrap_err().to_string().contains("no face 7, only 0 to 2"));
    }
}
