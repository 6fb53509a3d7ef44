// One good kind among many that each describe themselves wrongly.
#include "weft.h"

static weft_status run(void *state, weft_call *call) {
  (void)state;
  return call->core->output(call, 0, call->core->new_float(call, 1));
}
static const weft_output OUT[] = { { .id = "value", .type_name = "float" } };
static const weft_output OUT_VARIABLE[] = { { .id = "value", .type_name = "$T" } };

#define INPUT(name, ...) static const weft_input name[] = { { .id = "x", __VA_ARGS__ } };
#define HARD (WEFT_INPUT_HARD_MIN | WEFT_INPUT_HARD_MAX)
static const weft_choice CHOICES[] = { { .key = "a" }, { .key = "b" } };
static const weft_choice SAME_CHOICES[] = { { .key = "a" }, { .key = "a" } };
static const char *OLD[] = { "y", "x" };

INPUT(GOOD, .type_name = "float", .default_float = 1, .flags = HARD | 0x80000000u, .hard_min = 0, .hard_max = 2)
INPUT(ODD_META, .type_name = "float", .meta_json = "not JSON")
INPUT(NO_TYPE, .label = "X")
INPUT(UNKNOWN_TYPE, .type_name = "imge")
INPUT(NO_SUCH_TYPE, .type_name = "a b")
INPUT(LOOSE_VARIABLE, .type_name = "$T|image")
INPUT(BELOW, .type_name = "float", .default_float = -1, .flags = HARD, .hard_min = 0, .hard_max = 2)
INPUT(ABOVE, .type_name = "int", .default_int = 3, .flags = HARD, .hard_min = 0, .hard_max = 2)
INPUT(NOT_FINITE, .type_name = "float", .default_float = 1.0 / 0.0)
INPUT(LIMIT_NOT_FINITE, .type_name = "float", .flags = HARD, .hard_min = -1.0 / 0.0, .hard_max = 0)
INPUT(WRONG_WAY, .type_name = "float", .flags = WEFT_INPUT_SOFT_MIN | WEFT_INPUT_SOFT_MAX, .soft_min = 2, .soft_max = 1)
INPUT(STEP, .type_name = "float", .step = -1)
INPUT(NO_CHOICES, .type_name = "choice")
INPUT(OTHER_CHOICE, .type_name = "choice", .default_text = "c", .choices = WEFT_ARRAY(CHOICES))
INPUT(TWO_CHOICES, .type_name = "choice", .choices = WEFT_ARRAY(SAME_CHOICES))
INPUT(COLOR, .type_name = "color", .default_text = "#12345")
INPUT(NEITHER, .type_name = "float", .flags = WEFT_INPUT_WIRE_ONLY | WEFT_INPUT_SET_ONLY)
INPUT(SAME_AKA, .type_name = "float", .aka = WEFT_ARRAY(OLD))
INPUT(NOT_UTF8, .type_name = "float", .doc = "caf\xe9")
static const weft_input DOT[] = { { .id = "a.b", .type_name = "float" } };
static const weft_input NO_ID[] = { { .type_name = "float" } };
static const weft_input TWICE[] = { { .id = "x", .type_name = "float" }, { .id = "x", .type_name = "float" } };
static const weft_model MODEL[] = { { .name = "scrfd-10g", .input = "model" } };
static const char SHORT[] = "short";

#define HEAD(name) .struct_size = sizeof(weft_kind), .version = 1, .id = "com.test.descriptors." #name
#define TAIL .outputs = WEFT_ARRAY(OUT), .run = run
#define WITH(name, takes) { HEAD(name), .inputs = WEFT_ARRAY(takes), TAIL }

static const weft_kind KINDS[] = {
  { HEAD(good), .label = "Good", .inputs = WEFT_ARRAY(GOOD), TAIL, .flags = 0x80000000u, .meta_json = "{\"group\":1}" },
  { HEAD(odd), .inputs = WEFT_ARRAY(ODD_META), TAIL, .meta_json = "[1]" },
  WITH(no_type, NO_TYPE), WITH(unknown_type, UNKNOWN_TYPE), WITH(no_such_type, NO_SUCH_TYPE),
  WITH(loose_variable, LOOSE_VARIABLE), WITH(below, BELOW), WITH(above, ABOVE), WITH(not_finite, NOT_FINITE),
  WITH(limit_not_finite, LIMIT_NOT_FINITE), WITH(wrong_way, WRONG_WAY), WITH(step, STEP), WITH(no_choices, NO_CHOICES),
  WITH(other_choice, OTHER_CHOICE), WITH(two_choices, TWO_CHOICES), WITH(color, COLOR), WITH(neither, NEITHER),
  WITH(same_aka, SAME_AKA), WITH(not_utf8, NOT_UTF8), WITH(dot, DOT), WITH(no_id, NO_ID), WITH(twice, TWICE),
  { HEAD(must_understand), TAIL, .flags = 1ull << 40 },
  { .struct_size = sizeof(weft_kind), .id = "com.test.descriptors.version", TAIL },
  { HEAD(no_run), .outputs = WEFT_ARRAY(OUT) },
  { HEAD(free_variable), .outputs = WEFT_ARRAY(OUT_VARIABLE), .run = run },
  { HEAD(halo), TAIL, .flags = WEFT_KIND_LOCAL, .halo_px = -1 },
  { HEAD(halo_input), TAIL, .flags = WEFT_KIND_LOCAL, .halo_input = "radius" },
  { HEAD(model), TAIL, .models = WEFT_ARRAY(MODEL) },
  { HEAD(null_array), TAIL, .inputs = { 0, 3, sizeof(weft_input) } },
  { HEAD(short_stride), TAIL, .inputs = { GOOD, 1, 8 } },
  { HEAD(crooked_array), TAIL, .inputs = { SHORT + 1, 1, sizeof(weft_input) } },
  { HEAD(good), TAIL },
  { .struct_size = sizeof(weft_kind), .version = 1, .id = "Com.Test", TAIL },
  { .struct_size = sizeof(weft_kind), .version = 1, TAIL },
};

static weft_array describe(void) { return (weft_array)WEFT_ARRAY(KINDS); }
WEFT_ENTRY = {
  .magic = WEFT_MAGIC, .struct_size = sizeof(weft_entry), .abi_major = WEFT_ABI_MAJOR,
  .id = "com.test.descriptors", .describe = describe,
};
