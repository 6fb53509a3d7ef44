// A plugin whose kernel takes days, which nobody but the device could know. It waits for it itself, or leaves that to whoever
// reads. No single loop: Mesa's software device ends each after 65,535 rounds.
#include "weft.h"

#include <string.h>

static const weft_core_v1 *core;
static const weft_gpu_v1 *gpu;

static weft_str text(const char *words) { return (weft_str){ words, strlen(words) }; }

static const char ENDLESS[] =
  "@group(0) @binding(0) var<storage, read> before: array<f32>;\n"
  "@group(0) @binding(1) var<storage, read_write> after: array<f32>;\n"
  "@compute @workgroup_size(1) fn main() {\n"
  "  for (var round = 0; round < 60000; round++) { after[0] = after[0] * 0.5 + before[0]; }\n"
  "}\n";

/* Gives a picture that will never be finished. */
static weft_status start(weft_call *call, weft_value **made) {
  const weft_value *image = core->input(call, 0);
  weft_gpu_caps caps = { .struct_size = sizeof caps };
  weft_status status = gpu->caps(call, &caps);
  if (status != WEFT_OK) return status;
  if (caps.device == WEFT_GPU_NONE) {
    *made = core->retain(image);
    return WEFT_OK;
  }
  weft_gpu_kernel kernel;
  if ((status = gpu->kernel(call, text(ENDLESS), text("main"), &kernel)) != WEFT_OK) return status;
  weft_gpu_image in = { .struct_size = sizeof in };
  if ((status = gpu->image_view(call, image, &in)) != WEFT_OK) return status;
  weft_gpu_image out = { .struct_size = sizeof out, .width = in.width, .height = in.height,
                         .channels = in.channels, .colour = in.colour };
  if ((status = gpu->image_new(call, &out, made)) != WEFT_OK) return status;
  const weft_gpu_binding both[] = { { .buffer = in.planes[0], .access = WEFT_GPU_READ },
                                    { .buffer = out.planes[0], .access = WEFT_GPU_READ_WRITE } };
  const weft_array bindings = WEFT_ARRAY(both);
  return gpu->dispatch(call, kernel, bindings, NULL, 0, 65535, 32767, 1);
}

/* Asks for it and goes. */
static weft_status leave(void *state, weft_call *call) {
  (void)state;
  weft_value *made;
  weft_status status = start(call, &made);
  return status == WEFT_OK ? core->output(call, 0, made) : status;
}

/* Stays until it is done; says something of its own about how that ended. */
static weft_status stay(void *state, weft_call *call) {
  (void)state;
  weft_value *made;
  weft_status status = start(call, &made);
  if (status == WEFT_OK) status = gpu->wait(call);
  if (status != WEFT_OK) return core->fail(call, WEFT_ERR_FAILED, text("the kernel did not end well"));
  return core->output(call, 0, made);
}

static const weft_input INPUTS[] = { { .id = "image", .type_name = "image" } };
static const weft_output OUTPUTS[] = { { .id = "image", .type_name = "image" } };
static const weft_kind KINDS[] = {
  { .struct_size = sizeof(weft_kind), .version = 1, .flags = WEFT_KIND_PURE | WEFT_KIND_GPU, .id = "com.test.endless.leave",
    .run = leave, .inputs = WEFT_ARRAY(INPUTS), .outputs = WEFT_ARRAY(OUTPUTS) },
  { .struct_size = sizeof(weft_kind), .version = 1, .flags = WEFT_KIND_PURE | WEFT_KIND_GPU, .id = "com.test.endless.stay",
    .run = stay, .inputs = WEFT_ARRAY(INPUTS), .outputs = WEFT_ARRAY(OUTPUTS) },
};

static weft_array describe(void) { return (weft_array)WEFT_ARRAY(KINDS); }
static weft_status init(const weft_host *host) {
  core = host->get_service(host, "weft.core/1");
  gpu = host->get_service(host, "weft.gpu/1");
  return core && gpu ? WEFT_OK : WEFT_ERR_UNSUPPORTED;
}
WEFT_ENTRY = {
  .magic = WEFT_MAGIC, .struct_size = sizeof(weft_entry), .abi_major = WEFT_ABI_MAJOR,
  .id = "com.test.endless", .describe = describe, .init = init,
};
