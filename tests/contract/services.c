// A kind for each service: what it makes and reads comes out as values that the test looks at.
#include "weft.h"

#include <string.h>

static const weft_core_v1 *core;
static const weft_image_v1 *images;
static const weft_tensor_v1 *tensors;
static const weft_mesh_v1 *meshes;
static const weft_record_v1 *records;
static const weft_parallel_v1 *parallel;
static const weft_paths_v1 *paths;

static weft_str text(const char *words) { return (weft_str){ words, strlen(words) }; }
static weft_status wrong(weft_call *call, const char *words) { return core->fail(call, WEFT_ERR_FAILED, text(words)); }

#define ANY { .id = "any", .type_name = "any", .flags = WEFT_INPUT_OPTIONAL }
#define RUN(name) static weft_status name(void *state, weft_call *call)
#define CHECK(good) do { if (!(good)) return wrong(call, #good); } while (0)

/* tensor: gives its input times two, as floats */
static const weft_input TENSOR_INPUTS[] = { { .id = "tensor", .type_name = "tensor" } };
static const weft_output TENSOR_OUTPUTS[] = { { .id = "tensor", .type_name = "tensor" } };
RUN(tensor) {
  (void)state;
  weft_tensor_view in = { .struct_size = sizeof in };
  CHECK(tensors->view(core->input(call, 0), &in) == WEFT_OK);
  CHECK(in.dtype_code == WEFT_SCALAR_FLOAT && in.dtype_bits == 32 && in.dtype_lanes == 1 && !in.strides);
  weft_tensor_view out = { .struct_size = sizeof out, .ndim = in.ndim, .shape = in.shape,
                           .dtype_code = WEFT_SCALAR_FLOAT, .dtype_bits = 32, .dtype_lanes = 1 };
  weft_value *made;
  CHECK(tensors->create(call, &out, &made) == WEFT_OK);
  CHECK((size_t)out.data % 64 == 0 && out.device_type == WEFT_DEVICE_CPU);
  int64_t count = 1;
  for (int32_t axis = 0; axis < in.ndim; axis++) count *= in.shape[axis];
  for (int64_t i = 0; i < count; i++) ((float *)out.data)[i] = 2 * ((const float *)in.data)[i];
  weft_value *none;
  const int64_t negative = -1;
  weft_tensor_view bad = out;
  bad.dtype_bits = 12;
  CHECK(tensors->create(call, &bad, &none) == WEFT_ERR_INVALID);
  bad = out, bad.ndim = 17;
  CHECK(tensors->create(call, &bad, &none) == WEFT_ERR_INVALID);
  bad = out, bad.ndim = 1, bad.shape = &negative;
  CHECK(tensors->create(call, &bad, &none) == WEFT_ERR_INVALID);
  bad = out, bad.ndim = 1, bad.shape = NULL;
  CHECK(tensors->create(call, &bad, &none) == WEFT_ERR_INVALID);
  CHECK(tensors->view(NULL, &in) == WEFT_ERR_INVALID && images->view(made, NULL) == WEFT_ERR_INVALID);
  return core->output(call, 0, made);
}

/* mesh: a triangle with a texture, read back by name and by number */
static const weft_input MESH_INPUTS[] = { { .id = "image", .type_name = "image" } };
static const weft_output MESH_OUTPUTS[] = { { .id = "mesh", .type_name = "mesh" } };
RUN(mesh) {
  (void)state;
  weft_value *made;
  CHECK(meshes->create(call, &made) == WEFT_OK);
  weft_attribute position = { .struct_size = sizeof position, .components = 3, .scalar_code = WEFT_SCALAR_FLOAT,
                              .scalar_bits = 32, .count = 3, .name = text("position") };
  CHECK(meshes->add(call, made, &position) == WEFT_OK);
  for (int i = 0; i < 9; i++) ((float *)position.data)[i] = (float)i;
  weft_attribute index = { .struct_size = sizeof index, .components = 3, .scalar_code = WEFT_SCALAR_UINT,
                           .scalar_bits = 32, .count = 1, .name = text("index") };
  CHECK(meshes->add(call, made, &index) == WEFT_OK);
  for (uint32_t i = 0; i < 3; i++) ((uint32_t *)index.data)[i] = i;
  CHECK(meshes->add(call, made, &index) == WEFT_ERR_INVALID);
  weft_attribute odd = { .struct_size = sizeof odd, .scalar_code = 9, .scalar_bits = 32, .count = 1, .components = 1,
                         .name = text("odd") };
  CHECK(meshes->add(call, made, &odd) == WEFT_ERR_INVALID);
  CHECK(meshes->add_texture(call, made, text("base"), core->retain(core->input(call, 0))) == WEFT_OK);
  CHECK(meshes->add_texture(call, made, text("base"), core->new_int(call, 1)) == WEFT_ERR_INVALID);
  CHECK(meshes->attribute_count(made) == 2 && meshes->attribute_count(NULL) == 0);
  weft_attribute read = { .struct_size = sizeof read };
  CHECK(meshes->attribute_at(made, 1, &read) == WEFT_OK && read.count == 1 && read.components == 3);
  CHECK(read.name.len == 5 && !memcmp(read.name.ptr, "index", 5) && read.data == index.data);
  CHECK(meshes->attribute(made, text("position"), &read) == WEFT_OK && read.data == position.data);
  CHECK(meshes->attribute(made, text("normal"), &read) == WEFT_ERR_INVALID);
  CHECK(meshes->attribute_at(made, 2, &read) == WEFT_ERR_INVALID);
  CHECK(meshes->texture(made, text("base")) == core->input(call, 0) && !meshes->texture(made, text("roughness")));
  weft_value *shared = core->retain(made);
  odd.scalar_code = WEFT_SCALAR_FLOAT;
  CHECK(meshes->add(call, made, &odd) == WEFT_ERR_INVALID);
  core->release(shared);
  CHECK(meshes->add(call, made, &odd) == WEFT_OK);
  return core->output(call, 0, made);
}

