/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * weft.h: how a dynamic library adds kinds of nodes to Weft.
 * Generated from plugin-api/abi. Do not edit; write it again with
 *     UPDATE_EXPECT=1 cargo test -p weft-abi
 *
 * A plugin exports one symbol, a table: WEFT_ENTRY = { ... }. The host reads magic, size and version, asks `describe`
 * for the kinds, calls `init` once, and then `run` for each use of a kind.
 *
 * The rules that let plugins and hosts of different age meet:
 *  1. A struct passed by pointer begins with `struct_size`, as its writer compiled it. The reader uses the smaller of the
 *     two sizes; a missing tail reads as zero, and zero means "absent" or "default".
 *  2. Arrays carry their stride, so element structs grow too: WEFT_ARRAY(x) fills a weft_array in.
 *  3. weft_str and weft_array are passed by value and frozen for ever.
 *  4. Fields are appended. Never reordered, retyped, reused or removed.
 *  5. A new meaning is a new service ("weft.image/2"); the host keeps the old one.
 *  6. No enums, no bool, no long, no bitfields, no unions, no varargs. An unknown number has a written fallback.
 *  7. Nothing throws or unwinds across a call.
 *  8. Tables of the host live until the process ends; so must the plugin's descriptors. A plugin is never unloaded.
 *  9. Text in descriptors is NUL-terminated UTF-8 and static. Text while running is weft_str, borrowed for the call.
 * 10. Ask before using what came after minor 0: WEFT_HAS(weft_image_v1, table, member).
 *
 * The law of nodes, which the host cannot check but relies on:
 *  - An input never changes. To write, use `create` or `make_mut`.
 *  - WEFT_KIND_PURE means: same inputs, same outputs, to the bit, for any number of threads.
 *  - What a kind does outside the graph is declared: SINK, NETWORK, WRITES_FILES.
 *  - A loop that takes longer than 0.1 seconds calls `report`, and returns WEFT_ERR_CANCELLED when told to.
 *
 * Marks in comments: [any thread], [a worker thread], [any thread while `run` is active] say who may call when.
 * "Lent" means: read it, do not release it, and not after the time that is given. "Gives one reference" means: yours to
 * release. "Takes one reference" means: yours no longer, whatever the result.
 */
#ifndef WEFT_H
#define WEFT_H

#include <stddef.h>
#include <stdint.h>

/* The oldest host minor that this plugin can work with. Define it before the include only to use what came later. */
#ifndef WEFT_MIN_MINOR
#define WEFT_MIN_MINOR 0
#endif

#if defined(_WIN32)
#define WEFT_EXPORT __declspec(dllexport)
#else
#define WEFT_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
#define WEFT_EXTERN extern "C"
#else
#define WEFT_EXTERN extern
#endif

/* The one symbol: WEFT_ENTRY = { .magic = WEFT_MAGIC, .struct_size = sizeof(weft_entry), ... }; */
#define WEFT_ENTRY                                                                                                     \
  WEFT_EXTERN WEFT_EXPORT const weft_entry weft_plugin_entry_v1;                                                       \
  const weft_entry weft_plugin_entry_v1

/* First fields of an entry. */
#define WEFT_ENTRY_HEAD                                                                                                \
  WEFT_MAGIC, (uint32_t)sizeof(weft_entry), WEFT_ABI_MAJOR, WEFT_ABI_MINOR, WEFT_MIN_MINOR, 0

/* A weft_array over a C array. */
#define WEFT_ARRAY(a) { (a), (uint32_t)(sizeof(a) / sizeof((a)[0])), (uint32_t)sizeof((a)[0]) }

/* A weft_str of a literal. */
#ifdef __cplusplus
#define WEFT_STR(literal) (weft_str{ (literal), sizeof(literal) - 1 })
#else
#define WEFT_STR(literal) ((weft_str){ (literal), sizeof(literal) - 1 })
#endif

/* Whether a table, as the other side compiled it, reaches this member, and it is there. */
#define WEFT_HAS(type, table, member)                                                                                  \
  ((table) && (table)->struct_size >= offsetof(type, member) + sizeof((table)->member) && (table)->member)

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weft_str weft_str;
typedef struct weft_array weft_array;
typedef struct weft_entry weft_entry;
typedef struct weft_host weft_host;
typedef struct weft_call weft_call;
typedef struct weft_migration weft_migration;
typedef struct weft_choice weft_choice;
typedef struct weft_input weft_input;
typedef struct weft_output weft_output;
typedef struct weft_model weft_model;
typedef struct weft_kind weft_kind;
typedef struct weft_core_v1 weft_core_v1;
typedef struct weft_image_view weft_image_view;
typedef struct weft_image_v1 weft_image_v1;
typedef struct weft_tensor_view weft_tensor_view;
typedef struct weft_tensor_v1 weft_tensor_v1;
typedef struct weft_record_v1 weft_record_v1;
typedef struct weft_attribute weft_attribute;
typedef struct weft_mesh_v1 weft_mesh_v1;
typedef struct weft_parallel_v1 weft_parallel_v1;
typedef struct weft_paths_v1 weft_paths_v1;
typedef struct weft_gpu_caps weft_gpu_caps;
typedef struct weft_gpu_binding weft_gpu_binding;
typedef struct weft_gpu_image weft_gpu_image;
typedef struct weft_gpu_v1 weft_gpu_v1;
typedef struct weft_model_port weft_model_port;
typedef struct weft_feed weft_feed;
typedef struct weft_infer_v1 weft_infer_v1;

