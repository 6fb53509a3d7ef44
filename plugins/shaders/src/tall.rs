//! Planes that may be larger than a kernel can be given at once, and rectangles of them as planes of their own: all of it is copied
//! on the device.

use crate::planes::{GROUPS_MAX, Plane, Shader, dispatch};
use weft_plugin::Result;
use weft_plugin::gpu::{Gpu, OFFSET_ALIGN, Params, Place};

/// A plane of any size.
#[derive(Clone, Copy)]
pub struct Tall {
    /// Its rows, without gaps.
    pub place: Place,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// Some pixels of a plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rectangle {
    /// Of its left upper corner.
    pub x: u32,
    /// Of its left upper corner.
    pub y: u32,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

const BLOCK: Shader = Shader { wgsl: include_str!("block.wgsl"), entry: "block" };

impl Rectangle {
    /// All of a plane.
    #[must_use]
    pub fn whole((width, height): (u32, u32)) -> Self {
        Self { x: 0, y: 0, width, height }
    }

    /// Of a plane of this size.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        4 * u64::from(self.width) * u64::from(self.height)
    }

    /// Two halves, above each other or beside each other.
    #[must_use]
    pub fn halves(self, by_rows: bool) -> [Self; 2] {
        let Self { x, y, width, height } = self;
        if by_rows {
            let above = height / 2;
            [Self { height: above, ..self }, Self { x, y: y + above, width, height: height - above }]
        } else {
            let left = width / 2;
            [Self { width: left, ..self }, Self { x: x + left, y, width: width - left, height }]
        }
    }
}

impl Tall {
    /// Copies a rectangle of it to a plane of its size.
    ///
    /// # Errors
    /// The device failed.
    pub fn take(&self, gpu: &Gpu<'_>, from: Rectangle, to: Plane) -> Result<()> {
        for (first, rows) in pieces(gpu, self.width, from.height) {
            let (part, at) = self.bound(from.x, from.y + first, rows);
            let params = params(to.width, rows).u32(at).u32(self.width).u32(first * to.width).u32(to.width);
            dispatch(gpu, BLOCK, &[part.read(), to.write], &params, [to.width, rows, 1])?;
        }
        Ok(())
    }

    /// Copies a rectangle of a plane into it, to (x, y).
    ///
    /// # Errors
    /// The device failed.
    pub fn put(&self, gpu: &Gpu<'_>, from: Plane, part: Rectangle, (x, y): (u32, u32)) -> Result<()> {
        for (first, rows) in pieces(gpu, self.width, part.height) {
            let (bound, at) = self.bound(x, y + first, rows);
            let start = (part.y + first) * from.width + part.x;
            let params = params(part.width, rows).u32(start).u32(from.width).u32(at).u32(self.width);
            dispatch(gpu, BLOCK, &[from.read, bound.write()], &params, [part.width, rows, 1])?;
        }
        Ok(())
    }

    /// Some rows, bound from where every device may, and where pixel (x, y) is in that.
    fn bound(&self, x: u32, y: u32, rows: u32) -> (Place, u32) {
        let byte = |row: u32| 4 * u64::from(self.width) * u64::from(row);
        let start = byte(y) / OFFSET_ALIGN * OFFSET_ALIGN;
        (self.place.part(start, byte(y + rows) - start), ((byte(y) - start) / 4) as u32 + x)
    }
}

fn params(width: u32, height: u32) -> Params {
    Params::new().u32(width).u32(height)
}

/// Rows of this width that are bound at once, one piece after the other: the first, and how many.
fn pieces(gpu: &Gpu<'_>, width: u32, height: u32) -> impl Iterator<Item = (u32, u32)> {
    let most = gpu.caps().binding_bytes_max.saturating_sub(OFFSET_ALIGN) / (4 * u64::from(width.max(1)));
    // A single row that is too wide is the host's to refuse.
    let most = u32::try_from(most).unwrap_or(GROUPS_MAX).clamp(1, GROUPS_MAX);
    (0..height).step_by(most as usize).map(move |first| (first, most.min(height - first)))
}
