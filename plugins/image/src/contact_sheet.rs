//! `image.contact_sheet`: many pictures on one.

use weft_kernels::Plane;
use weft_kernels::resize::{Resampler, resize, resize_straight_alpha};
use weft_planes::{planes, sides};
use weft_plugin::prelude::*;

/// Lays pictures side by side in rows, each as large as its cell allows.
#[node(id = "image.contact_sheet", category = "Image/Combine", label = "Contact sheet", pure, output = "image")]
pub(crate) fn contact_sheet(
    call: &Call,
    /// The pictures, in order: a list, or several wires
    images: &[Image],
    /// Pictures in a row; 0: about as many as there are rows
    #[input(default = 0, soft = 0..=12, hard = 0..=10_000, on_node)]
    columns: u32,
    /// Width of a cell
    #[input(default = 256, soft = 16..=1024, hard = 1..=65536, unit = "px")]
    cell_width: u32,
    /// Height of a cell
    #[input(default = 256, soft = 16..=1024, hard = 1..=65536, unit = "px")]
    cell_height: u32,
    /// Room between cells, and around them
    #[input(default = 12, soft = 0..=64, hard = 0..=65536, unit = "px")]
    gap: u32,
    /// What shows between the pictures, and through their transparency
    #[input(default = "#ffffff")]
    background: Color,
) -> Result<ImageMut> {
    if images.is_empty() {
        bail!("there are no pictures to lay out; wire a list, or several pictures, into `images`");
    }
    let count = images.len() as u32;
    let columns = if columns == 0 { f64::from(count).sqrt().ceil() as u32 } else { columns.min(count) };
    let rows = count.div_ceil(columns);
    let length = |cells: u32, cell: u32| f64::from(cells) * (f64::from(cell) + f64::from(gap)) + f64::from(gap);
    let (width, height) = sides(length(columns, cell_width), length(rows, cell_height))?;
    let mut out = call.image_for_overwrite(width, height, 3)?;
    for plane in 0..3 {
        out.rows_mut(plane).for_each(|row| row.fill(background.rgba[plane as usize]));
    }
    for (number, image) in (0..).zip(images) {
        call.report(f64::from(number) / f64::from(count))?;
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let factor = (f64::from(cell_width) / width).min(f64::from(cell_height) / height);
        let side = |length: f64, cell: u32| ((length * factor).round() as u32).clamp(1, cell);
        let small = fitted(image, side(width, cell_width), side(height, cell_height));
        let corner = |at: u32, cell: u32, side: usize| gap + at * (cell + gap) + (cell - side as u32) / 2;
        let left = corner(number % columns, cell_width, small[0].width());
        let top = corner(number / columns, cell_height, small[0].height());
        place(&small, image, &mut out, (left, top));
    }
    Ok(out)
}

fn fitted(image: &Image, width: u32, height: u32) -> Vec<Plane> {
    let mut small: Vec<Plane> = (0..image.channels()).map(|_| Plane::new(width as usize, height as usize)).collect();
    let mut views: Vec<_> = small.iter_mut().map(Plane::view_mut).collect();
    let resize = if image.has_alpha() { resize_straight_alpha } else { resize };
    // Without a report nothing can stop it; the next picture asks again.
    let done = resize(&planes(image), &mut views, Resampler::PillowLanczos, None);
    debug_assert!(done.is_ok());
    small
}

fn place(small: &[Plane], image: &Image, out: &mut ImageMut, (left, top): (u32, u32)) {
    let alpha = image.has_alpha().then(|| &small[small.len() - 1]);
    for plane in 0..3 {
        let colour = &small[if image.colours() == 1 { 0 } else { plane as usize }];
        for (y, from) in colour.rows().enumerate() {
            let row = &mut out.row_mut(plane, top + y as u32)[left as usize..][..from.len()];
            for (x, to) in row.iter_mut().enumerate() {
                let opaque = alpha.map_or(1.0, |alpha| alpha.row(y)[x].clamp(0.0, 1.0));
                *to += (from[x].clamp(0.0, 1.0) - *to) * opaque;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&contact_sheet::KIND).set("cell_width", 16).set("cell_height", 12).check();
    }

    #[test]
    fn pictures_lie_in_rows_in_the_middle_of_their_cells() {
        let pictures = vec![
            Picture::flat(40, 40, [1.0, 0.0, 0.0]),
            Picture::flat(40, 20, [0.0]),
            Picture::flat(5, 5, [0.0, 0.0, 1.0, 0.5]),
        ];
        let run =
            testing::run(&contact_sheet::KIND).set("images", pictures).int("cell_width", 10).int("cell_height", 10);
        let sheet = run.clone().int("gap", 2).go().unwrap().image("image");
        assert_eq!((sheet.width, sheet.height, sheet.channels), (26, 26, 3));
        let pixel = |x, y| [0, 1, 2].map(|plane| sheet.at(x, y, plane));
        assert_eq!([pixel(1, 1), pixel(2, 2), pixel(11, 11)], [[1.0; 3], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]);
        assert_eq!([pixel(15, 3), pixel(15, 7), pixel(15, 10)], [[1.0; 3], [0.0; 3], [1.0; 3]], "wide, in the middle");
        assert_eq!(pixel(5, 20), [0.5, 0.5, 1.0], "transparency shows the background, small pictures are enlarged");
        let one_row = run.int("columns", 9).int("gap", 0).go().unwrap().image("image");
        assert_eq!((one_row.width, one_row.height), (30, 10));
    }

    #[test]
    fn no_pictures_are_told() {
        let error = testing::run(&contact_sheet::KIND).set("images", Vec::<Picture>::new()).go().unwrap_err();
        assert!(error.to_string().starts_with("there are no pictures"), "{error}");
    }
}
