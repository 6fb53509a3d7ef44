//! One plane of f32 pixels: `Plane` owns it, `PlaneRef` and `PlaneMut` borrow it. A picture is one to four planes.
//! What a plane means (colour, alpha, mask, coordinate) is the caller's business.

use crate::aligned::Aligned;

/// Floats in 64 bytes: rows of a `Plane` begin on such a boundary.
const LANES: usize = 16;
/// Rows that lie 4096 bytes apart fall into one set of the first-level cache, which makes vertical loops four times slower.
const STRIDE_TO_AVOID: usize = 1024;

/// The row stride, in floats, of a new plane of this width: a multiple of 16, never a multiple of 1024.
pub const fn stride_of(width: usize) -> usize {
    let stride = width.next_multiple_of(LANES);
    if stride.is_multiple_of(STRIDE_TO_AVOID) { stride + LANES } else { stride }
}

/// Rows of f32 that it owns, each beginning on a 64-byte boundary.
#[derive(Debug)]
pub struct Plane {
    /// Holds `stride * height` floats.
    floats: Aligned,
    width: usize,
    height: usize,
    stride: usize,
}

/// Borrowed rows to read. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct PlaneRef<'a> {
    floats: &'a [f32],
    width: usize,
    height: usize,
    stride: usize,
}

/// Borrowed rows to write.
#[derive(Debug)]
pub struct PlaneMut<'a> {
    floats: &'a mut [f32],
    width: usize,
    height: usize,
    stride: usize,
}

impl Plane {
    /// A plane of zeros. Both sides must be at least 1.
    pub fn new(width: usize, height: usize) -> Self {
        check(width, height, stride_of(width), usize::MAX);
        let stride = stride_of(width);
        Self { floats: Aligned::zeros(stride * height), width, height, stride }
    }

    /// A plane of any values, every one of which is to be written.
    pub(crate) fn for_overwrite(width: usize, height: usize) -> Self {
        check(width, height, stride_of(width), usize::MAX);
        let stride = stride_of(width);
        let mut floats = Aligned::for_overwrite(stride * height);
        if cfg!(debug_assertions) {
            floats.fill(f32::NAN);
        }
        Self { floats, width, height, stride }
    }

    /// A plane that holds one value everywhere.
    pub fn filled(width: usize, height: usize, value: f32) -> Self {
        let mut plane = Self::new(width, height);
        plane.rows_mut().for_each(|row| row.fill(value));
        plane
    }

    /// A plane whose pixel (x, y) is `value(x, y)`.
    pub fn from_fn(width: usize, height: usize, mut value: impl FnMut(usize, usize) -> f32) -> Self {
        let mut plane = Self::new(width, height);
        for (y, row) in plane.rows_mut().enumerate() {
            row.iter_mut().enumerate().for_each(|(x, pixel)| *pixel = value(x, y));
        }
        plane
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The plane, borrowed to read.
    pub fn view(&self) -> PlaneRef<'_> {
        PlaneRef { floats: &self.floats, width: self.width, height: self.height, stride: self.stride }
    }

    /// The plane, borrowed to write.
    pub fn view_mut(&mut self) -> PlaneMut<'_> {
        PlaneMut { floats: &mut self.floats, width: self.width, height: self.height, stride: self.stride }
    }

    /// Row `y`, `width` long.
    pub fn row(&self, y: usize) -> &[f32] {
        &self.floats[y * self.stride..][..self.width]
    }

    /// Row `y`, to write.
    pub fn row_mut(&mut self, y: usize) -> &mut [f32] {
        &mut self.floats[y * self.stride..][..self.width]
    }

    /// All rows, top to bottom.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.view().rows()
    }

    /// All rows to write, top to bottom.
    pub fn rows_mut(&mut self) -> impl ExactSizeIterator<Item = &mut [f32]> {
        let (stride, width) = (self.stride, self.width);
        self.floats.chunks_exact_mut(stride).map(move |row| &mut row[..width])
    }
}

