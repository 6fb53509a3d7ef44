//! The one truth about the layout of what crosses between Weft and a plugin: plain `repr(C)` tables.
//!
//! No functions, no dependencies, no `std`. `plugin-api/include/weft.h` is generated from these files.
//!
//! The rules that let it grow for ten years:
//! 1. A struct passed by pointer begins with `struct_size`, as its writer compiled it. The reader uses the smaller of
//!    the two sizes; a missing tail reads as zero, and zero means "absent" or "default".
//! 2. Arrays carry their stride, so element structs grow too.
//! 3. `weft_str` and `weft_array` are passed by value and frozen for ever.
//! 4. Fields are appended. Never reordered, retyped, reused or removed.
//! 5. A new meaning is a new service id (`weft.image/2`); the host keeps the old one.
//! 6. No C enums, no `bool`, no `long`, no bitfields, no unions, no varargs.
//! 7. Nothing unwinds across a call.
#![no_std]
#![expect(non_camel_case_types, reason = "the names of the C header")]

mod core_service;
mod entry;
mod gpu;
mod image;
mod infer;
mod kind;
mod mesh;
mod pool;
mod record;
mod tensor;

pub use core_service::*;
pub use entry::*;
pub use gpu::*;
pub use image::*;
pub use infer::*;
pub use kind::*;
pub use mesh::*;
pub use pool::*;
pub use record::*;
pub use tensor::*;

use core::ffi::{c_char, c_void};

/// Changes only with the name of the entry symbol.
pub const WEFT_ABI_MAJOR: u32 = 1;
/// Grows with each addition.
pub const WEFT_ABI_MINOR: u32 = 0;
/// First word of `weft_entry`: the bytes `WEFT` on a little-endian machine.
pub const WEFT_MAGIC: u32 = 0x5446_4557;

/// UTF-8 text: pointer and length, not NUL-terminated. Borrowed for the duration of the call. Frozen.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct weft_str {
    /// May be NULL where `len` is 0.
    pub ptr: *const c_char,
    /// In bytes.
    pub len: usize,
}

/// A read-only array whose elements have the size that its writer was compiled with. Frozen.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct weft_array {
    /// May be NULL where `len` is 0.
    pub ptr: *const c_void,
    /// Elements.
    pub len: u32,
    /// Bytes from one element to the next.
    pub stride: u32,
}

/// 0 is good; negative numbers are `WEFT_ERR_…`. An unknown negative number means `WEFT_ERR_FAILED`.
pub type weft_status = i32;
/// Done.
pub const WEFT_OK: weft_status = 0;
/// The work could not be done; the message says why.
pub const WEFT_ERR_FAILED: weft_status = -1;
/// The user pressed stop.
pub const WEFT_ERR_CANCELLED: weft_status = -2;
/// An input or an argument is wrong.
pub const WEFT_ERR_INVALID: weft_status = -3;
/// The host or the device cannot do this; the host may convert and retry.
pub const WEFT_ERR_UNSUPPORTED: weft_status = -4;
/// There is no memory left.
pub const WEFT_ERR_OUT_OF_MEMORY: weft_status = -5;
/// The device has no memory left: the host evicts and retries.
pub const WEFT_ERR_GPU_OUT_OF_MEMORY: weft_status = -6;
/// The device failed: the host retries on the CPU.
pub const WEFT_ERR_GPU_FAILED: weft_status = -7;
/// A model is not installed: the host offers the command that installs it.
pub const WEFT_ERR_MISSING_MODEL: weft_status = -8;
/// A panic or exception was caught by the SDK: the instance is destroyed and never called again.
pub const WEFT_ERR_PANIC: weft_status = -9;

/// What flows on wires: opaque, atomically counted, made only by the host, immutable once given to `output`.
#[repr(C)]
pub struct weft_value {
    _opaque: [u8; 0],
}
