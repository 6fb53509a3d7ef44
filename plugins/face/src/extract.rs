//! `face.extract`: a face with some room around it, and an oval that says where it is.

use weft_kernels::Plane;
use weft_kernels::polygon::fill_ellipse;
use weft_kernels::similarity::similarity;
use weft_planes::{fitted, plane_mut, planes, planes_mut};
use weft_plugin::found::field;
use weft_plugin::prelude::*;

use crate::rows::keep;
use crate::template::Template;

/// A face, cut out.
#[derive(Outputs)]
pub(crate) struct Extracted {
    /// The face with what is around it
    image: ImageMut,
    /// Where in it the face is
    mask: MaskMut,
    /// The face, in places of the cut-out
    faces: Faces,
    /// Where it was cut out
    rect: Rect,
    /// Whose eyes, nose and mouth say where the oval lies
    source: String,
}

/// The oval of a face in a crop that restoring models want, in pixels of 512.
const OVAL: ([f64; 2], [f64; 2]) = ([256.0, 270.0], [170.0, 220.0]);

/// Cuts out one face with room around it.
///
/// With a mask of the person, what shows is what both have; without, an oval.
#[node(id = "face.extract", category = "Faces", label = "Cut out face", pure, no_disk)]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn extract(
    call: &Call,
    /// The picture
    image: &Image,
    /// Its faces
    faces: &Faces,
    /// Which of the faces, from 0 on
    #[input(default = 0, soft = 0..=16, hard = 0..)]
    face: u32,
    /// Room on each side, in parts of the face
    #[input(default = 0.25, soft = 0.0..=1.5, hard = 0.0..=16.0, unit = "×", on_node)]
    margin: f32,
    /// Whether the cut-out is as high as wide, where the picture has room
    #[input(default = true)]
    square: bool,
    /// What belongs to the person, if it is known: it takes the place of the oval
    matte: Option<&Mask>,
    /// How large the oval is
    #[input(default = 1.0, soft = 0.5..=1.6, hard = 0.01..=16.0, unit = "×")]
    oval: f32,
) -> Result<Extracted> {
    let (width, height) = (image.width(), image.height());
    let boxes = faces.boxes(width, height)?;
    let Some(&[x, y, wide, high]) = boxes.get(face as usize) else {
        if boxes.is_empty() {
            bail!("there is no face in the picture");
        }
        bail!("there is no face {face}, only 0 to {}", boxes.len() - 1);
    };
    let side = |length: f32| length * (1.0 + 2.0 * margin);
    let (mut cut_wide, mut cut_high) = (side(wide), side(high));
    if square {
        cut_wide = cut_wide.max(cut_high);
        cut_high = cut_wide;
    }
    let [left, right] = ends(x + wide / 2.0, cut_wide, width);
    let [top, bottom] = ends(y + high / 2.0, cut_high, height);
    let (cut_width, cut_height) = (right - left, bottom - top);

    let mut cut = weft_planes::resized_like(call, image, (cut_width, cut_height))?;
    let (first, count) = (left as usize, cut_width as usize);
    for (from, mut to) in planes(image).into_iter().zip(planes_mut(&mut cut)) {
        for (row, out) in to.rows_mut().enumerate() {
            out.copy_from_slice(&from.row(row + top as usize)[first..first + count]);
        }
    }
    let mut mask = call.mask(cut_width, cut_height)?;
    let source = match matte {
        Some(matte) => {
            let matte = fitted(call, matte, image)?;
            for (row, out) in plane_mut(&mut mask).rows_mut().enumerate() {
                out.copy_from_slice(&matte.view().row(row + top as usize)[first..first + count]);
            }
            "matte"
        }
        None => {
            let points = faces.points5(width, height)?;
            let points = points.as_ref().and_then(|all| all.get(face as usize));
            let (centre, radii, degrees) = match points {
                Some(five) => oval_around(five, OVAL)?,
                None => {
                    let [x, y, wide, high] = boxes[face as usize].map(f64::from);
                    ([x + wide / 2.0, y + high / 2.0], [0.45 * wide, 0.55 * high], 0.0)
                }
            };
            let mut drawn = Plane::new(cut_width as usize, cut_height as usize);
            let centre = [centre[0] - 0.5 - f64::from(left), centre[1] - 0.5 - f64::from(top)];
            fill_ellipse(&mut drawn.view_mut(), centre, radii.map(|radius| radius * f64::from(oval)), degrees);
            plane_mut(&mut mask).copy_from(drawn.view());
            if points.is_some() { "oval of five points" } else { "oval of the box" }
        }
    };
    let (full_width, full_height) = (width as f32, height as f32);
    let rect = Rect {
        x: left as f32 / full_width,
        y: top as f32 / full_height,
        width: cut_width as f32 / full_width,
        height: cut_height as f32 / full_height,
    };
    let moved = moved(call, faces, face as usize, [left, top, cut_width, cut_height], (width, height))?;
    Ok(Extracted { image: cut, mask, faces: moved, rect, source: source.to_owned() })
}

/// First pixel and the one behind the last, within the picture. At least one pixel.
fn ends(middle: f32, length: f32, size: u32) -> [u32; 2] {
    let end = |at: f32| (at.round().max(0.0) as u32).min(size);
    let first = end(middle - length / 2.0).min(size - 1);
    [first, end(middle + length / 2.0).max(first + 1)]
}

