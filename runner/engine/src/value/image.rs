//! Pictures and masks: planar f32, values in [0, 1] of sRGB code values, straight alpha.

mod rows;
mod samples;

pub use rows::RowsMut;
pub use samples::{Elsewhere, Layout};

use super::buffer::{Buffer, LANE};
use crate::diagnostic::{Diagnostic, Place};
use samples::Samples;

/// What the samples mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colour {
    /// sRGB code values.
    Srgb,
    /// Depth, masks, normals: no colour.
    Data,
}

/// One to four planes of the same size. Rows lie on 64-byte boundaries, never a multiple of 4096 bytes apart: such rows
/// fall into one set of the cache.
#[derive(Debug, Clone)]
pub struct Image {
    width: u32,
    height: u32,
    channels: u32,
    colour: Colour,
    row_stride: usize,
    plane_stride: usize,
    /// Where it lies in the picture that it is a band of, and the size of that.
    origin: (u32, u32),
    full_size: (u32, u32),
    samples: Samples,
}

impl Image {
    /// Sides longer than this are refused: their area would overflow elsewhere.
    pub const SIDE_MAX: u32 = 1 << 20;

    /// All samples zero.
    ///
    /// # Errors
    /// Where the size or the number of planes cannot be.
    pub fn zeroed(width: u32, height: u32, channels: u32, colour: Colour) -> Result<Self, Diagnostic> {
        Self::with(width, height, channels, colour, |layout| Samples::here(layout, Buffer::zeroed(layout.floats())))
    }

    /// Samples are whatever the recycled memory held: write every one.
    ///
    /// # Errors
    /// Where the size or the number of planes cannot be.
    pub fn for_overwrite(width: u32, height: u32, channels: u32, colour: Colour) -> Result<Self, Diagnostic> {
        Self::with(width, height, channels, colour, |layout| {
            Samples::here(layout, Buffer::for_overwrite(layout.floats()))
        })
    }

    /// Says whether such an image can be made.
    ///
    /// # Errors
    /// Where the size or the number of planes cannot be, or where there is not the memory.
    pub fn room_for(width: u32, height: u32, channels: u32) -> Result<(), Diagnostic> {
        let sides = 1..=Self::SIDE_MAX;
        if !sides.contains(&width) || !sides.contains(&height) || !(1..=4).contains(&channels) {
            let message = format!("an image of {width} × {height} pixels and {channels} planes cannot be made");
            let hint = format!("sides go from 1 to {}, planes from 1 to 4", Self::SIDE_MAX);
            return Err(Diagnostic::error("image-size", Place::Everywhere, message).hint(hint));
        }
        Buffer::room_for(strides(width, height).1 * channels as usize)
    }

    fn with(
        width: u32,
        height: u32,
        channels: u32,
        colour: Colour,
        allocate: impl FnOnce(Layout) -> Samples,
    ) -> Result<Self, Diagnostic> {
        Self::room_for(width, height, channels)?;
        let (row_stride, plane_stride) = strides(width, height);
        let samples = allocate(Layout { width, height, channels, row_stride, plane_stride });
        let (origin, full_size) = ((0, 0), (width, height));
        Ok(Self { width, height, channels, colour, row_stride, plane_stride, origin, full_size, samples })
    }

    /// The same as a band of a larger picture, which it must lie in.
    #[must_use]
    pub fn placed(mut self, origin: (u32, u32), full_size: (u32, u32)) -> Self {
        let fits = |origin: u32, side: u32, full: u32| origin.checked_add(side).is_some_and(|end| end <= full);
        if fits(origin.0, self.width, full_size.0) && fits(origin.1, self.height, full_size.1) {
            (self.origin, self.full_size) = (origin, full_size);
        }
        self
    }

    /// Where it lies in the picture that it is a band of; else (0, 0).
    #[must_use]
    pub fn origin(&self) -> (u32, u32) {
        self.origin
    }

    /// Width and height of the picture that it is a band of; else its own.
    #[must_use]
    pub fn full_size(&self) -> (u32, u32) {
        self.full_size
    }