/* ──────────────────────────────────────────────────────────────────────────────────────────────────── */
// Words that all tables use.

// Changes only with the name of the entry symbol.
#define WEFT_ABI_MAJOR 1u
// Grows with each addition.
#define WEFT_ABI_MINOR 0u
// First word of `weft_entry`: the bytes `WEFT` on a little-endian machine.
#define WEFT_MAGIC 0x54464557u

// UTF-8 text: pointer and length, not NUL-terminated. Borrowed for the duration of the call. Frozen.
struct weft_str {
  // May be NULL where `len` is 0.
  const char *ptr;
  // In bytes.
  size_t len;
};

// A read-only array whose elements have the size that its writer was compiled with. Frozen.
struct weft_array {
  // May be NULL where `len` is 0.
  const void *ptr;
  // Elements.
  uint32_t len;
  // Bytes from one element to the next.
  uint32_t stride;
};

// 0 is good; negative numbers are `WEFT_ERR_…`. An unknown negative number means `WEFT_ERR_FAILED`.
typedef int32_t weft_status;

// Done.
#define WEFT_OK 0
// The work could not be done; the message says why.
#define WEFT_ERR_FAILED (-1)
// The user pressed stop.
#define WEFT_ERR_CANCELLED (-2)
// An input or an argument is wrong.
#define WEFT_ERR_INVALID (-3)
// The host or the device cannot do this; the host may convert and retry.
#define WEFT_ERR_UNSUPPORTED (-4)
// There is no memory left.
#define WEFT_ERR_OUT_OF_MEMORY (-5)
// The device has no memory left: the host evicts and retries.
#define WEFT_ERR_GPU_OUT_OF_MEMORY (-6)
// The device failed: the host retries on the CPU.
#define WEFT_ERR_GPU_FAILED (-7)
// A model is not installed: the host offers the command that installs it.
#define WEFT_ERR_MISSING_MODEL (-8)
// A panic or exception was caught by the SDK: the instance is destroyed and never called again.
#define WEFT_ERR_PANIC (-9)

// What flows on wires: opaque, atomically counted, made only by the host, immutable once given to `output`.
typedef struct weft_value weft_value;

/* ──────────────────────────────────────────────────────────────────────────────────────────────────── */
// Where the two meet: the one symbol a plugin exports, and what the host hands over.

// The one exported data symbol, `weft_plugin_entry_v1`. Magic, size and version are read before any code is called.
struct weft_entry {
  // `WEFT_MAGIC`
  uint32_t magic;
  // As compiled.
  uint32_t struct_size;
  // Of the header the plugin was compiled with.
  uint32_t abi_major;
  // Of the header the plugin was compiled with; a newer one than the host's is fine.
  uint32_t abi_minor;
  // The oldest host minor the plugin can work with.
  uint32_t min_host_minor;
  // Zero.
  uint32_t reserved0;
  // Reverse-domain: `com.acme`. The first part of built-in kind ids: `image`.
  const char *id;
  // Shown to the user.
  const char *label;
  // Who made it.
  const char *vendor;
  // Of the plugin, for people.
  const char *version;
  // SPDX.
  const char *license;
  // Compiler and SDK, for bug reports.
  const char *built_with;
  // Gives an array of `weft_kind` that lives for ever. Works before `init`, without side effects. [any thread]
  weft_array (*describe)(void);
  // Once per process, before any `create` or `run`; NULL: nothing to do. [any thread, alone]
  weft_status (*init)(const weft_host *host);
  // Best effort: a process may be killed. [any thread, alone]
  void (*deinit)(void);
  // Gives a table by its versioned id, or NULL. [any thread]
  const void *(*get_extension)(const char *id);
};

// The host. Lives until the process ends.
struct weft_host {
  // As compiled.
  uint32_t struct_size;
  // What the host speaks.
  uint32_t abi_major;
  // What the host speaks.
  uint32_t abi_minor;
  // Zero.
  uint32_t reserved0;
  // Such as `weft`.
  const char *name;
  // For people.
  const char *version;
  // The host's own.
  void *data;
  // `"weft.image/1"` → `const weft_image_v1 *`; NULL where the host does not know it. Lives until the process
  // ends. [any thread]
  const void *(*get_service)(const weft_host *host, const char *id);
  // A word for the log outside of a call. `level`: `WEFT_LOG_…`. [any thread]
  void (*log)(const weft_host *host, int32_t level, weft_str message);
};

// One running node. Made by the host; valid until `run` returns.
struct weft_call {
  // As compiled.
  uint32_t struct_size;
  // Zero.
  uint32_t reserved0;
  // The host.
  const weft_host *host;
  // Always there, which saves asking for it.
  const weft_core_v1 *core;
  // The host's own.
  void *data;
};

// One move of settings from an older version of a kind. Made by the host; valid until `migrate` returns.
struct weft_migration {
  // As compiled.
  uint32_t struct_size;
  // The version that the settings were written for.
  uint32_t from_version;
  // A JSON object of input ids and settings.
  weft_str settings_json;
  // The host's own.
  void *data;
  // Takes the new JSON object. The text is copied.
  void (*set_result)(weft_migration *migration, weft_str settings_json);
  // Stores a sentence and gives `status` back.
  weft_status (*fail)(weft_migration *migration, weft_status status, weft_str message);
};

