//! `face.draw`: what was found, drawn over the picture.

use weft_kernels::Plane;
use weft_kernels::polygon::{Inside, fill_polygons};
use weft_planes::{alpha, planes_mut, rgb};
use weft_plugin::found::field;
use weft_plugin::prelude::*;

use crate::marks::{Polygon, disc, frame, text, text_width};

/// What is written at each face.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Label {
    /// Nothing
    None,
    /// Its number, for `face.select`
    #[default]
    Number,
    /// How sure the finder is
    Certainty,
    /// Age and gender, where they are known
    Attributes,
}

/// Draws the boxes of faces, their points, and a word about each.
#[node(id = "face.draw", category = "Faces", label = "Draw faces", pure, no_disk, output = "image")]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn draw(
    call: &Call,
    /// The picture
    image: &Image,
    /// Its faces
    faces: &Faces,
    /// Whether boxes are drawn
    #[input(default = true)]
    boxes: bool,
    /// Whether eyes, nose and mouth are marked
    #[input(default = true)]
    points: bool,
    /// What is written
    #[input(default = Label::Number, on_node)]
    label: Label,
    /// Of lines and points
    #[input(default = "#ffb020")]
    color: Color,
    /// Width of the lines; 0: by the size of the picture
    #[input(default = 0.0, soft = 0.0..=16.0, hard = 0.0..=512.0, unit = "px")]
    thickness: f32,
) -> Result<ImageMut> {
    let (width, height) = (image.width(), image.height());
    let thick = match thickness {
        0.0 => (f64::from(width.max(height)) / 320.0).max(1.5),
        some => f64::from(some),
    };
    let (mut coloured, mut dark): (Vec<Polygon>, Vec<Polygon>) = (Vec::new(), Vec::new());
    let places: Vec<[f64; 4]> = faces.boxes(width, height)?.iter().map(|place| place.map(f64::from)).collect();
    if boxes {
        places.iter().for_each(|[left, top, wide, high]| {
            frame(&mut coloured, [left - 0.5, top - 0.5, *wide, *high], thick);
        });
    }
    if points {
        for ([.., wide, high], five) in places.iter().zip(faces.points5(width, height)?.unwrap_or_default()) {
            // On a small face large dots would hide it.
            let radius = (0.9 * thick).min(wide.min(*high) / 24.0).max(0.8);
            let place = |[x, y]: [f32; 2]| [f64::from(x) - 0.5, f64::from(y) - 0.5];
            five.into_iter().for_each(|point| coloured.push(disc(place(point), radius)));
        }
    }
    for ([left, top, wide, _], words) in places.iter().zip(words(faces, label, places.len())?) {
        let high = (5.0 * thick).min(wide / 3.0).max(6.0);
        let (pad, long) = (0.35 * high, text_width(&words, high));
        // Above the box, or in it where it touches the upper edge.
        let (left, above) = (left - 0.5 - thick / 2.0, top - 0.5 - high - 2.0 * pad);
        let top = if above < 0.0 { top - 0.5 } else { above };
        let (right, bottom) = (left + long + 2.0 * pad, top + high + 2.0 * pad);
        coloured.push(vec![[left, top], [right, top], [right, bottom], [left, bottom]]);
        text(&mut dark, &words, [left + pad, top + pad], high);
    }
    call.report(0.3)?;
    let cover = |polygons: &[Polygon]| {
        let mut plane = Plane::new(width as usize, height as usize);
        let polygons: Vec<&[[f64; 2]]> = polygons.iter().map(Vec::as_slice).collect();
        fill_polygons(&mut plane.view_mut(), &polygons, Inside::NonZero);
        plane
    };
    let (coloured, dark) = (cover(&coloured), cover(&dark));
    call.report(0.6)?;
    let [red, green, blue, _] = color.rgba;
    painted(call, image, &[(&coloured, [red, green, blue]), (&dark, [0.08, 0.07, 0.06])])
}

/// The picture in colour, with paint over it. Where paint is, the picture is opaque.
fn painted(call: &Call, image: &Image, paints: &[(&Plane, [f32; 3])]) -> Result<ImageMut> {
    let mut out = call.image_for_overwrite(image.width(), image.height(), 3 + u32::from(image.has_alpha()))?;
    let below: Vec<_> = rgb(image).into_iter().chain(alpha(image)).collect();
    for (index, to) in planes_mut(&mut out).iter_mut().enumerate() {
        for (y, row) in to.rows_mut().enumerate() {
            row.copy_from_slice(below[index].row(y));
            for (cover, colour) in paints {
                let paint = colour.get(index).copied().unwrap_or(1.0);
                for (pixel, cover) in row.iter_mut().zip(cover.row(y)).filter(|(_, cover)| **cover > 0.0) {
                    *pixel += (paint - *pixel) * cover;
                }
            }
        }
    }
    Ok(out)
}

