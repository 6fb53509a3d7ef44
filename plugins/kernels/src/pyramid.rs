//! Pictures of half and double size as `cv2.pyrDown` and `pyrUp` make them, and the blend that they are for: coarse parts
//! of two pictures meet softly, fine ones sharply (Burt and Adelson 1983).

use crate::bands::{Cancelled, Progress, ROWS_PER_BAND, for_each_band, for_each_row};
use crate::border::Border;
use crate::plane::{Plane, PlaneMut, PlaneRef};
use crate::simd::by_cpu;

/// Blurs with 1 4 6 4 1 and takes every second pixel; odd sides round up.
pub fn pyramid_down(source: PlaneRef<'_>, progress: Progress<'_>) -> Result<Plane, Cancelled> {
    let (width, height) = (source.width().div_ceil(2), source.height().div_ceil(2));
    let mut out = Plane::new(width, height);
    for_each_band(&mut [out.view_mut()], ROWS_PER_BAND, progress, |_, first_row, mut band| {
        let mut line = vec![0.0; source.width() + 4];
        for (y, to) in (first_row..).zip(band.rows_mut()) {
            let row = |shift: isize| {
                let at = Border::Reflect101.place(2 * y as isize + shift, source.height()).unwrap_or(0);
                source.row(at)
            };
            blur_rows([row(-2), row(-1), row(0), row(1), row(2)], &mut line[2..source.width() + 2]);
            let width = source.width();
            for side in [-2, -1, width as isize, width as isize + 1] {
                let inside = Border::Reflect101.place(side, width).unwrap_or(0);
                line[(side + 2) as usize] = line[inside + 2];
            }
            blur_and_skip(&line, to);
        }
    })?;
    Ok(out)
}

/// Doubles a picture to the given size, each side of which is twice that of the source or one less.
pub fn pyramid_up(
    source: PlaneRef<'_>,
    width: usize,
    height: usize,
    progress: Progress<'_>,
) -> Result<Plane, Cancelled> {
    let fits = width.div_ceil(2) == source.width() && height.div_ceil(2) == source.height();
    assert!(fits, "{}×{} does not double to {width}×{height}", source.width(), source.height());
    let mut out = Plane::new(width, height);
    for_each_band(&mut [out.view_mut()], ROWS_PER_BAND, progress, |_, first_row, mut band| {
        let mut line = vec![0.0; source.width()];
        for (y, to) in (first_row..).zip(band.rows_mut()) {
            let [above, at, below] = doubled_neighbours(y / 2, source.height()).map(|row| source.row(row));
            if y % 2 == 0 {
                even_rows([above, at, below], &mut line);
            } else {
                odd_rows([at, below], &mut line);
            }
            for (x, to) in to.iter_mut().enumerate() {
                let [left, at, right] = doubled_neighbours(x / 2, line.len()).map(|x| line[x]);
                *to = if x % 2 == 0 { (left + 6.0 * at + right) / 8.0 } else { (at + right) / 2.0 };
            }
        }
    })?;
    Ok(out)
}