/* ──────────────────────────────────────────────────────────────────────────────────────────────────── */
// Descriptors: what a plugin says about its kinds. Static tables, read without calling any code of the plugin
// but `describe`. Strings are NUL-terminated UTF-8 and live as long as the process.

// One answer of an input of the type `choice`. Element of a `weft_array`: may grow.
struct weft_choice {
  // Stored in graph files; never changes.
  const char *key;
  // Shown to the user.
  const char *label;
  // One line for the user, or NULL.
  const char *doc;
};

// May be left unwired and unset; `input` then gives NULL.
#define WEFT_INPUT_OPTIONAL 0x1u
// Takes the whole list. Without it the host calls the kind once per item.
#define WEFT_INPUT_LIST 0x2u
// Cannot be set by hand, only wired.
#define WEFT_INPUT_WIRE_ONLY 0x4u
// Cannot be wired, only set.
#define WEFT_INPUT_SET_ONLY 0x8u
// Shown when the user asks for more.
#define WEFT_INPUT_ADVANCED 0x10u
// Never shown.
#define WEFT_INPUT_HIDDEN 0x20u
// Matters so much that its widget stands on the node.
#define WEFT_INPUT_ON_NODE 0x40u
// `soft_min` counts.
#define WEFT_INPUT_SOFT_MIN 0x100u
// `soft_max` counts.
#define WEFT_INPUT_SOFT_MAX 0x200u
// `hard_min` counts.
#define WEFT_INPUT_HARD_MIN 0x400u
// `hard_max` counts.
#define WEFT_INPUT_HARD_MAX 0x800u
// A path that the kind writes to. Without it the host hashes the content of the file for the result's digest.
#define WEFT_INPUT_PATH_WRITE 0x1000u
// A path to a folder.
#define WEFT_INPUT_PATH_FOLDER 0x2000u
// Does not change the result (a label, a number of threads): left out of the digest.
#define WEFT_INPUT_NO_DIGEST 0x4000u

// A named place that is wired or set. Element of a `weft_array`: may grow.
struct weft_input {
  // Stored in graph files, such as `strength`.
  const char *id;
  // Shown to the user, or NULL: the id in words.
  const char *label;
  // One line for the user, or NULL.
  const char *doc;
  // `image mask mesh tensor faces pose labels embedding record text int float bool choice color path model seed
  // points rect strokes curve any`, unions `image|mask`, variables `$T`, vendor types `com.acme.cloud`.
  const char *type_name;
  // `WEFT_INPUT_…`
  uint32_t flags;
  // Zero.
  uint32_t reserved0;
  // Of `float`.
  double default_float;
  // Of `int`, `seed` and `bool`.
  int64_t default_int;
  // Of `text`, `choice` (its key), `color` (`#rrggbb` or `#rrggbbaa`), `path`, `model`; of `points`, `rect`,
  // `strokes` and `curve` as written in a graph file. NULL: empty.
  const char *default_text;
  // Ends of the slider.
  double soft_min;
  // Ends of the slider.
  double soft_max;
  // The host refuses less.
  double hard_min;
  // The host refuses more.
  double hard_max;
  // Of the slider; 0: the host chooses.
  double step;
  // `px` is scaled by the host in a plan at reduced size; `%`, `°`, `×` and others are only shown. NULL: none.
  const char *unit;
  // `slider multiline dice file folder …`, or NULL: by type. Unknown words are ignored.
  const char *widget;
  // Of `weft_choice`.
  weft_array choices;
  // Of `const char *`: ids which this input had in older versions.
  weft_array aka;
  // Presentation only: a JSON object, or NULL.
  const char *meta_json;
};

// Gives a list.
#define WEFT_OUTPUT_LIST 0x1u

// A named result. Element of a `weft_array`: may grow.
struct weft_output {
  // Stored in graph files.
  const char *id;
  // Shown to the user, or NULL: the id in words.
  const char *label;
  // One line for the user, or NULL.
  const char *doc;
  // As of an input. A variable `$T` is what the input of the same variable got.
  const char *type_name;
  // `WEFT_OUTPUT_…`
  uint32_t flags;
  // Zero.
  uint32_t reserved0;
  // Of `const char *`: ids which this output had in older versions.
  weft_array aka;
  // Presentation only: a JSON object, or NULL.
  const char *meta_json;
};

// A model which the kind may use. Element of a `weft_array`: may grow.
struct weft_model {
  // As in `models/*.ron`.
  const char *name;
  // Which input chooses it, or NULL: always needed.
  const char *input;
};

// Same inputs, same outputs: the result is kept and shared.
#define WEFT_KIND_PURE UINT64_C(0x1)
// Has an effect outside the graph, so it runs even if nobody reads it.
#define WEFT_KIND_SINK UINT64_C(0x2)
// Uses `weft.gpu` where there is one.
#define WEFT_KIND_GPU UINT64_C(0x4)
// Cannot run without a GPU.
#define WEFT_KIND_GPU_REQUIRED UINT64_C(0x8)
// Reaches for the network.
#define WEFT_KIND_NETWORK UINT64_C(0x10)
// Writes files.
#define WEFT_KIND_WRITES_FILES UINT64_C(0x20)
// May change.
#define WEFT_KIND_EXPERIMENTAL UINT64_C(0x40)
// Kept for old graphs; not offered for new ones.
#define WEFT_KIND_DEPRECATED UINT64_C(0x80)
// An output pixel depends on input pixels at most `halo` away: the host may run chains of such kinds in bands.
#define WEFT_KIND_LOCAL UINT64_C(0x100)
// Results are never written to disk by the host (pictures of people, secrets).
#define WEFT_KIND_NO_DISK UINT64_C(0x200)
// One `run` at a time per instance; instances in parallel.
#define WEFT_THREAD_INSTANCE 0u
// `run` may be entered by several threads on one instance.
#define WEFT_THREAD_PARALLEL 1u
// One `run` at a time in the whole plugin.
#define WEFT_THREAD_PLUGIN 2u
// Every call of this plugin comes from one thread.
#define WEFT_THREAD_PINNED 3u

