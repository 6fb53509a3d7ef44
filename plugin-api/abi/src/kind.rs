//! Descriptors: what a plugin says about its kinds. Static tables, read without calling any code of the plugin
//! but `describe`. Strings are NUL-terminated UTF-8 and live as long as the process.

use crate::{weft_array, weft_call, weft_host, weft_migration, weft_status};
use core::ffi::{c_char, c_void};

/// One answer of an input of the type `choice`. Element of a `weft_array`: may grow.
#[repr(C)]
pub struct weft_choice {
    /// Stored in graph files; never changes.
    pub key: *const c_char,
    /// Shown to the user.
    pub label: *const c_char,
    /// One line for the user, or NULL.
    pub doc: *const c_char,
}

/// May be left unwired and unset; `input` then gives NULL.
pub const WEFT_INPUT_OPTIONAL: u32 = 0x1;
/// Takes the whole list. Without it the host calls the kind once per item.
pub const WEFT_INPUT_LIST: u32 = 0x2;
/// Cannot be set by hand, only wired.
pub const WEFT_INPUT_WIRE_ONLY: u32 = 0x4;
/// Cannot be wired, only set.
pub const WEFT_INPUT_SET_ONLY: u32 = 0x8;
/// Shown when the user asks for more.
pub const WEFT_INPUT_ADVANCED: u32 = 0x10;
/// Never shown.
pub const WEFT_INPUT_HIDDEN: u32 = 0x20;
/// Matters so much that its widget stands on the node.
pub const WEFT_INPUT_ON_NODE: u32 = 0x40;
/// `soft_min` counts.
pub const WEFT_INPUT_SOFT_MIN: u32 = 0x100;
/// `soft_max` counts.
pub const WEFT_INPUT_SOFT_MAX: u32 = 0x200;
/// `hard_min` counts.
pub const WEFT_INPUT_HARD_MIN: u32 = 0x400;
/// `hard_max` counts.
pub const WEFT_INPUT_HARD_MAX: u32 = 0x800;
/// A path that the kind writes to. Without it the host hashes the content of the file for the result's digest.
pub const WEFT_INPUT_PATH_WRITE: u32 = 0x1000;
/// A path to a folder.
pub const WEFT_INPUT_PATH_FOLDER: u32 = 0x2000;
/// Does not change the result (a label, a number of threads): left out of the digest.
pub const WEFT_INPUT_NO_DIGEST: u32 = 0x4000;

/// A named place that is wired or set. Element of a `weft_array`: may grow.
#[repr(C)]
pub struct weft_input {
    /// Stored in graph files, such as `strength`.
    pub id: *const c_char,
    /// Shown to the user, or NULL: the id in words.
    pub label: *const c_char,
    /// One line for the user, or NULL.
    pub doc: *const c_char,
    /// `image mask mesh tensor faces pose labels embedding record text int float bool choice color path model seed
    /// points rect strokes curve any`, unions `image|mask`, variables `$T`, vendor types `com.acme.cloud`.
    pub type_name: *const c_char,
    /// `WEFT_INPUT_…`
    pub flags: u32,
    /// Zero.
    pub reserved0: u32,
    /// Of `float`.
    pub default_float: f64,
    /// Of `int`, `seed` and `bool`.
    pub default_int: i64,
    /// Of `text`, `choice` (its key), `color` (`#rrggbb` or `#rrggbbaa`), `path`, `model`; of `points`, `rect`,
    /// `strokes` and `curve` as written in a graph file. NULL: empty.
    pub default_text: *const c_char,
    /// Ends of the slider.
    pub soft_min: f64,
    /// Ends of the slider.
    pub soft_max: f64,
    /// The host refuses less.
    pub hard_min: f64,
    /// The host refuses more.
    pub hard_max: f64,
    /// Of the slider; 0: the host chooses.
    pub step: f64,
    /// `px` is scaled by the host in a plan at reduced size; `%`, `°`, `×` and others are only shown. NULL: none.
    pub unit: *const c_char,
    /// `slider multiline dice file folder …`, or NULL: by type. Unknown words are ignored.
    pub widget: *const c_char,
    /// Of `weft_choice`.
    pub choices: weft_array,
    /// Of `const char *`: ids which this input had in older versions.
    pub aka: weft_array,
    /// Presentation only: a JSON object, or NULL.
    pub meta_json: *const c_char,
}

/// Gives a list.
pub const WEFT_OUTPUT_LIST: u32 = 0x1;

/// A named result. Element of a `weft_array`: may grow.
#[repr(C)]
pub struct weft_output {
    /// Stored in graph files.
    pub id: *const c_char,
    /// Shown to the user, or NULL: the id in words.
    pub label: *const c_char,
    /// One line for the user, or NULL.
    pub doc: *const c_char,
    /// As of an input. A variable `$T` is what the input of the same variable got.
    pub type_name: *const c_char,
    /// `WEFT_OUTPUT_…`
    pub flags: u32,
    /// Zero.
    pub reserved0: u32,
    /// Of `const char *`: ids which this output had in older versions.
    pub aka: weft_array,
    /// Presentation only: a JSON object, or NULL.
    pub meta_json: *const c_char,
}

/// A model which the kind may use. Element of a `weft_array`: may grow.
#[repr(C)]
pub struct weft_model {
    /// As in `models/*.ron`.
    pub name: *const c_char,
    /// Which input chooses it, or NULL: always needed.
    pub input: *const c_char,
}

