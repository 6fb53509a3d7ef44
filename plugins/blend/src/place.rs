//! `blend.place`: a face into the place that a template has for it.

use weft_kernels::feather::{Feather, feather as soften};
use weft_kernels::polygon::fill_ellipse;
use weft_kernels::resize::{Resampler, resize};
use weft_kernels::similarity::similarity;
use weft_kernels::warp::{Affine, Warp, warp_affine};
use weft_kernels::{Plane, PlaneRef};
use weft_planes::{Fitted, alpha, fitted, plane_mut, reporting, rgb};
use weft_plugin::found::field;
use weft_plugin::prelude::*;

/// A template with somebody in it.
#[derive(Outputs)]
pub(crate) struct Placed {
    /// The template with the picture in its place
    image: ImageMut,
    /// Where the picture shows
    mask: MaskMut,
    /// The picture alone, moved to its place
    moved: ImageMut,
    /// Two rows of three numbers: where a pixel of the picture went
    matrix: Tensor,
}

/// Puts a face into the place that a template has for it: turned, scaled and with a soft edge.
///
/// With faces, eyes, nose and mouth come to lie where the template wants them; without, the picture fills the place.
#[node(id = "blend.place", category = "Image/Combine", label = "Place in template", pure)]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn place(
    call: &Call,
    /// The picture with the empty place
    template: &Image,
    /// Where the face belongs, as `sample.template` says it
    slot: &Record,
    /// What goes there
    image: &Image,
    /// Faces of the picture, if somebody found them
    faces: Option<&Faces>,
    /// Which of the faces, from 0 on
    #[input(default = 0, soft = 0..=16, hard = 0..)]
    face: u32,
    /// What shows of the picture
    mask: Option<&Mask>,
    /// What may show of the place: the mask of the template
    slot_mask: Option<&Mask>,
    /// How soft the edge is, as a part of what the template says
    #[input(default = 1.0, soft = 0.0..=4.0, hard = 0.0..=100.0, unit = "×")]
    softness: f32,
) -> Result<Placed> {
    let slot = Slot::of(slot, template)?;
    let five = faces.map(|faces| five_points(faces, face, image)).transpose()?;
    let matrix = match five {
        Some(from) => similarity(&from, slot.points()?)?,
        None => slot.filled_by(image)?,
    };
    let mask = mask.map(|mask| fitted(call, mask, image)).transpose()?;
    let heavy = heavy(image, mask.as_ref().map(Fitted::view));
    let size = (template.width() as usize, template.height() as usize);
    let mut there = vec![Plane::new(size.0, size.1); 4];
    warped(&call.sub(0.0..0.5), &heavy, &mut there, &matrix)?;
    let slot_mask = slot_mask.map(|mask| fitted(call, mask, template)).transpose()?;
    let oval = slot.oval(&call.sub(0.5..0.7), size, softness)?;
    let share = |x: usize, y: usize| oval.row(y)[x] * slot_mask.as_ref().map_or(1.0, |mask| mask.view().row(y)[x]);

    let mut shown = call.mask_like(template)?;
    for (y, row) in plane_mut(&mut shown).rows_mut().enumerate() {
        row.iter_mut().enumerate().for_each(|(x, to)| *to = share(x, y) * there[3].row(y)[x]);
    }
    let mut out = call.image_for_overwrite(template.width(), template.height(), 3 + u32::from(template.has_alpha()))?;
    let below: Vec<PlaneRef<'_>> = rgb(template).into_iter().chain(alpha(template)).collect();
    out.fill_rows(&call.sub(0.7..0.9), |plane, y, row| {
        let y = y as usize;
        let (below, cover) = (below[plane as usize].row(y), there[3].row(y));
        // Colours are weighted by their cover already; the cover of alpha itself is 1.
        let above = there[plane as usize].row(y);
        for (x, to) in row.iter_mut().enumerate() {
            let share = share(x, y);
            *to = below[x] * (1.0 - share * cover[x]) + share * above[x];
        }
    })?;
    let mut moved = call.image_for_overwrite(template.width(), template.height(), 4)?;
    moved.fill_rows(&call.sub(0.9..1.0), |plane, y, row| {
        let (from, cover) = (there[plane as usize].row(y as usize), there[3].row(y as usize));
        for ((to, from), cover) in row.iter_mut().zip(from).zip(cover) {
            *to = if plane == 3 || *cover <= 0.0 { *from } else { from / cover };
        }
    })?;
    let matrix = call.tensor_of(&[2, 3], matrix.rows.as_flattened())?;
    Ok(Placed { image: out, mask: shown, moved, matrix })
}

/// Where a face belongs, in pixels of the template whose centres lie at whole numbers.
struct Slot {
    centre: [f64; 2],
    radii: [f64; 2],
    degrees: f64,
    feather: f64,
    points5: Option<Vec<[f64; 2]>>,
}

