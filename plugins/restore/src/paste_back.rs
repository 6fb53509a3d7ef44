//! `restore.paste_back`: faces that were cut out by `face.align`, and changed, back where they were.

use weft_kernels::gaussian::{Gaussian, gaussian};
use weft_kernels::morphology::{Element, Shape, erode};
use weft_kernels::polygon::fill_ellipse;
use weft_kernels::resize::Resampler;
use weft_kernels::warp::{Affine, Warp, warp_affine};
use weft_kernels::{Border, Plane, PlaneRef};
use weft_planes::{all_fitted, alpha, planes_mut, reporting, rgb};
use weft_plugin::found::field;
use weft_plugin::prelude::*;

/// What of a face goes back.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Shows {
    /// An oval: brows to chin, and some hair
    #[default]
    Oval,
    /// All of the cut-out, with soft edges
    Square,
}

/// Puts faces back into the picture that `face.align` took them from, with soft edges.
///
/// The picture may have become larger meanwhile. Where masks are wired, they say what shows of each face.
#[node(id = "restore.paste_back", category = "Faces", label = "Put faces back", pure, no_disk, output = "image")]
pub(crate) fn paste_back(
    call: &Call,
    /// The picture, of the same size as before or larger
    image: &Image,
    /// The changed faces
    crops: &[Image],
    /// Where each was taken from, as `face.align` says it
    matrices: &[Tensor],
    /// The faces that were found: they know how large the picture was
    faces: &Faces,
    /// What shows of each face
    masks: Option<&[Mask]>,
    /// What shows where there are no masks
    #[input(default = Shows::Oval)]
    shows: Shows,
    /// How much of the changed faces
    #[input(default = 1.0, soft = 0.0..=1.0, hard = 0.0..=1.0, on_node)]
    strength: f32,
) -> Result<ImageMut> {
    if crops.len() != matrices.len() {
        bail!("there are {} faces and {} matrices; both come from one `face.align`", crops.len(), matrices.len());
    }
    if let Some(masks) = masks.filter(|masks| masks.len() != crops.len()) {
        bail!("there are {} faces and {} masks", crops.len(), masks.len());
    }
    let before: i64 = faces.need(field::WIDTH)?;
    let scale = f64::from(image.width()) / before.max(1) as f64;
    let mut out = call.image_for_overwrite(image.width(), image.height(), 3 + u32::from(image.has_alpha()))?;
    let from = rgb(image).into_iter().chain(alpha(image));
    planes_mut(&mut out).iter_mut().zip(from).for_each(|(to, from)| to.copy_from(from));
    for (at, (crop, matrix)) in crops.iter().zip(matrices).enumerate() {
        let call = call.sub(at as f64 / crops.len() as f64..(at + 1) as f64 / crops.len() as f64);
        let back = way_back(matrix, scale).map_err(|error| error.context(format_args!("face {at}")))?;
        let mask = match masks.and_then(|masks| masks.get(at)) {
            Some(mask) => softened(&call, mask_like(&call, mask, crop)?)?,
            None if shows == Shows::Oval => softened(&call, oval(crop))?,
            None => square(&call, crop, back.rows[0][0].hypot(back.rows[1][0]), scale)?,
        };
        paste(&call, &mut out, crop, &mask, &back, strength)?;
    }
    Ok(out)
}

/// From a pixel of the crop to one of the picture. facexlib's: where the picture became larger, half a new pixel is added.
fn way_back(matrix: &Tensor, scale: f64) -> Result<Affine> {
    let [first, second] = *matrix.rows::<f64, 3>()? else {
        return Err(Error::invalid(format!("wanted two rows of three numbers, got the shape {:?}", matrix.shape())));
    };
    let inverse = Affine { rows: [first, second] }.inverse();
    if !inverse.rows.as_flattened().iter().all(|number| number.is_finite()) {
        return Err(Error::invalid("the matrix has no way back"));
    }
    let half = if scale > 1.0 { 0.5 * scale } else { 0.0 };
    Ok(Affine { rows: inverse.rows.map(|[a, b, shift]| [a * scale, b * scale, shift * scale + half]) })
}

/// The oval of a face in a crop that restoring models want.
fn oval(crop: &Image) -> Plane {
    let (width, height) = (crop.width() as usize, crop.height() as usize);
    let (x, y) = (width as f64 / 512.0, height as f64 / 512.0);
    let mut plane = Plane::new(width, height);
    fill_ellipse(&mut plane.view_mut(), [256.0 * x, 270.0 * y], [170.0 * x, 220.0 * y], 0.0);
    plane
}