/// Same inputs, same outputs: the result is kept and shared.
pub const WEFT_KIND_PURE: u64 = 0x1;
/// Has an effect outside the graph, so it runs even if nobody reads it.
pub const WEFT_KIND_SINK: u64 = 0x2;
/// Uses `weft.gpu` where there is one.
pub const WEFT_KIND_GPU: u64 = 0x4;
/// Cannot run without a GPU.
pub const WEFT_KIND_GPU_REQUIRED: u64 = 0x8;
/// Reaches for the network.
pub const WEFT_KIND_NETWORK: u64 = 0x10;
/// Writes files.
pub const WEFT_KIND_WRITES_FILES: u64 = 0x20;
/// May change.
pub const WEFT_KIND_EXPERIMENTAL: u64 = 0x40;
/// Kept for old graphs; not offered for new ones.
pub const WEFT_KIND_DEPRECATED: u64 = 0x80;
/// An output pixel depends on input pixels at most `halo` away: the host may run chains of such kinds in bands.
pub const WEFT_KIND_LOCAL: u64 = 0x100;
/// Results are never written to disk by the host (pictures of people, secrets).
pub const WEFT_KIND_NO_DISK: u64 = 0x200;

/// One `run` at a time per instance; instances in parallel.
pub const WEFT_THREAD_INSTANCE: u32 = 0;
/// `run` may be entered by several threads on one instance.
pub const WEFT_THREAD_PARALLEL: u32 = 1;
/// One `run` at a time in the whole plugin.
pub const WEFT_THREAD_PLUGIN: u32 = 2;
/// Every call of this plugin comes from one thread.
pub const WEFT_THREAD_PINNED: u32 = 3;

/// `create` of a kind.
pub type weft_create_fn =
    unsafe extern "C" fn(host: *const weft_host, kind: *const weft_kind, instance: *mut *mut c_void) -> weft_status;

/// What a plugin offers. Element of a `weft_array`: may grow.
#[repr(C)]
pub struct weft_kind {
    /// As compiled.
    pub struct_size: u32,
    /// Stored in graph files; raise it, and write `migrate`, when inputs change their meaning.
    pub version: u32,
    /// `WEFT_KIND_…`. Bits 0–31 are hints: unknown ones are ignored. Bits 32–63 must be understood: unknown ones refuse.
    pub flags: u64,
    /// `WEFT_THREAD_…`; an unknown number means `WEFT_THREAD_PLUGIN`.
    pub thread_mode: u32,
    /// Zero.
    pub reserved0: u32,
    /// Built-in `plugin.kind`, others reverse-domain: `com.acme.vignette`. `[a-z0-9_.-]`
    pub id: *const c_char,
    /// Shown to the user.
    pub label: *const c_char,
    /// Where it stands in menus: `Image/Stylise`.
    pub category: *const c_char,
    /// For the user. Markdown; the first line is the tooltip.
    pub doc: *const c_char,
    /// Of `weft_input`.
    pub inputs: weft_array,
    /// Of `weft_output`.
    pub outputs: weft_array,
    /// Of `weft_model`.
    pub models: weft_array,
    /// Of `const char *`: ids of kinds which this one stands in for.
    pub replaces: weft_array,
    /// Of `WEFT_KIND_LOCAL`: halo = `halo_px` + `halo_scale` × the input `halo_input` (NULL: only `halo_px`), rounded up.
    pub halo_px: f64,
    /// See `halo_px`.
    pub halo_scale: f64,
    /// See `halo_px`.
    pub halo_input: *const c_char,
    /// A pointwise kind may offer `fn f(v: vec4f, p: P) -> vec4f`; the host joins runs of them. `v` is a pixel of the first
    /// picture (grey three times, no alpha is 1); of the result as many planes are taken as came. One that gives `vec2f` makes grey,
    /// and alpha where it came; one that gives `f32` a mask. `P` has a field for each input of these types, by its id, in their order:
    /// `float` f32, `int` and `seed` i32, `bool` and `choice` u32, `color` vec4f; an id that is a word of WGSL gets a `_` behind it;
    /// and `weft_colours`, 1 or 3. NULL: none.
    pub wgsl: *const c_char,
    /// Presentation only: a JSON object, or NULL.
    pub meta_json: *const c_char,

    /// NULL: no state. [the thread that will run; never together with other calls on the instance]
    /// State is a cache, never a document: the host may destroy an instance at any time between calls.
    pub create: Option<weft_create_fn>,
    /// [any thread, never together with other calls on the instance]
    pub destroy: Option<unsafe extern "C" fn(instance: *mut c_void)>,
    /// Required. [a worker thread, as `thread_mode` says] `instance` is NULL where `create` is.
    pub run: Option<unsafe extern "C" fn(instance: *mut c_void, call: *mut weft_call) -> weft_status>,
    /// NULL: settings of older versions are taken as they are. Pure. [any thread]
    pub migrate: Option<unsafe extern "C" fn(migration: *mut weft_migration) -> weft_status>,
    /// NULL: the result depends on the inputs alone. Else a hash of what else it depends on. [as `run`]
    pub fingerprint:
        Option<unsafe extern "C" fn(instance: *mut c_void, call: *mut weft_call, hash: *mut u64) -> weft_status>,
    /// NULL: no extensions. Gives a table by its versioned id, or NULL. [any thread]
    pub get_extension: Option<unsafe extern "C" fn(kind: *const weft_kind, id: *const c_char) -> *const c_void>,
}

// SAFETY: descriptors are static and never written.
unsafe impl Sync for weft_choice {}
// SAFETY: as above.
unsafe impl Sync for weft_input {}
// SAFETY: as above.
unsafe impl Sync for weft_output {}
// SAFETY: as above.
unsafe impl Sync for weft_model {}
// SAFETY: as above.
unsafe impl Sync for weft_kind {}
