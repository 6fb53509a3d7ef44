/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * weft.h: how a dynamic library adds kinds of nodes to Weft.
 * Generated from plugin-api/abi. Do not edit; write it again with
 *     {{command}}
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