fn mask_like(call: &Call, mask: &Mask, crop: &Image) -> Result<Plane> {
    let size = (crop.width(), crop.height());
    let fitted = all_fitted(call, &[weft_planes::plane(mask)], size, Resampler::OpencvLinear)?;
    Ok(fitted[0].view().to_plane())
}

/// Blurred twice, and nothing at the rim, as facexlib softens masks of 512 pixels.
fn softened(call: &Call, mask: Plane) -> Result<Plane> {
    let scale = mask.width().min(mask.height()) as f32 / 512.0;
    let taps = ((101.0 * scale).round() as usize).max(3) | 1;
    let options = Gaussian { sigma_px: 11.0 * scale, taps, border: Border::Reflect101 };
    let mut other = Plane::new(mask.width(), mask.height());
    let mut soft = mask;
    reporting(&call.sub(0.0..0.2), |progress| gaussian(&[soft.view()], &mut [other.view_mut()], &options, progress))?;
    reporting(&call.sub(0.2..0.4), |progress| gaussian(&[other.view()], &mut [soft.view_mut()], &options, progress))?;
    let (width, height) = (soft.width(), soft.height());
    let rim = ((10.0 * scale).round() as usize).max(1);
    for (y, row) in soft.rows_mut().enumerate() {
        let all = y < rim || y + rim >= height;
        for (x, value) in row.iter_mut().enumerate() {
            if all || x < rim || x + rim >= width {
                *value = 0.0;
            }
        }
    }
    Ok(soft)
}

/// All but a soft edge of a twentieth of the side, which facexlib measures in the picture; here it is one in the crop.
fn square(call: &Call, crop: &Image, crop_scale: f64, scale: f64) -> Result<Plane> {
    let (width, height) = (crop.width() as usize, crop.height() as usize);
    let in_picture = |px: f64| px / crop_scale;
    let side = ((width * height) as f64).sqrt() * crop_scale;
    let edge = (side / 20.0).floor().max(1.0);
    let inset = (in_picture(scale + edge).round() as usize).max(1);
    let full = Plane::filled(width, height, 1.0);
    let framed = Plane::from_fn(width, height, |x, y| {
        let inside = x > 0 && y > 0 && x + 1 < width && y + 1 < height;
        full.row(y)[x] * f32::from(u8::from(inside))
    });
    let element = Element { times: 1, ..Element::of_radius(Shape::Rectangle, inset) };
    let (mut hard, mut soft) = (Plane::new(width, height), Plane::new(width, height));
    reporting(&call.sub(0.0..0.2), |progress| erode(&[framed.view()], &mut [hard.view_mut()], &element, progress))?;
    let taps = (in_picture(2.0 * edge).round() as usize).max(3) | 1;
    let options = Gaussian { sigma_px: 0.0, taps, border: Border::Reflect101 };
    reporting(&call.sub(0.2..0.4), |progress| gaussian(&[hard.view()], &mut [soft.view_mut()], &options, progress))?;
    Ok(soft)
}