impl Clone for Plane {
    fn clone(&self) -> Self {
        self.view().to_plane()
    }
}

impl PartialEq for Plane {
    fn eq(&self, other: &Self) -> bool {
        self.view() == other.view()
    }
}

impl<'a> PlaneRef<'a> {
    /// Rows of `width` floats that begin `stride` floats apart in `floats`. The last row may end without padding.
    ///
    /// # Panics
    /// If a side is 0, the stride is below the width, or `floats` is too short.
    pub fn new(floats: &'a [f32], width: usize, height: usize, stride: usize) -> Self {
        check(width, height, stride, floats.len());
        Self { floats, width, height, stride }
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Floats from the start of a row to the start of the next.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// All floats, padding included.
    pub fn floats(&self) -> &'a [f32] {
        self.floats
    }

    /// Row `y`, `width` long.
    #[inline]
    pub fn row(&self, y: usize) -> &'a [f32] {
        &self.floats[y * self.stride..][..self.width]
    }

    /// All rows, top to bottom.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &'a [f32]> + use<'a> {
        let plane = *self;
        (0..plane.height).map(move |y| plane.row(y))
    }

    /// Rows `first..first + count`.
    pub fn rows_from(&self, first: usize, count: usize) -> PlaneRef<'a> {
        assert!(first + count <= self.height, "rows {first}..{} of a plane of {}", first + count, self.height);
        PlaneRef::new(&self.floats[first * self.stride..], self.width, count, self.stride)
    }

    /// The rectangle with its left upper corner at (x, y).
    pub fn part(&self, x: usize, y: usize, width: usize, height: usize) -> PlaneRef<'a> {
        assert!(x + width <= self.width && y + height <= self.height, "the part lies outside of the plane");
        PlaneRef::new(&self.floats[y * self.stride + x..], width, height, self.stride)
    }

    /// A copy that owns its rows.
    pub fn to_plane(&self) -> Plane {
        let mut copy = Plane::new(self.width, self.height);
        copy.rows_mut().zip(self.rows()).for_each(|(to, from)| to.copy_from_slice(from));
        copy
    }
}

impl PartialEq for PlaneRef<'_> {
    /// Compares pixels, not padding.
    fn eq(&self, other: &Self) -> bool {
        (self.width, self.height) == (other.width, other.height) && self.rows().eq(other.rows())
    }
}

impl<'a> PlaneMut<'a> {
    /// Rows of `width` floats that begin `stride` floats apart in `floats`. The last row may end without padding.
    ///
    /// # Panics
    /// If a side is 0, the stride is below the width, or `floats` is too short.
    pub fn new(floats: &'a mut [f32], width: usize, height: usize, stride: usize) -> Self {
        check(width, height, stride, floats.len());
        Self { floats, width, height, stride }
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Floats from the start of a row to the start of the next.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// All floats to write, padding included.
    pub fn floats_mut(&mut self) -> &mut [f32] {
        self.floats
    }

    /// Row `y` to read.
    #[inline]
    pub fn row(&self, y: usize) -> &[f32] {
        &self.floats[y * self.stride..][..self.width]
    }

    /// Row `y` to write.
    #[inline]
    pub fn row_mut(&mut self, y: usize) -> &mut [f32] {
        &mut self.floats[y * self.stride..][..self.width]
    }

    /// All rows to write, top to bottom.
    pub fn rows_mut(&mut self) -> impl ExactSizeIterator<Item = &mut [f32]> {
        let width = self.width;
        self.floats.chunks_mut(self.stride).take(self.height).map(move |row| &mut row[..width])
    }

    /// The same rows, to read.
    pub fn view(&self) -> PlaneRef<'_> {
        PlaneRef { floats: self.floats, width: self.width, height: self.height, stride: self.stride }
    }

