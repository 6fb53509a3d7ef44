//! What the host offers to plugins: tables of C functions, by versioned name. Each function checks what a plugin hands it
//! as far as it can be known; none unwinds.
//!
//! Services: `weft.core/1`, `weft.image/1`, `weft.tensor/1`, `weft.mesh/1`, `weft.record/1`, `weft.infer/1`,
//! `weft.gpu/1`, `weft.parallel/1`, `weft.paths/1`. What is not in the table is not there: a plugin gets NULL and says so.
#![expect(unsafe_code, reason = "functions that plugins call, with pointers of plugins")]

mod crossing;
mod gpu;
mod image;
mod infer;
mod inputs;
mod mesh;
mod pool;
mod record;
mod results;
mod tensor;

pub(super) use inputs::CORE;

use super::call::LogLevel;
use super::foreign;
use std::ffi::{CStr, c_char, c_void};
use std::sync::{Mutex, PoisonError};
use weft_abi::{WEFT_ABI_MAJOR, WEFT_ABI_MINOR, WEFT_LOG_DEBUG, WEFT_LOG_INFO, WEFT_LOG_WARN, weft_host, weft_str};

/// The host as one plugin sees it, and what that plugin said outside of a call.
pub(super) struct HostTable {
    table: weft_host,
    words: Mutex<Vec<(LogLevel, String)>>,
}

/// A plugin that talks more than this outside of calls is not listened to.
const WORDS_MAX: usize = 256;

// SAFETY: the table is never written after it was made, and its `data` points at this very struct.
unsafe impl Sync for HostTable {}
// SAFETY: as above.
unsafe impl Send for HostTable {}

/// A table for one plugin. It lives for ever, as plugins do.
pub(super) fn host_table() -> &'static HostTable {
    let host = Box::leak(Box::new(HostTable {
        table: weft_host {
            struct_size: size_of::<weft_host>() as u32,
            abi_major: WEFT_ABI_MAJOR,
            abi_minor: WEFT_ABI_MINOR,
            reserved0: 0,
            name: c"weft".as_ptr(),
            version: VERSION.as_ptr(),
            data: std::ptr::null_mut(),
            get_service: Some(get_service),
            log: Some(log),
        },
        words: Mutex::new(Vec::new()),
    }));
    host.table.data = (&raw const host.words).cast_mut().cast();
    host
}

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"0",
};

impl HostTable {
    pub(super) fn table(&self) -> &weft_host {
        &self.table
    }

    pub(super) fn take_words(&self) -> Vec<(LogLevel, String)> {
        std::mem::take(&mut self.words.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// [any thread]
unsafe extern "C" fn get_service(_: *const weft_host, id: *const c_char) -> *const c_void {
    if id.is_null() {
        return std::ptr::null();
    }
    // SAFETY: the plugin gives a text that ends with a zero.
    match unsafe { CStr::from_ptr(id) }.to_bytes() {
        b"weft.core/1" => (&raw const CORE).cast(),
        b"weft.image/1" => (&raw const image::IMAGE).cast(),
        b"weft.tensor/1" => (&raw const tensor::TENSOR).cast(),
        b"weft.mesh/1" => (&raw const mesh::MESH).cast(),
        b"weft.record/1" => (&raw const record::RECORD).cast(),
        b"weft.gpu/1" => (&raw const gpu::GPU).cast(),
        b"weft.infer/1" => (&raw const infer::INFER).cast(),
        b"weft.parallel/1" => (&raw const pool::PARALLEL).cast(),
        b"weft.paths/1" => (&raw const pool::PATHS).cast(),
        _ => std::ptr::null(),
    }
}

/// [any thread]
unsafe extern "C" fn log(host: *const weft_host, level: i32, message: weft_str) {
    // SAFETY: the plugin gives back the table that it got.
    let Some(host) = (unsafe { host.as_ref() }) else { return };
    // SAFETY: `data` is the list of words of that table, which lives for ever.
    let Some(words) = (unsafe { host.data.cast::<Mutex<Vec<(LogLevel, String)>>>().as_ref() }) else { return };
    // SAFETY: the plugin lends it for this call.
    let message = unsafe { foreign::sentence(message) }.into_owned();
    let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
    if words.len() < WORDS_MAX {
        words.push((level_of(level), message));
    }
}

/// An unknown level is heard by whoever looks for a reason, or, if it is higher than all, by the user.
fn level_of(level: i32) -> LogLevel {
    match level {
        ..=WEFT_LOG_DEBUG => LogLevel::Debug,
        WEFT_LOG_INFO => LogLevel::Info,
        WEFT_LOG_WARN => LogLevel::Warn,
        _ => LogLevel::Error,
    }
}
