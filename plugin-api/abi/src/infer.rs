//! `weft.infer/1`: models run by the host. One copy of the runtime and of the weights for all plugins.

use crate::{weft_array, weft_call, weft_status, weft_str, weft_value};

/// A session; 0 is never valid. Shared by all who open the same model; lives until the host evicts it.
pub type weft_session = u64;

/// One input or output of a model. Lent until `run` returns.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct weft_model_port {
    /// As compiled. Set it before every call.
    pub struct_size: u32,
    /// `WEFT_SCALAR_…`
    pub dtype_code: u32,
    /// 8, 16, 32 or 64.
    pub dtype_bits: u32,
    /// Length of `shape`.
    pub ndim: u32,
    /// As in the model file.
    pub name: weft_str,
    /// −1: any.
    pub shape: *const i64,
}

/// A tensor, or a picture as a tensor, by name. Element of a `weft_array`: may grow.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct weft_feed {
    /// As in the model file.
    pub name: weft_str,
    /// A tensor, or an image: then `layout`, `scale` and `offset` say how it becomes one.
    pub value: *const weft_value,
    /// 0 NCHW, 1 NHWC.
    pub layout: u32,
    /// 0 RGB, 1 BGR.
    pub order: u32,
    /// Number = sample × `scale` + `offset`, a channel each. Of a tensor: unused.
    pub scale: [f32; 4],
    /// See `scale`.
    pub offset: [f32; 4],
}

/// `"weft.infer/1"`. Every function [any thread while `run` is active].
#[repr(C)]
pub struct weft_infer_v1 {
    /// As compiled.
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// Opens an installed model by name, or a file by its absolute path. `WEFT_ERR_MISSING_MODEL` where it is not there.
    pub open:
        Option<unsafe extern "C" fn(call: *mut weft_call, model: weft_str, session: *mut weft_session) -> weft_status>,
    /// How many inputs.
    pub input_count: Option<unsafe extern "C" fn(call: *mut weft_call, session: weft_session) -> u32>,
    /// One of them.
    pub input_at: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            session: weft_session,
            index: u32,
            port: *mut weft_model_port,
        ) -> weft_status,
    >,
    /// How many outputs.
    pub output_count: Option<unsafe extern "C" fn(call: *mut weft_call, session: weft_session) -> u32>,
    /// One of them.
    pub output_at: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            session: weft_session,
            index: u32,
            port: *mut weft_model_port,
        ) -> weft_status,
    >,
    /// A fact from the model's manifest, such as `value_range`; empty where it says nothing.
    pub fact: Option<unsafe extern "C" fn(call: *mut weft_call, session: weft_session, name: weft_str) -> weft_str>,
    /// Runs it. `feeds` of `weft_feed`; `wanted` of `weft_str`; `results` takes as many tensors, one reference each.
    /// Ends early, with `WEFT_ERR_CANCELLED`, if the user pressed stop.
    pub run: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            session: weft_session,
            feeds: weft_array,
            wanted: weft_array,
            results: *mut *mut weft_value,
        ) -> weft_status,
    >,
}