    /// The same rows, lent for a shorter time.
    pub fn view_mut(&mut self) -> PlaneMut<'_> {
        PlaneMut { floats: self.floats, width: self.width, height: self.height, stride: self.stride }
    }

    /// Copies all pixels of a plane of the same size.
    pub fn copy_from(&mut self, from: PlaneRef<'_>) {
        assert_eq!((self.width, self.height), (from.width, from.height), "planes of different size");
        self.rows_mut().zip(from.rows()).for_each(|(to, from)| to.copy_from_slice(from));
    }

    /// Cuts the plane into bands of `rows_per_band` rows, top to bottom; the last one may be shorter.
    pub fn into_bands(self, rows_per_band: usize) -> impl Iterator<Item = PlaneMut<'a>> {
        let (width, stride, height) = (self.width, self.stride, self.height);
        let bands = height.div_ceil(rows_per_band);
        self.floats.chunks_mut(stride * rows_per_band).take(bands).enumerate().map(move |(band, floats)| PlaneMut {
            floats,
            width,
            height: rows_per_band.min(height - band * rows_per_band),
            stride,
        })
    }
}

/// All planes of a picture, borrowed to read.
pub fn views(planes: &[Plane]) -> Vec<PlaneRef<'_>> {
    planes.iter().map(Plane::view).collect()
}

/// All planes of a picture, borrowed to write.
pub fn views_mut(planes: &mut [Plane]) -> Vec<PlaneMut<'_>> {
    planes.iter_mut().map(Plane::view_mut).collect()
}

/// Refuses an output that is not as many planes, or not as large, as the source.
pub(crate) fn assert_like(source: &[PlaneRef<'_>], out: &[PlaneMut<'_>]) {
    assert_eq!(source.len(), out.len(), "as many planes out as in");
    for (from, to) in source.iter().zip(out) {
        assert_eq!((from.width, from.height), (to.width, to.height), "planes of different size");
    }
}

fn check(width: usize, height: usize, stride: usize, floats: usize) {
    assert!(width > 0 && height > 0, "a plane has at least one pixel, not {width}×{height}");
    assert!(stride >= width, "rows of {width} floats cannot begin {stride} floats apart");
    let needed = stride.checked_mul(height - 1).and_then(|rows| rows.checked_add(width));
    assert!(needed.is_some_and(|needed| needed <= floats), "{floats} floats are too few for {width}×{height}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_aligned_and_never_4096_bytes_apart() {
        for width in [1, 15, 16, 17, 257, 1008, 1009, 1024, 2048, 4096] {
            let plane = Plane::new(width, 3);
            let stride = plane.view().stride();
            assert!(stride >= width && stride.is_multiple_of(16) && !stride.is_multiple_of(1024), "{width}: {stride}");
            for row in plane.rows() {
                assert_eq!((row.as_ptr().addr() % 64, row.len()), (0, width));
            }
            assert_eq!(plane.clone().row(0).as_ptr().addr() % 64, 0);
        }
    }

    #[test]
    fn a_view_may_end_without_padding() {
        let floats: Vec<f32> = (0..11_u8).map(f32::from).collect();
        let view = PlaneRef::new(&floats, 3, 3, 4);
        assert_eq!(view.row(2), [8.0, 9.0, 10.0]);
        assert_eq!(view.part(1, 1, 2, 2).row(1), [9.0, 10.0]);
        assert_eq!(view.to_plane().view(), view);
        let mut copy = floats.clone();
        let bands: Vec<_> = PlaneMut::new(&mut copy, 3, 3, 4).into_bands(2).collect();
        assert_eq!(bands.iter().map(PlaneMut::height).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(bands[1].row(0), [8.0, 9.0, 10.0]);
    }

    #[test]
    #[should_panic(expected = "10 floats are too few for 3×3")]
    fn too_few_floats_are_refused() {
        PlaneRef::new(&[0.0; 10], 3, 3, 4);
    }
}