// `create` of a kind.
typedef weft_status (*weft_create_fn)(const weft_host *host, const weft_kind *kind, void **instance);

// What a plugin offers. Element of a `weft_array`: may grow.
struct weft_kind {
  // As compiled.
  uint32_t struct_size;
  // Stored in graph files; raise it, and write `migrate`, when inputs change their meaning.
  uint32_t version;
  // `WEFT_KIND_…`. Bits 0–31 are hints: unknown ones are ignored. Bits 32–63 must be understood: unknown ones refuse.
  uint64_t flags;
  // `WEFT_THREAD_…`; an unknown number means `WEFT_THREAD_PLUGIN`.
  uint32_t thread_mode;
  // Zero.
  uint32_t reserved0;
  // Built-in `plugin.kind`, others reverse-domain: `com.acme.vignette`. `[a-z0-9_.-]`
  const char *id;
  // Shown to the user.
  const char *label;
  // Where it stands in menus: `Image/Stylise`.
  const char *category;
  // For the user. Markdown; the first line is the tooltip.
  const char *doc;
  // Of `weft_input`.
  weft_array inputs;
  // Of `weft_output`.
  weft_array outputs;
  // Of `weft_model`.
  weft_array models;
  // Of `const char *`: ids of kinds which this one stands in for.
  weft_array replaces;
  // Of `WEFT_KIND_LOCAL`: halo = `halo_px` + `halo_scale` × the input `halo_input` (NULL: only `halo_px`), rounded up.
  double halo_px;
  // See `halo_px`.
  double halo_scale;
  // See `halo_px`.
  const char *halo_input;
  // A pointwise kind may offer `fn f(v: vec4f, p: P) -> vec4f`; the host joins runs of them. `v` is a pixel of the first
  // picture (grey three times, no alpha is 1); of the result as many planes are taken as came. One that gives `vec2f` makes grey,
  // and alpha where it came; one that gives `f32` a mask. `P` has a field for each input of these types, by its id, in their order:
  // `float` f32, `int` and `seed` i32, `bool` and `choice` u32, `color` vec4f; an id that is a word of WGSL gets a `_` behind it;
  // and `weft_colours`, 1 or 3. NULL: none.
  const char *wgsl;
  // Presentation only: a JSON object, or NULL.
  const char *meta_json;
  // NULL: no state. [the thread that will run; never together with other calls on the instance]
  // State is a cache, never a document: the host may destroy an instance at any time between calls.
  weft_create_fn create;
  // [any thread, never together with other calls on the instance]
  void (*destroy)(void *instance);
  // Required. [a worker thread, as `thread_mode` says] `instance` is NULL where `create` is.
  weft_status (*run)(void *instance, weft_call *call);
  // NULL: settings of older versions are taken as they are. Pure. [any thread]
  weft_status (*migrate)(weft_migration *migration);
  // NULL: the result depends on the inputs alone. Else a hash of what else it depends on. [as `run`]
  weft_status (*fingerprint)(void *instance, weft_call *call, uint64_t *hash);
  // NULL: no extensions. Gives a table by its versioned id, or NULL. [any thread]
  const void *(*get_extension)(const weft_kind *kind, const char *id);
};

/* ──────────────────────────────────────────────────────────────────────────────────────────────────── */
// `weft.core/1`: inputs, outputs, scalars, texts, lists, errors, progress.

// For whoever writes the plugin.
#define WEFT_LOG_DEBUG 0
// For whoever looks for a reason.
#define WEFT_LOG_INFO 1
// For the user: it works, but not as meant.
#define WEFT_LOG_WARN 2
// For the user: it does not work.
#define WEFT_LOG_ERROR 3

