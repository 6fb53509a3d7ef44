//! Sixteen columns of a plane side by side, for filters that go along a line pixel by pixel: what cannot be a vector along
//! the line becomes one across the lines. Such a filter reads columns and writes rows, so that it leaves the picture
//! turned; doing it twice filters both ways and turns the picture back.

use crate::bands::{Cancelled, Progress, for_each_joint_band};
use crate::lanes::finite;
use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::by_cpu;

/// Lines that go together.
pub(crate) const LINES: usize = 16;

/// The pixels of sixteen lines at one place.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(crate) struct Across(pub(crate) [f32; LINES]);

/// So many places, all zero.
pub(crate) fn places(count: usize) -> Vec<Across> {
    vec![Across([0.0; LINES]); count]
}

/// Reads sixteen columns from `first` on; those beyond the edge are zero.
#[inline(always)]
pub(crate) fn load_columns(plane: PlaneRef<'_>, first: usize, strip: &mut [Across]) {
    let count = LINES.min(plane.width() - first);
    for (to, row) in strip.iter_mut().zip(plane.rows()) {
        match row[first..].first_chunk() {
            Some(lanes) => to.0 = *lanes,
            None => {
                to.0 = [0.0; LINES];
                to.0[..count].copy_from_slice(&row[first..]);
            }
        }
    }
}

/// Part of a plane: some neighbouring columns of every row.
pub(crate) struct Upright<'a> {
    pub(crate) plane: usize,
    /// Its first column.
    pub(crate) first: usize,
    pub(crate) rows: Vec<&'a mut [f32]>,
}

/// Cuts planes into strips of so many columns, for work down the columns that stays where it is.
pub(crate) fn upright_strips<'a>(out: &'a mut [PlaneMut<'_>], columns: usize) -> Vec<Upright<'a>> {
    let mut all = Vec::new();
    for (plane, out) in out.iter_mut().enumerate() {
        let (before, height) = (all.len(), out.height());
        let strip = |first| Upright { plane, first, rows: Vec::with_capacity(height) };
        all.extend((0..out.width()).step_by(columns).map(strip));
        for row in out.rows_mut() {
            all[before..].iter_mut().zip(row.chunks_mut(columns)).for_each(|(strip, part)| strip.rows.push(part));
        }
    }
    all
}

/// Writes each column of the strip as a row of the band.
#[inline(always)]
pub(crate) fn store_as_rows(strip: &[Across], band: &mut PlaneMut<'_>) {
    let lines = band.height();
    // Blocks of sixteen places, so that the lines being read stay in the cache.
    for (block, strip) in strip.chunks(LINES).enumerate() {
        for line in 0..lines {
            let to = &mut band.row_mut(line)[block * LINES..][..strip.len()];
            for (to, from) in to.iter_mut().zip(strip) {
                *to = from.0[line];
            }
        }
    }
}

/// Turns a picture: rows become columns. A value that is no number becomes 0.
pub(crate) fn turn(source: &[PlaneRef<'_>], out: &mut [PlaneMut<'_>], progress: Progress<'_>) -> Result<(), Cancelled> {
    for_each_joint_band(out, LINES, progress, |first, bands| {
        let mut strip = places(source[0].height());
        for (plane, band) in source.iter().zip(bands) {
            turn_strip(*plane, first, &mut strip, band);
        }
    })
}

by_cpu! {
    fn turn_strip(plane: PlaneRef<'_>, first: usize, strip: &mut [Across], band: &mut PlaneMut<'_>) {
        load_columns(plane, first, strip);
        for place in &mut *strip {
            place.0 = place.0.map(finite);
        }
        store_as_rows(strip, band);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    #[test]
    fn a_picture_turned_twice_is_itself() {
        for (width, height) in [(1, 1), (16, 16), (37, 5), (5, 37)] {
            let source = Plane::from_fn(width, height, |x, y| (x * 100 + y) as f32);
            let mut turned = Plane::new(height, width);
            turn(&[source.view()], &mut [turned.view_mut()], None).unwrap();
            assert_eq!(turned, Plane::from_fn(height, width, |x, y| (y * 100 + x) as f32));
            let mut back = Plane::new(width, height);
            turn(&[turned.view()], &mut [back.view_mut()], None).unwrap();
            assert_eq!(back, source);
        }
    }
}
