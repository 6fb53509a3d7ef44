//! `blend.gaussian_mask`: a soft oval over a face.

use weft_kernels::gaussian::{Gaussian, gaussian};
use weft_kernels::polygon::fill_ellipse;
use weft_kernels::{Border, Plane};
use weft_planes::{plane_mut, reporting};
use weft_plugin::prelude::*;

/// Makes a soft oval mask: over a face, or in a rectangle. Where the face is missing, the mask is empty.
#[node(id = "blend.gaussian_mask", category = "Mask/Make", label = "Soft oval", pure, output = "mask")]
pub(crate) fn gaussian_mask(
    call: &Call,
    /// The mask gets its size
    image: &Image,
    /// Faces of the picture; without, the rectangle counts
    faces: Option<&Faces>,
    /// Which of the faces, from 0 on
    #[input(default = 0, soft = 0..=16, hard = 0..)]
    face: u32,
    /// Where, if there are no faces to go by
    rect: Rect,
    /// How soft the edge is
    #[input(default = 1.0, soft = 0.0..=4.0, hard = 0.0..=100.0, unit = "×", on_node)]
    softness: f32,
) -> Result<MaskMut> {
    let (width, height) = (image.width(), image.height());
    let mut out = call.mask_like(image)?;
    let around = match faces {
        Some(faces) => faces.boxes(width, height)?.get(face as usize).copied(),
        None => Some([
            rect.x * width as f32,
            rect.y * height as f32,
            rect.width * width as f32,
            rect.height * height as f32,
        ]),
    };
    let Some(around) = around.filter(|around| around.iter().all(|number| number.is_finite())) else {
        call.warn(format!("there is no face {face}, so the mask is empty"));
        return Ok(out);
    };
    let [left, top, wide, high] = around.map(f64::from);
    let centre = [left + wide / 2.0 - 0.5, top + high / 2.0 - 0.5];
    let mut oval = Plane::new(width as usize, height as usize);
    // A face is narrower than the box that finders draw around it.
    fill_ellipse(&mut oval.view_mut(), centre, [0.45 * wide, 0.475 * high], 0.0);
    let taps = (wide.min(high) / 10.0 * f64::from(softness)).clamp(0.0, 16384.0) as usize | 1;
    if softness == 0.0 {
        plane_mut(&mut out).copy_from(oval.view());
        return Ok(out);
    }
    let options = Gaussian { sigma_px: 0.0, taps: taps.max(3), border: Border::Replicate };
    reporting(call, |progress| gaussian(&[oval.view()], &mut [plane_mut(&mut out)], &options, progress))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Data, Picture};

    fn faces(boxes: &[[f32; 4]]) -> Data {
        let bbox = Array::new(&[boxes.len(), 4], boxes.as_flattened().to_vec());
        Data::from([("width", Data::Int(100)), ("height", Data::Int(50)), ("bbox", bbox.into())])
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&gaussian_mask::KIND).check();
    }

    #[test]
    fn the_oval_lies_over_the_face_also_in_a_picture_of_another_size() {
        let run = testing::run(&gaussian_mask::KIND).image("image", Picture::flat(200, 100, [0.0]));
        let mask = run.set("faces", faces(&[[50.0, 10.0, 20.0, 30.0]])).go().unwrap().image("mask");
        assert!(mask.at(120, 50, 0) > 0.999 && mask.at(40, 50, 0) == 0.0 && mask.at(102, 24, 0) < 0.1);
        let (area, oval) = (mask.samples.iter().sum::<f32>(), std::f32::consts::PI * 18.0 * 28.5);
        assert!((area - oval).abs() < 2.0, "{area} {oval}");
    }

    #[test]
    fn a_face_that_is_not_there_gives_an_empty_mask_and_a_word() {
        let run = testing::run(&gaussian_mask::KIND).image("image", Picture::flat(20, 10, [0.0]));
        let done = run.set("faces", faces(&[])).go().unwrap();
        assert_eq!(done.image("mask"), Picture::flat(20, 10, [0.0]));
        assert!(done.warnings()[0].contains("no face 0"), "{:?}", done.warnings());
    }
}
