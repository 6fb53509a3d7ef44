//! `weft.core/1`: inputs, outputs, scalars, texts, lists, errors, progress.

use crate::{weft_call, weft_status, weft_str, weft_value};

/// For whoever writes the plugin.
pub const WEFT_LOG_DEBUG: i32 = 0;
/// For whoever looks for a reason.
pub const WEFT_LOG_INFO: i32 = 1;
/// For the user: it works, but not as meant.
pub const WEFT_LOG_WARN: i32 = 2;
/// For the user: it does not work.
pub const WEFT_LOG_ERROR: i32 = 3;

/// `"weft.core/1"`. Every function [any thread while `run` is active] unless it says otherwise.
/// Inputs and outputs are numbered as in the descriptor of the kind, each from 0.
#[repr(C)]
pub struct weft_core_v1 {
    /// As compiled.
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// Stores the sentence and gives `status` back: `return call->core->fail(call, WEFT_ERR_INVALID, text);`
    pub fail: Option<unsafe extern "C" fn(call: *mut weft_call, status: weft_status, message: weft_str) -> weft_status>,
    /// A word for the log. `level`: `WEFT_LOG_…`
    pub log: Option<unsafe extern "C" fn(call: *mut weft_call, level: i32, message: weft_str)>,
    /// How much is done, 0 to 1, and what it is about (may be empty). Not 0: free what is held and return
    /// `WEFT_ERR_CANCELLED`.
    pub report: Option<unsafe extern "C" fn(call: *mut weft_call, fraction: f64, message: weft_str) -> i32>,
    /// Not 0: as of `report`, without saying how much is done.
    pub cancelled: Option<unsafe extern "C" fn(call: *mut weft_call) -> i32>,

    /// Lent until `run` returns. NULL: neither wired nor set.
    pub input: Option<unsafe extern "C" fn(call: *mut weft_call, input: u32) -> *const weft_value>,
    /// Converted, defaulted and within the hard limits, as all scalars are.
    pub input_float: Option<unsafe extern "C" fn(call: *mut weft_call, input: u32) -> f64>,
    /// Of `int` and `seed`.
    pub input_int: Option<unsafe extern "C" fn(call: *mut weft_call, input: u32) -> i64>,
    /// 0 or 1.
    pub input_bool: Option<unsafe extern "C" fn(call: *mut weft_call, input: u32) -> i32>,
    /// Of `text`, `choice` (its key), `path` (made absolute), `model`. Lent until `run` returns.
    pub input_text: Option<unsafe extern "C" fn(call: *mut weft_call, input: u32) -> weft_str>,
    /// Red, green, blue, alpha in [0, 1], sRGB code values.
    pub input_color: Option<unsafe extern "C" fn(call: *mut weft_call, input: u32, rgba: *mut f32)>,
    /// Takes one reference of `value`, also where it fails.
    pub output: Option<unsafe extern "C" fn(call: *mut weft_call, output: u32, value: *mut weft_value) -> weft_status>,

    /// [any thread, any time]
    pub retain: Option<unsafe extern "C" fn(value: *const weft_value) -> *mut weft_value>,
    /// NULL is fine. [any thread, any time]
    pub release: Option<unsafe extern "C" fn(value: *mut weft_value)>,
    /// `image`, `float`, `list` …; a mask is an image of one plane. Lives until the process ends. [any thread, any time]
    pub type_of: Option<unsafe extern "C" fn(value: *const weft_value) -> weft_str>,

    /// Gives one reference, as all `new_…` do.
    pub new_float: Option<unsafe extern "C" fn(call: *mut weft_call, number: f64) -> *mut weft_value>,
    /// Of `int` and `seed`.
    pub new_int: Option<unsafe extern "C" fn(call: *mut weft_call, number: i64) -> *mut weft_value>,
    /// 0 is no, everything else is yes.
    pub new_bool: Option<unsafe extern "C" fn(call: *mut weft_call, yes: i32) -> *mut weft_value>,
    /// Copied. NULL where it is not UTF-8.
    pub new_text: Option<unsafe extern "C" fn(call: *mut weft_call, text: weft_str) -> *mut weft_value>,
    /// Red, green, blue, alpha.
    pub new_color: Option<unsafe extern "C" fn(call: *mut weft_call, rgba: *const f32) -> *mut weft_value>,
    /// Takes one reference of each item, also where it fails.
    pub new_list: Option<
        unsafe extern "C" fn(call: *mut weft_call, items: *const *mut weft_value, len: usize) -> *mut weft_value,
    >,

    /// Of `float` and `int`; else `WEFT_ERR_INVALID`, as all `as_…`. [any thread, any time]
    pub as_float: Option<unsafe extern "C" fn(value: *const weft_value, number: *mut f64) -> weft_status>,
    /// Of `int`. [any thread, any time]
    pub as_int: Option<unsafe extern "C" fn(value: *const weft_value, number: *mut i64) -> weft_status>,
    /// Of `bool`: 0 or 1. [any thread, any time]
    pub as_bool: Option<unsafe extern "C" fn(value: *const weft_value, yes: *mut i32) -> weft_status>,
    /// Of `text`. Lent as long as the value is held. [any thread, any time]
    pub as_text: Option<unsafe extern "C" fn(value: *const weft_value, text: *mut weft_str) -> weft_status>,
    /// Of `color`: four floats. [any thread, any time]
    pub as_color: Option<unsafe extern "C" fn(value: *const weft_value, rgba: *mut f32) -> weft_status>,
    /// 0 where it is no list. [any thread, any time]
    pub list_len: Option<unsafe extern "C" fn(value: *const weft_value) -> usize>,
    /// Lent as long as the list is held; NULL past the end. [any thread, any time]
    pub list_get: Option<unsafe extern "C" fn(value: *const weft_value, index: usize) -> *const weft_value>,
}