impl Slot {
    fn of(record: &Record, template: &Image) -> Result<Self> {
        let context = |error: Error| error.context("the slot");
        let pair = |name: &str| -> Result<[f64; 2]> {
            let tensor: Tensor = record.need(name)?;
            match *tensor.as_slice::<f32>()? {
                [x, y] => Ok([x.into(), y.into()]),
                _ => Err(Error::invalid(format!("`{name}` has the shape {:?} instead of two numbers", tensor.shape()))),
            }
        };
        let (own_width, own_height): (f64, f64) = (
            record.need::<i64>(field::WIDTH).map_err(context)? as f64,
            record.need::<i64>(field::HEIGHT).map_err(context)? as f64,
        );
        let (scale_x, scale_y) = (f64::from(template.width()) / own_width, f64::from(template.height()) / own_height);
        let ([x, y], radii) = (pair("center").map_err(context)?, pair("radii").map_err(context)?);
        // A template that was resized evenly: both scales are one.
        let scale = (scale_x * scale_y).sqrt();
        if !(scale.is_finite() && radii.iter().all(|radius| *radius > 0.0)) {
            bail!("the slot has no size");
        }
        let points5 = Faces(record.clone()).points5(template.width(), template.height()).map_err(context)?;
        Ok(Self {
            centre: [x * scale_x - 0.5, y * scale_y - 0.5],
            radii: radii.map(|radius| radius * scale),
            degrees: record.get("rotation")?.unwrap_or(0.0),
            feather: record.get::<f64>("feather")?.unwrap_or(0.0) * scale,
            points5: points5.and_then(|all| all.first().map(pixels)),
        })
    }

    fn points(&self) -> Result<&[[f64; 2]]> {
        self.points5.as_deref().ok_or_else(|| Error::invalid("the slot does not say where eyes, nose and mouth belong"))
    }

    /// The map that lets a picture cover the oval, leaning as it does.
    fn filled_by(&self, image: &Image) -> Result<Affine> {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let scale = (2.0 * self.radii[0] / width).max(2.0 * self.radii[1] / height);
        let (sin, cos) = self.degrees.to_radians().sin_cos();
        let middle = [width / 2.0 - 0.5, height / 2.0 - 0.5];
        let from = [middle, [middle[0] + 1.0, middle[1]]];
        let to = [self.centre, [self.centre[0] + scale * cos, self.centre[1] + scale * sin]];
        Ok(similarity(&from, &to)?)
    }

    fn oval(&self, call: &Call, (width, height): (usize, usize), softness: f32) -> Result<Plane> {
        let mut oval = Plane::new(width, height);
        fill_ellipse(&mut oval.view_mut(), self.centre, self.radii, self.degrees);
        let inside_px = self.feather as f32 * softness;
        if inside_px > 0.0 {
            let hard = oval.clone();
            let options = Feather { inside_px, outside_px: 0.0 };
            reporting(call, |progress| soften(hard.view(), &mut oval.view_mut(), &options, progress))?;
        }
        Ok(oval)
    }
}

fn five_points(faces: &Faces, face: u32, image: &Image) -> Result<Vec<[f64; 2]>> {
    let all = faces.points5(image.width(), image.height())?;
    let found = all.as_ref().and_then(|all| all.get(face as usize)).map(pixels);
    found.ok_or_else(|| Error::invalid(format!("there is no face {face} with eyes, nose and mouth in the picture")))
}

fn pixels(five: &[[f32; 2]; 5]) -> Vec<[f64; 2]> {
    five.iter().map(|[x, y]| [f64::from(*x) - 0.5, f64::from(*y) - 0.5]).collect()
}

/// Red, green and blue weighted by what shows of them, and that.
fn heavy(image: &Image, mask: Option<PlaneRef<'_>>) -> Vec<Plane> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let opaque = alpha(image);
    let cover = Plane::from_fn(width, height, |x, y| {
        opaque.map_or(1.0, |alpha| alpha.row(y)[x]) * mask.map_or(1.0, |mask| mask.row(y)[x])
    });
    let colours = rgb(image).map(|plane| Plane::from_fn(width, height, |x, y| plane.row(y)[x] * cover.row(y)[x]));
    colours.into_iter().chain([cover]).collect()
}

