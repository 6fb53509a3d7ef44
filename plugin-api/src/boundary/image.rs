//! Views of the host's pixels: slices tied to who holds the value.

use super::guard::end_run;
use super::{RawCall, Value, need};
use crate::{Error, Result};
use std::slice;
use std::sync::OnceLock;
use weft_abi::*;

/// What a new image shall be.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) channels: u32,
    pub(crate) colour: u32,
    pub(crate) origin: (u32, u32),
    pub(crate) full_size: (u32, u32),
}

/// An image for reading. Its pixels are fetched when somebody asks for them: they may be on the GPU.
pub(crate) struct Pixels {
    value: Value,
    shape: Shape,
    view: OnceLock<weft_image_view>,
}

// SAFETY: the pixels never change while the value is held, which is as long as this lives.
unsafe impl Send for Pixels {}
// SAFETY: as above.
unsafe impl Sync for Pixels {}

impl Pixels {
    pub(crate) fn of(value: Value) -> Result<Self> {
        let image = &value.services.image;
        let mut view = empty_view();
        if let Some(info) = image.info {
            // SAFETY: the value is held, and the view may be written as far as its `struct_size` says.
            let status = unsafe { info(value.raw(), &raw mut view) };
            value.expect(status, "an image")?;
            return Ok(Self { value, shape: shape_of(&view), view: OnceLock::new() });
        }
        let view = view_of(&value)?;
        Ok(Self { value, shape: shape_of(&view), view: view.into() })
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    pub(crate) fn value(&self) -> &Value {
        &self.value
    }

    pub(crate) fn into_value(self) -> Value {
        self.value
    }

    /// Fetches the pixels, if nobody did so before.
    pub(crate) fn fetch(&self) -> Result<&weft_image_view> {
        if let Some(view) = self.view.get() {
            return Ok(view);
        }
        let view = view_of(&self.value)?;
        Ok(self.view.get_or_init(|| view))
    }

    /// From the first sample of a plane to its last, with the gaps between rows, and the floats from row to row.
    /// If the pixels cannot be fetched, the run ends with the error that says so.
    pub(crate) fn plane(&self, plane: u32) -> (&[f32], usize) {
        let view = self.fetch().unwrap_or_else(|error| end_run(error));
        let offset = offset_of_plane(view, plane);
        // SAFETY: `offset_of_plane` checked that the plane is in the picture.
        let start = unsafe { view.data.add(offset) };
        // SAFETY: the plane is so long (promise 4), and held and unchanged as long as `self` (promise 3).
        (unsafe { slice::from_raw_parts(start, plane_len(view)) }, view.row_stride)
    }

    /// Makes it ours alone, copied if it is shared.
    pub(crate) fn make_mut(self, call: RawCall) -> Result<PixelsMut> {
        let make_mut = need(call.services.image.make_mut, "weft.image/1 make_mut")?;
        let services = call.services;
        let mut raw = self.value.into_raw();
        let mut view = empty_view();
        // SAFETY: the call is live and `raw` is our one reference; on failure it stays what it was.
        let status = unsafe { make_mut(call.raw, &raw mut raw, &raw mut view) };
        // SAFETY: either the old reference or the new one, ours in both cases.
        let value = unsafe { Value::owned(raw, services) };
        Error::check(status)?;
        PixelsMut::over(value, view)
    }
}

impl Clone for Pixels {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), shape: self.shape, view: self.view.clone() }
    }
}

fn view_of(value: &Value) -> Result<weft_image_view> {
    let get = need(value.services.image.view, "weft.image/1 view")?;
    let mut view = empty_view();
    // SAFETY: the value is held, and the view may be written as far as its `struct_size` says.
    let status = unsafe { get(value.raw(), &raw mut view) };
    value.expect(status, "an image")?;
    checked(&view)?;
    Ok(view)
}

/// An image for writing, which nobody else has.
pub(crate) struct PixelsMut {
    value: Value,
    view: weft_image_view,
}

// SAFETY: nobody else has the pixels.
unsafe impl Send for PixelsMut {}
// SAFETY: through `&PixelsMut` they are only read.
unsafe impl Sync for PixelsMut {}

impl PixelsMut {
    pub(crate) fn new(call: RawCall, shape: Shape, flags: u32) -> Result<Self> {
        let create = need(call.services.image.create, "weft.image/1 create")?;
        let mut view = empty_view();
        (view.width, view.height, view.channels, view.colour) =
            (shape.width, shape.height, shape.channels, shape.colour);
        (view.origin_x, view.origin_y) = shape.origin;
        (view.full_width, view.full_height) = shape.full_size;
        let mut raw = std::ptr::null_mut();
        // SAFETY: the call is live; view and pointer may be written.
        Error::check(unsafe { create(call.raw, &raw mut view, flags, &raw mut raw) })?;
        // SAFETY: `create` gave one reference.
        let value = unsafe { Value::owned(raw, call.services) };
        let made = Self::over(value, view)?;
        if (made.view.width, made.view.height, made.view.channels) != (shape.width, shape.height, shape.channels) {
            return Err(Error::failed("the host made an image of another size"));
        }
        Ok(made)
    }

