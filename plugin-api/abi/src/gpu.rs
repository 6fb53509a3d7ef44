//! `weft.gpu/1`: WGSL on the host's device. Handles with a generation; no type of any graphics library.

use crate::{weft_array, weft_call, weft_status, weft_str, weft_value};
use core::ffi::c_void;

/// Generation and index; 0 is never valid.
pub type weft_gpu_buffer = u64;
/// Generation and index; 0 is never valid.
pub type weft_gpu_kernel = u64;

/// No device.
pub const WEFT_GPU_NONE: u32 = 0;
/// A software adapter, only where the user asked for it.
pub const WEFT_GPU_SOFTWARE: u32 = 1;
/// A GPU.
pub const WEFT_GPU_HARDWARE: u32 = 2;

/// What the device can do.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct weft_gpu_caps {
    /// As compiled. Set it before every call.
    pub struct_size: u32,
    /// `WEFT_GPU_…`
    pub device: u32,
    /// Of one buffer.
    pub buffer_bytes_max: u64,
    /// Of one binding: 128 MiB on many drivers. Bind planes, not pictures.
    pub binding_bytes_max: u64,
    /// Buffers a dispatch.
    pub bindings_max: u32,
    /// Threads a workgroup.
    pub workgroup_invocations_max: u32,
    /// Shared memory a workgroup.
    pub workgroup_bytes_max: u32,
    /// An axis of a dispatch.
    pub workgroups_per_axis_max: u32,
    /// Of `params`.
    pub params_bytes_max: u32,
    /// 0: no subgroup operations.
    pub subgroup_size: u32,
    /// Bit 0: f16. Bit 1: timestamps.
    pub features: u32,
    /// Zero.
    pub reserved0: u32,
    /// Of the device, to find it in other libraries.
    pub uuid: [u8; 16],
    /// For people.
    pub name: weft_str,
}

/// Read only.
pub const WEFT_GPU_READ: u32 = 1;
/// Read and write.
pub const WEFT_GPU_READ_WRITE: u32 = 3;

/// One buffer of a dispatch. Element of a `weft_array`: may grow.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct weft_gpu_binding {
    /// Which.
    pub buffer: weft_gpu_buffer,
    /// From its start.
    pub offset_bytes: u64,
    /// 0: to the end.
    pub size_bytes: u64,
    /// `WEFT_GPU_READ` or `WEFT_GPU_READ_WRITE`.
    pub access: u32,
    /// Zero.
    pub reserved0: u32,
}

/// A picture on the device: tight rows, one buffer a plane.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct weft_gpu_image {
    /// As compiled. Set it before every call.
    pub struct_size: u32,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// 1 to 4.
    pub channels: u32,
    /// `WEFT_COLOUR_…`
    pub colour: u32,
    /// Zero.
    pub reserved0: u32,
    /// As many as `channels`.
    pub planes: [weft_gpu_buffer; 4],
}

/// `"weft.gpu/1"`. Every function [any thread while `run` is active]. Only for kinds with `WEFT_KIND_GPU`; others find no device.
/// Handles end with the call. What does not fit, or finds no memory, is a status to give on: the host calls again, with more room
/// or without a device. So is `WEFT_ERR_CANCELLED`, which all of them may give once the user has pressed stop: return it, soon.
#[repr(C)]
pub struct weft_gpu_v1 {
    /// As compiled.
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// What there is.
    pub caps: Option<unsafe extern "C" fn(call: *mut weft_call, caps: *mut weft_gpu_caps) -> weft_status>,
    /// From a pool by size class. `flags`: 1 zeroed, 2 exportable (a dedicated allocation).
    pub buffer_new: Option<
        unsafe extern "C" fn(call: *mut weft_call, bytes: u64, flags: u32, buffer: *mut weft_gpu_buffer) -> weft_status,
    >,
    /// One more reference.
    pub buffer_retain: Option<unsafe extern "C" fn(call: *mut weft_call, buffer: weft_gpu_buffer)>,
    /// One reference less.
    pub buffer_release: Option<unsafe extern "C" fn(call: *mut weft_call, buffer: weft_gpu_buffer)>,
    /// Copies to the device.
    pub upload: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            to: weft_gpu_buffer,
            offset: u64,
            from: *const c_void,
            bytes: u64,
        ) -> weft_status,
    >,
    /// Copies from the device; waits. Ends early, with `WEFT_ERR_CANCELLED`, if the user pressed stop and the device does not come
    /// back: nothing useful lies in `to` then. Return it.
    pub download: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            from: weft_gpu_buffer,
            offset: u64,
            to: *mut c_void,
            bytes: u64,
        ) -> weft_status,
    >,
    /// Brings whichever copy is valid, the host's or the device's, to the device. For reading: an upload, or a kernel that writes
    /// it, fails the call, whatever `run` returns.
    pub image_view: Option<
        unsafe extern "C" fn(call: *mut weft_call, image: *const weft_value, view: *mut weft_gpu_image) -> weft_status,
    >,
    /// A picture whose pixels are on the device. Reads size, channels and colour, fills in the planes, for writing until it is
    /// given to `output`, or `weft.image/1` is asked for its pixels: who writes them later has failed, as with a view. Of a kind
    /// without `create` the pixels end with the call, unless the picture is in an output.
    pub image_new: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            view: *mut weft_gpu_image,
            image: *mut *mut weft_value,
        ) -> weft_status,
    >,
    /// Cached by hash of text, entry and device. The compiler's words come back through `fail`. Bindings are those of
    /// `@group(0)`, in the order of the dispatch. A text with `struct Params` finds them in `params`, whose declaration the host
    /// writes; in `WEFT_X` and `WEFT_Y` it finds the workgroup size that the host chose, if it has none of its own.
    pub kernel: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            wgsl: weft_str,
            entry: weft_str,
            kernel: *mut weft_gpu_kernel,
        ) -> weft_status,
    >,
    /// Queues it. The host counts groups from the size in threads: more than `workgroups_per_axis_max` of them along a side, or
    /// 2^32 threads and more in all, are refused with a sentence. `bindings` of `weft_gpu_binding`; `params` as WGSL lays out
    /// the struct, of scalars, vec2f and vec4f; more bytes than it has are left out.
    pub dispatch: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            kernel: weft_gpu_kernel,
            bindings: weft_array,
            params: *const c_void,
            params_bytes: u32,
            width: u32,
            height: u32,
            depth: u32,
        ) -> weft_status,
    >,
    /// Sends what is queued.
    pub flush: Option<unsafe extern "C" fn(call: *mut weft_call) -> weft_status>,
    /// Waits until all of it is done, or, with `WEFT_ERR_CANCELLED`, until the user pressed stop and the device did not come back:
    /// return it.
    pub wait: Option<unsafe extern "C" fn(call: *mut weft_call) -> weft_status>,
    /// Begins a measurement.
    pub time_begin: Option<unsafe extern "C" fn(call: *mut weft_call, label: weft_str) -> weft_status>,
    /// Ends it.
    pub time_end: Option<unsafe extern "C" fn(call: *mut weft_call) -> weft_status>,
    /// Reserved: `WEFT_ERR_UNSUPPORTED` in this version.
    pub export_handle: Option<
        unsafe extern "C" fn(call: *mut weft_call, buffer: weft_gpu_buffer, kind: u32, out: *mut c_void) -> weft_status,
    >,
}
