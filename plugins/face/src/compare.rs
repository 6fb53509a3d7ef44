//! `face.compare`: whether two faces are the same person.

use weft_plugin::found::field;
use weft_plugin::prelude::*;

use crate::rows::vectors;

/// What was found.
#[derive(Outputs)]
pub(crate) struct Compared {
    /// From -1 to 1: how much alike
    similarity: f64,
    /// Whether that reaches the threshold
    same: bool,
    /// `same`, `unsure` or `different`
    verdict: String,
    /// All of it, and a warning where there is one
    report: Record,
}

/// Says how much two faces look like one person.
///
/// The first face of each counts. Both must have been described by the same model.
#[node(id = "face.compare", category = "Faces", label = "Compare faces", pure)]
pub(crate) fn compare(
    call: &Call,
    /// Faces that say who they are
    first: &Record,
    /// Others
    second: &Record,
    /// From here on it is the same person
    #[input(default = 0.4, soft = 0.1..=0.8, hard = -1.0..=1.0)]
    threshold: f32,
    /// This much below it is not sure
    #[input(default = 0.05, soft = 0.0..=0.2, hard = 0.0..=1.0)]
    unsure: f32,
) -> Result<Compared> {
    let similarity = cosine(&who(first, "first")?, &who(second, "second")?)?;
    let source = |faces: &Record| faces.get::<String>(field::SOURCE);
    let (same, near) = (similarity >= f64::from(threshold), similarity >= f64::from(threshold - unsure));
    let (verdict, warning) = match (same, near) {
        (true, _) => ("same", None),
        (_, true) => ("unsure", Some(format!("{similarity:.2} is just below the threshold of {threshold}"))),
        _ => ("different", Some(format!("{similarity:.2} is below the threshold of {threshold}"))),
    };
    let mut report = call.record()?;
    report
        .set("similarity", similarity)?
        .set("passed", same)?
        .set("verdict", verdict.to_owned())?
        .set("threshold", f64::from(threshold))?
        .set_option("warning", warning)?
        .set_option(field::SOURCE, source(first)?)?;
    Ok(Compared { similarity, same, verdict: verdict.to_owned(), report: report.done() })
}

/// The first face, in the words of a model.
fn who(faces: &Record, which: &str) -> Result<Vec<f32>> {
    let all = vectors(faces, field::EMBEDDING).map_err(|error| error.context(format_args!("`{which}`")))?;
    let all = all.ok_or_else(|| {
        Error::invalid(format!("the faces of `{which}` do not say who they are; put `face.embed` before this"))
    })?;
    all.into_iter().next().ok_or_else(|| Error::invalid(format!("there is no face in `{which}`")))
}

/// The cosine of the angle between two of them.
pub(crate) fn cosine(first: &[f32], second: &[f32]) -> Result<f64> {
    if first.len() != second.len() {
        bail!(
            "one model says {} numbers of a face and the other {}: they cannot be compared",
            first.len(),
            second.len()
        );
    }
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
    let lengths = (dot(first, first) * dot(second, second)).sqrt();
    if !(lengths > 0.0 && lengths.is_finite()) {
        bail!("a face is described by zeros only");
    }
    Ok((dot(first, second) / lengths).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data};

    fn who(numbers: &[f32]) -> Data {
        Data::from([("embedding", Array::new(&[1, numbers.len()], numbers.to_vec()).into())])
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&compare::KIND).set("first", who(&[1.0, 0.0])).set("second", who(&[0.8, 0.6])).check();
    }

    #[test]
    fn likeness_decides_the_verdict() {
        for (second, similarity, verdict) in
            [([2.0, 0.0], 1.0, "same"), ([0.37, 0.929], 0.37, "unsure"), ([-1.0, 0.0], -1.0, "different")]
        {
            let done =
                testing::run(&compare::KIND).set("first", who(&[1.0, 0.0])).set("second", who(&second)).go().unwrap();
            let Data::Float(found) = *done.data("similarity") else { panic!("no number") };
            assert!((found - similarity).abs() < 1e-3, "{found}");
            assert_eq!(done.data("verdict"), &Data::Text(verdict.to_owned()));
        }
    }

    #[test]
    fn what_cannot_be_compared_is_told() {
        let run = |second: Data| testing::run(&compare::KIND).set("first", who(&[1.0, 0.0])).set("second", second).go();
        for (second, words) in [
            (who(&[1.0, 0.0, 0.0]), "cannot be compared"),
            (who(&[0.0, 0.0]), "zeros"),
            (Data::from([("width", Data::Int(3))]), "face.embed"),
            (Data::from([("embedding", Array::new(&[0, 2], Vec::<f32>::new()).into())]), "no face in `second`"),
        ] {
            let error = run(second).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