// `"weft.core/1"`. Every function [any thread while `run` is active] unless it says otherwise.
// Inputs and outputs are numbered as in the descriptor of the kind, each from 0.
struct weft_core_v1 {
  // As compiled.
  uint32_t struct_size;
  // Zero.
  uint32_t reserved0;
  // Stores the sentence and gives `status` back: `return call->core->fail(call, WEFT_ERR_INVALID, text);`
  weft_status (*fail)(weft_call *call, weft_status status, weft_str message);
  // A word for the log. `level`: `WEFT_LOG_…`
  void (*log)(weft_call *call, int32_t level, weft_str message);
  // How much is done, 0 to 1, and what it is about (may be empty). Not 0: free what is held and return
  // `WEFT_ERR_CANCELLED`.
  int32_t (*report)(weft_call *call, double fraction, weft_str message);
  // Not 0: as of `report`, without saying how much is done.
  int32_t (*cancelled)(weft_call *call);
  // Lent until `run` returns. NULL: neither wired nor set.
  const weft_value *(*input)(weft_call *call, uint32_t input);
  // Converted, defaulted and within the hard limits, as all scalars are.
  double (*input_float)(weft_call *call, uint32_t input);
  // Of `int` and `seed`.
  int64_t (*input_int)(weft_call *call, uint32_t input);
  // 0 or 1.
  int32_t (*input_bool)(weft_call *call, uint32_t input);
  // Of `text`, `choice` (its key), `path` (made absolute), `model`. Lent until `run` returns.
  weft_str (*input_text)(weft_call *call, uint32_t input);
  // Red, green, blue, alpha in [0, 1], sRGB code values.
  void (*input_color)(weft_call *call, uint32_t input, float *rgba);
  // Takes one reference of `value`, also where it fails.
  weft_status (*output)(weft_call *call, uint32_t output, weft_value *value);
  // [any thread, any time]
  weft_value *(*retain)(const weft_value *value);
  // NULL is fine. [any thread, any time]
  void (*release)(weft_value *value);
  // `image`, `float`, `list` …; a mask is an image of one plane. Lives until the process ends. [any thread, any time]
  weft_str (*type_of)(const weft_value *value);
  // Gives one reference, as all `new_…` do.
  weft_value *(*new_float)(weft_call *call, double number);
  // Of `int` and `seed`.
  weft_value *(*new_int)(weft_call *call, int64_t number);
  // 0 is no, everything else is yes.
  weft_value *(*new_bool)(weft_call *call, int32_t yes);
  // Copied. NULL where it is not UTF-8.
  weft_value *(*new_text)(weft_call *call, weft_str text);
  // Red, green, blue, alpha.
  weft_value *(*new_color)(weft_call *call, const float *rgba);
  // Takes one reference of each item, also where it fails.
  weft_value *(*new_list)(weft_call *call, weft_value *const *items, size_t len);
  // Of `float` and `int`; else `WEFT_ERR_INVALID`, as all `as_…`. [any thread, any time]
  weft_status (*as_float)(const weft_value *value, double *number);
  // Of `int`. [any thread, any time]
  weft_status (*as_int)(const weft_value *value, int64_t *number);
  // Of `bool`: 0 or 1. [any thread, any time]
  weft_status (*as_bool)(const weft_value *value, int32_t *yes);
  // Of `text`. Lent as long as the value is held. [any thread, any time]
  weft_status (*as_text)(const weft_value *value, weft_str *text);
  // Of `color`: four floats. [any thread, any time]
  weft_status (*as_color)(const weft_value *value, float *rgba);
  // 0 where it is no list. [any thread, any time]
  size_t (*list_len)(const weft_value *value);
  // Lent as long as the list is held; NULL past the end. [any thread, any time]
  const weft_value *(*list_get)(const weft_value *value, size_t index);
};

/* ──────────────────────────────────────────────────────────────────────────────────────────────────── */
// `weft.image/1`: pictures and masks. Planar f32, values in [0, 1] of sRGB code values, straight alpha.

// sRGB code values.
#define WEFT_COLOUR_SRGB 1u
// Depth, masks, normals: no colour.
#define WEFT_COLOUR_DATA 2u
// All samples are 0. Without it they are whatever the recycled memory held: write every one.
#define WEFT_IMAGE_ZEROED 0x1u

// Planar f32, top row first. Sample (x, y) of plane c is `data[c * plane_stride + y * row_stride + x]`.
struct weft_image_view {
  // As compiled. Set it before every call.
  uint32_t struct_size;
  // In pixels, at least 1.
  uint32_t width;
  // In pixels, at least 1.
  uint32_t height;
  // 1 grey or mask, 2 grey and alpha, 3 RGB, 4 RGBA.
  uint32_t channels;
  // `WEFT_COLOUR_…`; an unknown number means `WEFT_COLOUR_DATA`.
  uint32_t colour;
  // Zero.
  uint32_t reserved0;
  // In floats.
  size_t plane_stride;
  // In floats. Rows are 64-byte aligned and never a multiple of 4096 bytes apart.
  size_t row_stride;
  // 64-byte aligned.
  float *data;
  // Where this view lies in the whole picture, if the host runs a local kind in bands; else 0.
  uint32_t origin_x;
  // See `origin_x`.
  uint32_t origin_y;
  // Of the whole picture; `width` if this is all of it.
  uint32_t full_width;
  // Of the whole picture; `height` if this is all of it.
  uint32_t full_height;
};

// `"weft.image/1"`. Every function [any thread while `run` is active] unless it says otherwise.
struct weft_image_v1 {
  // As compiled.
  uint32_t struct_size;
  // Zero.
  uint32_t reserved0;
  // Reads size, channels, colour and origin from `view` and fills in the rest, for writing. Gives one reference.
  // `flags`: `WEFT_IMAGE_…`
  weft_status (*create)(weft_call *call, weft_image_view *view, uint32_t flags, weft_value **image);
  // For reading, as long as the value is held. `WEFT_ERR_INVALID` where it is no image. [any thread, any time]
  weft_status (*view)(const weft_value *image, weft_image_view *view);
  // `*image` becomes ours alone, copied if it is shared, for writing. On failure `*image` is untouched.
  weft_status (*make_mut)(weft_call *call, weft_value **image, weft_image_view *view);
  // As `view`, but `data` is NULL and the strides are 0: pixels that are on the GPU stay there. [any thread, any time]
  weft_status (*info)(const weft_value *image, weft_image_view *view);
};