    fn over(value: Option<Value>, view: weft_image_view) -> Result<Self> {
        let value = value.ok_or_else(|| Error::out_of_memory("the host could not make an image"))?;
        checked(&view)?;
        Ok(Self { value, view })
    }

    pub(crate) fn shape(&self) -> Shape {
        shape_of(&self.view)
    }

    /// From now on only for reading.
    pub(crate) fn done(self) -> Pixels {
        Pixels { value: self.value, shape: shape_of(&self.view), view: self.view.into() }
    }

    pub(crate) fn into_value(self) -> Value {
        self.value
    }

    /// As of [`Pixels::plane`].
    pub(crate) fn plane(&self, plane: u32) -> (&[f32], usize) {
        let offset = offset_of_plane(&self.view, plane);
        // SAFETY: `offset_of_plane` checked that the plane is in the picture.
        let start = unsafe { self.view.data.add(offset) };
        // SAFETY: the plane is so long, and nobody writes it while `self` is borrowed.
        (unsafe { slice::from_raw_parts(start, plane_len(&self.view)) }, self.view.row_stride)
    }

    /// As of [`Pixels::plane`], for writing.
    pub(crate) fn plane_mut(&mut self, plane: u32) -> (&mut [f32], usize) {
        let offset = offset_of_plane(&self.view, plane);
        // SAFETY: `offset_of_plane` checked that the plane is in the picture.
        let start = unsafe { self.view.data.add(offset) };
        // SAFETY: the plane is so long, nobody else has it, and `self` is borrowed for writing.
        (unsafe { slice::from_raw_parts_mut(start, plane_len(&self.view)) }, self.view.row_stride)
    }

    /// All planes at once.
    pub(crate) fn planes_mut(&mut self) -> Vec<&mut [f32]> {
        let plane = |plane| {
            let offset = offset_of_plane(&self.view, plane);
            // SAFETY: `offset_of_plane` checked that the plane is in the picture.
            let start = unsafe { self.view.data.add(offset) };
            // SAFETY: as of `plane_mut`; planes do not overlap, which `checked` made sure.
            unsafe { slice::from_raw_parts_mut(start, plane_len(&self.view)) }
        };
        (0..self.view.channels).map(plane).collect()
    }

    pub(crate) fn row_stride(&self) -> usize {
        self.view.row_stride
    }
}

fn empty_view() -> weft_image_view {
    weft_image_view {
        struct_size: size_of::<weft_image_view>() as u32,
        width: 0,
        height: 0,
        channels: 0,
        colour: 0,
        reserved0: 0,
        plane_stride: 0,
        row_stride: 0,
        data: std::ptr::null_mut(),
        origin_x: 0,
        origin_y: 0,
        full_width: 0,
        full_height: 0,
    }
}

fn shape_of(view: &weft_image_view) -> Shape {
    // A host that knows nothing of bands leaves the whole size at 0.
    let full = |full: u32, own: u32| if full == 0 { own } else { full };
    Shape {
        width: view.width,
        height: view.height,
        channels: view.channels,
        colour: view.colour,
        origin: (view.origin_x, view.origin_y),
        full_size: (full(view.full_width, view.width), full(view.full_height, view.height)),
    }
}

/// A few comparisons, so that a host's slip is a sentence and not a crash in somebody's loop.
fn checked(view: &weft_image_view) -> Result<()> {
    let rows_fit = view.row_stride >= view.width as usize;
    let planes_fit = view.channels == 1 || view.plane_stride >= plane_len(view);
    let sized = view.width > 0 && view.height > 0 && (1..=4).contains(&view.channels);
    if view.data.is_null() || !sized || !rows_fit || !planes_fit {
        let weft_image_view { width, height, channels, .. } = *view;
        return Err(Error::failed(format!("the host gave a broken view of {width}×{height} with {channels} planes")));
    }
    Ok(())
}

fn plane_len(view: &weft_image_view) -> usize {
    (view.height as usize).saturating_sub(1) * view.row_stride + view.width as usize
}

fn offset_of_plane(view: &weft_image_view, plane: u32) -> usize {
    assert!(plane < view.channels, "plane {plane} of an image with {} planes", view.channels);
    plane as usize * view.plane_stride
}
