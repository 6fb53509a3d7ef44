//! Pictures moved pixel by pixel: affine, perspective, or wherever two planes of coordinates point.
//! Positions are exact, as in OpenCV 5 (OpenCV 4 rounds them to 1/32 pixel). There is no antialias: resize first to shrink.

mod matrix;
mod sample;

pub use matrix::{Affine, Perspective};

use crate::bands::{Cancelled, Progress, for_each_joint_band};
use crate::border::Border;
use crate::plane::{PlaneMut, PlaneRef};
use crate::simd::by_cpu;
use crate::simd::prefetch::prefetch;
use crate::simd::spots::{SPOTS, Spots};

/// How a value between pixels is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sampling {
    /// The nearest pixel.
    Nearest,
    /// Two by two pixels.
    #[default]
    Bilinear,
    /// Four by four pixels, a = −0.75, as `cv2.INTER_CUBIC`.
    Cubic,
}

/// What all warps need to know.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Warp {
    /// How a value between pixels is made.
    pub sampling: Sampling,
    /// What lies outside of the source; each tap that falls there takes it.
    pub border: Border,
}

impl Default for Warp {
    /// Bilinear, and 0 outside.
    fn default() -> Self {
        Self { sampling: Sampling::Bilinear, border: Border::Constant(0.0) }
    }
}

/// A tile of the output looks at a part of the source that stays in the second-level cache, whatever the angle.
const TILE_ROWS: usize = 64;
const TILE_COLUMNS: usize = sample::BLOCKS_MAX * SPOTS;

/// Moves pixels by a matrix from source to output, as `cv2.warpAffine`. A matrix without an inverse gives the border only.
/// For `WARP_INVERSE_MAP`, pass `matrix.inverse()`.
pub fn warp_affine(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    matrix: &Affine,
    warp: &Warp,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let back = matrix.inverse();
    warp_tiles(source, out, warp, progress, |x, y, spots| affine_spots(&back, x, y, spots))
}

/// Moves pixels by a 3×3 matrix from source to output, as `cv2.warpPerspective`.
pub fn warp_perspective(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    matrix: &Perspective,
    warp: &Warp,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let back = matrix.inverse();
    warp_tiles(source, out, warp, progress, |x, y, spots| perspective_spots(&back, x, y, spots))
}

/// Takes each output pixel from the source at (`map_x`, `map_y`), in pixels, as `cv2.remap`.
pub fn remap(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    (map_x, map_y): (PlaneRef<'_>, PlaneRef<'_>),
    warp: &Warp,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    for plane in out.iter() {
        let size = (plane.width(), plane.height());
        assert_eq!(size, (map_x.width(), map_x.height()), "map_x of another size than the output");
        assert_eq!(size, (map_y.width(), map_y.height()), "map_y of another size than the output");
    }
    warp_tiles(source, out, warp, progress, |x, y, spots| mapped_spots(&map_x.row(y)[x..], &map_y.row(y)[x..], spots))
}

/// `find_spots(x, y, spots)` says where the output pixels from (x, y) on lie in the source.
pub(crate) fn warp_tiles(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    warp: &Warp,
    progress: Progress<'_>,
    find_spots: impl Fn(usize, usize, &mut [Spots]) + Sync,
) -> Result<(), Cancelled> {
    assert_eq!(source.len(), out.len(), "as many planes out as in");
    let sized_alike =
        source.windows(2).all(|pair| pair[0].width() == pair[1].width() && pair[0].height() == pair[1].height());
    assert!(sized_alike, "source planes of different size");
    let sized_alike = out.windows(2).all(|pair| pair[0].width() == pair[1].width());
    assert!(sized_alike, "output planes of different size");
    for_each_joint_band(out, TILE_ROWS, progress, |first_row, bands| {
        let (width, height) = (bands[0].width(), bands[0].height());
        let mut spots = [Spots::default(); sample::BLOCKS_MAX];
        for left in (0..width).step_by(TILE_COLUMNS) {
            let blocks = (width - left).min(TILE_COLUMNS).div_ceil(SPOTS);
            if left + TILE_COLUMNS < width {
                let next = left + TILE_COLUMNS;
                let corners = [first_row, first_row + height - 1].map(|y| {
                    find_spots(next, y, &mut spots[..1]);
                    let start = [spots[0].x[0], spots[0].y[0]];
                    find_spots((next + TILE_COLUMNS).min(width) - 1, y, &mut spots[..1]);
                    [start, [spots[0].x[0], spots[0].y[0]]]
                });
                prefetch_between(source, &corners);
                for band in bands.iter() {
                    (0..height).for_each(|y| prefetch(&band.row(y)[next..(next + TILE_COLUMNS).min(width)]));
                }
            }
            for y in 0..height {
                find_spots(left, first_row + y, &mut spots[..blocks]);
                sample::sample(source, bands, (left, y), &spots[..blocks], warp);
            }
        }
    })
}

/// Asks for the part of the source that lies between the corners of a tile.
fn prefetch_between(source: &[PlaneRef<'_>], corners: &[[[i32; 2]; 2]; 2]) {
    let side = |axis: usize, length: usize| {
        let places = corners.as_flattened().iter().map(|corner| corner[axis]);
        let inside = |place: Option<i32>| place.unwrap_or(0).clamp(0, length as i32) as usize;
        inside(places.clone().min())..inside(places.max().map(|last| last + 2))
    };
    let (columns, rows) = (side(0, source[0].width()), side(1, source[0].height()));
    // Where the picture shrinks much, not all of it is looked at.
    if columns.len() * rows.len() <= 4 * TILE_ROWS * TILE_COLUMNS {
        for plane in source {
            rows.clone().for_each(|y| prefetch(&plane.row(y)[columns.clone()]));
        }
    }
}

by_cpu! {
    fn affine_spots(back: &Affine, x: usize, y: usize, spots: &mut [Spots]) {
        let [[a, b, c], [d, e, f]] = back.rows;
        let (row_x, row_y) = (b * y as f64 + c, e * y as f64 + f);
        for (block, spots) in spots.iter_mut().enumerate() {
            let first = (x + block * SPOTS) as f64;
            spots.fill_line([a * first + row_x, d * first + row_y], [a, d]);
        }
    }
}

by_cpu! {
    fn perspective_spots(back: &Perspective, x: usize, y: usize, spots: &mut [Spots]) {
        let [[a, b, c], [d, e, f], [g, h, i]] = back.rows;
        let y = y as f64;
        let (row_x, row_y, row_w) = (b * y + c, e * y + f, h * y + i);
        for (block, spots) in spots.iter_mut().enumerate() {
            let first = (x + block * SPOTS) as f64;
            spots.fill(|lane| {
                let x = first + lane as f64;
                let w = 1.0 / (g * x + row_w);
                ((a * x + row_x) * w, (d * x + row_y) * w)
            });
        }
    }
}

by_cpu! {
    fn mapped_spots(xs: &[f32], ys: &[f32], spots: &mut [Spots]) {
        for ((xs, ys), spots) in xs.chunks(SPOTS).zip(ys.chunks(SPOTS)).zip(spots) {
            // The last block of a row is filled up with positions that nobody asks for.
            let mut lanes = [[0.0_f32; SPOTS]; 2];
            lanes[0][..xs.len()].copy_from_slice(xs);
            lanes[1][..ys.len()].copy_from_slice(ys);
            spots.fill(|lane| (f64::from(lanes[0][lane]), f64::from(lanes[1][lane])));
        }
    }
}
