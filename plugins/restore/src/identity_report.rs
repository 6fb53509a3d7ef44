//! `restore.identity_report`: what restoring a face changed, in numbers; never a made-up one.

use weft_kernels::PlaneRef;
use weft_kernels::metrics::{Ssim, psnr, ssim};
use weft_kernels::resize::Resampler;
use weft_planes::{Fitted, all_fitted, planes_mut, rgb};
use weft_plugin::found::field;
use weft_plugin::infer::Feed;
use weft_plugin::prelude::*;

/// Compares a restored picture with the one that came in: is it the same person, and how much changed?
///
/// What no model can say is empty, and `reasons` says why. The numbers say how near the result is to what came in, not how good
/// it is.
#[node(id = "restore.identity_report", category = "Faces", label = "Report on restoring", pure, output = "report")]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn identity_report(
    call: &Call,
    /// The picture that came in
    before: &Image,
    /// The restored one
    after: &Image,
    /// Faces of the picture that came in, from `face.embed`
    before_faces: Option<&Faces>,
    /// Faces of the restored one, found anew
    after_faces: Option<&Faces>,
    /// Who sees how much changed to the eye (LPIPS). With `?`: nobody, where no model is installed
    #[input(default = "perceptual-distance?", set_only)]
    model: &Model,
    /// From here on it is the same person
    #[input(default = 0.4, soft = 0.1..=0.8, hard = -1.0..=1.0)]
    threshold: f32,
    /// This much above the threshold there is a warning too
    #[input(default = 0.05, soft = 0.0..=0.2, hard = 0.0..=1.0)]
    unsure: f32,
    /// How long it took, where somebody measured it
    milliseconds: Option<f64>,
    /// What made the picture: the `source` of each step
    sources: Option<&[String]>,
) -> Result<Record> {
    let mut reasons = call.record()?;
    let mut warnings = Vec::new();
    let (identity, counts) = identity(before_faces, after_faces)?;
    let similarity = match identity {
        Ok(similarity) => Some(similarity),
        Err(why) => {
            reasons.set("identity_similarity", why)?;
            None
        }
    };
    match (counts, similarity) {
        ((Some(0), _), _) => warnings.push("no face was found in the picture that came in".to_owned()),
        ((Some(_), Some(0)), _) => warnings.push("no face was found any more after restoring".to_owned()),
        (_, Some(like)) if like < f64::from(threshold) => {
            warnings.push(format!("this may be another person now: {like:.2} is below the threshold of {threshold}"));
        }
        (_, Some(like)) if like < f64::from(threshold + unsure) => {
            warnings.push(format!("it is only just the same person: {like:.2}, with a threshold of {threshold}"));
        }
        _ => {}
    }

    // Of the size of the result: the picture that came in is enlarged, not the result made smaller.
    let size = (after.width(), after.height());
    let enlarged = (before.width(), before.height()) != size;
    let fitted = all_fitted(&call.sub(0.0..0.3), &rgb(before), size, Resampler::PillowLanczos)?;
    let reference: Vec<PlaneRef<'_>> = fitted.iter().map(Fitted::view).collect();
    let result = rgb(after);
    let noise = psnr(&result, &reference, 1.0);
    let alike = ssim(&result, &reference, &Ssim::default());
    if !noise.is_finite() {
        reasons.set("psnr", "the pictures are equal, or hold what is no number".to_owned())?;
    }
    if alike.is_none() {
        reasons.set("ssim", "the pictures are smaller than its window".to_owned())?;
    }
    call.report(0.6)?;
    let distance = match distance(call, model, after, &reference)? {
        Ok(distance) => Some(distance),
        Err(why) => {
            reasons.set("lpips", why)?;
            None
        }
    };
    if milliseconds.is_none() {
        let why =
            "nobody measured it; results are kept and used again, and `weft run --json` tells the time of each step";
        reasons.set("processing_time_ms", why.to_owned())?;
    }
    reasons.set("restored_image", "it is an output of its own".to_owned())?;

    let mut metrics = call.record()?;
    metrics.set_option("psnr", Some(noise).filter(|noise| noise.is_finite()))?;
    metrics.set_option("ssim", alike.filter(|alike| alike.is_finite()))?;
    metrics.set_option("lpips", distance)?.set_option("identity_similarity", similarity)?;
    let reference = if enlarged { "input (upscaled)" } else { "input" };
    let mut data = call.record()?;
    data.set_empty("restored_image")?.set("metrics", metrics.done())?;
    data.set_option("processing_time_ms", milliseconds)?;
    data.set_option("warning", (!warnings.is_empty()).then(|| warnings.join("; ")))?;
    data.set("reference", reference.to_owned())?.set("reasons", reasons.done())?;
    if let Some(sources) = sources {
        data.set("sources", sources.iter().map(|words| call.value(words.clone())).collect::<Result<Vec<_>>>()?)?;
    }
    let mut report = call.record()?;
    report.set("status", "success".to_owned())?.set("data", data.done())?;
    Ok(report.done())
}

