//! Some rows of a picture: copied out, copied in, and many of them for writing at the same time.

use std::ops::Range;

use super::{Colour, Image};
use crate::diagnostic::Diagnostic;

/// Rows of a picture, for writing while others write other rows.
pub struct RowsMut<'a> {
    first: u32,
    height: u32,
    width: u32,
    colour: Colour,
    row_stride: usize,
    full_size: (u32, u32),
    /// Of each plane, from its first row to its last.
    planes: Vec<&'a mut [f32]>,
}

impl Image {
    /// A copy of some rows, which knows where it lies.
    ///
    /// # Errors
    /// Where there are no rows, or there is no memory for them.
    pub fn rows(&self, rows: Range<u32>) -> Result<Self, Diagnostic> {
        let mut band = self.band_like(rows.clone())?;
        band.copy_rows(0, self, rows);
        Ok(band)
    }

    /// A new picture for some rows of this one. Its samples are whatever the recycled memory held.
    ///
    /// # Errors
    /// As of [`Self::rows`].
    pub fn band_like(&self, rows: Range<u32>) -> Result<Self, Diagnostic> {
        let height = rows.end.saturating_sub(rows.start);
        let band = Self::for_overwrite(self.width, height, self.channels, self.colour)?;
        Ok(band.placed((self.origin.0, self.origin.1 + rows.start), self.full_size))
    }

    /// Copies rows of another picture, of the same width and planes, to the row `to` and those below it.
    ///
    /// # Panics
    /// If the pictures differ in width or planes, or one has no such rows.
    pub fn copy_rows(&mut self, to: u32, from: &Self, rows: Range<u32>) {
        assert_eq!((self.width, self.channels), (from.width, from.channels), "rows of another picture");
        assert!(rows.end <= from.height && to + (rows.end - rows.start) <= self.height, "rows that are not there");
        let len = (rows.end - rows.start) as usize * self.row_stride;
        for plane in 0..self.channels as usize {
            // The stride follows from the width, so the rows lie alike in both.
            let begin = plane * from.plane_stride + rows.start as usize * from.row_stride;
            let into = plane * self.plane_stride + to as usize * self.row_stride;
            self.samples.as_mut_slice()[into..into + len].copy_from_slice(&from.samples.as_slice()[begin..begin + len]);
        }
    }

    /// What the samples mean from now on.
    pub fn set_colour(&mut self, colour: Colour) {
        self.colour = colour;
    }

    /// All rows in bands of so many, each for writing.
    pub fn bands_mut(&mut self, rows: u32) -> Vec<RowsMut<'_>> {
        let (rows, stride) = (rows.max(1), self.row_stride);
        let mut bands: Vec<RowsMut<'_>> = (0..self.height.div_ceil(rows))
            .map(|band| RowsMut {
                first: band * rows,
                height: rows.min(self.height - band * rows),
                width: self.width,
                colour: self.colour,
                row_stride: stride,
                full_size: (self.width, self.height),
                planes: Vec::with_capacity(self.channels as usize),
            })
            .collect();
        let used = stride * self.height as usize;
        for plane in self.samples.as_mut_slice().chunks_mut(self.plane_stride) {
            for (band, floats) in bands.iter_mut().zip(plane[..used].chunks_mut(rows as usize * stride)) {
                band.planes.push(floats);
            }
        }
        bands
    }
}

impl RowsMut<'_> {
    /// Which rows of the picture they are.
    #[must_use]
    pub fn rows(&self) -> Range<u32> {
        self.first..self.first + self.height
    }

    /// Planes.
    #[must_use]
    pub fn channels(&self) -> u32 {
        u32::try_from(self.planes.len()).unwrap_or(u32::MAX)
    }

    /// A copy, which knows where it lies.
    ///
    /// # Errors
    /// Where there is no memory for it.
    pub fn to_image(&self) -> Result<Image, Diagnostic> {
        let mut image = Image::for_overwrite(self.width, self.height, self.channels(), self.colour)?;
        let stride = image.plane_stride;
        for (from, to) in self.planes.iter().zip(image.samples.as_mut_slice().chunks_mut(stride)) {
            to[..from.len()].copy_from_slice(from);
        }
        Ok(image.placed((0, self.first), self.full_size))
    }

    /// Copies a picture of the same size and planes in here.
    ///
    /// # Panics
    /// If it has another size, or other planes.
    pub fn copy_from(&mut self, image: &Image) {
        let (width, height, planes) = (image.width, image.height, image.channels as usize);
        assert_eq!((width, height, planes), (self.width, self.height, self.planes.len()), "another picture");
        debug_assert_eq!(image.row_stride, self.row_stride);
        for (to, from) in self.planes.iter_mut().zip(image.samples.as_slice().chunks(image.plane_stride)) {
            let len = to.len();
            to.copy_from_slice(&from[..len]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(width: u32, height: u32, channels: u32) -> Image {
        let mut image = Image::zeroed(width, height, channels, Colour::Srgb).unwrap();
        for plane in 0..channels {
            for y in 0..height {
                let first = (plane * 1000 + y * 10) as f32;
                image.row_mut(plane, y).iter_mut().enumerate().for_each(|(x, to)| *to = first + x as f32);
            }
        }
        image
    }

    #[test]
    fn rows_know_where_they_lie_and_come_back() {
        for (width, height, channels) in [(1, 1, 1), (5, 7, 3), (1024, 9, 4)] {
            let image = numbered(width, height, channels);
            let mut copy = Image::zeroed(width, height, channels, Colour::Srgb).unwrap();
            for y in (0..height).step_by(2) {
                let rows = y..(y + 2).min(height);
                let band = image.rows(rows.clone()).unwrap();
                assert_eq!((band.origin(), band.full_size()), ((0, y), (width, height)));
                let part = band.rows(band.height() - 1..band.height()).unwrap();
                assert_eq!((part.origin(), part.full_size()), ((0, rows.end - 1), (width, height)));
                copy.copy_rows(y, &band, 0..band.height());
            }
            assert_eq!(copy, image);
        }
        assert!(numbered(2, 2, 1).rows(1..1).is_err());
    }

    #[test]
    fn bands_for_writing_cover_each_row_once() {
        for rows in [1, 2, 3, 7, 100] {
            let image = numbered(1024, 7, 2);
            let mut copy = Image::zeroed(1024, 7, 2, Colour::Srgb).unwrap();
            let bands: Vec<Image> = image.clone().bands_mut(rows).iter().map(|band| band.to_image().unwrap()).collect();
            for (to, from) in copy.bands_mut(rows).iter_mut().zip(&bands) {
                assert_eq!(from.origin().1, to.rows().start);
                to.copy_from(from);
            }
            assert_eq!(copy, image);
        }
    }

    #[test]
    fn a_place_outside_the_whole_is_not_believed() {
        let image = numbered(2, 2, 1).placed((0, 5), (2, 6));
        assert_eq!((image.origin(), image.full_size()), ((0, 0), (2, 2)));
    }
}
