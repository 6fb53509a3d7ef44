//! Where the two meet: the one symbol a plugin exports, and what the host hands over.

use crate::{weft_array, weft_core_v1, weft_status, weft_str};
use core::ffi::{c_char, c_void};

/// The one exported data symbol, `weft_plugin_entry_v1`. Magic, size and version are read before any code is called.
#[repr(C)]
pub struct weft_entry {
    /// `WEFT_MAGIC`
    pub magic: u32,
    /// As compiled.
    pub struct_size: u32,
    /// Of the header the plugin was compiled with.
    pub abi_major: u32,
    /// Of the header the plugin was compiled with; a newer one than the host's is fine.
    pub abi_minor: u32,
    /// The oldest host minor the plugin can work with.
    pub min_host_minor: u32,
    /// Zero.
    pub reserved0: u32,
    /// Reverse-domain: `com.acme`. The first part of built-in kind ids: `image`.
    pub id: *const c_char,
    /// Shown to the user.
    pub label: *const c_char,
    /// Who made it.
    pub vendor: *const c_char,
    /// Of the plugin, for people.
    pub version: *const c_char,
    /// SPDX.
    pub license: *const c_char,
    /// Compiler and SDK, for bug reports.
    pub built_with: *const c_char,
    /// Gives an array of `weft_kind` that lives for ever. Works before `init`, without side effects. [any thread]
    pub describe: Option<unsafe extern "C" fn() -> weft_array>,
    /// Once per process, before any `create` or `run`; NULL: nothing to do. [any thread, alone]
    pub init: Option<unsafe extern "C" fn(host: *const weft_host) -> weft_status>,
    /// Best effort: a process may be killed. [any thread, alone]
    pub deinit: Option<unsafe extern "C" fn()>,
    /// Gives a table by its versioned id, or NULL. [any thread]
    pub get_extension: Option<unsafe extern "C" fn(id: *const c_char) -> *const c_void>,
}

// SAFETY: an entry is static and never written.
unsafe impl Sync for weft_entry {}

/// The host. Lives until the process ends.
#[repr(C)]
pub struct weft_host {
    /// As compiled.
    pub struct_size: u32,
    /// What the host speaks.
    pub abi_major: u32,
    /// What the host speaks.
    pub abi_minor: u32,
    /// Zero.
    pub reserved0: u32,
    /// Such as `weft`.
    pub name: *const c_char,
    /// For people.
    pub version: *const c_char,
    /// The host's own.
    pub data: *mut c_void,
    /// `"weft.image/1"` → `const weft_image_v1 *`; NULL where the host does not know it. Lives until the process
    /// ends. [any thread]
    pub get_service: Option<unsafe extern "C" fn(host: *const weft_host, id: *const c_char) -> *const c_void>,
    /// A word for the log outside of a call. `level`: `WEFT_LOG_…`. [any thread]
    pub log: Option<unsafe extern "C" fn(host: *const weft_host, level: i32, message: weft_str)>,
}

// SAFETY: the host's tables are never written after they were given out.
unsafe impl Sync for weft_host {}

/// One running node. Made by the host; valid until `run` returns.
#[repr(C)]
pub struct weft_call {
    /// As compiled.
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// The host.
    pub host: *const weft_host,
    /// Always there, which saves asking for it.
    pub core: *const weft_core_v1,
    /// The host's own.
    pub data: *mut c_void,
}

/// One move of settings from an older version of a kind. Made by the host; valid until `migrate` returns.
#[repr(C)]
pub struct weft_migration {
    /// As compiled.
    pub struct_size: u32,
    /// The version that the settings were written for.
    pub from_version: u32,
    /// A JSON object of input ids and settings.
    pub settings_json: weft_str,
    /// The host's own.
    pub data: *mut c_void,
    /// Takes the new JSON object. The text is copied.
    pub set_result: Option<unsafe extern "C" fn(migration: *mut weft_migration, settings_json: weft_str)>,
    /// Stores a sentence and gives `status` back.
    pub fail: Option<
        unsafe extern "C" fn(migration: *mut weft_migration, status: weft_status, message: weft_str) -> weft_status,
    >,
}
