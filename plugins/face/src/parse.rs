//! `face.parse`: which parts of an aligned face are skin, hair, cloth; and what of it goes back into a picture.

use weft_kernels::Plane;
use weft_kernels::polygon::fill_ellipse;
use weft_kernels::resize::Resampler;
use weft_planes::{all_fitted, plane_mut, planes, planes_mut};
use weft_plugin::infer::{Feed, Session};
use weft_plugin::prelude::*;

/// What was seen.
#[derive(Outputs)]
pub(crate) struct Parsed {
    /// For each face, what of it may be replaced: skin, features, hair
    masks: Vec<MaskMut>,
    /// For each face the number of the part at each pixel, divided by 255; nothing without a model
    labels: Vec<ImageMut>,
    /// Who says so
    source: String,
}

/// How many parts the networks know.
const PARTS: usize = 19;
/// CelebAMask's order: background, skin, nose, glasses, eyes, brows, ears, mouth, lips, hair in; hat out; earring in; neck out.
const PARSENET_SHOWS: [bool; PARTS] = shows(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15]);
/// The same parts in BiSeNet's order: skin, brows, eyes, glasses, ears, earring, nose, mouth, lips, hair.
const BISENET_SHOWS: [bool; PARTS] = shows(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 17]);

const fn shows(parts: &[usize]) -> [bool; PARTS] {
    let mut shows = [false; PARTS];
    let mut at = 0;
    while at < parts.len() {
        shows[parts[at]] = true;
        at += 1;
    }
    shows
}

/// Says of aligned faces what is face and hair, for `restore.paste_back`.
///
/// A model may be ParseNet or BiSeNet. Without one the mask is the oval of a mean face, and `source` says so.
#[node(id = "face.parse", category = "Faces", label = "Parts of faces", pure, no_disk)]
pub(crate) fn parse(
    call: &Call,
    /// Faces, as `face.align` cuts them out
    crops: &[Image],
    /// Who looks. With `?`: an oval, where no model is installed
    #[input(default = "face-parser?", set_only)]
    model: &Model,
) -> Result<Parsed> {
    let mut parsed = Parsed { masks: Vec::new(), labels: Vec::new(), source: String::new() };
    let Some(session) = call.open_model_if_any(model)? else {
        parsed.source = "classical (the oval of a mean face)".to_owned();
        for crop in crops {
            parsed.masks.push(oval(call, crop)?);
        }
        return Ok(parsed);
    };
    let network = Network::of(&session)?;
    for (at, crop) in crops.iter().enumerate() {
        let call = call.sub(at as f64 / crops.len() as f64..(at + 1) as f64 / crops.len() as f64);
        let (mask, labels) = network.parts(&call, &session, crop)?;
        parsed.masks.push(mask);
        parsed.labels.push(labels);
    }
    let name = session.fact("model")?.unwrap_or("a model").to_owned();
    parsed.source = format!("{} `{name}`", if network.is_bisenet { "BiSeNet" } else { "ParseNet" });
    Ok(parsed)
}

fn oval(call: &Call, crop: &Image) -> Result<MaskMut> {
    let (x, y) = (f64::from(crop.width()) / 512.0, f64::from(crop.height()) / 512.0);
    let mut drawn = Plane::new(crop.width() as usize, crop.height() as usize);
    fill_ellipse(&mut drawn.view_mut(), [256.0 * x, 270.0 * y], [170.0 * x, 220.0 * y], 0.0);
    let mut mask = call.mask_like(crop)?;
    plane_mut(&mut mask).copy_from(drawn.view());
    Ok(mask)
}

struct Network {
    is_bisenet: bool,
    input: String,
    output: String,
    side: u32,
}