/// How many faces there are before and after, where somebody looked.
type Counts = (Option<usize>, Option<usize>);

/// How much the largest face is still the same person, or why nobody can say.
fn identity(before: Option<&Faces>, after: Option<&Faces>) -> Result<(Result<f64, String>, Counts)> {
    let (Some(before), Some(after)) = (before, after) else {
        return Ok((Err("no faces are wired to the report".to_owned()), (None, None)));
    };
    let counts = (Some(before.count()?), Some(after.count()?));
    let found = match (who(before)?, who(after)?) {
        (Ok(one), Ok(other)) if one.len() == other.len() => {
            let dot: f64 = one.iter().zip(&other).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
            Ok(dot.clamp(-1.0, 1.0))
        }
        (Ok(_), Ok(_)) => Err("the faces were recognised by two different models".to_owned()),
        (Err(why), _) | (_, Err(why)) => Err(why),
    };
    Ok((found, counts))
}

/// The largest face, in the words of a model.
fn who(faces: &Faces) -> Result<Result<Vec<f32>, String>> {
    let (width, height) = (faces.need::<u32>(field::WIDTH)?, faces.need::<u32>(field::HEIGHT)?);
    let boxes = faces.boxes(width, height)?;
    let area = |at: &usize| boxes[*at][2] * boxes[*at][3];
    let Some(largest) = (0..boxes.len()).max_by(|a, b| area(a).total_cmp(&area(b)).then(b.cmp(a))) else {
        return Ok(Err("there is no face to recognise".to_owned()));
    };
    let Some(all) = faces.get::<Tensor>(field::EMBEDDING)? else {
        let why = faces.get::<String>(field::REASON)?;
        return Ok(Err(why.unwrap_or_else(|| "nobody recognised the faces; put `face.embed` before this".to_owned())));
    };
    let length = all.shape().last().copied().unwrap_or(0);
    let row = all.as_slice::<f32>()?.get(largest * length..(largest + 1) * length).unwrap_or_default();
    if row.is_empty() { Ok(Err("the face was not recognised".to_owned())) } else { Ok(Ok(row.to_vec())) }
}

