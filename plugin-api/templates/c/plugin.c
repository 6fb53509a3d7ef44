// {{label}}: a plugin for Weft in C. `make`, then `make check`.
#include <weft.h>
#include <math.h>

enum { IMAGE, STRENGTH, RADIUS }; // Inputs, as they stand in the table.
static const weft_input INPUTS[] = {
  [IMAGE] = { .id = "image", .type_name = "image", .flags = WEFT_INPUT_WIRE_ONLY },
  [STRENGTH] = { .id = "strength", .doc = "How dark the corners get", .type_name = "float", .default_float = 0.5,
    .flags = WEFT_INPUT_SOFT_MIN | WEFT_INPUT_SOFT_MAX | WEFT_INPUT_HARD_MIN, .soft_max = 1, .step = 0.01 },
  [RADIUS] = { .id = "radius", .doc = "Where it begins, from the middle", .type_name = "float", .default_float = 0.75,
    .flags = WEFT_INPUT_SOFT_MIN | WEFT_INPUT_SOFT_MAX, .soft_max = 2, .step = 0.01 },
};
static const weft_output OUTPUTS[] = { { .id = "result", .type_name = "image" } };
static const weft_image_v1 *images;

static weft_status run(void *state, weft_call *call) {
  (void)state;
  const weft_core_v1 *core = call->core;
  const float strength = (float)core->input_float(call, STRENGTH), radius = (float)core->input_float(call, RADIUS);
  weft_image_view in = { .struct_size = sizeof in };
  if (images->view(core->input(call, IMAGE), &in)) return core->fail(call, WEFT_ERR_INVALID, WEFT_STR("`image` needs a picture"));
  weft_image_view out = in; // The same size and planes; `create` fills the rest in.
  weft_value *result;
  const weft_status status = images->create(call, &out, 0, &result);
  if (status) return status;
  const uint32_t colours = in.channels < 3 ? 1 : 3;
  for (uint32_t y = 0; y < in.height; y++) {
    const float dy = 2.0f * (float)y / (float)in.height - 1.0f;
    for (uint32_t plane = 0; plane < in.channels; plane++) {
      const float *from = in.data + plane * in.plane_stride + y * in.row_stride;
      float *to = out.data + plane * out.plane_stride + y * out.row_stride;
      for (uint32_t x = 0; x < in.width; x++) {
        const float dx = 2.0f * (float)x / (float)in.width - 1.0f, beyond = sqrtf(dx * dx + dy * dy) - radius;
        const float light = 1.0f - strength * (beyond > 0.0f ? beyond : 0.0f);
        to[x] = plane >= colours ? from[x] : from[x] * (light > 0.0f ? light : 0.0f);
      }
    }
    if (core->report(call, (y + 1.0) / in.height, WEFT_STR(""))) { core->release(result); return WEFT_ERR_CANCELLED; }
  }
  return core->output(call, 0, result); // Takes our reference.
}

static const weft_kind KINDS[] = { {
  .struct_size = sizeof(weft_kind), .version = 1, .flags = WEFT_KIND_PURE, .thread_mode = WEFT_THREAD_PARALLEL,
  .id = "{{id}}.vignette", .label = "Vignette", .category = "Image/Stylise", .doc = "Darkens an image towards its edges.",
  .inputs = WEFT_ARRAY(INPUTS), .outputs = WEFT_ARRAY(OUTPUTS), .run = run,
} };
static weft_array describe(void) { return (weft_array)WEFT_ARRAY(KINDS); }
static weft_status init(const weft_host *host) {
  images = host->get_service(host, "weft.image/1");
  return images ? WEFT_OK : WEFT_ERR_UNSUPPORTED;
}
WEFT_ENTRY = { WEFT_ENTRY_HEAD, "{{id}}", "{{label}}", "{{vendor}}", "0.1.0", "MIT", "C", describe, init, 0, 0 };
