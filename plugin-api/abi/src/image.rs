//! `weft.image/1`: pictures and masks. Planar f32, values in [0, 1] of sRGB code values, straight alpha.

use crate::{weft_call, weft_status, weft_value};

/// sRGB code values.
pub const WEFT_COLOUR_SRGB: u32 = 1;
/// Depth, masks, normals: no colour.
pub const WEFT_COLOUR_DATA: u32 = 2;

/// All samples are 0. Without it they are whatever the recycled memory held: write every one.
pub const WEFT_IMAGE_ZEROED: u32 = 0x1;

/// Planar f32, top row first. Sample (x, y) of plane c is `data[c * plane_stride + y * row_stride + x]`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct weft_image_view {
    /// As compiled. Set it before every call.
    pub struct_size: u32,
    /// In pixels, at least 1.
    pub width: u32,
    /// In pixels, at least 1.
    pub height: u32,
    /// 1 grey or mask, 2 grey and alpha, 3 RGB, 4 RGBA.
    pub channels: u32,
    /// `WEFT_COLOUR_…`; an unknown number means `WEFT_COLOUR_DATA`.
    pub colour: u32,
    /// Zero.
    pub reserved0: u32,
    /// In floats.
    pub plane_stride: usize,
    /// In floats. Rows are 64-byte aligned and never a multiple of 4096 bytes apart.
    pub row_stride: usize,
    /// 64-byte aligned.
    pub data: *mut f32,
    /// Where this view lies in the whole picture, if the host runs a local kind in bands; else 0.
    pub origin_x: u32,
    /// See `origin_x`.
    pub origin_y: u32,
    /// Of the whole picture; `width` if this is all of it.
    pub full_width: u32,
    /// Of the whole picture; `height` if this is all of it.
    pub full_height: u32,
}

/// `"weft.image/1"`. Every function [any thread while `run` is active] unless it says otherwise.
#[repr(C)]
pub struct weft_image_v1 {
    /// As compiled.
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// Reads size, channels, colour and origin from `view` and fills in the rest, for writing. Gives one reference.
    /// `flags`: `WEFT_IMAGE_…`
    pub create: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            view: *mut weft_image_view,
            flags: u32,
            image: *mut *mut weft_value,
        ) -> weft_status,
    >,
    /// For reading, as long as the value is held. `WEFT_ERR_INVALID` where it is no image. [any thread, any time]
    pub view: Option<unsafe extern "C" fn(image: *const weft_value, view: *mut weft_image_view) -> weft_status>,
    /// `*image` becomes ours alone, copied if it is shared, for writing. On failure `*image` is untouched.
    pub make_mut: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            image: *mut *mut weft_value,
            view: *mut weft_image_view,
        ) -> weft_status,
    >,
    /// As `view`, but `data` is NULL and the strides are 0: pixels that are on the GPU stay there. [any thread, any time]
    pub info: Option<unsafe extern "C" fn(image: *const weft_value, view: *mut weft_image_view) -> weft_status>,
}