/// Moves planes by a matrix. A warp does not smooth, so what becomes much smaller is resized first.
fn warped(call: &Call, from: &[Plane], to: &mut [Plane], matrix: &Affine) -> Result<()> {
    let (width, height) = (from[0].width(), from[0].height());
    let scale = matrix.rows[0][0].hypot(matrix.rows[1][0]);
    let side = |length: usize| ((length as f64 * scale).round() as usize).max(1);
    let (mut small, mut matrix) = (Vec::new(), *matrix);
    if scale < 0.8 {
        small = vec![Plane::new(side(width), side(height)); from.len()];
        let (x, y) = (width as f64 / side(width) as f64, height as f64 / side(height) as f64);
        let back = Affine { rows: [[x, 0.0, 0.5 * x - 0.5], [0.0, y, 0.5 * y - 0.5]] };
        matrix = back.then(&matrix);
        let source: Vec<PlaneRef<'_>> = from.iter().map(Plane::view).collect();
        let mut views: Vec<_> = small.iter_mut().map(Plane::view_mut).collect();
        reporting(&call.sub(0.0..0.5), |progress| resize(&source, &mut views, Resampler::PillowBicubic, progress))?;
    }
    let source: Vec<PlaneRef<'_>> = if small.is_empty() { from } else { &small }.iter().map(Plane::view).collect();
    let mut views: Vec<_> = to.iter_mut().map(Plane::view_mut).collect();
    reporting(&call.sub(0.5..1.0), |progress| warp_affine(&source, &mut views, &matrix, &Warp::default(), progress))?;
    // Sharp resizing overshoots; more than all does not show.
    if let Some(cover) = to.last_mut() {
        cover.rows_mut().flatten().for_each(|value| *value = value.clamp(0.0, 1.0));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data, Numbers, Picture};

    const FIVE: [[f32; 2]; 5] = [[24.0, 20.0], [40.0, 20.0], [32.0, 30.0], [26.0, 40.0], [38.0, 40.0]];

    fn five(scale: f32, shift: f32) -> Data {
        let numbers = FIVE.as_flattened().iter().map(|number| number * scale + shift).collect();
        Array::new(&[1, 5, 2], numbers).into()
    }

    fn slot(rotation: f64) -> Data {
        Data::from([
            ("width", Data::Int(64)),
            ("height", Data::Int(64)),
            ("bbox", Array::new(&[1, 4], vec![16.0_f32, 8.0, 32.0, 48.0]).into()),
            ("points5", five(1.0, 0.0)),
            ("center", Array::new(&[2], vec![32.0_f32, 32.0]).into()),
            ("radii", Array::new(&[2], vec![16.0_f32, 24.0]).into()),
            ("rotation", Data::Float(rotation)),
            ("feather", Data::Float(2.0)),
        ])
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&place::KIND).set("slot", slot(10.0)).check();
    }

    #[test]
    fn without_faces_the_picture_fills_the_oval_and_nothing_else() {
        let run = testing::run(&place::KIND).image("template", Picture::flat(64, 64, [0.0, 0.0, 1.0]));
        let done = run.image("image", Picture::flat(10, 10, [1.0, 0.0, 0.0])).set("slot", slot(0.0)).go().unwrap();
        let image = done.image("image");
        assert!((image.at(32, 32, 0) - 1.0).abs() < 1e-5 && image.at(32, 32, 2).abs() < 1e-5);
        assert_eq!([image.at(12, 32, 0), image.at(32, 4, 2)], [0.0, 1.0]);
        let area: f32 = done.image("mask").samples.iter().sum();
        let (inner, outer) = (std::f32::consts::PI * 14.0 * 22.0, std::f32::consts::PI * 16.0 * 24.0);
        assert!(inner < area && area < outer, "{area}");
    }

    #[test]
    fn faces_come_to_lie_on_the_points_also_in_a_template_of_another_size() {
        let faces = Data::from([("width", Data::Int(300)), ("height", Data::Int(300)), ("points5", five(4.0, 7.0))]);
        let run = testing::run(&place::KIND).image("template", Picture::flat(128, 128, [0.0, 0.0, 1.0]));
        let run = run.image("image", Picture::noise(300, 300, 3, 1)).set("slot", slot(0.0)).set("faces", faces);
        let done = run.go().unwrap();
        let Numbers::F64(matrix) = &done.tensor("matrix").numbers else { panic!("not f64") };
        // A point p of the slot is 4p + 7 in the picture and 2p in the larger template.
        let eye = [4.0 * 24.0 + 7.0 - 0.5, 4.0 * 20.0 + 7.0 - 0.5];
        let place = [0, 1].map(|row| matrix[3 * row] * eye[0] + matrix[3 * row + 1] * eye[1] + matrix[3 * row + 2]);
        assert!((place[0] - 47.5).abs() < 1e-4 && (place[1] - 39.5).abs() < 1e-4, "{place:?}");
    }

    #[test]
    fn a_missing_face_and_a_slot_without_fields_are_told() {
        let run = || testing::run(&place::KIND).image("template", Picture::flat(64, 64, [0.0]));
        let run = || run().image("image", Picture::flat(9, 9, [1.0]));
        let none = Data::from([("width", Data::Int(9)), ("height", Data::Int(9))]);
        let error = run().set("slot", slot(0.0)).set("faces", none.clone()).go().unwrap_err();
        assert!(error.to_string().contains("no face 0"), "{error:?}");
        let error = run().set("slot", none).go().unwrap_err();
        assert!(error.to_string().contains("`center`"), "{error:?}");
    }
}
