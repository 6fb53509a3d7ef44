//! Pictures from outside, made smaller for a proxy: halved again and again, each pixel the mean of four.

use crate::value::{Content, Image, Value};

/// The same picture, its sides halved so often; other values as they are.
pub(super) fn shrunk(value: &Value, halvings: u32) -> Value {
    match value.content() {
        Content::Image(image) => {
            let mut small: Option<Image> = None;
            for _ in 0..halvings {
                let Some(next) = halved(small.as_ref().unwrap_or(image)) else { break };
                small = Some(next);
            }
            small.map_or_else(|| value.clone(), |image| Value::new(Content::Image(image)))
        }
        Content::List(items) => Value::new(Content::List(items.iter().map(|item| shrunk(item, halvings)).collect())),
        _ => value.clone(),
    }
}

/// None where it cannot get any smaller. An odd last row or column is its own neighbour.
fn halved(image: &Image) -> Option<Image> {
    let (width, height) = (image.width().div_ceil(2), image.height().div_ceil(2));
    if (width, height) == (image.width(), image.height()) {
        return None;
    }
    let mut small = Image::for_overwrite(width, height, image.channels(), image.colour()).ok()?;
    // Colours of a transparent pixel do not count.
    let alpha = matches!(image.channels(), 2 | 4).then(|| image.channels() - 1);
    for plane in 0..image.channels() {
        for y in 0..height {
            let rows = [2 * y, (2 * y + 1).min(image.height() - 1)];
            let above = image.row(plane, rows[0]);
            let below = image.row(plane, rows[1]);
            let weights = alpha.filter(|alpha| *alpha != plane).map(|alpha| rows.map(|y| image.row(alpha, y)));
            for (x, sample) in small.row_mut(plane, y).iter_mut().enumerate() {
                let columns = [2 * x, (2 * x + 1).min(image.width() as usize - 1)];
                let four = [above[columns[0]], above[columns[1]], below[columns[0]], below[columns[1]]];
                *sample = match weights {
                    None => mean(four, [1.0; 4]),
                    Some([above, below]) => {
                        mean(four, [above[columns[0]], above[columns[1]], below[columns[0]], below[columns[1]]])
                    }
                };
            }
        }
    }
    Some(small)
}

fn mean(four: [f32; 4], weights: [f32; 4]) -> f32 {
    let total: f32 = weights.iter().sum();
    if total > 0.0 {
        four.iter().zip(weights).map(|(sample, weight)| sample * weight).sum::<f32>() / total
    } else {
        four.iter().sum::<f32>() / 4.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Colour;

    fn image(width: u32, height: u32, planes: &[&[f32]]) -> Image {
        let mut image = Image::zeroed(width, height, planes.len() as u32, Colour::Srgb).unwrap();
        for (plane, samples) in (0..).zip(planes) {
            for (y, row) in (0..).zip(samples.chunks(width as usize)) {
                image.row_mut(plane, y).copy_from_slice(row);
            }
        }
        image
    }

    #[test]
    fn each_pixel_is_the_mean_of_four() {
        let small = halved(&image(3, 2, &[&[0.0, 1.0, 0.5, 1.0, 0.0, 0.25]])).unwrap();
        assert_eq!((small.width(), small.height()), (2, 1));
        assert_eq!(small.row(0, 0), [0.5, 0.375]);
    }

    #[test]
    fn colours_of_transparent_pixels_do_not_bleed() {
        let small = halved(&image(2, 1, &[&[1.0, 0.2], &[0.0, 1.0]])).unwrap();
        assert_eq!((small.row(0, 0), small.row(1, 0)), (&[0.2][..], &[0.5][..]));
    }

    #[test]
    fn one_pixel_stays_one_pixel() {
        let one = Value::new(Content::Image(image(1, 1, &[&[0.5]])));
        assert_eq!(shrunk(&one, 3), one);
        let wide = Value::new(Content::Image(image(9, 1, &[&[0.5; 9]])));
        assert_eq!(shrunk(&wide, 3).as_image().map(Image::width), Some(2));
    }
}
