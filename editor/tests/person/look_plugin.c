// A plugin with something of each type to look at: a picture with clipped and missing values, faces, a mesh with a texture,
// texts, a long list of numbers, and a kind that a hand can draw on. Built by the tests of the viewer.
#include "weft.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static const weft_image_v1 *images;
static const weft_tensor_v1 *tensors;
static const weft_record_v1 *records;
static const weft_mesh_v1 *meshes;

static weft_str text(const char *words) { return (weft_str){ words, strlen(words) }; }
#define TRY(call) do { const weft_status status_ = (call); if (status_) return status_; } while (0)
#define RUN(name) static weft_status name(void *state, weft_call *call)

/* picture: 0 to 1 from left to right in red, from top to bottom in green; with `odd`, values that no screen shows */

static const weft_input PICTURE_INPUTS[] = {
  { .id = "width", .type_name = "int", .default_int = 96 },
  { .id = "height", .type_name = "int", .default_int = 64 },
  { .id = "channels", .type_name = "int", .default_int = 3 },
  { .id = "odd", .type_name = "bool" },
  { .id = "blue", .type_name = "float", .default_float = 0.25 },
};
static const weft_output IMAGE[] = { { .id = "image", .type_name = "image", .label = "Image" } };

RUN(picture) {
  (void)state;
  weft_image_view out = { .struct_size = sizeof out, .width = (uint32_t)call->core->input_int(call, 0),
    .height = (uint32_t)call->core->input_int(call, 1), .channels = (uint32_t)call->core->input_int(call, 2),
    .colour = WEFT_COLOUR_SRGB };
  weft_value *made;
  TRY(images->create(call, &out, 0, &made));
  const float blue = (float)call->core->input_float(call, 4);
  for (uint32_t plane = 0; plane < out.channels; plane++)
    for (uint32_t y = 0; y < out.height; y++) {
      float *row = out.data + plane * out.plane_stride + y * out.row_stride;
      for (uint32_t x = 0; x < out.width; x++) {
        const float across = (float)x / (float)out.width, down = (float)y / (float)out.height;
        const float away = hypotf(across - 0.5f, down - 0.5f);
        row[x] = plane == 0 ? across : plane == 1 ? down : plane == 2 ? blue : away < 0.4f ? 1.f : 0.f;
      }
    }
  if (call->core->input_bool(call, 3)) {
    out.data[0] = NAN, out.data[1] = 1.5f, out.data[2] = -0.5f;
  }
  return call->core->output(call, 0, made);
}

/* faces: two, in a picture of its size */

static const weft_input LOOKS_AT[] = { { .id = "image", .type_name = "image", .flags = WEFT_INPUT_WIRE_ONLY } };
static const weft_output FACES[] = { { .id = "faces", .type_name = "faces", .label = "Faces" } };

static weft_value *numbers(weft_call *call, int32_t ndim, const int64_t *shape, const float *from) {
  weft_tensor_view view = { .struct_size = sizeof view, .ndim = ndim, .shape = shape,
    .dtype_code = WEFT_SCALAR_FLOAT, .dtype_bits = 32, .dtype_lanes = 1 };
  weft_value *made = 0;
  if (tensors->create(call, &view, &made)) return 0;
  int64_t count = 1;
  for (int32_t axis = 0; axis < ndim; axis++) count *= shape[axis];
  memcpy(view.data, from, (size_t)count * sizeof *from);
  return made;
}

RUN(faces) {
  (void)state;
  weft_image_view in = { .struct_size = sizeof in };
  TRY(images->view(call->core->input(call, 0), &in));
  const float w = (float)in.width, h = (float)in.height;
  const float boxes[] = { w * .1f, h * .2f, w * .25f, h * .5f, w * .6f, h * .3f, w * .2f, h * .4f };
  float points[2 * 5 * 2];
  static const float SPOTS[5][2] = { { .3f, .4f }, { .7f, .4f }, { .5f, .6f }, { .35f, .8f }, { .65f, .8f } };
  for (int face = 0; face < 2; face++)
    for (int at = 0; at < 5; at++) {
      points[(face * 5 + at) * 2] = boxes[face * 4] + boxes[face * 4 + 2] * SPOTS[at][0];
      points[(face * 5 + at) * 2 + 1] = boxes[face * 4 + 1] + boxes[face * 4 + 3] * SPOTS[at][1];
    }
  weft_value *made;
  TRY(records->create(call, &made));
  TRY(records->set(call, made, text("width"), call->core->new_int(call, in.width)));
  TRY(records->set(call, made, text("height"), call->core->new_int(call, in.height)));
  TRY(records->set(call, made, text("bbox"), numbers(call, 2, (const int64_t[]){ 2, 4 }, boxes)));
  TRY(records->set(call, made, text("score"), numbers(call, 1, (const int64_t[]){ 2 }, (const float[]){ .98f, .75f })));
  TRY(records->set(call, made, text("points5"), numbers(call, 3, (const int64_t[]){ 2, 5, 2 }, points)));
  return call->core->output(call, 0, made);
}

/* globe: a ball, with the picture around it */

static const weft_output MESH[] = { { .id = "mesh", .type_name = "mesh", .label = "Mesh" } };
enum { RINGS = 24, SLICES = 48 };

