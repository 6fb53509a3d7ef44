// The GPU as a plugin in C uses it: every function of `weft.gpu/1` once as meant, and some as not meant.
#include "weft.h"

#include <string.h>

static const weft_core_v1 *core;
static const weft_gpu_v1 *gpu;

static weft_str text(const char *words) { return (weft_str){ words, strlen(words) }; }
static weft_status wrong(weft_call *call, const char *words) { return core->fail(call, WEFT_ERR_FAILED, text(words)); }
#define CHECK(good) do { if (!(good)) return wrong(call, #good); } while (0)

static const char TWICE[] =
  "struct Params { width: u32, height: u32, by: f32 }\n"
  "@group(0) @binding(0) var<storage, read> before: array<f32>;\n"
  "@group(0) @binding(1) var<storage, read_write> after: array<f32>;\n"
  "@compute @workgroup_size(8, 4) fn twice(@builtin(global_invocation_id) at: vec3u) {\n"
  "  if (at.x >= params.width || at.y >= params.height) { return; }\n"
  "  let here = at.y * params.width + at.x;\n"
  "  after[here] = before[here] * params.by;\n"
  "}\n";

static const weft_input INPUTS[] = { { .id = "image", .type_name = "image" } };
static const weft_output OUTPUTS[] = { { .id = "image", .type_name = "image" } };

/* twice: every sample times two on the device; without one the picture as it is */
static weft_status twice(void *state, weft_call *call) {
  (void)state;
  const weft_value *image = core->input(call, 0);
  weft_gpu_caps caps = { .struct_size = sizeof caps };
  CHECK(gpu->caps(call, &caps) == WEFT_OK && gpu->caps(NULL, &caps) < 0 && gpu->caps(call, NULL) < 0);
  if (caps.device == WEFT_GPU_NONE) {
    weft_gpu_buffer none;
    CHECK(gpu->buffer_new(call, 16, 0, &none) == WEFT_ERR_UNSUPPORTED);
    return core->output(call, 0, core->retain(image));
  }
  CHECK(caps.name.len && caps.params_bytes_max >= 128 && caps.binding_bytes_max >= 1 << 20 && caps.bindings_max >= 8);

  weft_gpu_buffer buffer;
  unsigned char bytes[8] = { 9, 9, 9, 9, 9, 9, 9, 9 };
  CHECK(gpu->buffer_new(call, 8, 1, &buffer) == WEFT_OK && gpu->buffer_new(call, 8, 1, NULL) < 0);
  CHECK(gpu->upload(call, buffer, 4, "ab", 2) == WEFT_OK && gpu->upload(call, buffer, 8, "ab", 2) < 0);
  CHECK(gpu->upload(call, buffer, 0, NULL, 2) < 0 && gpu->upload(call, buffer, 0, NULL, 0) == WEFT_OK);
  CHECK(gpu->download(call, buffer, 0, bytes, 8) == WEFT_OK && !memcmp(bytes, "\0\0\0\0ab\0\0", 8));
  gpu->buffer_retain(call, buffer);
  gpu->buffer_release(call, buffer);
  CHECK(gpu->download(call, buffer, 0, bytes, 8) == WEFT_OK);
  gpu->buffer_release(call, buffer);
  gpu->buffer_release(call, 12345);
  CHECK(gpu->download(call, buffer, 0, bytes, 8) < 0 && gpu->buffer_new(call, UINT64_MAX, 0, &buffer) < 0);
  CHECK(gpu->buffer_new(call, 16, 2, &buffer) == WEFT_ERR_UNSUPPORTED);
  CHECK(gpu->export_handle(call, buffer, 0, bytes) == WEFT_ERR_UNSUPPORTED);

  weft_gpu_kernel kernel, bad;
  CHECK(gpu->kernel(call, text("fn not wgsl"), text("main"), &bad) < 0);
  CHECK(gpu->kernel(call, text(TWICE), text("twice"), &kernel) == WEFT_OK);
  weft_gpu_image in = { .struct_size = sizeof in };
  CHECK(gpu->image_view(call, image, &in) == WEFT_OK && gpu->image_view(call, NULL, &in) < 0);
  weft_gpu_image out = { .struct_size = sizeof out, .width = in.width, .height = in.height,
                         .channels = in.channels, .colour = in.colour };
  weft_value *made;
  CHECK(gpu->image_new(call, &out, &made) == WEFT_OK);
  struct { uint32_t width, height; float by; } params = { in.width, in.height, 2 };
  CHECK(gpu->time_begin(call, text("twice")) == WEFT_OK);
  for (uint32_t plane = 0; plane < in.channels; plane++) {
    const weft_gpu_binding both[] = { { .buffer = in.planes[plane], .access = WEFT_GPU_READ },
                                      { .buffer = out.planes[plane], .access = WEFT_GPU_READ_WRITE } };
    const weft_array bindings = WEFT_ARRAY(both);
    CHECK(gpu->dispatch(call, kernel, bindings, &params, sizeof params, in.width, in.height, 1) == WEFT_OK);
    CHECK(gpu->dispatch(call, kernel, bindings, NULL, sizeof params, 1, 1, 1) < 0);
    CHECK(gpu->dispatch(call, kernel, bindings, &params, 4, 1, 1, 1) < 0);
    CHECK(gpu->dispatch(call, 0, bindings, &params, sizeof params, 1, 1, 1) < 0);
  }
  CHECK(gpu->time_end(call) == WEFT_OK && gpu->time_end(call) < 0);
  CHECK(gpu->flush(call) == WEFT_OK && gpu->wait(call) == WEFT_OK);
  return core->output(call, 0, made);
}

