// The smallest host there is: opens a plugin, runs its first kind on a picture, prints the bits of the result.
// Knows `weft.core/1` and `weft.image/1` only, so a plugin shows here that it can do without the rest.
// Usage: host LIBRARY WIDTH HEIGHT CHANNELS   (strength and other numbers have their defaults)
#include <weft.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct weft_value { int count; weft_image_view view; };

static const weft_kind *kind;
static weft_value *input_image, *result;
static int live;

static weft_value *new_image(const weft_image_view *asked) {
  weft_value *value = calloc(1, sizeof *value);
  size_t row = (asked->width + 15) / 16 * 16, plane = row * asked->height;
  value->count = 1;
  value->view = *asked;
  value->view.row_stride = row;
  value->view.plane_stride = plane;
  value->view.data = aligned_alloc(64, plane * asked->channels * sizeof(float));
  live++;
  return value;
}

static weft_value *retain(const weft_value *value) { weft_value *own = (weft_value *)value; own->count++; return own; }
static void release(weft_value *value) {
  if (value && --value->count == 0) { free(value->view.data); free(value); live--; }
}
static weft_status fail(weft_call *call, weft_status status, weft_str message) {
  (void)call;
  fprintf(stderr, "%.*s\n", (int)message.len, message.ptr);
  return status;
}
static void say(weft_call *call, int32_t level, weft_str message) { (void)fail(call, level, message); }
static int32_t report(weft_call *call, double fraction, weft_str message) {
  (void)call; (void)message;
  return fraction < 0 || fraction > 1;
}
static int32_t cancelled(weft_call *call) { (void)call; return 0; }
static const weft_value *input(weft_call *call, uint32_t index) { (void)call; return index == 0 ? input_image : 0; }
static double input_float(weft_call *call, uint32_t index) {
  (void)call;
  return ((const weft_input *)((const char *)kind->inputs.ptr + index * kind->inputs.stride))->default_float;
}
static weft_status output(weft_call *call, uint32_t index, weft_value *value) {
  (void)call;
  if (index != 0) return WEFT_ERR_INVALID;
  result = value;
  return WEFT_OK;
}
static weft_str type_of(const weft_value *value) { (void)value; return WEFT_STR("image"); }

static weft_status create(weft_call *call, weft_image_view *view, uint32_t flags, weft_value **image) {
  (void)call; (void)flags;
  *image = new_image(view);
  *view = (*image)->view;
  return WEFT_OK;
}
static weft_status view(const weft_value *image, weft_image_view *view) {
  if (!image) return WEFT_ERR_INVALID;
  uint32_t size = view->struct_size;
  *view = image->view;
  view->struct_size = size;
  return WEFT_OK;
}

static const weft_core_v1 CORE = { .struct_size = sizeof CORE, .fail = fail, .log = say, .report = report,
  .cancelled = cancelled, .input = input, .input_float = input_float, .output = output, .retain = retain,
  .release = release, .type_of = type_of };
// As of an older host: it ends before `make_mut`.
static const weft_image_v1 IMAGES = { .struct_size = offsetof(weft_image_v1, make_mut), .create = create, .view = view };

static const void *get_service(const weft_host *host, const char *id) {
  (void)host;
  if (!strcmp(id, "weft.core/1")) return &CORE;
  return strcmp(id, "weft.image/1") ? NULL : (const void *)&IMAGES;
}
static const weft_host HOST = { .struct_size = sizeof HOST, .abi_major = WEFT_ABI_MAJOR, .abi_minor = WEFT_ABI_MINOR,
  .name = "host.c", .version = "1", .get_service = get_service };

int main(int count, char **words) {
  if (count != 5) return 2;
  void *library = dlopen(words[1], RTLD_NOW | RTLD_LOCAL);
  const weft_entry *entry = library ? dlsym(library, "weft_plugin_entry_v1") : NULL;
  if (!entry || entry->magic != WEFT_MAGIC || entry->abi_major != WEFT_ABI_MAJOR) { fprintf(stderr, "%s\n", dlerror()); return 3; }
  kind = entry->describe().ptr;
  if (entry->init && entry->init(&HOST)) return 4;

  weft_image_view shape = { .struct_size = sizeof shape, .width = (uint32_t)atoi(words[2]), .height = (uint32_t)atoi(words[3]),
    .channels = (uint32_t)atoi(words[4]), .colour = WEFT_COLOUR_SRGB };
  input_image = new_image(&shape);
  for (uint32_t c = 0; c < shape.channels; c++)
    for (uint32_t y = 0; y < shape.height; y++)
      for (uint32_t x = 0; x < shape.width; x++)
        input_image->view.data[c * input_image->view.plane_stride + y * input_image->view.row_stride + x] =
          (float)((x * 7 + y * 13 + c * 29) % 101) / 100.0f;

  weft_call call = { .struct_size = sizeof call, .host = &HOST, .core = &CORE };
  weft_status status = kind->run(NULL, &call);
  if (status) { fprintf(stderr, "status %d\n", (int)status); return 5; }
  const weft_image_view *out = &result->view;
  for (uint32_t c = 0; c < out->channels; c++)
    for (uint32_t y = 0; y < out->height; y++)
      for (uint32_t x = 0; x < out->width; x++) {
        uint32_t bits;
        memcpy(&bits, &out->data[c * out->plane_stride + y * out->row_stride + x], sizeof bits);
        printf("%08x\n", bits);
      }
  release(result);
  release(input_image);
  if (live) { fprintf(stderr, "%d values leaked\n", live); return 6; }
  return 0;
}