/* record: one face, and the same read back */
static const weft_input RECORD_INPUTS[] = { ANY };
static const weft_output RECORD_OUTPUTS[] = { { .id = "faces", .type_name = "faces" } };
RUN(record) {
  (void)state;
  weft_value *made;
  CHECK(records->create(call, &made) == WEFT_OK);
  CHECK(records->set(call, made, text("score"), core->new_float(call, 0.5)) == WEFT_OK);
  CHECK(records->set(call, made, text("age"), NULL) == WEFT_OK);
  CHECK(records->set(call, made, text(""), core->new_int(call, 1)) == WEFT_ERR_INVALID);
  CHECK(records->set(call, made, text("self"), made) == WEFT_ERR_INVALID);
  CHECK(records->len(made) == 2 && records->len(NULL) == 0);
  CHECK(records->field_at(made, 1).len == 3 && records->field_at(made, 2).len == 0);
  double score = 0;
  CHECK(core->as_float(records->get(made, text("score")), &score) == WEFT_OK && score == 0.5);
  CHECK(!records->get(made, text("age")) && !records->get(made, text("name")));
  weft_value *faces[] = { core->retain(made), made };
  CHECK(records->set(call, made, text("score"), core->new_int(call, 1)) == WEFT_ERR_INVALID);
  return core->output(call, 0, core->new_list(call, faces, 2));
}

/* values: each scalar made and read */
static const weft_output VALUES_OUTPUTS[] = { { .id = "all", .type_name = "any" } };
RUN(values) {
  (void)state;
  const float rgba[] = { 1, 0.5f, 0.25f, 1 };
  weft_value *all[] = {
    core->new_float(call, 2.5), core->new_int(call, 9007199254740993), core->new_bool(call, 5),
    core->new_text(call, text("grüße")), core->new_color(call, rgba), core->new_list(call, NULL, 0),
  };
  const char *types[] = { "float", "int", "bool", "text", "color", "list" };
  for (int i = 0; i < 6; i++) {
    const weft_str type = core->type_of(all[i]);
    CHECK(type.len == strlen(types[i]) && !memcmp(type.ptr, types[i], type.len));
  }
  double number;
  int64_t whole;
  int32_t yes;
  weft_str words;
  float color[4];
  CHECK(core->as_float(all[0], &number) == WEFT_OK && number == 2.5);
  CHECK(core->as_int(all[1], &whole) == WEFT_OK && whole == 9007199254740993);
  CHECK(core->as_int(all[0], &whole) == WEFT_ERR_INVALID && core->as_float(all[1], &number) == WEFT_OK);
  CHECK(core->as_bool(all[2], &yes) == WEFT_OK && yes == 1 && core->as_bool(all[1], &yes) == WEFT_ERR_INVALID);
  CHECK(core->as_text(all[3], &words) == WEFT_OK && words.len == 7 && core->as_text(all[2], &words) == WEFT_ERR_INVALID);
  CHECK(core->as_color(all[4], color) == WEFT_OK && color[1] == 0.5f && core->as_color(all[3], color) == WEFT_ERR_INVALID);
  CHECK(core->list_len(all[5]) == 0 && core->list_len(all[0]) == 0 && !core->list_get(all[5], 0) && !core->list_get(all[0], 0));
  return core->output(call, 0, core->new_list(call, all, 6));
}