/* broken: gives on what the compiler said */
static weft_status broken(void *state, weft_call *call) {
  (void)state;
  weft_gpu_kernel kernel;
  return gpu->kernel(call, text("@compute @workgroup_size(1) fn main() { nothing = 1; }"), text("main"), &kernel);
}

/* what spoil does beside giving its picture times two, and then says that all is well */
enum { INPUT_BY_KERNEL, INPUT_BY_UPLOAD, RESULT, READ, FORGETS };
static const weft_image_v1 *images;
static weft_status spoil(weft_call *call, int how) {
  const weft_value *image = core->input(call, 0);
  weft_gpu_caps caps = { .struct_size = sizeof caps };
  CHECK(gpu->caps(call, &caps) == WEFT_OK && caps.device != WEFT_GPU_NONE);
  weft_gpu_kernel kernel;
  CHECK(gpu->kernel(call, text(TWICE), text("twice"), &kernel) == WEFT_OK);
  weft_gpu_image in = { .struct_size = sizeof in };
  CHECK(gpu->image_view(call, image, &in) == WEFT_OK);
  weft_gpu_image out = in, other = in;
  weft_value *made, *forgotten;
  CHECK(gpu->image_new(call, &out, &made) == WEFT_OK);
  struct { uint32_t width, height; float by; } params = { in.width, in.height, 2 };
  for (uint32_t plane = 0; plane < in.channels; plane++) {
    const weft_gpu_binding there[] = { { .buffer = in.planes[plane], .access = WEFT_GPU_READ },
                                       { .buffer = out.planes[plane], .access = WEFT_GPU_READ_WRITE } };
    const weft_gpu_binding back[] = { { .buffer = out.planes[plane], .access = WEFT_GPU_READ },
                                      { .buffer = in.planes[plane], .access = WEFT_GPU_READ_WRITE } };
    CHECK(gpu->dispatch(call, kernel, (weft_array)WEFT_ARRAY(there), &params, sizeof params, in.width, in.height, 1) == WEFT_OK);
    if (how == INPUT_BY_KERNEL) gpu->dispatch(call, kernel, (weft_array)WEFT_ARRAY(back), &params, sizeof params, in.width, in.height, 1);
    if (how == INPUT_BY_UPLOAD) gpu->upload(call, in.planes[plane], 0, &params, sizeof params);
  }
  weft_image_view view = { .struct_size = sizeof view };
  if (how == READ) CHECK(images->view(made, &view) == WEFT_OK && gpu->upload(call, out.planes[0], 0, &params, 4) < 0);
  if (how == FORGETS) CHECK(gpu->image_new(call, &other, &forgotten) == WEFT_OK);
  const weft_status given = core->output(call, 0, made);
  if (how == RESULT) gpu->upload(call, out.planes[0], 0, &params, sizeof params);
  return given;
}
static weft_status into_input(void *state, weft_call *call) { (void)state; return spoil(call, INPUT_BY_KERNEL); }
static weft_status upon_input(void *state, weft_call *call) { (void)state; return spoil(call, INPUT_BY_UPLOAD); }
static weft_status upon_result(void *state, weft_call *call) { (void)state; return spoil(call, RESULT); }
static weft_status upon_read(void *state, weft_call *call) { (void)state; return spoil(call, READ); }
static weft_status forgets(void *state, weft_call *call) { (void)state; return spoil(call, FORGETS); }

