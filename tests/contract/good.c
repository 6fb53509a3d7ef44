// A plugin as it should be: numbers, a picture, a list, state, migration.
#include "weft.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static const weft_image_v1 *images;

/* sum */

static const weft_input SUM_INPUTS[] = {
  { .id = "a", .type_name = "float", .default_float = 1, .flags = WEFT_INPUT_HARD_MIN | WEFT_INPUT_HARD_MAX,
    .hard_min = -1000, .hard_max = 1000 },
  { .id = "b", .type_name = "float", .label = "Second", .doc = "What is added", .unit = "px", .default_float = 0.1 },
};
static const weft_output SUM_OUTPUTS[] = { { .id = "sum", .type_name = "float" } };

static weft_status sum(void *state, weft_call *call) {
  (void)state;
  const double a = call->core->input_float(call, 0), b = call->core->input_float(call, 1);
  return call->core->output(call, 0, call->core->new_float(call, a + b));
}

/* darken */

static const weft_input DARKEN_INPUTS[] = {
  { .id = "image", .type_name = "image", .flags = WEFT_INPUT_WIRE_ONLY },
  { .id = "strength", .type_name = "float", .default_float = 0.5 },
};
static const weft_output DARKEN_OUTPUTS[] = { { .id = "image", .type_name = "image" } };

static weft_status darken(void *state, weft_call *call) {
  (void)state;
  const float keep = 1 - (float)call->core->input_float(call, 1);
  weft_image_view in = { .struct_size = sizeof in };
  weft_status status = images->view(call->core->input(call, 0), &in);
  if (status) return status;
  weft_image_view out = in;
  weft_value *made;
  if ((status = images->create(call, &out, 0, &made))) return status;
  for (uint32_t plane = 0; plane < in.channels; plane++)
    for (uint32_t y = 0; y < in.height; y++)
      for (uint32_t x = 0; x < in.width; x++)
        out.data[plane * out.plane_stride + y * out.row_stride + x] =
          keep * in.data[plane * in.plane_stride + y * in.row_stride + x];
  if (call->core->report(call, 1, WEFT_STR("darkened"))) {
    call->core->release(made);
    return WEFT_ERR_CANCELLED;
  }
  return call->core->output(call, 0, made);
}

/* repeat: a text becomes a list */

static const weft_choice WAYS[] = { { .key = "plain" }, { .key = "loud", .label = "With an exclamation mark" } };
static const weft_input REPEAT_INPUTS[] = {
  { .id = "text", .type_name = "text", .default_text = "weft" },
  { .id = "count", .type_name = "int", .default_int = 3, .flags = WEFT_INPUT_HARD_MIN, .hard_min = 0 },
  { .id = "way", .type_name = "choice", .default_text = "loud", .choices = WEFT_ARRAY(WAYS) },
  { .id = "more", .type_name = "text", .flags = WEFT_INPUT_OPTIONAL | WEFT_INPUT_LIST },
};
static const weft_output REPEAT_OUTPUTS[] = {
  { .id = "texts", .type_name = "text", .flags = WEFT_OUTPUT_LIST },
  { .id = "count", .type_name = "int" },
};

static weft_status repeat(void *state, weft_call *call) {
  (void)state;
  const weft_str text = call->core->input_text(call, 0), way = call->core->input_text(call, 2);
  const int64_t count = call->core->input_int(call, 1);
  const weft_value *more = call->core->input(call, 3);
  const size_t more_count = more ? call->core->list_len(more) : 0, all = (size_t)count + more_count;
  char said[256];
  if (text.len + 1 > sizeof said) return call->core->fail(call, WEFT_ERR_INVALID, WEFT_STR("too long"));
  memcpy(said, text.ptr, text.len);
  size_t len = text.len;
  if (way.len == 4 && !memcmp(way.ptr, "loud", 4)) said[len++] = '!';
  weft_value **items = malloc((all ? all : 1) * sizeof *items);
  for (size_t i = 0; i < (size_t)count; i++) items[i] = call->core->new_text(call, (weft_str){ said, len });
  for (size_t i = 0; i < more_count; i++) items[(size_t)count + i] = call->core->retain(call->core->list_get(more, i));
  weft_value *list = call->core->new_list(call, items, all);
  free(items);
  const weft_status status = call->core->output(call, 0, list);
  return status ? status : call->core->output(call, 1, call->core->new_int(call, (int64_t)all));
}

/* counter: counts its calls, and the whole plugin counts instances */

static int64_t created, destroyed;
typedef struct { int64_t calls; } counter;

static const weft_input COUNTER_INPUTS[] = { { .id = "panic", .type_name = "bool" } };
static const weft_output COUNTER_OUTPUTS[] = {
  { .id = "calls", .type_name = "int" }, { .id = "created", .type_name = "int" }, { .id = "destroyed", .type_name = "int" },
};

