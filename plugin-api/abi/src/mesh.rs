//! `weft.mesh/1`: named arrays of attributes, and textures. `position` (3 × f32) and `index` (3 × u32 a triangle) make
//! a mesh; `normal` (3 × f32), `uv` (2 × f32, origin at the top left), `colour` (3 or 4 × f32) are well known.

use crate::{weft_call, weft_status, weft_str, weft_value};
use core::ffi::c_void;

/// One array of a mesh, compact.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct weft_attribute {
    /// As compiled. Set it before every call.
    pub struct_size: u32,
    /// Numbers an element, at least 1.
    pub components: u32,
    /// `WEFT_SCALAR_…`
    pub scalar_code: u32,
    /// 8, 16, 32 or 64.
    pub scalar_bits: u32,
    /// Elements.
    pub count: u64,
    /// Lent as long as the value is held.
    pub name: weft_str,
    /// 64-byte aligned.
    pub data: *mut c_void,
}

/// `"weft.mesh/1"`. Every function [any thread while `run` is active] unless it says otherwise.
#[repr(C)]
pub struct weft_mesh_v1 {
    /// As compiled.
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// An empty mesh. Gives one reference.
    pub create: Option<unsafe extern "C" fn(call: *mut weft_call, mesh: *mut *mut weft_value) -> weft_status>,
    /// Adds an array to a mesh that `create` gave and that is ours alone. Reads name, components, scalars and count and
    /// fills in `data`, for writing. All numbers are 0.
    pub add: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            mesh: *mut weft_value,
            attribute: *mut weft_attribute,
        ) -> weft_status,
    >,
    /// Adds a texture, such as `base`. Takes one reference of `image`, also where it fails.
    pub add_texture: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            mesh: *mut weft_value,
            name: weft_str,
            image: *mut weft_value,
        ) -> weft_status,
    >,
    /// How many arrays. [any thread, any time]
    pub attribute_count: Option<unsafe extern "C" fn(mesh: *const weft_value) -> usize>,
    /// By number, in the order they were added. [any thread, any time]
    pub attribute_at: Option<
        unsafe extern "C" fn(mesh: *const weft_value, index: usize, attribute: *mut weft_attribute) -> weft_status,
    >,
    /// By name; `WEFT_ERR_INVALID` where there is none. [any thread, any time]
    pub attribute: Option<
        unsafe extern "C" fn(mesh: *const weft_value, name: weft_str, attribute: *mut weft_attribute) -> weft_status,
    >,
    /// Lent as long as the mesh is held; NULL where there is none. [any thread, any time]
    pub texture: Option<unsafe extern "C" fn(mesh: *const weft_value, name: weft_str) -> *const weft_value>,
}
