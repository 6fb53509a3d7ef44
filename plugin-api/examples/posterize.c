// Few steps instead of many, on the host's GPU where there is one, and on the processor elsewhere. A whole plugin in C11:
// cc -std=c11 -O3 -ffp-contract=off -shared -fPIC -fvisibility=hidden -I ../include -o posterize.so posterize.c -lm
#include <weft.h>
#include <math.h>

enum { IMAGE, STEPS }; // Inputs, as they stand in the table.
static const weft_input INPUTS[] = {
  [IMAGE] = { .id = "image", .type_name = "image", .flags = WEFT_INPUT_WIRE_ONLY },
  [STEPS] = { .id = "steps", .doc = "How many shades each colour keeps", .type_name = "float", .default_float = 4,
    .flags = WEFT_INPUT_SOFT_MIN | WEFT_INPUT_SOFT_MAX | WEFT_INPUT_HARD_MIN, .soft_min = 2, .soft_max = 16, .hard_min = 2 },
};
static const weft_output OUTPUTS[] = { { .id = "result", .type_name = "image" } };
static const weft_image_v1 *images;
static const weft_gpu_v1 *gpu; // NULL in hosts that have no such service.

// The host declares `params`, and says how large a workgroup is. It compiles the text once.
static const char SHADER[] =
  "struct Params { width: u32, height: u32, steps: f32, is_alpha: u32 }\n"
  "@group(0) @binding(0) var<storage, read> before: array<f32>;\n"
  "@group(0) @binding(1) var<storage, read_write> after: array<f32>;\n"
  "@compute @workgroup_size(WEFT_X, WEFT_Y)\n"
  "fn posterize(@builtin(global_invocation_id) at: vec3u) {\n"
  "  if (at.x >= params.width || at.y >= params.height) { return; }\n"
  "  let here = at.y * params.width + at.x;\n"
  "  let step = round(clamp(before[here], 0.0, 1.0) * (params.steps - 1.0));\n"
  "  after[here] = select(step / (params.steps - 1.0), before[here], params.is_alpha == 1u);\n"
  "}\n";
struct params { uint32_t width, height; float steps; uint32_t is_alpha; };

static weft_status on_device(weft_call *call, float steps) {
  weft_gpu_image in = { .struct_size = sizeof in };
  weft_status status = gpu->image_view(call, call->core->input(call, IMAGE), &in);
  if (status) return status; // Too large, or no memory: the host calls again, with more room or without a device.
  weft_gpu_kernel kernel;
  if ((status = gpu->kernel(call, WEFT_STR(SHADER), WEFT_STR("posterize"), &kernel))) return status;
  weft_gpu_image out = in; // The same size and planes; `image_new` fills the buffers in.
  weft_value *result;
  if ((status = gpu->image_new(call, &out, &result))) return status;
  const uint32_t colours = in.channels < 3 ? 1 : 3;
  for (uint32_t plane = 0; plane < in.channels && !status; plane++) {
    const weft_gpu_binding bindings[] = {
      { .buffer = in.planes[plane], .access = WEFT_GPU_READ },
      { .buffer = out.planes[plane], .access = WEFT_GPU_READ_WRITE },
    };
    const struct params params = { in.width, in.height, steps, plane >= colours };
    status = gpu->dispatch(call, kernel, (weft_array)WEFT_ARRAY(bindings), &params, sizeof params, in.width, in.height, 1);
  }
  if (status) { call->core->release(result); return status; }
  return call->core->output(call, 0, result); // Takes our reference; nobody has waited for the device.
}

static weft_status on_processor(weft_call *call, float steps) {
  weft_image_view in = { .struct_size = sizeof in };
  weft_status status = images->view(call->core->input(call, IMAGE), &in);
  if (status) return call->core->fail(call, WEFT_ERR_INVALID, WEFT_STR("`image` needs a picture"));
  weft_image_view out = in;
  weft_value *result;
  if ((status = images->create(call, &out, 0, &result))) return status;
  const uint32_t colours = in.channels < 3 ? 1 : 3;
  for (uint32_t y = 0; y < in.height; y++) {
    for (uint32_t plane = 0; plane < in.channels; plane++) {
      const float *from = in.data + plane * in.plane_stride + y * in.row_stride;
      float *to = out.data + plane * out.plane_stride + y * out.row_stride;
      for (uint32_t x = 0; x < in.width; x++) {
        const float inside = fminf(fmaxf(from[x], 0.0f), 1.0f);
        to[x] = plane >= colours ? from[x] : rintf(inside * (steps - 1.0f)) / (steps - 1.0f);
      }
    }
    if (call->core->report(call, (y + 1.0) / in.height, WEFT_STR(""))) { call->core->release(result); return WEFT_ERR_CANCELLED; }
  }
  return call->core->output(call, 0, result);
}

static weft_status run(void *state, weft_call *call) {
  (void)state;
  const float steps = (float)call->core->input_float(call, STEPS);
  weft_gpu_caps caps = { .struct_size = sizeof caps };
  const weft_status status = gpu ? gpu->caps(call, &caps) : WEFT_ERR_UNSUPPORTED;
  if (status == WEFT_OK && caps.device != WEFT_GPU_NONE) return on_device(call, steps);
  return status == WEFT_OK || status == WEFT_ERR_UNSUPPORTED ? on_processor(call, steps) : status;
}

static const weft_kind KINDS[] = { {
  .struct_size = sizeof(weft_kind), .version = 1, .flags = WEFT_KIND_PURE | WEFT_KIND_GPU, .thread_mode = WEFT_THREAD_PARALLEL,
  .id = "com.acme.posterize", .label = "Posterize", .category = "Image/Stylise", .doc = "Leaves few shades of each colour.",
  .inputs = WEFT_ARRAY(INPUTS), .outputs = WEFT_ARRAY(OUTPUTS), .run = run,
} };
static weft_array describe(void) { return (weft_array)WEFT_ARRAY(KINDS); }
static weft_status init(const weft_host *host) {
  images = host->get_service(host, "weft.image/1");
  gpu = host->get_service(host, "weft.gpu/1");
  return images ? WEFT_OK : WEFT_ERR_UNSUPPORTED;
}
WEFT_ENTRY = { WEFT_ENTRY_HEAD, "com.acme.posterize", "Posterize", "Acme", "0.1.0", "MIT", "C", describe, init, 0, 0 };