/// The word about each face.
fn words(faces: &Faces, label: Label, count: usize) -> Result<Vec<String>> {
    let numbers = |name: &str| -> Result<Vec<f32>> {
        let tensor: Option<Tensor> = faces.get(name)?;
        tensor.map_or_else(|| Ok(Vec::new()), |tensor| tensor.as_slice::<f32>().map(<[f32]>::to_vec))
    };
    match label {
        Label::None => Ok(Vec::new()),
        Label::Number => Ok((0..count).map(|face| face.to_string()).collect()),
        Label::Certainty => Ok(numbers(field::SCORE)?.iter().map(|score| format!("{score:.2}")).collect()),
        Label::Attributes => {
            let (ages, genders) = (numbers(field::AGE)?, numbers(field::GENDER)?);
            if ages.is_empty() && genders.is_empty() && count > 0 {
                bail!("age and gender are not known; put `face.attributes` before this");
            }
            let known = |all: &[f32], face: usize| all.get(face).copied().filter(|number| number.is_finite());
            let word = |face: usize| {
                let gender = known(&genders, face).map(|gender| if gender < 0.5 { "F" } else { "M" });
                let age = known(&ages, face).map(|age| format!("{age:.0}"));
                [gender.map(str::to_owned), age].into_iter().flatten().collect::<Vec<_>>().join(" ")
            };
            Ok((0..count).map(word).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data, Picture};

    fn faces() -> Data {
        let points = [[30.0_f32, 30.0], [50.0, 30.0], [40.0, 42.0], [32.0, 52.0], [48.0, 52.0]];
        Data::from([
            ("width", Data::Int(100)),
            ("height", Data::Int(80)),
            ("bbox", Array::new(&[1, 4], vec![20.0_f32, 20.0, 40.0, 40.0]).into()),
            ("score", Array::new(&[1], vec![0.75_f32]).into()),
            ("points5", Array::new(&[1, 5, 2], points.as_flattened().to_vec()).into()),
        ])
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&draw::KIND).set("faces", faces()).check();
    }

    #[test]
    fn lines_and_points_lie_where_the_face_is_and_nothing_else_changes() {
        let image = Picture::flat(100, 80, [0.25, 0.25, 0.25]);
        let run = testing::run(&draw::KIND).image("image", image).set("faces", faces()).set("label", "none");
        let drawn = run.set("color", Color::rgb(1.0, 0.0, 0.0)).set("thickness", 2.0).go().unwrap().image("image");
        for (x, y) in [(20, 40), (59, 40), (40, 20), (40, 59), (30, 30), (40, 42)] {
            assert!(drawn.at(x, y, 0) > 0.5 && drawn.at(x, y, 1) < 0.2, "{x} {y}: {}", drawn.at(x, y, 0));
        }
        for (x, y) in [(10, 10), (40, 33), (70, 40), (25, 25)] {
            assert_eq!(drawn.at(x, y, 0), 0.25, "{x} {y}");
        }
    }

    #[test]
    fn digits_differ_and_stay_in_their_width() {
        let drawn = |word: &str| {
            let mut polygons = Vec::new();
            text(&mut polygons, word, [2.0, 2.0], 20.0);
            let mut plane = Plane::new(40, 30);
            let polygons: Vec<&[[f64; 2]]> = polygons.iter().map(Vec::as_slice).collect();
            fill_polygons(&mut plane.view_mut(), &polygons, Inside::NonZero);
            plane.rows().flatten().copied().collect::<Vec<f32>>()
        };
        let all: Vec<Vec<f32>> = "0123456789FM.".chars().map(|sign| drawn(&sign.to_string())).collect();
        for (at, one) in all.iter().enumerate() {
            assert!(one.iter().sum::<f32>() > 3.0, "sign {at} is drawn");
            assert!(all[..at].iter().all(|other| other != one), "sign {at} differs from those before");
        }
        assert!((text_width("18", 60.0) - 96.0).abs() < 1e-9);
    }

    #[test]
    fn unknown_ages_are_told() {
        let run = testing::run(&draw::KIND).image("image", Picture::flat(100, 80, [0.5])).set("faces", faces());
        let error = run.set("label", "attributes").go().unwrap_err().to_string();
        assert!(error.contains("face.attributes"), "{error}");
    }
}