RUN(globe) {
  (void)state;
  weft_value *made;
  TRY(meshes->create(call, &made));
  weft_attribute position = { .struct_size = sizeof position, .components = 3, .scalar_code = WEFT_SCALAR_FLOAT,
    .scalar_bits = 32, .count = (RINGS + 1) * (SLICES + 1), .name = text("position") };
  TRY(meshes->add(call, made, &position));
  weft_attribute uv = position;
  uv.components = 2, uv.name = text("uv");
  TRY(meshes->add(call, made, &uv));
  weft_attribute index = { .struct_size = sizeof index, .components = 3, .scalar_code = WEFT_SCALAR_UINT,
    .scalar_bits = 32, .count = RINGS * SLICES * 2, .name = text("index") };
  TRY(meshes->add(call, made, &index));
  float *place = position.data, *on = uv.data;
  for (int ring = 0; ring <= RINGS; ring++)
    for (int slice = 0; slice <= SLICES; slice++) {
      const float down = 3.14159265f * (float)ring / RINGS, around = 6.2831853f * (float)slice / SLICES;
      *place++ = sinf(down) * cosf(around), *place++ = cosf(down), *place++ = sinf(down) * sinf(around);
      *on++ = (float)slice / SLICES, *on++ = (float)ring / RINGS;
    }
  uint32_t *corner = index.data;
  for (uint32_t ring = 0; ring < RINGS; ring++)
    for (uint32_t slice = 0; slice < SLICES; slice++) {
      const uint32_t a = ring * (SLICES + 1) + slice, b = a + SLICES + 1;
      *corner++ = a, *corner++ = b, *corner++ = a + 1, *corner++ = a + 1, *corner++ = b, *corner++ = b + 1;
    }
  TRY(meshes->add_texture(call, made, text("base"), call->core->retain(call->core->input(call, 0))));
  return call->core->output(call, 0, made);
}

/* words, numbers */

static const weft_output TEXT[] = { { .id = "text", .type_name = "text", .label = "Text" } };
static const weft_output TENSOR[] = { { .id = "tensor", .type_name = "tensor", .label = "Tensor" } };

RUN(words) {
  (void)state;
  return call->core->output(call, 0, call->core->new_text(call, text("{\"name\": \"Weft\", \"sizes\": [1, 2]}")));
}

RUN(series) {
  (void)state;
  float values[450 * 2];
  for (int at = 0; at < 900; at++) values[at] = (float)at;
  return call->core->output(call, 0, numbers(call, 2, (const int64_t[]){ 450, 2 }, values));
}

/* roll: three pictures, each darker than the one before */

static const weft_output ROLL[] = { { .id = "images", .type_name = "[image]", .label = "Images" } };

RUN(roll) {
  (void)state;
  weft_value *frames[3];
  for (int at = 0; at < 3; at++) {
    weft_image_view out = { .struct_size = sizeof out, .width = 30, .height = 20, .channels = 1,
      .colour = WEFT_COLOUR_SRGB };
    TRY(images->create(call, &out, 0, &frames[at]));
    for (uint32_t y = 0; y < out.height; y++)
      for (uint32_t x = 0; x < out.width; x++) out.data[y * out.row_stride + x] = 1.f / (float)(1 << at);
  }
  return call->core->output(call, 0, call->core->new_list(call, frames, 3));
}

/* draw: takes everything that a hand can draw, and gives its picture */

static const weft_input DRAW_INPUTS[] = {
  { .id = "image", .type_name = "image", .flags = WEFT_INPUT_WIRE_ONLY },
  { .id = "strokes", .type_name = "strokes", .flags = WEFT_INPUT_OPTIONAL },
  { .id = "points", .type_name = "points", .flags = WEFT_INPUT_OPTIONAL },
  { .id = "from", .type_name = "points", .flags = WEFT_INPUT_OPTIONAL },
  { .id = "to", .type_name = "points", .flags = WEFT_INPUT_OPTIONAL },
  { .id = "rect", .type_name = "rect", .flags = WEFT_INPUT_OPTIONAL },
  { .id = "curve", .type_name = "curve", .flags = WEFT_INPUT_OPTIONAL },
};

RUN(draw) {
  (void)state;
  return call->core->output(call, 0, call->core->retain(call->core->input(call, 0)));
}

#define KIND(name, ins, outs, does) { .struct_size = sizeof(weft_kind), .version = 1, .id = name, .category = "Tests", \
  .flags = WEFT_KIND_PURE, .thread_mode = WEFT_THREAD_PARALLEL, .inputs = ins, .outputs = WEFT_ARRAY(outs), .run = does }
static const weft_kind KINDS[] = {
  KIND("look.picture", WEFT_ARRAY(PICTURE_INPUTS), IMAGE, picture),
  KIND("look.faces", WEFT_ARRAY(LOOKS_AT), FACES, faces),
  KIND("look.globe", WEFT_ARRAY(LOOKS_AT), MESH, globe),
  KIND("look.words", { 0 }, TEXT, words),
  KIND("look.series", { 0 }, TENSOR, series),
  KIND("look.roll", { 0 }, ROLL, roll),
  KIND("look.draw", WEFT_ARRAY(DRAW_INPUTS), IMAGE, draw),
};

static weft_array describe(void) { return (weft_array)WEFT_ARRAY(KINDS); }
static weft_status init(const weft_host *host) {
  images = host->get_service(host, "weft.image/1");
  tensors = host->get_service(host, "weft.tensor/1");
  records = host->get_service(host, "weft.record/1");
  meshes = host->get_service(host, "weft.mesh/1");
  return images && tensors && records && meshes ? WEFT_OK : WEFT_ERR_UNSUPPORTED;
}

WEFT_ENTRY = {
  .magic = WEFT_MAGIC, .struct_size = sizeof(weft_entry), .abi_major = WEFT_ABI_MAJOR, .abi_minor = WEFT_ABI_MINOR,
  .id = "look", .label = "Looks", .vendor = "Tests", .version = "1.0.0", .license = "MIT", .built_with = __VERSION__,
  .describe = describe, .init = init,
};