/* ──────────────────────────────────────────────────────────────────────────────────────────────────── */
// `weft.tensor/1`: numbers of any shape. The fields after `reserved0` are those of DLPack's `DLTensor`, in its order.

// Signed integers.
#define WEFT_SCALAR_INT 0
// Unsigned integers.
#define WEFT_SCALAR_UINT 1
// IEEE floats.
#define WEFT_SCALAR_FLOAT 2
// Host memory.
#define WEFT_DEVICE_CPU 1

// A tensor as it lies in memory.
struct weft_tensor_view {
  // As compiled. Set it before every call.
  uint32_t struct_size;
  // Zero.
  uint32_t reserved0;
  // 64-byte aligned.
  void *data;
  // `WEFT_DEVICE_CPU`
  int32_t device_type;
  // 0
  int32_t device_id;
  // Length of `shape`; 0 for a scalar.
  int32_t ndim;
  // `WEFT_SCALAR_…`
  uint8_t dtype_code;
  // 8, 16, 32 or 64.
  uint8_t dtype_bits;
  // 1
  uint16_t dtype_lanes;
  // Of `create`: the caller's; of `view`: lent as long as the value is held.
  const int64_t *shape;
  // NULL: compact, last index fastest.
  const int64_t *strides;
  // 0
  uint64_t byte_offset;
};

// `"weft.tensor/1"`. Every function [any thread while `run` is active] unless it says otherwise.
struct weft_tensor_v1 {
  // As compiled.
  uint32_t struct_size;
  // Zero.
  uint32_t reserved0;
  // Reads type and shape from `view` and fills in the rest, for writing. All numbers are 0. Gives one reference.
  weft_status (*create)(weft_call *call, weft_tensor_view *view, weft_value **tensor);
  // For reading, as long as the value is held. `WEFT_ERR_INVALID` where it is no tensor. [any thread, any time]
  weft_status (*view)(const weft_value *tensor, weft_tensor_view *view);
};

/* ──────────────────────────────────────────────────────────────────────────────────────────────────── */
// `weft.record/1`: named fields of values. `faces`, `pose`, `labels` and `embedding` are records, or lists of them,
// with the field names written down in the SDK.

// `"weft.record/1"`. Every function [any thread while `run` is active] unless it says otherwise.
struct weft_record_v1 {
  // As compiled.
  uint32_t struct_size;
  // Zero.
  uint32_t reserved0;
  // An empty record. Gives one reference.
  weft_status (*create)(weft_call *call, weft_value **record);
  // Sets a field of a record that `create` gave and that is ours alone. Takes one reference of `value`, also where
  // it fails. NULL: the field is there and empty.
  weft_status (*set)(weft_call *call, weft_value *record, weft_str field, weft_value *value);
  // Lent as long as the record is held; NULL where the field is missing or empty. [any thread, any time]
  const weft_value *(*get)(const weft_value *record, weft_str field);
  // How many fields. [any thread, any time]
  size_t (*len)(const weft_value *record);
  // Name of a field by number, in the order they were set; empty past the end. Lent as long as the record is held.
  // [any thread, any time]
  weft_str (*field_at)(const weft_value *record, size_t index);
};

/* ──────────────────────────────────────────────────────────────────────────────────────────────────── */
// `weft.mesh/1`: named arrays of attributes, and textures. `position` (3 × f32) and `index` (3 × u32 a triangle) make
// a mesh; `normal` (3 × f32), `uv` (2 × f32, origin at the top left), `colour` (3 or 4 × f32) are well known.

// One array of a mesh, compact.
struct weft_attribute {
  // As compiled. Set it before every call.
  uint32_t struct_size;
  // Numbers an element, at least 1.
  uint32_t components;
  // `WEFT_SCALAR_…`
  uint32_t scalar_code;
  // 8, 16, 32 or 64.
  uint32_t scalar_bits;
  // Elements.
  uint64_t count;
  // Lent as long as the value is held.
  weft_str name;
  // 64-byte aligned.
  void *data;
};

// `"weft.mesh/1"`. Every function [any thread while `run` is active] unless it says otherwise.
struct weft_mesh_v1 {
  // As compiled.
  uint32_t struct_size;
  // Zero.
  uint32_t reserved0;
  // An empty mesh. Gives one reference.
  weft_status (*create)(weft_call *call, weft_value **mesh);
  // Adds an array to a mesh that `create` gave and that is ours alone. Reads name, components, scalars and count and
  // fills in `data`, for writing. All numbers are 0.
  weft_status (*add)(weft_call *call, weft_value *mesh, weft_attribute *attribute);
  // Adds a texture, such as `base`. Takes one reference of `image`, also where it fails.
  weft_status (*add_texture)(weft_call *call, weft_value *mesh, weft_str name, weft_value *image);
  // How many arrays. [any thread, any time]
  size_t (*attribute_count)(const weft_value *mesh);
  // By number, in the order they were added. [any thread, any time]
  weft_status (*attribute_at)(const weft_value *mesh, size_t index, weft_attribute *attribute);
  // By name; `WEFT_ERR_INVALID` where there is none. [any thread, any time]
  weft_status (*attribute)(const weft_value *mesh, weft_str name, weft_attribute *attribute);
  // Lent as long as the mesh is held; NULL where there is none. [any thread, any time]
  const weft_value *(*texture)(const weft_value *mesh, weft_str name);
};

