//! `weft.tensor/1`: numbers of any shape. The fields after `reserved0` are those of DLPack's `DLTensor`, in its order.

use crate::{weft_call, weft_status, weft_value};
use core::ffi::c_void;

/// Signed integers.
pub const WEFT_SCALAR_INT: u8 = 0;
/// Unsigned integers.
pub const WEFT_SCALAR_UINT: u8 = 1;
/// IEEE floats.
pub const WEFT_SCALAR_FLOAT: u8 = 2;

/// Host memory.
pub const WEFT_DEVICE_CPU: i32 = 1;

/// A tensor as it lies in memory.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct weft_tensor_view {
    /// As compiled. Set it before every call.
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// 64-byte aligned.
    pub data: *mut c_void,
    /// `WEFT_DEVICE_CPU`
    pub device_type: i32,
    /// 0
    pub device_id: i32,
    /// Length of `shape`; 0 for a scalar.
    pub ndim: i32,
    /// `WEFT_SCALAR_…`
    pub dtype_code: u8,
    /// 8, 16, 32 or 64.
    pub dtype_bits: u8,
    /// 1
    pub dtype_lanes: u16,
    /// Of `create`: the caller's; of `view`: lent as long as the value is held.
    pub shape: *const i64,
    /// NULL: compact, last index fastest.
    pub strides: *const i64,
    /// 0
    pub byte_offset: u64,
}

/// `"weft.tensor/1"`. Every function [any thread while `run` is active] unless it says otherwise.
#[repr(C)]
pub struct weft_tensor_v1 {
    /// As compiled.
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// Reads type and shape from `view` and fills in the rest, for writing. All numbers are 0. Gives one reference.
    pub create: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            view: *mut weft_tensor_view,
            tensor: *mut *mut weft_value,
        ) -> weft_status,
    >,
    /// For reading, as long as the value is held. `WEFT_ERR_INVALID` where it is no tensor. [any thread, any time]
    pub view: Option<unsafe extern "C" fn(tensor: *const weft_value, view: *mut weft_tensor_view) -> weft_status>,
}
