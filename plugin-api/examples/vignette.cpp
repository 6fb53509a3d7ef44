// A whole plugin in C++17. Compiled, run and compared with the Rust and the C one by plugin-api/tests/languages.rs.
#include <weft.hpp>

#include <cmath>

enum { IMAGE, STRENGTH, RADIUS };
static constexpr weft::Input INPUTS[] = {
  weft::Input("image", "image").flag(WEFT_INPUT_WIRE_ONLY),
  weft::Input("strength", "float").text("How dark the corners get").number(0.5).slider(0, 1, 0.01).at_least(0),
  weft::Input("radius", "float").number(0.75).slider(0, 2, 0.01),
};
static constexpr weft_output OUTPUTS[] = {{"result", nullptr, nullptr, "image", 0, 0, {}, nullptr}};

static void vignette(weft::Call &call) {
  const weft::Image image = call.image(IMAGE);
  const float strength = float(call.number(STRENGTH)), radius = float(call.number(RADIUS));
  weft::ImageMut out = call.image_like(image);
  for (uint32_t y = 0; y < image.height(); y++) {
    const float dy = 2.0f * float(y) / float(image.height()) - 1.0f;
    for (uint32_t plane = 0; plane < image.channels(); plane++) {
      const float *from = image.row(plane, y);
      float *to = out.row_mut(plane, y);
      for (uint32_t x = 0; x < image.width(); x++) {
        const float dx = 2.0f * float(x) / float(image.width()) - 1.0f;
        const float beyond = std::sqrt(dx * dx + dy * dy) - radius;
        const float light = 1.0f - strength * (beyond > 0.0f ? beyond : 0.0f);
        to[x] = plane >= image.colours() ? from[x] : from[x] * (light > 0.0f ? light : 0.0f);
      }
    }
    call.report((y + 1.0) / image.height());
  }
  call.output(0, std::move(out).done());
}

static weft_array describe() noexcept {
  static const weft_kind KINDS[] = {[] {
    weft_kind kind{};
    kind.struct_size = sizeof kind;
    kind.version = 1;
    kind.flags = WEFT_KIND_PURE;
    kind.thread_mode = WEFT_THREAD_PARALLEL;
    kind.id = "com.acme.cpp.vignette";
    kind.label = "Vignette (C++)";
    kind.category = "Image/Stylise";
    kind.doc = "Darkens an image towards its edges.";
    kind.inputs = WEFT_ARRAY(INPUTS);
    kind.outputs = WEFT_ARRAY(OUTPUTS);
    kind.run = weft::run<vignette>;
    return kind;
  }()};
  return WEFT_ARRAY(KINDS);
}

WEFT_ENTRY = {WEFT_ENTRY_HEAD, "com.acme.cpp", "Acme (C++)", "Acme", "1.0.0", "MIT", "C++", describe, nullptr, nullptr, nullptr};
