//! `image.crop`: a rectangle of a picture.

use weft_planes::device::{Fresh, Lent, device, size};
use weft_planes::parts::rearranged;
use weft_plugin::prelude::*;
use weft_shaders::planes::{copy, part};
use weft_shaders::tall::Rectangle;

/// Cuts a rectangle out of a picture: drawn by hand, or given in pixels.
#[node(id = "image.crop", category = "Image/Size", label = "Crop", pure, gpu, output(id = "image", ty = "image|mask"))]
pub(crate) fn crop(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// Drawn over the picture, in parts of its size; used where width and height are 0
    rect: Rect,
    /// Left edge
    #[input(default = 0, soft = 0..=4096, hard = 0.., unit = "px")]
    x: u32,
    /// Top edge
    #[input(default = 0, soft = 0..=4096, hard = 0.., unit = "px")]
    y: u32,
    /// How wide; 0: as the drawn rectangle
    #[input(default = 0, soft = 0..=4096, hard = 0.., unit = "px")]
    width: u32,
    /// How high; 0: as the drawn rectangle
    #[input(default = 0, soft = 0..=4096, hard = 0.., unit = "px")]
    height: u32,
) -> Result<Image> {
    let (whole_width, whole_height) = (image.width(), image.height());
    let [x, y, width, height] = if width == 0 && height == 0 {
        rect.in_pixels(whole_width, whole_height)
    } else {
        let outside = x >= whole_width || y >= whole_height;
        if outside {
            return Err(Error::invalid(format!(
                "({x}, {y}) lies outside of the picture of {whole_width} × {whole_height}"
            )));
        }
        let side =
            |length: u32, from: u32, whole: u32| if length == 0 { whole - from } else { length.min(whole - from) };
        [x, y, side(width, x, whole_width), side(height, y, whole_height)]
    };
    let needs = |to: Rectangle| Some(Rectangle { x: to.x + x, y: to.y + y, ..to });
    let cut = rearranged(call, image, (width, height), needs, |gpu, from, to, _| {
        from.iter().zip(to).try_for_each(|(from, to)| copy(gpu, *from, *to))
    })?;
    if let Some(made) = cut {
        return Ok(made);
    }
    if let Some(gpu) = device(call, &[size(image)])? {
        let (from, out) = (Lent::new(&gpu, image)?, Fresh::like(&gpu, image, (width, height))?);
        from.planes.iter().zip(&out.planes).try_for_each(|(from, to)| part(&gpu, *from, (x, y), *to))?;
        return out.done();
    }
    let mut out = weft_planes::resized_like(call, image, (width, height))?;
    out.fill_rows(call, |plane, row_y, row| {
        row.copy_from_slice(&image.row(plane, y + row_y)[x as usize..][..width as usize]);
    })?;
    Ok(out.done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Array, Picture};

    fn picture() -> Picture {
        Picture::new(10, 8, 1, |x, y, _| (x + 10 * y) as f32)
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&crop::KIND).check();
    }

    #[test]
    fn pixels_and_parts_name_the_same_rectangle() {
        let by_pixels = testing::run(&crop::KIND)
            .image("image", picture())
            .int("x", 5)
            .int("y", 2)
            .int("width", 5)
            .int("height", 4);
        let parts = Array::new(&[4], vec![0.5_f32, 0.25, 0.5, 0.5]);
        let by_parts = testing::run(&crop::KIND).image("image", picture()).tensor("rect", parts);
        let cut = by_pixels.go().unwrap().image("image");
        assert_eq!((cut.width, cut.height, cut.at(0, 0, 0)), (5, 4, 25.0));
        assert_eq!(cut, by_parts.go().unwrap().image("image"));
    }

    #[test]
    fn a_rectangle_that_reaches_out_is_cut_and_one_outside_is_told() {
        let run =
            |x| testing::run(&crop::KIND).image("image", picture()).int("x", x).int("width", 100).int("height", 1);
        assert_eq!(run(7).go().unwrap().image("image").width, 3);
        assert!(run(10).go().unwrap_err().to_string().contains("outside"));
    }
}
