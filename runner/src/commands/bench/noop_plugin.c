// Kinds that do next to nothing: what a run of them takes is what the engine takes.
#include "weft.h"

#include <time.h>

static const weft_input VALUE_INPUTS[] = { { .id = "value", .type_name = "float" } };
static const weft_output VALUE_OUTPUTS[] = { { .id = "value", .type_name = "float" } };

static weft_status value(void *state, weft_call *call) {
  (void)state;
  return call->core->output(call, 0, call->core->new_float(call, call->core->input_float(call, 0)));
}

static const weft_input ADD_INPUTS[] = { { .id = "a", .type_name = "float" }, { .id = "b", .type_name = "float" } };

static weft_status add(void *state, weft_call *call) {
  (void)state;
  const double a = call->core->input_float(call, 0), b = call->core->input_float(call, 1);
  return call->core->output(call, 0, call->core->new_float(call, a + b));
}

static const weft_input SLOW_INPUTS[] = { { .id = "seed", .type_name = "int" } };

// Works for 100 ms of processor time of its thread.
static weft_status slow(void *state, weft_call *call) {
  (void)state;
  struct timespec begin, now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
  do clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  while ((now.tv_sec - begin.tv_sec) + (now.tv_nsec - begin.tv_nsec) * 1e-9 < 0.1);
  return call->core->output(call, 0, call->core->new_float(call, (double)call->core->input_int(call, 0)));
}

#define KIND(name, inputs_of)                                                                        \
  {                                                                                                  \
    .struct_size = sizeof(weft_kind), .version = 1, .flags = WEFT_KIND_PURE,                         \
    .thread_mode = WEFT_THREAD_PARALLEL, .id = "noop." #name, .label = #name, .category = "Test",     \
    .inputs = WEFT_ARRAY(inputs_of), .outputs = WEFT_ARRAY(VALUE_OUTPUTS), .run = name,               \
  }

static const weft_kind KINDS[] = { KIND(value, VALUE_INPUTS), KIND(add, ADD_INPUTS), KIND(slow, SLOW_INPUTS) };

static weft_array describe(void) { return (weft_array)WEFT_ARRAY(KINDS); }

WEFT_ENTRY = {
  .magic = WEFT_MAGIC,
  .struct_size = sizeof(weft_entry),
  .abi_major = WEFT_ABI_MAJOR,
  .abi_minor = WEFT_ABI_MINOR,
  .id = "noop",
  .label = "Nothing",
  .version = "1.0",
  .describe = describe,
};