/* ──────────────────────────────────────────────────────────────────────────────────────────────────── */
// `weft.parallel/1` and `weft.paths/1`: the host's threads, and the folders a plugin may use.

// `"weft.parallel/1"`. [any thread while `run` is active]
struct weft_parallel_v1 {
  // As compiled.
  uint32_t struct_size;
  // Zero.
  uint32_t reserved0;
  // How many threads `for_each` uses at most. The result of a kind must not depend on it.
  uint32_t (*threads)(weft_call *call);
  // Calls `work(user, i)` for each i below `count`, on the host's threads, in any order; returns when all are done.
  // Stops early, with `WEFT_ERR_CANCELLED`, if the user pressed stop.
  weft_status (*for_each)(weft_call *call, uint32_t count, void (*work)(void *user, uint32_t index), void *user);
};

// `"weft.paths/1"`. Each gives a new value of the type `text`, one reference, or NULL where there is none.
// [any thread while `run` is active]
struct weft_paths_v1 {
  // As compiled.
  uint32_t struct_size;
  // Zero.
  uint32_t reserved0;
  // Of the graph file: relative paths begin here.
  weft_value *(*graph_folder)(weft_call *call);
  // For this plugin's own files that can be made again.
  weft_value *(*cache_folder)(weft_call *call);
  // For files that end with the run.
  weft_value *(*temp_folder)(weft_call *call);
  // A verified file of an installed model.
  weft_value *(*model_file)(weft_call *call, weft_str model, weft_str file);
  // Makes a path absolute, from the graph's folder.
  weft_value *(*resolve)(weft_call *call, weft_str path);
};

/* ──────────────────────────────────────────────────────────────────────────────────────────────────── */
// `weft.gpu/1`: WGSL on the host's device. Handles with a generation; no type of any graphics library.

// Generation and index; 0 is never valid.
typedef uint64_t weft_gpu_buffer;

// Generation and index; 0 is never valid.
typedef uint64_t weft_gpu_kernel;

// No device.
#define WEFT_GPU_NONE 0u
// A software adapter, only where the user asked for it.
#define WEFT_GPU_SOFTWARE 1u
// A GPU.
#define WEFT_GPU_HARDWARE 2u

// What the device can do.
struct weft_gpu_caps {
  // As compiled. Set it before every call.
  uint32_t struct_size;
  // `WEFT_GPU_…`
  uint32_t device;
  // Of one buffer.
  uint64_t buffer_bytes_max;
  // Of one binding: 128 MiB on many drivers. Bind planes, not pictures.
  uint64_t binding_bytes_max;
  // Buffers a dispatch.
  uint32_t bindings_max;
  // Threads a workgroup.
  uint32_t workgroup_invocations_max;
  // Shared memory a workgroup.
  uint32_t workgroup_bytes_max;
  // An axis of a dispatch.
  uint32_t workgroups_per_axis_max;
  // Of `params`.
  uint32_t params_bytes_max;
  // 0: no subgroup operations.
  uint32_t subgroup_size;
  // Bit 0: f16. Bit 1: timestamps.
  uint32_t features;
  // Zero.
  uint32_t reserved0;
  // Of the device, to find it in other libraries.
  uint8_t uuid[16];
  // For people.
  weft_str name;
};

// Read only.
#define WEFT_GPU_READ 1u
// Read and write.
#define WEFT_GPU_READ_WRITE 3u

// One buffer of a dispatch. Element of a `weft_array`: may grow.
struct weft_gpu_binding {
  // Which.
  weft_gpu_buffer buffer;
  // From its start.
  uint64_t offset_bytes;
  // 0: to the end.
  uint64_t size_bytes;
  // `WEFT_GPU_READ` or `WEFT_GPU_READ_WRITE`.
  uint32_t access;
  // Zero.
  uint32_t reserved0;
};

// A picture on the device: tight rows, one buffer a plane.
struct weft_gpu_image {
  // As compiled. Set it before every call.
  uint32_t struct_size;
  // In pixels.
  uint32_t width;
  // In pixels.
  uint32_t height;
  // 1 to 4.
  uint32_t channels;
  // `WEFT_COLOUR_…`
  uint32_t colour;
  // Zero.
  uint32_t reserved0;
  // As many as `channels`.
  weft_gpu_buffer planes[4];
};