/* write: darkens what it may, copies what it must not */
static const weft_output WRITE_OUTPUTS[] = { { .id = "copy", .type_name = "image" }, { .id = "own", .type_name = "image" } };
RUN(write) {
  (void)state;
  const weft_value *input = core->input(call, 0);
  weft_value *image = core->retain(input);
  weft_image_view view = { .struct_size = sizeof view };
  CHECK(images->make_mut(call, &image, &view) == WEFT_OK && image != input);
  CHECK(view.full_width == view.width && view.origin_x == 0 && (size_t)view.data % 64 == 0);
  view.data[0] = 0.5f;
  weft_image_view own_view = { .struct_size = sizeof own_view, .width = 1, .height = 1, .channels = 1 };
  weft_value *own;
  CHECK(images->create(call, &own_view, WEFT_IMAGE_ZEROED, &own) == WEFT_OK && own_view.data[0] == 0);
  weft_value *before = own;
  CHECK(images->make_mut(call, &own, &own_view) == WEFT_OK && own == before);
  own_view.data[0] = 0.25f;
  weft_value *number = core->new_int(call, 1), *kept = number;
  CHECK(images->make_mut(call, &kept, &view) == WEFT_ERR_INVALID && kept == number);
  core->release(number);
  const weft_status status = core->output(call, 0, image);
  return status ? status : core->output(call, 1, own);
}

/* squares: on the host's threads */
static const weft_input SQUARES_INPUTS[] = { { .id = "count", .type_name = "int" } };
static const weft_output SQUARES_OUTPUTS[] = { { .id = "squares", .type_name = "tensor" } };
static void square(void *user, uint32_t index) { ((int64_t *)user)[index] = (int64_t)index * index; }
RUN(squares) {
  (void)state;
  const int64_t count = core->input_int(call, 0);
  weft_tensor_view view = { .struct_size = sizeof view, .ndim = 1, .shape = &count, .dtype_code = WEFT_SCALAR_INT,
                            .dtype_bits = 64, .dtype_lanes = 1 };
  weft_value *made;
  CHECK(tensors->create(call, &view, &made) == WEFT_OK);
  CHECK(parallel->threads(call) == 2 && parallel->threads(NULL) == 1);
  CHECK(parallel->for_each(call, 3, NULL, NULL) == WEFT_ERR_INVALID);
  const weft_status status = parallel->for_each(call, (uint32_t)count, square, view.data);
  if (status) {
    core->release(made);
    return status;
  }
  return core->output(call, 0, made);
}

/* folders: texts of paths; without a word of its own where a model is missing */
static const weft_input FOLDERS_INPUTS[] = { { .id = "model", .type_name = "model", .default_text = "there" } };
static const weft_output FOLDERS_OUTPUTS[] = { { .id = "paths", .type_name = "path", .flags = WEFT_OUTPUT_LIST } };
RUN(folders) {
  (void)state;
  weft_value *model = paths->model_file(call, core->input_text(call, 0), text("weights.onnx"));
  if (!model) return WEFT_ERR_FAILED;
  CHECK(!paths->temp_folder(call) && !paths->resolve(NULL, text("a")));
  weft_value *all[] = { paths->graph_folder(call), paths->cache_folder(call), paths->resolve(call, text("a.png")), model };
  core->log(call, WEFT_LOG_WARN, text("found them"));
  return core->output(call, 0, core->new_list(call, all, 4));
}

static const weft_input ANY_INPUTS[] = { ANY };
#define KIND(name, takes, gives) \
  { .struct_size = sizeof(weft_kind), .version = 1, .id = "com.test.services." #name, .run = name, \
    .inputs = WEFT_ARRAY(takes), .outputs = WEFT_ARRAY(gives) }
static const weft_kind KINDS[] = {
  KIND(tensor, TENSOR_INPUTS, TENSOR_OUTPUTS), KIND(mesh, MESH_INPUTS, MESH_OUTPUTS),
  KIND(record, RECORD_INPUTS, RECORD_OUTPUTS), KIND(values, ANY_INPUTS, VALUES_OUTPUTS),
  KIND(write, MESH_INPUTS, WRITE_OUTPUTS), KIND(squares, SQUARES_INPUTS, SQUARES_OUTPUTS),
  KIND(folders, FOLDERS_INPUTS, FOLDERS_OUTPUTS),
};

static weft_array describe(void) { return (weft_array)WEFT_ARRAY(KINDS); }
static weft_status init(const weft_host *host) {
  core = host->get_service(host, "weft.core/1");
  images = host->get_service(host, "weft.image/1");
  tensors = host->get_service(host, "weft.tensor/1");
  meshes = host->get_service(host, "weft.mesh/1");
  records = host->get_service(host, "weft.record/1");
  parallel = host->get_service(host, "weft.parallel/1");
  paths = host->get_service(host, "weft.paths/1");
  return core && images && tensors && meshes && records && parallel && paths ? WEFT_OK : WEFT_ERR_UNSUPPORTED;
}
WEFT_ENTRY = {
  .magic = WEFT_MAGIC, .struct_size = sizeof(weft_entry), .abi_major = WEFT_ABI_MAJOR,
  .id = "com.test.services", .describe = describe, .init = init,
};
