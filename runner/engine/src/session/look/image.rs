//! A look at pixels: a region, fitted into a size, as bytes for a screen or as floats, with counts if asked for.

use crate::diagnostic::Diagnostic;
use crate::session::message::{
    Blob, ChannelView, HISTOGRAM_BINS, ImageView, Look, PIXELS_SIDE_MAX, PixelFormat, Region,
};
use crate::value::{Buffer, Image, Value};

pub(super) fn look(value: &Value, image: &Image, look: &Look) -> Result<ImageView, Diagnostic> {
    let region = inside(image, look.region);
    let (columns, rows) = fitted(region, look);
    let whole = region.width == image.width() && region.height == image.height();
    let full = columns == region.width && rows == region.height;
    let float = size_of::<f32>() as u64;
    let (row_bytes, plane_bytes, pixels) = match look.format {
        // The engine's own samples, not copied.
        PixelFormat::F32 if whole && full => {
            (image.row_stride() as u64 * float, image.plane_stride() as u64 * float, Blob::of_image(value.clone()))
        }
        PixelFormat::F32 => {
            let samples = columns as usize * rows as usize * image.channels() as usize;
            Buffer::room_for(samples)?;
            let row_bytes = u64::from(columns) * float;
            (row_bytes, row_bytes * u64::from(rows), floats(image, region, columns, rows))
        }
        PixelFormat::Rgba8 => {
            Buffer::room_for(columns as usize * rows as usize)?;
            (u64::from(columns) * 4, 0, bytes(image, region, columns, rows))
        }
    };
    let statistics = match look.statistics {
        true => (0..image.channels()).map(|plane| count(image, plane, region)).collect(),
        false => Vec::new(),
    };
    Ok(ImageView {
        width: image.width(),
        height: image.height(),
        channels: image.channels(),
        colour: image.colour(),
        region,
        columns,
        rows,
        format: look.format,
        row_bytes,
        plane_bytes,
        statistics,
        pixels,
    })
}

/// The part that lies in the picture; at least one pixel.
fn inside(image: &Image, region: Option<Region>) -> Region {
    let asked = region.unwrap_or(Region { x: 0, y: 0, width: image.width(), height: image.height() });
    let (x, y) = (asked.x.min(image.width() - 1), asked.y.min(image.height() - 1));
    let width = asked.width.clamp(1, image.width() - x);
    let height = asked.height.clamp(1, image.height() - y);
    Region { x, y, width, height }
}

/// As large as allowed, the shape kept, never enlarged.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below the sides of the region")]
fn fitted(region: Region, look: &Look) -> (u32, u32) {
    let room = (look.width_max.clamp(1, PIXELS_SIDE_MAX), look.height_max.clamp(1, PIXELS_SIDE_MAX));
    if region.width <= room.0 && region.height <= room.1 {
        return (region.width, region.height);
    }
    let (width, height) = (f64::from(region.width), f64::from(region.height));
    let factor = (f64::from(room.0) / width).min(f64::from(room.1) / height);
    let side = |length: f64, room: u32| ((length * factor).round() as u32).clamp(1, room);
    (side(width, room.0), side(height, room.1))
}

/// Where the share of one pixel of the view begins among so many of the picture.
fn share(at: u32, of: u32, length: u32) -> u32 {
    u32::try_from(u64::from(at) * u64::from(length) / u64::from(of)).unwrap_or(length)
}

