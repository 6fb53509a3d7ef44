// A plugin that misbehaves on request: what a session must survive. Built by the tests of the session and by its bench.
#include "weft.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const weft_image_v1 *images;

// Since the machine was started, the same for all processes.
static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* sum */

static const weft_input SUM_INPUTS[] = { { .id = "a", .type_name = "float" }, { .id = "b", .type_name = "float" } };
static const weft_output NUMBER[] = { { .id = "value", .type_name = "float" } };

static weft_status sum(void *state, weft_call *call) {
  (void)state;
  const double a = call->core->input_float(call, 0), b = call->core->input_float(call, 1);
  return call->core->output(call, 0, call->core->new_float(call, a + b));
}

/* gradient: a picture of any size */

static const weft_input GRADIENT_INPUTS[] = {
  { .id = "width", .type_name = "int", .default_int = 64 },
  { .id = "height", .type_name = "int", .default_int = 64 },
  { .id = "channels", .type_name = "int", .default_int = 3 },
  { .id = "seed", .type_name = "seed" },
  { .id = "stamp", .type_name = "bool", .doc = "The first two samples become the time at which it was done." },
};
static const weft_output IMAGE[] = { { .id = "image", .type_name = "image" } };

static weft_status gradient(void *state, weft_call *call) {
  (void)state;
  const int64_t seed = call->core->input_int(call, 3);
  weft_image_view out = { .struct_size = sizeof out, .width = (uint32_t)call->core->input_int(call, 0),
    .height = (uint32_t)call->core->input_int(call, 1), .channels = (uint32_t)call->core->input_int(call, 2),
    .colour = WEFT_COLOUR_SRGB };
  weft_value *made;
  const weft_status status = images->create(call, &out, 0, &made);
  if (status) return status;
  for (uint32_t plane = 0; plane < out.channels; plane++)
    for (uint32_t y = 0; y < out.height; y++) {
      float *row = out.data + plane * out.plane_stride + y * out.row_stride;
      for (uint32_t x = 0; x < out.width; x++)
        row[x] = (float)((x + 3 * y + 7 * plane + (uint64_t)seed) % 256) / 255.f;
    }
  if (call->core->input_bool(call, 4) && out.width > 1) {
    const int64_t now = now_ns();
    memcpy(out.data, &now, sizeof now);
  }
  return call->core->output(call, 0, made);
}

/* mix */

static const weft_input MIX_INPUTS[] = {
  { .id = "a", .type_name = "image", .flags = WEFT_INPUT_WIRE_ONLY },
  { .id = "amount", .type_name = "float", .default_float = 0.5 },
};

static weft_status mix(void *state, weft_call *call) {
  (void)state;
  const float amount = (float)call->core->input_float(call, 1);
  weft_image_view in = { .struct_size = sizeof in };
  weft_status status = images->view(call->core->input(call, 0), &in);
  if (status) return status;
  weft_image_view out = in;
  weft_value *made;
  if ((status = images->create(call, &out, 0, &made))) return status;
  for (uint32_t plane = 0; plane < in.channels; plane++)
    for (uint32_t y = 0; y < in.height; y++) {
      const float *from = in.data + plane * in.plane_stride + y * in.row_stride;
      float *to = out.data + plane * out.plane_stride + y * out.row_stride;
      for (uint32_t x = 0; x < in.width; x++) to[x] = from[x] * amount + 0.1f;
    }
  return call->core->output(call, 0, made);
}

/* act: does what it is told, after which most processes are no more */

static const weft_choice WAYS[] = {
  { .key = "well" }, { .key = "segfault" }, { .key = "abort" }, { .key = "overflow" }, { .key = "loop" },
  { .key = "memory" }, { .key = "files" }, { .key = "exit" }, { .key = "leave" }, { .key = "kill" }, { .key = "wait" },
  { .key = "fail" }, { .key = "print" },
};
static const weft_input ACT_INPUTS[] = {
  { .id = "how", .type_name = "choice", .default_text = "well", .choices = WEFT_ARRAY(WAYS) },
  { .id = "number", .type_name = "float" },
  { .id = "resident_mib", .type_name = "int" },
};