/// LPIPS of the result and what it is compared with, or why nobody can say.
fn distance(
    call: &Call,
    model: &Model,
    after: &Image,
    reference: &[PlaneRef<'_>],
) -> Result<std::result::Result<f64, String>> {
    let Some(session) = call.open_model_if_any(model)? else {
        return Ok(Err("no model is installed that sees as people do (`perceptual-distance`)".to_owned()));
    };
    let (inputs, outputs) = (session.inputs()?, session.outputs()?);
    let name = session.fact("model")?.unwrap_or("a model").to_owned();
    let ([one, other], [output]) = (inputs.as_slice(), outputs.as_slice()) else {
        bail!("`{name}` compares no pictures: it takes {} inputs instead of two", inputs.len());
    };
    if after.width().min(after.height()) < 32 {
        return Ok(Err("the picture is too small for it".to_owned()));
    }
    let mut before = call.image_for_overwrite(after.width(), after.height(), 3)?;
    planes_mut(&mut before).iter_mut().zip(reference).for_each(|(to, from)| to.copy_from(*from));
    let before = before.done();
    let feed = |name, image| Feed::image(name, image).scaled(2.0, -1.0);
    let given = session.run(&[feed(&one.name, &before), feed(&other.name, after)], &[&output.name])?.remove(0);
    match *given.as_slice::<f32>()? {
        [distance] if distance.is_finite() => Ok(Ok(f64::from(distance))),
        _ => Err(Error::failed(format!("`{name}` gave the shape {:?} instead of one number", given.shape()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data, Picture};

    fn faces(who: &[f32]) -> Data {
        let count = usize::from(!who.is_empty());
        Data::from([
            ("width", Data::Int(64)),
            ("height", Data::Int(64)),
            ("bbox", Array::new(&[count, 4], [1.0_f32, 1.0, 9.0, 9.0][..4 * count].to_vec()).into()),
            ("embedding", Array::new(&[count, who.len()], who.to_vec()).into()),
        ])
    }

    fn report(before: Option<Data>, after: Option<Data>) -> Vec<(String, Option<Data>)> {
        let run = testing::run(&identity_report::KIND).image("before", Picture::flat(32, 32, [0.5; 3]));
        let mut run = run.image("after", Picture::flat(64, 64, [0.6; 3]));
        if let (Some(before), Some(after)) = (before, after) {
            run = run.set("before_faces", before).set("after_faces", after);
        }
        let done = run.go().unwrap();
        let Data::Record(report) = done.data("report").clone() else { panic!("no record") };
        inner(&report, "data")
    }

    fn inner(of: &[(String, Option<Data>)], name: &str) -> Vec<(String, Option<Data>)> {
        match of.iter().find(|(field, _)| field == name) {
            Some((_, Some(Data::Record(fields)))) => fields.clone(),
            other => panic!("{name}: {other:?}"),
        }
    }

    fn field(of: &[(String, Option<Data>)], name: &str) -> Option<Data> {
        of.iter().find(|(field, _)| field == name).unwrap_or_else(|| panic!("no {name}")).1.clone()
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        let validation = testing::validate(&identity_report::KIND).set("before_faces", faces(&[0.6, 0.8]));
        validation.set("after_faces", faces(&[1.0, 0.0])).check();
    }

    #[test]
    fn what_nobody_can_say_is_empty_and_has_a_reason() {
        let data = report(None, None);
        let (metrics, reasons) = (inner(&data, "metrics"), inner(&data, "reasons"));
        for name in ["lpips", "identity_similarity"] {
            assert_eq!(field(&metrics, name), None);
            assert!(matches!(field(&reasons, name), Some(Data::Text(_))), "{name}");
        }
        assert!(matches!(field(&metrics, "psnr"), Some(Data::Float(noise)) if (noise - 20.0).abs() < 1e-3));
        assert_eq!(field(&data, "reference"), Some(Data::Text("input (upscaled)".to_owned())));
        assert_eq!(field(&data, "warning"), None);
    }

    #[test]
    fn another_person_or_no_face_is_a_warning() {
        for (after, words) in [
            (vec![0.0_f32, 1.0], Some("another person")),
            (vec![0.42, 0.9075], Some("only just")),
            (vec![1.0, 0.0], None),
            (Vec::new(), Some("no face was found any more")),
        ] {
            let data = report(Some(faces(&[1.0, 0.0])), Some(faces(&after)));
            match (field(&data, "warning"), words) {
                (Some(Data::Text(told)), Some(words)) => assert!(told.contains(words), "{told}"),
                (None, None) => {}
                other => panic!("{after:?}: {other:?}"),
            }
        }
    }
}