/// Calls `row` with each row of the view: means over the pixels that fall into one, plane after plane, each `columns` long.
/// Alpha weighs colour, so that what is invisible does not shine through.
fn each_row(image: &Image, region: Region, columns: u32, rows: u32, mut row: impl FnMut(u32, &[f32])) {
    let (n_planes, n_columns) = (image.channels(), columns as usize);
    let alpha = matches!(n_planes, 2 | 4).then(|| n_planes as usize - 1);
    let edges: Vec<usize> = (0..=columns).map(|at| share(at, columns, region.width) as usize).collect();
    let mut out = vec![0.0_f32; n_columns * n_planes as usize];
    let span = region.x as usize..(region.x + region.width) as usize;
    for y in 0..rows {
        let sources = share(y, rows, region.height)..share(y + 1, rows, region.height);
        if columns == region.width && sources.len() == 1 {
            for (plane, out) in (0..n_planes).zip(out.chunks_exact_mut(n_columns)) {
                out.copy_from_slice(&image.row(plane, region.y + sources.start)[span.clone()]);
            }
            row(y, &out);
            continue;
        }
        out.fill(0.0);
        for source in sources.clone() {
            let weights = alpha.map(|alpha| &image.row(alpha as u32, region.y + source)[span.clone()]);
            for (plane, out) in (0..n_planes).zip(out.chunks_exact_mut(n_columns)) {
                let samples = &image.row(plane, region.y + source)[span.clone()];
                let is_colour = alpha.is_some_and(|alpha| plane as usize != alpha);
                for (sum, edge) in out.iter_mut().zip(edges.windows(2)) {
                    let piece = edge[0]..edge[1];
                    *sum += match weights.filter(|_| is_colour) {
                        Some(weights) => samples[piece.clone()]
                            .iter()
                            .zip(&weights[piece])
                            .map(|(sample, weight)| sample * weight)
                            .sum(),
                        None => samples[piece].iter().sum::<f32>(),
                    };
                }
            }
        }
        let n_sources = sources.len() as f32;
        let (colours, alphas) = out.split_at_mut(alpha.unwrap_or(n_planes as usize) * n_columns);
        for plane in colours.chunks_exact_mut(n_columns) {
            for (at, (sum, edge)) in plane.iter_mut().zip(edges.windows(2)).enumerate() {
                let weight = alphas.get(at).copied().unwrap_or(n_sources * (edge[1] - edge[0]) as f32);
                *sum = if weight > 0.0 { *sum / weight } else { 0.0 };
            }
        }
        for (sum, edge) in alphas.iter_mut().zip(edges.windows(2)) {
            *sum /= n_sources * (edge[1] - edge[0]) as f32;
        }
        row(y, &out);
    }
}

fn floats(image: &Image, region: Region, columns: u32, rows: u32) -> Blob {
    let (columns_n, plane) = (columns as usize, columns as usize * rows as usize);
    let samples = plane * image.channels() as usize;
    let mut buffer = Buffer::for_overwrite(samples);
    let out = buffer.as_mut_slice();
    each_row(image, region, columns, rows, |y, row| {
        for (at, row) in row.chunks_exact(columns_n).enumerate() {
            let start = at * plane + y as usize * columns_n;
            out[start..start + columns_n].copy_from_slice(row);
        }
    });
    Blob::of_buffer(buffer, samples * size_of::<f32>())
}

fn bytes(image: &Image, region: Region, columns: u32, rows: u32) -> Blob {
    let columns_n = columns as usize;
    let len = columns_n * rows as usize * 4;
    let mut buffer = Buffer::for_overwrite(len / size_of::<f32>());
    let out: &mut [u8] = bytemuck::cast_slice_mut(buffer.as_mut_slice());
    // Which plane each of red, green, blue is; then alpha.
    let (planes, alpha) = match image.channels() {
        1 => ([0, 0, 0], None),
        2 => ([0, 0, 0], Some(1)),
        3 => ([0, 1, 2], None),
        _ => ([0, 1, 2], Some(3)),
    };
    each_row(image, region, columns, rows, |y, row| {
        let plane = |at: usize| &row[at * columns_n..(at + 1) * columns_n];
        let colours = planes.map(plane);
        let alphas = alpha.map(plane);
        let start = y as usize * columns_n * 4;
        for (x, pixel) in out[start..start + columns_n * 4].chunks_exact_mut(4).enumerate() {
            for (byte, colour) in pixel.iter_mut().zip(colours) {
                *byte = byte_of(colour[x]);
            }
            pixel[3] = alphas.map_or(255, |alphas| byte_of(alphas[x]));
        }
    });
    Blob::of_buffer(buffer, len)
}

