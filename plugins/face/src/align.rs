//! `face.align`: faces upright and in one size, as models want them.

use weft_kernels::similarity::{similarity, similarity_lmeds};
use weft_kernels::warp::{Affine, Warp, warp_affine};
use weft_kernels::{Border, PlaneRef};
use weft_planes::{planes_mut, reporting, rgb};
use weft_plugin::prelude::*;

use crate::template::Template;

/// How the points are matched.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Fit {
    /// As the models of this crop were trained
    #[default]
    Auto,
    /// All points count alike
    LeastSquares,
    /// Points that do not fit the others are left out
    Robust,
}

/// Faces, ready for a model.
#[derive(Outputs)]
pub(crate) struct Aligned {
    /// A square picture of each face
    crops: Vec<ImageMut>,
    /// For each, two rows of three numbers: where a pixel of the picture went
    matrices: Vec<Tensor>,
}

/// Cuts out each face, upright and in the size that models expect.
///
/// `restore.paste_back` puts it back by the matrices.
#[node(id = "face.align", category = "Faces", label = "Align faces", pure, no_disk)]
pub(crate) fn align(
    call: &Call,
    /// The picture
    image: &Image,
    /// Its faces
    faces: &Faces,
    /// Which crop
    #[input(default = Template::Ffhq, on_node)]
    crop: Template,
    /// Side of the crops; 0: as the models of this crop want it
    #[input(default = 0, soft = 0..=1024, hard = 0..=8192, unit = "px")]
    size: u32,
    /// How the points are matched
    #[input(default = Fit::Auto, advanced)]
    fit: Fit,
) -> Result<Aligned> {
    let side = if size == 0 { crop.own_side() } else { size };
    let to = crop.points(side);
    let robust = fit == Fit::Robust || (fit == Fit::Auto && crop == Template::Ffhq);
    let mut aligned = Aligned { crops: Vec::new(), matrices: Vec::new() };
    let all = faces.points5(image.width(), image.height())?;
    let all = all.ok_or_else(|| Error::invalid("the faces have no eyes, nose and mouth to go by"))?;
    for (at, five) in all.iter().enumerate() {
        let call = call.sub(at as f64 / all.len() as f64..(at + 1) as f64 / all.len() as f64);
        let matrix = matched(five, &to, robust).map_err(|error| error.context(format_args!("face {at}")))?;
        aligned.crops.push(cut(&call, image, &matrix, side, crop.beyond())?);
        aligned.matrices.push(call.tensor_of(&[2, 3], matrix.rows.as_flattened())?);
    }
    Ok(aligned)
}

/// Where a pixel of the picture goes, so that the points of a face come to lie where they should.
pub(crate) fn matched(five: &[[f32; 2]; 5], to: &[[f64; 2]; 5], robust: bool) -> Result<Affine> {
    // Kernels count from the middle of the first pixel, records from its corner.
    let from = five.map(|[x, y]| [f64::from(x) - 0.5, f64::from(y) - 0.5]);
    let found = if robust { similarity_lmeds(&from, to) } else { similarity(&from, to) };
    found.map_err(|why| Error::invalid(format!("it cannot be aligned: {why}")))
}

/// A square of the picture, in colour and without alpha; beyond the picture is one colour.
pub(crate) fn cut(call: &Call, image: &Image, matrix: &Affine, side: u32, beyond: [f32; 3]) -> Result<ImageMut> {
    let mut out = call.image_for_overwrite(side, side, 3)?;
    let from: [PlaneRef<'_>; 3] = rgb(image);
    let mut to = planes_mut(&mut out);
    for (colour, beyond) in beyond.into_iter().enumerate() {
        let warp = Warp { border: Border::Constant(beyond), ..Warp::default() };
        let (from, to) = (&from[colour..=colour], &mut to[colour..=colour]);
        reporting(call, |progress| warp_affine(from, to, matrix, &warp, progress))?;
    }
    drop(to);
    Ok(out)
}

/// The same warp without a call, for comparing with references.
#[cfg(test)]
pub(crate) fn cut_planes_for_tests(
    (width, height): (usize, usize),
    sample: impl Fn(usize, usize, usize) -> f32,
    matrix: &Affine,
    side: usize,
) -> Vec<weft_kernels::Plane> {
    use weft_kernels::Plane;
    let from: Vec<Plane> = (0..3).map(|plane| Plane::from_fn(width, height, |x, y| sample(x, y, plane))).collect();
    let mut out = vec![Plane::new(side, side); 3];
    let warp = Warp { border: Border::Constant(0.0), ..Warp::default() };
    let views = weft_kernels::plane::views(&from);
    warp_affine(&views, &mut weft_kernels::plane::views_mut(&mut out), matrix, &warp, None).unwrap();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data, Picture};

    fn faces(points: Vec<f32>) -> Data {
        let count = points.len() / 10;
        Data::from([
            ("width", Data::Int(600)),
            ("height", Data::Int(600)),
            ("points5", Array::new(&[count, 5, 2], points).into()),
        ])
    }

    /// The points of the template themselves: the crop is the picture.
    fn template_at(left: f64, top: f64) -> Vec<f32> {
        let points = Template::Ffhq.points(512);
        points.iter().flat_map(|[x, y]| [(x + 0.5 + left) as f32, (y + 0.5 + top) as f32]).collect()
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&align::KIND).set("faces", faces(template_at(3.0, 4.0))).check();
    }

    #[test]
    fn a_face_that_is_aligned_already_is_cut_out_as_it_is() {
        let image = Picture::noise(600, 600, 3, 5);
        let run = testing::run(&align::KIND).image("image", image.clone());
        let done = run.set("faces", faces(template_at(20.0, 30.0))).go().unwrap();
        let Data::List(crops) = done.data("crops") else { panic!("no list") };
        let Data::Image(crop) = &crops[0] else { panic!("no picture") };
        assert_eq!((crop.width, crop.height, crop.channels), (512, 512, 3));
        let cut = Picture::new(512, 512, 3, |x, y, plane| image.at(x + 20, y + 30, plane));
        assert!(crop.difference(&cut) < 2e-3, "{}", crop.difference(&cut));
    }

    #[test]
    fn no_faces_give_no_crops_and_points_in_one_place_are_told() {
        let run = || testing::run(&align::KIND).image("image", Picture::flat(600, 600, [0.5; 3]));
        let done = run().set("faces", faces(Vec::new())).go().unwrap();
        assert_eq!(done.data("crops"), &Data::List(Vec::new()));
        let error = run().set("faces", faces(vec![9.0; 10])).go().unwrap_err();
        assert!(error.to_string().contains("face 0: it cannot be aligned"), "{error:?}");
    }
}