// Each level needs what the next one gives, so no compiler makes a loop of it.
static int deeper(volatile char *outer, int n) {
  if (n < 0) return 0;
  volatile char room[4096];
  room[0] = outer[0] + (char)n;
  return deeper(room, n + 1) + room[0];
}

static weft_status act(void *state, weft_call *call) {
  (void)state;
  const weft_str how = call->core->input_text(call, 0);
  const size_t resident = (size_t)call->core->input_int(call, 2) << 20;
  if (resident) {
    // Kept for ever: this is about how long it takes to die with it.
    char *held = malloc(resident);
    if (held) memset(held, 1, resident);
  }
  char words[32];
  const int len = snprintf(words, sizeof words, "at %lld", (long long)now_ns());
  call->core->log(call, WEFT_LOG_DEBUG, (weft_str){ words, (size_t)len });
#define IS(word) (how.len == sizeof(word) - 1 && !memcmp(how.ptr, word, how.len))
  if (IS("segfault")) *(volatile int *)8 = 1;
  if (IS("abort")) abort();
  if (IS("overflow")) {
    volatile char first[1] = { 1 };
    return deeper(first, 0);
  }
  if (IS("loop"))
    for (volatile int go = 1; go;) {}
  if (IS("memory"))
    for (size_t size = 16u << 20;;) memset(malloc(size), 1, size);
  if (IS("files")) {
    for (int fd = 0; fd < 1024; fd++) close(fd);
    for (;;) pause();
  }
  if (IS("exit")) exit(3);
  if (IS("leave")) _exit(4);
  if (IS("kill")) kill(getpid(), SIGKILL);
  if (IS("wait"))
    for (int i = 0; i < 10000; i++) {
      const struct timespec nap = { 0, 1000000 };
      nanosleep(&nap, 0);
      if (call->core->report(call, i / 10000., WEFT_STR(""))) return WEFT_ERR_CANCELLED;
    }
  if (IS("fail")) return call->core->fail(call, WEFT_ERR_FAILED, WEFT_STR("it was told to"));
  if (IS("print")) {
    static const char words[] = "\n{\"a plugin\": \"may print\"}\n";
    if (write(STDOUT_FILENO, words, sizeof words - 1) < 0) return WEFT_ERR_FAILED;
  }
  return call->core->output(call, 0, call->core->new_float(call, call->core->input_float(call, 1)));
}

#define KIND(name, ins, outs, does) { .struct_size = sizeof(weft_kind), .version = 1, .id = name, \
  .flags = WEFT_KIND_PURE, .thread_mode = WEFT_THREAD_PARALLEL, .inputs = WEFT_ARRAY(ins), .outputs = WEFT_ARRAY(outs), \
  .run = does }
static const weft_kind KINDS[] = {
  KIND("fault.sum", SUM_INPUTS, NUMBER, sum),
  KIND("fault.gradient", GRADIENT_INPUTS, IMAGE, gradient),
  KIND("fault.mix", MIX_INPUTS, IMAGE, mix),
  KIND("fault.act", ACT_INPUTS, NUMBER, act),
};

static weft_array describe(void) { return (weft_array)WEFT_ARRAY(KINDS); }
static weft_status init(const weft_host *host) {
  return (images = host->get_service(host, "weft.image/1")) ? WEFT_OK : WEFT_ERR_UNSUPPORTED;
}

WEFT_ENTRY = {
  .magic = WEFT_MAGIC, .struct_size = sizeof(weft_entry), .abi_major = WEFT_ABI_MAJOR, .abi_minor = WEFT_ABI_MINOR,
  .id = "fault", .label = "Faults", .vendor = "Tests", .version = "1.0.0", .license = "MIT", .built_with = __VERSION__,
  .describe = describe, .init = init,
};