// `"weft.gpu/1"`. Every function [any thread while `run` is active]. Only for kinds with `WEFT_KIND_GPU`; others find no device.
// Handles end with the call. What does not fit, or finds no memory, is a status to give on: the host calls again, with more room
// or without a device. So is `WEFT_ERR_CANCELLED`, which all of them may give once the user has pressed stop: return it, soon.
struct weft_gpu_v1 {
  // As compiled.
  uint32_t struct_size;
  // Zero.
  uint32_t reserved0;
  // What there is.
  weft_status (*caps)(weft_call *call, weft_gpu_caps *caps);
  // From a pool by size class. `flags`: 1 zeroed, 2 exportable (a dedicated allocation).
  weft_status (*buffer_new)(weft_call *call, uint64_t bytes, uint32_t flags, weft_gpu_buffer *buffer);
  // One more reference.
  void (*buffer_retain)(weft_call *call, weft_gpu_buffer buffer);
  // One reference less.
  void (*buffer_release)(weft_call *call, weft_gpu_buffer buffer);
  // Copies to the device.
  weft_status (*upload)(weft_call *call, weft_gpu_buffer to, uint64_t offset, const void *from, uint64_t bytes);
  // Copies from the device; waits. Ends early, with `WEFT_ERR_CANCELLED`, if the user pressed stop and the device does not come
  // back: nothing useful lies in `to` then. Return it.
  weft_status (*download)(weft_call *call, weft_gpu_buffer from, uint64_t offset, void *to, uint64_t bytes);
  // Brings whichever copy is valid, the host's or the device's, to the device. For reading: an upload, or a kernel that writes
  // it, fails the call, whatever `run` returns.
  weft_status (*image_view)(weft_call *call, const weft_value *image, weft_gpu_image *view);
  // A picture whose pixels are on the device. Reads size, channels and colour, fills in the planes, for writing until it is
  // given to `output`, or `weft.image/1` is asked for its pixels: who writes them later has failed, as with a view. Of a kind
  // without `create` the pixels end with the call, unless the picture is in an output.
  weft_status (*image_new)(weft_call *call, weft_gpu_image *view, weft_value **image);
  // Cached by hash of text, entry and device. The compiler's words come back through `fail`. Bindings are those of
  // `@group(0)`, in the order of the dispatch. A text with `struct Params` finds them in `params`, whose declaration the host
  // writes; in `WEFT_X` and `WEFT_Y` it finds the workgroup size that the host chose, if it has none of its own.
  weft_status (*kernel)(weft_call *call, weft_str wgsl, weft_str entry, weft_gpu_kernel *kernel);
  // Queues it. The host counts groups from the size in threads: more than `workgroups_per_axis_max` of them along a side, or
  // 2^32 threads and more in all, are refused with a sentence. `bindings` of `weft_gpu_binding`; `params` as WGSL lays out
  // the struct, of scalars, vec2f and vec4f; more bytes than it has are left out.
  weft_status (*dispatch)(weft_call *call, weft_gpu_kernel kernel, weft_array bindings, const void *params,
                          uint32_t params_bytes, uint32_t width, uint32_t height, uint32_t depth);
  // Sends what is queued.
  weft_status (*flush)(weft_call *call);
  // Waits until all of it is done, or, with `WEFT_ERR_CANCELLED`, until the user pressed stop and the device did not come back:
  // return it.
  weft_status (*wait)(weft_call *call);
  // Begins a measurement.
  weft_status (*time_begin)(weft_call *call, weft_str label);
  // Ends it.
  weft_status (*time_end)(weft_call *call);
  // Reserved: `WEFT_ERR_UNSUPPORTED` in this version.
  weft_status (*export_handle)(weft_call *call, weft_gpu_buffer buffer, uint32_t kind, void *out);
};

/* ──────────────────────────────────────────────────────────────────────────────────────────────────── */
// `weft.infer/1`: models run by the host. One copy of the runtime and of the weights for all plugins.

// A session; 0 is never valid. Shared by all who open the same model; lives until the host evicts it.
typedef uint64_t weft_session;

// One input or output of a model. Lent until `run` returns.
struct weft_model_port {
  // As compiled. Set it before every call.
  uint32_t struct_size;
  // `WEFT_SCALAR_…`
  uint32_t dtype_code;
  // 8, 16, 32 or 64.
  uint32_t dtype_bits;
  // Length of `shape`.
  uint32_t ndim;
  // As in the model file.
  weft_str name;
  // −1: any.
  const int64_t *shape;
};

// A tensor, or a picture as a tensor, by name. Element of a `weft_array`: may grow.
struct weft_feed {
  // As in the model file.
  weft_str name;
  // A tensor, or an image: then `layout`, `scale` and `offset` say how it becomes one.
  const weft_value *value;
  // 0 NCHW, 1 NHWC.
  uint32_t layout;
  // 0 RGB, 1 BGR.
  uint32_t order;
  // Number = sample × `scale` + `offset`, a channel each. Of a tensor: unused.
  float scale[4];
  // See `scale`.
  float offset[4];
};

// `"weft.infer/1"`. Every function [any thread while `run` is active].
struct weft_infer_v1 {
  // As compiled.
  uint32_t struct_size;
  // Zero.
  uint32_t reserved0;
  // Opens an installed model by name, or a file by its absolute path. `WEFT_ERR_MISSING_MODEL` where it is not there.
  weft_status (*open)(weft_call *call, weft_str model, weft_session *session);
  // How many inputs.
  uint32_t (*input_count)(weft_call *call, weft_session session);
  // One of them.
  weft_status (*input_at)(weft_call *call, weft_session session, uint32_t index, weft_model_port *port);
  // How many outputs.
  uint32_t (*output_count)(weft_call *call, weft_session session);
  // One of them.
  weft_status (*output_at)(weft_call *call, weft_session session, uint32_t index, weft_model_port *port);
  // A fact from the model's manifest, such as `value_range`; empty where it says nothing.
  weft_str (*fact)(weft_call *call, weft_session session, weft_str name);
  // Runs it. `feeds` of `weft_feed`; `wanted` of `weft_str`; `results` takes as many tensors, one reference each.
  // Ends early, with `WEFT_ERR_CANCELLED`, if the user pressed stop.
  weft_status (*run)(weft_call *call, weft_session session, weft_array feeds, weft_array wanted,
                     weft_value **results);
};

#ifdef __cplusplus
} /* extern "C" */
#endif
#endif /* WEFT_H */