/// Blends `first` where the mask is 1 with `second` where it is 0, over so many levels of detail; fewer if the picture ends before.
pub fn blend_levels(
    first: &[PlaneRef<'_>],
    second: &[PlaneRef<'_>],
    mask: PlaneRef<'_>,
    out: &mut [PlaneMut<'_>],
    levels: usize,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert!(first.len() == out.len() && second.len() == out.len(), "as many planes out as in");
    let size = (mask.width(), mask.height());
    let all = first.iter().chain(second).map(|plane| (plane.width(), plane.height()));
    assert!(
        all.chain(out.iter().map(|plane| (plane.width(), plane.height()))).all(|other| other == size),
        "planes of different size"
    );
    let masks = Pyramid::new(mask, levels)?;
    let count = out.len();
    for (c, out) in out.iter_mut().enumerate() {
        let (a, b) = (Pyramid::new(first[c], levels)?, Pyramid::new(second[c], levels)?);
        let mut result: Option<Plane> = None;
        for level in (0..masks.levels.len()).rev() {
            let (fine_a, fine_b) = (a.detail(level)?, b.detail(level)?);
            let mut mixed = match result {
                Some(coarse) => pyramid_up(coarse.view(), fine_a.width(), fine_a.height(), None)?,
                None => Plane::new(fine_a.width(), fine_a.height()),
            };
            let mask = masks.levels[level].view();
            for_each_row(&mut mixed.view_mut(), |y, row| mix_rows(mask.row(y), fine_a.row(y), fine_b.row(y), row));
            result = Some(mixed);
        }
        if let Some(result) = result {
            out.copy_from(result.view());
        }
        progress.map_or(Ok(()), |report| report((c + 1) as f64 / count as f64))?;
    }
    Ok(())
}

/// A picture, half of it, a quarter of it …
struct Pyramid {
    levels: Vec<Plane>,
}

impl Pyramid {
    fn new(source: PlaneRef<'_>, levels: usize) -> Result<Self, Cancelled> {
        let mut all = vec![source.to_plane()];
        while all.len() <= levels {
            let last = &all[all.len() - 1];
            if last.width() == 1 && last.height() == 1 {
                break;
            }
            all.push(pyramid_down(last.view(), None)?);
        }
        Ok(Self { levels: all })
    }

    /// What a level shows beyond the next coarser one; the coarsest shows itself.
    fn detail(&self, level: usize) -> Result<Plane, Cancelled> {
        let plane = &self.levels[level];
        let Some(coarse) = self.levels.get(level + 1) else { return Ok(plane.clone()) };
        let mut detail = pyramid_up(coarse.view(), plane.width(), plane.height(), None)?;
        for_each_row(&mut detail.view_mut(), |y, row| {
            row.iter_mut().zip(plane.row(y)).for_each(|(detail, pixel)| *detail = pixel - *detail);
        });
        Ok(detail)
    }
}

/// The neighbours of a doubled pixel: mirrored at the start, repeated at the end, as in OpenCV.
fn doubled_neighbours(at: usize, length: usize) -> [usize; 3] {
    [if at == 0 { 1.min(length - 1) } else { at - 1 }, at, (at + 1).min(length - 1)]
}

by_cpu! {
    fn blur_rows(rows: [&[f32]; 5], to: &mut [f32]) {
        let [a, b, c, d, e] = rows.map(|row| &row[..to.len()]);
        for (x, to) in to.iter_mut().enumerate() {
            *to = (6.0 * c[x] + 4.0 * (b[x] + d[x]) + a[x] + e[x]) / 16.0;
        }
    }
}

by_cpu! {
    fn blur_and_skip(line: &[f32], to: &mut [f32]) {
        for (x, to) in to.iter_mut().enumerate() {
            let near = &line[2 * x..][..5];
            *to = (6.0 * near[2] + 4.0 * (near[1] + near[3]) + near[0] + near[4]) / 16.0;
        }
    }
}

by_cpu! {
    fn even_rows(rows: [&[f32]; 3], to: &mut [f32]) {
        let [a, b, c] = rows.map(|row| &row[..to.len()]);
        for (x, to) in to.iter_mut().enumerate() {
            *to = (a[x] + 6.0 * b[x] + c[x]) / 8.0;
        }
    }
}

by_cpu! {
    fn odd_rows(rows: [&[f32]; 2], to: &mut [f32]) {
        let [a, b] = rows.map(|row| &row[..to.len()]);
        for (x, to) in to.iter_mut().enumerate() {
            *to = (a[x] + b[x]) / 2.0;
        }
    }
}

by_cpu! {
    /// Adds the mixed details of a level to what the coarser ones have given.
    fn mix_rows(mask: &[f32], a: &[f32], b: &[f32], to: &mut [f32]) {
        let length = to.len();
        let (mask, a, b) = (&mask[..length], &a[..length], &b[..length]);
        for x in 0..length {
            to[x] += b[x] + (a[x] - b[x]) * mask[x];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_blended_with_itself_stays() {
        for (width, height) in [(1, 1), (37, 23), (64, 5)] {
            let plane = Plane::from_fn(width, height, |x, y| ((x * 13 + y * 7) % 32) as f32 / 32.0);
            let mask = Plane::from_fn(width, height, |x, _| (x % 2) as f32);
            let mut out = Plane::new(width, height);
            blend_levels(&[plane.view()], &[plane.view()], mask.view(), &mut [out.view_mut()], 9, None).unwrap();
            let apart =
                out.rows().flatten().zip(plane.rows().flatten()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(apart < 1e-6, "{width}×{height}: {apart}");
        }
    }

    #[test]
    fn no_level_is_a_plain_mask() {
        let (white, black) = (Plane::filled(4, 1, 1.0), Plane::new(4, 1));
        let mask = Plane::from_fn(4, 1, |x, _| if x < 2 { 1.0 } else { 0.25 });
        let mut out = Plane::new(4, 1);
        blend_levels(&[white.view()], &[black.view()], mask.view(), &mut [out.view_mut()], 0, None).unwrap();
        assert_eq!(out, mask);
    }
}