static weft_status counter_create(const weft_host *host, const weft_kind *kind, void **state) {
  (void)host;
  if (strcmp(kind->id, "com.test.good.counter")) return WEFT_ERR_INVALID;
  created++;
  return (*state = calloc(1, sizeof(counter))) ? WEFT_OK : WEFT_ERR_OUT_OF_MEMORY;
}
static void counter_destroy(void *state) {
  destroyed++;
  free(state);
}
static weft_status counter_run(void *state, weft_call *call) {
  counter *self = state;
  self->calls++;
  if (call->core->input_bool(call, 0))
    return call->core->fail(call, WEFT_ERR_PANIC, WEFT_STR("panicked at counter.c:1"));
  weft_status status = call->core->output(call, 0, call->core->new_int(call, self->calls));
  if (!status) status = call->core->output(call, 1, call->core->new_int(call, created));
  if (!status) status = call->core->output(call, 2, call->core->new_int(call, destroyed));
  return status;
}

/* moved: settings of version 1 called the input `x` */

static const weft_input MOVED_INPUTS[] = { { .id = "y", .type_name = "$T" } };
static const weft_output MOVED_OUTPUTS[] = { { .id = "y", .type_name = "$T" } };

static weft_status moved_run(void *state, weft_call *call) {
  (void)state;
  return call->core->output(call, 0, call->core->retain(call->core->input(call, 0)));
}
static weft_status moved_migrate(weft_migration *migration) {
  if (migration->from_version == 1) {
    migration->set_result(migration, WEFT_STR("{\"y\":1}"));
    return WEFT_OK;
  }
  if (migration->from_version == 2) {
    migration->set_result(migration, WEFT_STR("[]"));
    return WEFT_OK;
  }
  if (migration->from_version == 3) return WEFT_OK;
  return migration->fail(migration, WEFT_ERR_INVALID, WEFT_STR("nobody ever wrote that"));
}
static weft_status moved_fingerprint(void *state, weft_call *call, uint64_t *hash) {
  (void)state;
  (void)call;
  *hash = 42;
  return WEFT_OK;
}

static const char *OLD_IDS[] = { "com.test.old.sum" };
static const weft_kind KINDS[] = {
  { .struct_size = sizeof(weft_kind), .version = 1, .id = "com.test.good.sum", .category = "Numbers",
    .doc = "Adds two numbers.\nReally.", .flags = WEFT_KIND_PURE, .thread_mode = WEFT_THREAD_PARALLEL,
    .inputs = WEFT_ARRAY(SUM_INPUTS), .outputs = WEFT_ARRAY(SUM_OUTPUTS), .replaces = WEFT_ARRAY(OLD_IDS), .run = sum },
  { .struct_size = sizeof(weft_kind), .version = 1, .id = "com.test.good.darken", .label = "Darken",
    .flags = WEFT_KIND_PURE | WEFT_KIND_LOCAL, .thread_mode = WEFT_THREAD_PARALLEL, .halo_px = 0,
    .inputs = WEFT_ARRAY(DARKEN_INPUTS), .outputs = WEFT_ARRAY(DARKEN_OUTPUTS), .run = darken },
  { .struct_size = sizeof(weft_kind), .version = 1, .id = "com.test.good.repeat", .thread_mode = 77,
    .inputs = WEFT_ARRAY(REPEAT_INPUTS), .outputs = WEFT_ARRAY(REPEAT_OUTPUTS), .run = repeat },
  { .struct_size = sizeof(weft_kind), .version = 1, .id = "com.test.good.counter",
    .inputs = WEFT_ARRAY(COUNTER_INPUTS), .outputs = WEFT_ARRAY(COUNTER_OUTPUTS),
    .create = counter_create, .destroy = counter_destroy, .run = counter_run },
  { .struct_size = sizeof(weft_kind), .version = 4, .id = "com.test.good.moved", .thread_mode = WEFT_THREAD_PINNED,
    .inputs = WEFT_ARRAY(MOVED_INPUTS), .outputs = WEFT_ARRAY(MOVED_OUTPUTS),
    .run = moved_run, .migrate = moved_migrate, .fingerprint = moved_fingerprint },
};

static weft_array describe(void) { return (weft_array)WEFT_ARRAY(KINDS); }
static weft_status init(const weft_host *host) {
  host->log(host, WEFT_LOG_INFO, WEFT_STR("good day"));
  if (host->get_service(host, "weft.gpu/2") || host->get_service(host, "weft.image/2")) return WEFT_ERR_INVALID;
  return (images = host->get_service(host, "weft.image/1")) ? WEFT_OK : WEFT_ERR_UNSUPPORTED;
}

#ifndef PLUGIN_ID
#define PLUGIN_ID "com.test.good"
#endif
WEFT_ENTRY = {
  .magic = WEFT_MAGIC, .struct_size = sizeof(weft_entry), .abi_major = WEFT_ABI_MAJOR, .abi_minor = WEFT_ABI_MINOR,
  .id = PLUGIN_ID, .label = "Good", .vendor = "Tests", .version = "1.2.3", .license = "MIT", .built_with = __VERSION__,
  .describe = describe, .init = init,
};