/* hoards: makes 200 pictures and 200 buffers, writes some, and gives back none; hoards_and_fails: and then fails */
static weft_status hoard(weft_call *call) {
  const weft_value *image = core->input(call, 0);
  weft_gpu_image in = { .struct_size = sizeof in };
  CHECK(gpu->image_view(call, image, &in) == WEFT_OK);
  weft_gpu_kernel kernel;
  CHECK(gpu->kernel(call, text(TWICE), text("twice"), &kernel) == WEFT_OK);
  struct { uint32_t width, height; float by; } params = { in.width, in.height, 2 };
  for (int i = 0; i < 200; i++) {
    weft_gpu_image out = in;
    weft_value *made;
    weft_gpu_buffer buffer;
    CHECK(gpu->image_new(call, &out, &made) == WEFT_OK && gpu->buffer_new(call, 4096, i % 2, &buffer) == WEFT_OK);
    const weft_gpu_binding both[] = { { .buffer = in.planes[0], .access = WEFT_GPU_READ },
                                      { .buffer = out.planes[0], .access = WEFT_GPU_READ_WRITE } };
    if (i % 50 == 0)
      CHECK(gpu->dispatch(call, kernel, (weft_array)WEFT_ARRAY(both), &params, sizeof params, in.width, in.height, 1) == WEFT_OK);
  }
  return core->output(call, 0, core->retain(image));
}
static weft_status hoards(void *state, weft_call *call) { (void)state; return hoard(call); }
static weft_status hoards_and_fails(void *state, weft_call *call) {
  (void)state;
  const weft_status hoarded = hoard(call);
  return hoarded == WEFT_OK ? wrong(call, "as asked") : hoarded;
}

/* crowds: more threads along a side than any device starts; crowds_wide: more in all than kernels can count. Gives on what is said */
static weft_status crowd(weft_call *call, uint32_t width, uint32_t height) {
  weft_gpu_buffer from, to;
  weft_gpu_kernel kernel;
  CHECK(gpu->buffer_new(call, 256, 1, &from) == WEFT_OK && gpu->buffer_new(call, 256, 1, &to) == WEFT_OK);
  CHECK(gpu->kernel(call, text(TWICE), text("twice"), &kernel) == WEFT_OK);
  const weft_gpu_binding both[] = { { .buffer = from, .access = WEFT_GPU_READ }, { .buffer = to, .access = WEFT_GPU_READ_WRITE } };
  struct { uint32_t width, height; float by; } params = { 8, 8, 2 };
  return gpu->dispatch(call, kernel, (weft_array)WEFT_ARRAY(both), &params, sizeof params, width, height, 1);
}
static weft_status crowds(void *state, weft_call *call) { (void)state; return crowd(call, 4000000000, 1); }
static weft_status crowds_wide(void *state, weft_call *call) { (void)state; return crowd(call, 65536, 65536); }

static const weft_kind KINDS[] = {
  { .struct_size = sizeof(weft_kind), .version = 1, .flags = WEFT_KIND_GPU, .id = "com.test.device.twice", .run = twice,
    .inputs = WEFT_ARRAY(INPUTS), .outputs = WEFT_ARRAY(OUTPUTS) },
  { .struct_size = sizeof(weft_kind), .version = 1, .flags = WEFT_KIND_GPU, .id = "com.test.device.broken", .run = broken,
    .inputs = WEFT_ARRAY(INPUTS), .outputs = WEFT_ARRAY(OUTPUTS) },
#define SPOILS(name) { .struct_size = sizeof(weft_kind), .version = 1, .flags = WEFT_KIND_GPU, .id = "com.test.device." #name, \
    .run = name, .inputs = WEFT_ARRAY(INPUTS), .outputs = WEFT_ARRAY(OUTPUTS) }
  SPOILS(into_input), SPOILS(upon_input), SPOILS(upon_result), SPOILS(upon_read), SPOILS(forgets),
  SPOILS(hoards), SPOILS(hoards_and_fails), SPOILS(crowds), SPOILS(crowds_wide),
};

static weft_array describe(void) { return (weft_array)WEFT_ARRAY(KINDS); }
static weft_status init(const weft_host *host) {
  core = host->get_service(host, "weft.core/1");
  gpu = host->get_service(host, "weft.gpu/1");
  images = host->get_service(host, "weft.image/1");
  return core && gpu && images ? WEFT_OK : WEFT_ERR_UNSUPPORTED;
}
WEFT_ENTRY = {
  .magic = WEFT_MAGIC, .struct_size = sizeof(weft_entry), .abi_major = WEFT_ABI_MAJOR,
  .id = "com.test.device", .describe = describe, .init = init,
};