/// Middle, radii and lean of an oval, given as middle and radii in the crop of 512 pixels, around five points.
pub(crate) fn oval_around(
    five: &[[f32; 2]; 5],
    (middle, radii): ([f64; 2], [f64; 2]),
) -> Result<([f64; 2], [f64; 2], f64)> {
    let points = five.map(|point| point.map(f64::from));
    let matrix = similarity(&Template::Ffhq.points(512), &points)
        .map_err(|why| Error::invalid(format!("eyes, nose and mouth make no face: {why}")))?;
    let [[a, b, shift_x], [c, d, shift_y]] = matrix.rows;
    let centre = [a * middle[0] + b * middle[1] + shift_x, c * middle[0] + d * middle[1] + shift_y];
    let scale = a.hypot(c);
    Ok((centre, radii.map(|radius| radius * scale), c.atan2(a).to_degrees()))
}

/// One face in places of the cut-out.
fn moved(call: &Call, faces: &Faces, face: usize, rect: [u32; 4], size: (u32, u32)) -> Result<Faces> {
    let mut kept = keep(call, faces, &[face])?;
    let [left, top, width, height] = rect.map(|number| number as f32);
    let boxes = faces.boxes(size.0, size.1)?;
    let [x, y, wide, high] = boxes[face];
    kept.set(field::WIDTH, width as i64)?
        .set(field::HEIGHT, height as i64)?
        .set(field::BBOX, call.tensor_of(&[1, 4], &[x - left, y - top, wide, high])?)?;
    if let Some(five) = faces.points5(size.0, size.1)?.and_then(|all| all.get(face).copied()) {
        let five = five.map(|[x, y]| [x - left, y - top]);
        kept.set(field::POINTS5, call.tensor_of(&[1, 5, 2], five.as_flattened())?)?;
    }
    if let Some(more) = faces.get::<Tensor>(field::LANDMARKS)?
        && let [count, points, 2] = *more.shape()
        && count == boxes.len()
    {
        let scale = [
            size.0 as f32 / faces.need::<i64>(field::WIDTH)? as f32,
            size.1 as f32 / faces.need::<i64>(field::HEIGHT)? as f32,
        ];
        let own = &more.rows::<f32, 2>()?[face * points..][..points];
        let own: Vec<f32> = own.iter().flat_map(|[x, y]| [x * scale[0] - left, y * scale[1] - top]).collect();
        kept.set(field::LANDMARKS, call.tensor_of(&[1, points, 2], &own)?)?;
    }
    Ok(kept.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data, Picture};

    fn faces(bbox: [f32; 4], five: Option<[[f32; 2]; 5]>) -> Data {
        let mut fields = vec![
            ("width".to_owned(), Some(Data::Int(200))),
            ("height".to_owned(), Some(Data::Int(100))),
            ("bbox".to_owned(), Some(Array::new(&[1, 4], bbox.to_vec()).into())),
        ];
        let five = five.map(|five| Array::new(&[1, 5, 2], five.as_flattened().to_vec()).into());
        fields.push(("points5".to_owned(), five));
        Data::Record(fields)
    }

    const FIVE: [[f32; 2]; 5] = [[92.0, 42.0], [108.0, 42.0], [100.0, 52.0], [94.0, 60.0], [106.0, 60.0]];

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&extract::KIND).set("faces", faces([80.0, 30.0, 40.0, 40.0], Some(FIVE))).check();
    }

    #[test]
    fn the_cut_out_is_the_part_of_the_picture_that_it_says() {
        let image = Picture::noise(200, 100, 4, 3);
        let run = testing::run(&extract::KIND).image("image", image.clone());
        let done = run.set("faces", faces([80.0, 30.0, 40.0, 40.0], Some(FIVE))).go().unwrap();
        let cut = done.image("image");
        assert_eq!((cut.width, cut.height), (60, 60));
        assert_eq!(cut.at(5, 7, 3), image.at(70 + 5, 20 + 7, 3));
        assert_eq!(done.tensor("rect").f32s(), [0.35, 0.2, 0.3, 0.6]);
        let Data::Record(moved) = done.data("faces") else { panic!("no faces") };
        let points = moved.iter().find(|(name, _)| name == "points5").and_then(|(_, data)| data.clone());
        let Some(Data::Tensor(points)) = points else { panic!("no points") };
        assert_eq!(points.f32s()[..2], [22.0, 22.0]);
        let mask = done.image("mask");
        assert!(mask.at(30, 30, 0) == 1.0 && mask.at(1, 1, 0) == 0.0);
    }

    #[test]
    fn a_face_at_the_edge_is_cut_where_the_picture_ends() {
        let run = testing::run(&extract::KIND).image("image", Picture::noise(200, 100, 1, 3)).set("margin", 2.0);
        let done = run.set("faces", faces([190.0, -10.0, 30.0, 30.0], None)).go().unwrap();
        let cut = done.image("image");
        assert_eq!((cut.width, cut.height), (70, 80));
        assert_eq!(done.data("source"), &Data::Text("oval of the box".to_owned()));
    }

    #[test]
    fn a_matte_takes_the_place_of_the_oval_and_a_missing_face_is_told() {
        let run = || testing::run(&extract::KIND).image("image", Picture::flat(200, 100, [0.5]));
        let matte = Picture::new(200, 100, 1, |x, _, _| if x < 100 { 1.0 } else { 0.0 });
        let some = faces([80.0, 30.0, 40.0, 40.0], Some(FIVE));
        let mask = run().image("matte", matte).set("faces", some.clone()).go().unwrap().image("mask");
        assert_eq!([mask.at(29, 10, 0), mask.at(30, 10, 0)], [1.0, 0.0]);
        let error = run().set("faces", some).set("face", 3_i64).go().unwrap_err().to_string();
        assert!(error.contains("no face 3, only 0 to 0"), "{error}");
    }
}