impl Network {
    fn of(session: &Session<'_>) -> Result<Self> {
        let (inputs, outputs) = (session.inputs()?, session.outputs()?);
        let name = session.fact("model")?.unwrap_or("a model");
        let of_parts: Vec<_> = outputs.iter().filter(|port| port.shape.get(1) == Some(&Some(PARTS))).collect();
        let ([input], Some(output)) = (inputs.as_slice(), of_parts.first()) else {
            bail!("`{name}` knows no parts of faces: no output gives {PARTS} numbers a pixel");
        };
        let side = input.shape.get(2).copied().flatten().unwrap_or(512);
        // BiSeNet gives its answer three times, the best one first.
        let is_bisenet = match session.fact("family")? {
            Some(family) => family.eq_ignore_ascii_case("bisenet"),
            None => of_parts.len() > 1,
        };
        let side = u32::try_from(side)?;
        Ok(Self { is_bisenet, input: input.name.clone(), output: output.name.clone(), side })
    }

    fn parts(&self, call: &Call, session: &Session<'_>, crop: &Image) -> Result<(MaskMut, ImageMut)> {
        let sized = all_fitted(call, &planes(crop), (self.side, self.side), Resampler::OpencvLinear)?;
        let mut picture = call.image_for_overwrite(self.side, self.side, crop.channels())?;
        planes_mut(&mut picture).iter_mut().zip(&sized).for_each(|(to, from)| to.copy_from(from.view()));
        let picture = picture.done();
        let feed = Feed::image(&self.input, &picture);
        let feed = match self.is_bisenet {
            true => feed.normalise([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
            false => feed.scaled(2.0, -1.0),
        };
        let given = session.run(&[feed], &[&self.output])?.remove(0);
        let &[1, PARTS, high, wide] = given.shape() else {
            bail!("the model gave the shape {:?} instead of {PARTS} numbers a pixel", given.shape());
        };
        let numbers = given.as_slice::<f32>()?;
        let largest = |x: usize, y: usize| {
            let number = |part: usize| numbers[(part * high + y) * wide + x];
            (1..PARTS).fold(0, |best, part| if number(part) > number(best) { part } else { best })
        };
        let shows = if self.is_bisenet { BISENET_SHOWS } else { PARSENET_SHOWS };
        let mut labels = call.data_image(u32::try_from(wide)?, u32::try_from(high)?, 1)?;
        labels.fill_rows(call, |_, y, row| {
            for (x, number) in row.iter_mut().enumerate() {
                *number = largest(x, y as usize) as f32 / 255.0;
            }
        })?;
        let shown = Plane::from_fn(wide, high, |x, y| f32::from(u8::from(shows[largest(x, y)])));
        let fitted = all_fitted(call, &[shown.view()], (crop.width(), crop.height()), Resampler::OpencvLinear)?;
        let mut mask = call.mask_like(crop)?;
        plane_mut(&mut mask).copy_from(fitted[0].view());
        Ok((mask, labels))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Data, Picture};

    #[test]
    fn without_a_model_the_mask_is_an_oval_and_says_so() {
        let crops = Data::List(vec![Data::Image(Picture::flat(128, 128, [0.5; 3]))]);
        testing::validate(&parse::KIND).set("crops", crops.clone()).check();
        let done = testing::run(&parse::KIND).set("crops", crops).go().unwrap();
        let Data::List(masks) = done.data("masks") else { panic!("no list") };
        let Data::Image(mask) = &masks[0] else { panic!("no mask") };
        assert_eq!((mask.at(64, 68, 0), mask.at(2, 2, 0)), (1.0, 0.0));
        assert!(matches!(done.data("source"), Data::Text(source) if source.starts_with("classical")));
    }

    #[test]
    fn hair_goes_back_and_hats_necks_and_clothes_do_not() {
        for (shows, hair, out) in [(PARSENET_SHOWS, 13, [0, 14, 16, 17, 18]), (BISENET_SHOWS, 17, [0, 14, 15, 16, 18])]
        {
            assert!(shows[hair] && out.iter().all(|part| !shows[*part]));
        }
    }
}