    /// In pixels.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// In pixels.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// 1 grey or mask, 2 grey and alpha, 3 RGB, 4 RGBA.
    #[must_use]
    pub fn channels(&self) -> u32 {
        self.channels
    }

    /// What the samples mean.
    #[must_use]
    pub fn colour(&self) -> Colour {
        self.colour
    }

    /// In floats.
    #[must_use]
    pub fn row_stride(&self) -> usize {
        self.row_stride
    }

    /// In floats.
    #[must_use]
    pub fn plane_stride(&self) -> usize {
        self.plane_stride
    }

    /// One row of one plane, without its padding.
    #[must_use]
    pub fn row(&self, plane: u32, y: u32) -> &[f32] {
        let start = plane as usize * self.plane_stride + y as usize * self.row_stride;
        &self.samples.as_slice()[start..start + self.width as usize]
    }

    /// One row of one plane, for writing.
    pub fn row_mut(&mut self, plane: u32, y: u32) -> &mut [f32] {
        let start = plane as usize * self.plane_stride + y as usize * self.row_stride;
        let width = self.width as usize;
        &mut self.samples.as_mut_slice()[start..start + width]
    }

    /// All planes with their padding.
    #[must_use]
    pub fn samples(&self) -> &[f32] {
        self.samples.as_slice()
    }

    /// What the owner of lent memory calls that of the samples.
    pub(crate) fn segment(&self) -> Option<u32> {
        self.samples.segment()
    }

    /// All planes, for writing through the contract. Valid until the image is dropped.
    pub fn as_mut_ptr(&mut self) -> *mut f32 {
        self.samples.as_mut_ptr()
    }

    /// Memory that it holds, here or elsewhere.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.samples.layout().floats() * size_of::<f32>()
    }
}

impl PartialEq for Image {
    /// Bit by bit; padding does not count, nor where it lies.
    fn eq(&self, other: &Self) -> bool {
        let shape = |image: &Self| (image.width, image.height, image.channels, image.colour);
        shape(self) == shape(other)
            && (0..self.channels)
                .all(|plane| (0..self.height).all(|y| bits(self.row(plane, y)) == bits(other.row(plane, y))))
    }
}

/// So that NaN equals itself.
fn bits(row: &[f32]) -> &[u32] {
    bytemuck::cast_slice(row)
}

/// Floats from row to row and from plane to plane.
fn strides(width: u32, height: u32) -> (usize, usize) {
    let row_stride = padded((width as usize).next_multiple_of(LANE));
    (row_stride, padded(row_stride * height as usize))
}

/// A stride that is no multiple of 4096 bytes.
fn padded(floats: usize) -> usize {
    if floats.is_multiple_of(1024) { floats + LANE } else { floats }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_aligned_and_never_a_page_apart() {
        for (width, height) in [(1, 1), (17, 3), (1024, 2), (4096, 1), (257, 131)] {
            let image = Image::zeroed(width, height, 3, Colour::Srgb).unwrap();
            assert_ne!(image.row_stride() % 1024, 0);
            for y in 0..height {
                assert_eq!(image.row(2, y).as_ptr() as usize % 64, 0);
                assert_eq!(image.row(2, y).len(), width as usize);
            }
        }
    }

    #[test]
    fn a_size_that_cannot_be_is_refused_with_a_sentence() {
        let refused = Image::zeroed(0, 5, 3, Colour::Srgb).unwrap_err();
        assert_eq!(refused.message, "an image of 0 × 5 pixels and 3 planes cannot be made");
        assert!(Image::zeroed(1, 1, 5, Colour::Srgb).is_err());
    }

    #[test]
    fn padding_does_not_count_in_a_comparison() {
        let mut one = Image::zeroed(3, 1, 1, Colour::Data).unwrap();
        let two = Image::zeroed(3, 1, 1, Colour::Data).unwrap();
        one.samples.as_mut_slice()[3] = 9.0;
        assert_eq!(one, two);
        one.row_mut(0, 0)[2] = 9.0;
        assert_ne!(one, two);
    }
}