/// Only the part of the picture that the crop covers is touched.
fn paste(call: &Call, out: &mut ImageMut, crop: &Image, mask: &Plane, back: &Affine, strength: f32) -> Result<()> {
    let (wide, high) = (f64::from(crop.width()), f64::from(crop.height()));
    let corners = [[-1.0, -1.0], [wide, -1.0], [-1.0, high], [wide, high]].map(|corner| back.apply(corner));
    let range = |axis: usize, size: u32| {
        let ends = corners.map(|corner| corner[axis]);
        let low = ends.into_iter().fold(f64::INFINITY, f64::min).floor().max(0.0);
        let high = (ends.into_iter().fold(f64::NEG_INFINITY, f64::max).ceil() + 1.0).min(f64::from(size));
        low as usize..(high.max(low)) as usize
    };
    let (columns, rows) = (range(0, out.width()), range(1, out.height()));
    if columns.is_empty() || rows.is_empty() {
        return Ok(());
    }
    let [[a, b, x], [c, d, y]] = back.rows;
    let there = Affine { rows: [[a, b, x - columns.start as f64], [c, d, y - rows.start as f64]] };
    let mut moved = vec![Plane::new(columns.len(), rows.len()); 4];
    let source: Vec<PlaneRef<'_>> = rgb(crop).into_iter().chain([mask.view()]).collect();
    let mut views: Vec<_> = moved.iter_mut().map(Plane::view_mut).collect();
    reporting(&call.sub(0.4..0.9), |progress| warp_affine(&source, &mut views, &there, &Warp::default(), progress))?;
    let (soft, colours) = (&moved[3], &moved[..3]);
    for (to, from) in planes_mut(out).iter_mut().zip(colours) {
        for row in 0..rows.len() {
            let pixels = &mut to.row_mut(rows.start + row)[columns.clone()];
            for ((pixel, from), share) in pixels.iter_mut().zip(from.row(row)).zip(soft.row(row)) {
                *pixel += (from - *pixel) * share * strength;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod golden;

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data, Picture};

    fn matrix(rows: [[f64; 3]; 2]) -> Data {
        Data::List(vec![Array::new(&[2, 3], rows.as_flattened().to_vec()).into()])
    }

    fn of_width(width: i64) -> Data {
        let none = Array::new(&[0, 4], Vec::<f32>::new());
        Data::from([("width", Data::Int(width)), ("height", Data::Int(width)), ("bbox", none.into())])
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        let crops = Data::List(vec![Data::Image(Picture::noise(32, 32, 3, 2))]);
        let masks = Data::List(vec![Data::Image(Picture::flat(16, 16, [1.0]))]);
        let there = matrix([[1.0, 0.0, -2.0], [0.0, 1.0, -3.0]]);
        let validation = testing::validate(&paste_back::KIND).set("crops", crops).set("matrices", there);
        validation.set("faces", of_width(24)).set("masks", masks).check();
    }

    /// The middle of the crop goes where it was, and far from it nothing changes.
    #[test]
    fn a_face_goes_back_where_it_was() {
        let there = matrix([[2.0, 0.0, -40.0], [0.0, 2.0, -60.0]]);
        for (shows, size, place) in
            [("oval", 100, (20 + 32, 30 + 32)), ("square", 100, (20 + 32, 30 + 32)), ("oval", 300, (156, 186))]
        {
            let crop = Picture::flat(128, 128, [1.0, 0.0, 0.5]);
            let run = testing::run(&paste_back::KIND).image("image", Picture::flat(size, size, [0.25; 4]));
            let run = run.set("crops", Data::List(vec![Data::Image(crop)])).set("matrices", there.clone());
            let done = run.set("faces", of_width(100)).set("shows", shows).go().unwrap().image("image");
            let pixel = |x, y| [0, 1, 2, 3].map(|plane| done.at(x, y, plane));
            let near = |a: [f32; 4], b: [f32; 4]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 2e-3);
            assert!(
                near(pixel(place.0, place.1), [1.0, 0.0, 0.5, 0.25]),
                "{shows} {size}: {:?}",
                pixel(place.0, place.1)
            );
            for (x, y) in [(2, 2), (size - 3, size - 3), (place.0, 4)] {
                assert_eq!(pixel(x, y), [0.25; 4], "{shows} {size} {x} {y}");
            }
        }
    }

    #[test]
    fn strength_mixes_and_masks_decide_what_shows() {
        let there = matrix([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
        let run = || {
            let run = testing::run(&paste_back::KIND).image("image", Picture::flat(64, 64, [0.0; 3]));
            let crops = Data::List(vec![Data::Image(Picture::flat(64, 64, [1.0; 3]))]);
            run.set("crops", crops).set("matrices", there.clone()).set("faces", of_width(64))
        };
        let half = run().set("strength", 0.5).go().unwrap().image("image");
        assert!((half.at(32, 34, 1) - 0.5).abs() < 1e-3);
        let none = Data::List(vec![Data::Image(Picture::flat(64, 64, [0.0]))]);
        let hidden = run().set("masks", none).go().unwrap().image("image");
        assert_eq!(hidden.difference(&Picture::flat(64, 64, [0.0; 3])), 0.0);
    }

    #[test]
    fn what_does_not_belong_together_is_told() {
        let run = testing::run(&paste_back::KIND).image("image", Picture::flat(8, 8, [0.0]));
        let run = run.set("crops", Data::List(Vec::new())).set("faces", of_width(8));
        let error = run.set("matrices", matrix([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])).go().unwrap_err().to_string();
        assert!(error.contains("0 faces and 1 matrices"), "{error}");
        let run = testing::run(&paste_back::KIND).image("image", Picture::flat(8, 8, [0.0])).set("faces", of_width(8));
        let run = run.set("crops", Data::List(vec![Data::Image(Picture::flat(4, 4, [0.0]))]));
        let error = run.set("matrices", matrix([[0.0; 3], [0.0; 3]])).go().unwrap_err().to_string();
        assert!(error.contains("face 0") && error.contains("no way back"), "{error}");
    }
}
