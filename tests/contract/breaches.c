// Kinds which each break one rule while they run. All but the last few say that all is well.
#include "weft.h"

#include <stdlib.h>

static const weft_image_v1 *images;

static const weft_input INPUTS[] = {
  { .id = "image", .type_name = "image", .flags = WEFT_INPUT_WIRE_ONLY },
  { .id = "amount", .type_name = "float" },
  { .id = "hint", .type_name = "color", .flags = WEFT_INPUT_OPTIONAL },
};
static const weft_output OUTPUTS[] = { { .id = "image", .type_name = "image" }, { .id = "mask", .type_name = "mask" } };

static weft_value *made(weft_call *call, uint32_t channels) {
  weft_image_view view = { .struct_size = sizeof view, .width = 2, .height = 2, .channels = channels };
  weft_value *value = NULL;
  images->create(call, &view, WEFT_IMAGE_ZEROED, &value);
  return value;
}
static weft_status both(weft_call *call) {
  call->core->output(call, 0, made(call, 3));
  call->core->output(call, 1, made(call, 1));
  return WEFT_OK;
}

#define KIND_RUN(name) static weft_status name(void *state, weft_call *call)
#define UNUSED (void)state; (void)call

KIND_RUN(fine) { UNUSED; return both(call); }
KIND_RUN(no_output) { UNUSED; return call->core->output(call, 0, made(call, 3)); }
KIND_RUN(twice) { UNUSED; both(call); call->core->output(call, 1, made(call, 1)); return WEFT_OK; }
KIND_RUN(wrong_type) { UNUSED; both(call); call->core->output(call, 0, call->core->new_text(call, WEFT_STR("a"))); return WEFT_OK; }
KIND_RUN(wrong_mask) { UNUSED; call->core->output(call, 0, made(call, 3)); call->core->output(call, 1, made(call, 3)); return WEFT_OK; }
KIND_RUN(far_output) { UNUSED; both(call); call->core->output(call, 2, made(call, 3)); return WEFT_OK; }
KIND_RUN(null_output) { UNUSED; both(call); call->core->output(call, 1, NULL); return WEFT_OK; }
KIND_RUN(far_input) { UNUSED; both(call); call->core->input_float(call, 9); return WEFT_OK; }
KIND_RUN(far_value) { UNUSED; both(call); call->core->input(call, 4000000000u); return WEFT_OK; }
KIND_RUN(wrong_read) { UNUSED; both(call); call->core->input_int(call, 0); return WEFT_OK; }
KIND_RUN(not_mine) { UNUSED; both(call); call->core->output(call, 0, (weft_value *)call->core->input(call, 0)); return WEFT_OK; }
KIND_RUN(write_not_mine) {
  UNUSED;
  weft_value *input = (weft_value *)call->core->input(call, 0);
  weft_image_view view = { .struct_size = sizeof view };
  images->make_mut(call, &input, &view);
  return both(call);
}
KIND_RUN(null_list) {
  UNUSED;
  weft_value *items[] = { call->core->new_int(call, 1), NULL };
  if (call->core->new_list(call, items, 2)) return WEFT_ERR_FAILED;
  return both(call);
}
KIND_RUN(deep_list) {
  UNUSED;
  weft_value *list = call->core->new_list(call, NULL, 0);
  for (int depth = 0; depth < 100000 && list; depth++) list = call->core->new_list(call, &list, 1);
  call->core->release(list);
  return both(call);
}
KIND_RUN(unknown_negative) { UNUSED; return -12345; }
KIND_RUN(unknown_positive) { UNUSED; return call->core->fail(call, 7, WEFT_STR("odd")) == WEFT_ERR_FAILED ? 7 : 8; }
KIND_RUN(false_stop) { UNUSED; return WEFT_ERR_CANCELLED; }
KIND_RUN(no_reason) { UNUSED; return WEFT_ERR_OUT_OF_MEMORY; }
KIND_RUN(reason) { UNUSED; both(call); return call->core->fail(call, WEFT_ERR_INVALID, WEFT_STR("bad \xff day")); }
KIND_RUN(too_large) {
  UNUSED;
  weft_image_view view = { .struct_size = sizeof view, .width = 1 << 20, .height = 1 << 20, .channels = 4 };
  weft_value *value = NULL;
  return images->create(call, &view, 0, &value);
}
KIND_RUN(no_size) {
  UNUSED;
  weft_image_view view = { .width = 2, .height = 2, .channels = 4 };
  weft_value *value = NULL;
  return images->create(call, &view, 0, &value);
}
// Everything that can be NULL is NULL. Nothing of it is more than a refusal.
KIND_RUN(nulls) {
  UNUSED;
  const weft_core_v1 *core = call->core;
  weft_image_view view = { .struct_size = sizeof view };
  weft_value *value = NULL;
  double number;
  weft_status status[] = {
    core->output(NULL, 0, made(call, 1)), core->as_float(NULL, &number), core->as_float(core->input(call, 1), NULL),
    core->as_text(NULL, NULL), images->create(NULL, &view, 0, &value), images->create(call, NULL, 0, &value),
    images->create(call, &view, 0, NULL), images->view(NULL, &view), images->view(core->input(call, 0), NULL),
    images->view(core->input(call, 1), &view), images->make_mut(call, NULL, &view), images->make_mut(call, &value, &view),
  };
  for (size_t i = 0; i < sizeof status / sizeof *status; i++)
    if (status[i] == WEFT_OK) return call->core->fail(call, WEFT_ERR_FAILED, WEFT_STR("a NULL was fine"));
  core->release(NULL);
  core->log(NULL, 0, (weft_str){ 0, 0 });
  core->log(call, 1, (weft_str){ NULL, 7 });
  core->input_color(call, 2, NULL);
  if (core->retain(NULL) || core->input(NULL, 0) || core->list_len(NULL) || core->list_get(NULL, 0) ||
      core->new_color(call, NULL) || core->new_text(call, (weft_str){ NULL, 3 }) || core->new_text(call, WEFT_STR("\xff")) ||
      core->type_of(NULL).len || !core->report(NULL, 0, (weft_str){ 0, 0 }))
    return WEFT_ERR_FAILED;
  return both(call);
}

#define KIND(name) \
  { .struct_size = sizeof(weft_kind), .version = 1, .id = "com.test.breaches." #name, .run = name, \
    .inputs = WEFT_ARRAY(INPUTS), .outputs = WEFT_ARRAY(OUTPUTS) }

static const weft_kind KINDS[] = {
  KIND(fine), KIND(no_output), KIND(twice), KIND(wrong_type), KIND(wrong_mask), KIND(far_output), KIND(null_output),
  KIND(far_input), KIND(far_value), KIND(wrong_read), KIND(not_mine), KIND(write_not_mine), KIND(null_list), KIND(deep_list),
  KIND(unknown_negative), KIND(unknown_positive), KIND(false_stop), KIND(no_reason), KIND(reason), KIND(too_large),
  KIND(no_size), KIND(nulls),
};

static weft_array describe(void) { return (weft_array)WEFT_ARRAY(KINDS); }
static weft_status init(const weft_host *host) {
  images = host->get_service(host, "weft.image/1");
  return host->get_service(host, NULL) ? WEFT_ERR_FAILED : WEFT_OK;
}
WEFT_ENTRY = {
  .magic = WEFT_MAGIC, .struct_size = sizeof(weft_entry), .abi_major = WEFT_ABI_MAJOR,
  .id = "com.test.breaches", .describe = describe, .init = init,
};
