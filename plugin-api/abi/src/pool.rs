//! `weft.parallel/1` and `weft.paths/1`: the host's threads, and the folders a plugin may use.

use crate::{weft_call, weft_status, weft_str, weft_value};
use core::ffi::c_void;

/// `"weft.parallel/1"`. [any thread while `run` is active]
#[repr(C)]
pub struct weft_parallel_v1 {
    /// As compiled.
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// How many threads `for_each` uses at most. The result of a kind must not depend on it.
    pub threads: Option<unsafe extern "C" fn(call: *mut weft_call) -> u32>,
    /// Calls `work(user, i)` for each i below `count`, on the host's threads, in any order; returns when all are done.
    /// Stops early, with `WEFT_ERR_CANCELLED`, if the user pressed stop.
    pub for_each: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            count: u32,
            work: Option<unsafe extern "C" fn(user: *mut c_void, index: u32)>,
            user: *mut c_void,
        ) -> weft_status,
    >,
}

/// `"weft.paths/1"`. Each gives a new value of the type `text`, one reference, or NULL where there is none.
/// [any thread while `run` is active]
#[repr(C)]
pub struct weft_paths_v1 {
    /// As compiled.
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// Of the graph file: relative paths begin here.
    pub graph_folder: Option<unsafe extern "C" fn(call: *mut weft_call) -> *mut weft_value>,
    /// For this plugin's own files that can be made again.
    pub cache_folder: Option<unsafe extern "C" fn(call: *mut weft_call) -> *mut weft_value>,
    /// For files that end with the run.
    pub temp_folder: Option<unsafe extern "C" fn(call: *mut weft_call) -> *mut weft_value>,
    /// A verified file of an installed model.
    pub model_file:
        Option<unsafe extern "C" fn(call: *mut weft_call, model: weft_str, file: weft_str) -> *mut weft_value>,
    /// Makes a path absolute, from the graph's folder.
    pub resolve: Option<unsafe extern "C" fn(call: *mut weft_call, path: weft_str) -> *mut weft_value>,
}