/// 0 to 1 becomes 0 to 255; NaN becomes 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast stops at the ends")]
fn byte_of(sample: f32) -> u8 {
    (sample * 255.0 + 0.5) as u8
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast stops at the ends")]
fn count(image: &Image, plane: u32, region: Region) -> ChannelView {
    let mut view =
        ChannelView { min: f32::MAX, max: f32::MIN, mean: 0.0, not_finite: 0, histogram: vec![0; HISTOGRAM_BINS] };
    let (mut sum, mut n_finite) = (0.0, 0_u64);
    for y in region.y..region.y + region.height {
        for sample in &image.row(plane, y)[region.x as usize..(region.x + region.width) as usize] {
            if !sample.is_finite() {
                view.not_finite += 1;
                continue;
            }
            n_finite += 1;
            sum += f64::from(*sample);
            view.min = view.min.min(*sample);
            view.max = view.max.max(*sample);
            view.histogram[((sample * HISTOGRAM_BINS as f32) as usize).min(HISTOGRAM_BINS - 1)] += 1;
        }
    }
    if n_finite == 0 {
        (view.min, view.max) = (0.0, 0.0);
    } else {
        view.mean = sum / n_finite as f64;
    }
    view
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Colour, Content};

    fn picture(width: u32, height: u32, channels: u32, sample: impl Fn(u32, u32, u32) -> f32) -> Value {
        let mut image = Image::zeroed(width, height, channels, Colour::Srgb).unwrap();
        for plane in 0..channels {
            for y in 0..height {
                (0..).zip(image.row_mut(plane, y)).for_each(|(x, place)| *place = sample(plane, x, y));
            }
        }
        Value::new(Content::Image(image))
    }

    fn seen(value: &Value, asked: &Look) -> ImageView {
        look(value, value.as_image().unwrap(), asked).unwrap()
    }

    #[test]
    fn a_view_is_fitted_and_averages_what_falls_together() {
        let value = picture(8, 4, 1, |_, x, _| if x % 2 == 0 { 0.0 } else { 1.0 });
        let view = seen(&value, &Look { width_max: 4, ..Look::default() });
        assert_eq!((view.columns, view.rows), (4, 2));
        assert_eq!(view.row(0, 1), [128, 128, 128, 255].repeat(4));
    }

    #[test]
    fn what_is_invisible_does_not_shine_through() {
        let value = picture(2, 1, 4, |plane, x, _| if plane == 3 { x as f32 } else { 1.0 - x as f32 });
        let view = seen(&value, &Look { width_max: 1, ..Look::default() });
        assert_eq!(view.row(0, 0), [0, 0, 0, 128]);
    }

    #[test]
    fn full_floats_are_the_engines_own_and_a_region_is_a_copy() {
        let value = picture(40, 30, 3, |plane, x, y| plane as f32 + x as f32 / 40.0 + y as f32);
        let whole = seen(&value, &Look { format: PixelFormat::F32, ..Look::default() });
        assert!(std::ptr::eq(whole.pixels.bytes().as_ptr().cast(), value.as_image().unwrap().samples().as_ptr()));
        assert_eq!(whole.row(2, 7), bytemuck::cast_slice::<f32, u8>(value.as_image().unwrap().row(2, 7)));
        let region = Some(Region { x: 35, y: 28, width: 100, height: 100 });
        let part = seen(&value, &Look { format: PixelFormat::F32, region, ..Look::default() });
        assert_eq!(part.region, Region { x: 35, y: 28, width: 5, height: 2 });
        assert_eq!(part.row(1, 1), bytemuck::cast_slice::<f32, u8>(&value.as_image().unwrap().row(1, 29)[35..]));
    }

    #[test]
    fn counts_leave_out_what_is_no_number() {
        let value = picture(4, 1, 1, |_, x, _| [0.0, 0.5, 2.0, f32::NAN][x as usize]);
        let view = seen(&value, &Look { statistics: true, ..Look::default() });
        let counts = &view.statistics[0];
        assert_eq!((counts.min, counts.max, counts.not_finite), (0.0, 2.0, 1));
        assert_eq!((counts.histogram[0], counts.histogram[128], counts.histogram[255]), (1, 1, 1));
    }
}
