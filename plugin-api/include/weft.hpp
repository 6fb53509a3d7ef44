/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * weft.hpp: weft.h for C++17. Values that release themselves, errors as exceptions, and a wall which no exception
 * passes. Header-only; the rules and the law of nodes stand in weft.h. plugin-api/examples/vignette.cpp is a whole plugin.
 */
#ifndef WEFT_HPP
#define WEFT_HPP

#include <weft.h>

#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace weft {

/// What `run` throws where it cannot do its work. No words: the host has them already.
class Error : public std::exception {
public:
  Error(weft_status status, std::string message) : status(status), message(std::move(message)) {}
  const char *what() const noexcept override { return message.c_str(); }

  weft_status status;
  std::string message;
};

/// An input is wrong.
[[noreturn]] inline void invalid(std::string message) { throw Error(WEFT_ERR_INVALID, std::move(message)); }

inline void check(weft_status status) {
  if (status != WEFT_OK) throw Error(status, "");
}

/// A function of the host, or the sentence that says what the host is too old for.
template <class F> F *need(F *function, const char *name) {
  if (!function) throw Error(WEFT_ERR_UNSUPPORTED, "this host does not offer `" + std::string(name) + "`");
  return function;
}

/// A counted reference to something of the host. Copies count, moves do not.
class Value {
public:
  /// Takes a reference over.
  static Value owned(const weft_core_v1 *core, weft_value *raw) { return Value(core, raw); }
  /// Takes a reference of its own of what is lent.
  static Value lent(const weft_core_v1 *core, const weft_value *raw) {
    return Value(core, raw ? core->retain(raw) : nullptr);
  }

  Value(const Value &other) : core(other.core), raw(other.raw ? other.core->retain(other.raw) : nullptr) {}
  Value(Value &&other) noexcept : core(other.core), raw(std::exchange(other.raw, nullptr)) {}
  Value &operator=(Value other) noexcept {
    std::swap(core, other.core);
    std::swap(raw, other.raw);
    return *this;
  }
  ~Value() {
    if (raw) core->release(raw);
  }

  explicit operator bool() const { return raw != nullptr; }
  const weft_value *get() const { return raw; }
  /// Gives the reference away.
  weft_value *release() { return std::exchange(raw, nullptr); }

private:
  Value(const weft_core_v1 *core, weft_value *raw) : core(core), raw(raw) {}

  const weft_core_v1 *core;
  weft_value *raw;
};

/// A picture for reading: planar floats, values in [0, 1] of sRGB code values, straight alpha.
class Image {
public:
  Image(Value value, const weft_image_view &view) : held(std::move(value)), seen(view) {}

  uint32_t width() const { return seen.width; }
  uint32_t height() const { return seen.height; }
  uint32_t channels() const { return seen.channels; }
  /// Planes without alpha.
  uint32_t colours() const { return seen.channels < 3 ? 1 : 3; }
  const float *row(uint32_t plane, uint32_t y) const { return seen.data + plane * seen.plane_stride + y * seen.row_stride; }
  const weft_image_view &view() const { return seen; }
  const Value &value() const { return held; }

protected:
  Value held;
  weft_image_view seen;
};

/// A new picture, for writing.
class ImageMut : public Image {
public:
  using Image::Image;
  float *row_mut(uint32_t plane, uint32_t y) { return seen.data + plane * seen.plane_stride + y * seen.row_stride; }
  /// Gives it away, to `Call::output`.
  Value done() && { return std::move(held); }
};

/// One running node.
class Call {
public:
  explicit Call(weft_call *raw) : raw(raw) {}

  /// A table by its versioned id: `call.service<weft_mesh_v1>("weft.mesh/1")`.
  template <class Table> const Table *service(const char *id) const {
    auto *table = static_cast<const Table *>(raw->host->get_service(raw->host, id));
    if (!table) throw Error(WEFT_ERR_UNSUPPORTED, "this host does not offer `" + std::string(id) + "`");
    return table;
  }

  /// What an input got; false where nothing is there.
  Value input(uint32_t index) const { return Value::lent(core(), core()->input(raw, index)); }
  double number(uint32_t index) const { return core()->input_float(raw, index); }
  int64_t integer(uint32_t index) const { return core()->input_int(raw, index); }
  bool yes(uint32_t index) const { return core()->input_bool(raw, index) != 0; }
  /// Lent until `run` returns.
  std::string_view text(uint32_t index) const {
    weft_str text = core()->input_text(raw, index);
    return {text.ptr ? text.ptr : "", text.len};
  }
  Image image(uint32_t index) const {
    Value value = input(index);
    if (!value) invalid("input " + std::to_string(index) + " needs a picture, but nothing is wired to it");
    weft_image_view view{};
    view.struct_size = sizeof view;
    check(need(service<weft_image_v1>("weft.image/1")->view, "weft.image/1 view")(value.get(), &view));
    return Image(std::move(value), view);
  }

  /// A new picture of the size and planes of another. It shows whatever was in that memory: write every sample.
  ImageMut image_like(const Image &other) const { return new_image(other.view(), 0); }
  /// A new black picture.
  ImageMut new_image(uint32_t width, uint32_t height, uint32_t channels) const {
    weft_image_view view{};
    view.width = view.full_width = width;
    view.height = view.full_height = height;
    view.channels = channels;
    view.colour = WEFT_COLOUR_SRGB;
    return new_image(view, WEFT_IMAGE_ZEROED);
  }

  void output(uint32_t index, Value value) const { check(core()->output(raw, index, value.release())); }
  void output(uint32_t index, double number) const { output(index, owned(core()->new_float(raw, number))); }
  void output(uint32_t index, int64_t number) const { output(index, owned(core()->new_int(raw, number))); }
  void output(uint32_t index, std::string_view text) const {
    output(index, owned(core()->new_text(raw, weft_str{text.data(), text.size()})));
  }

  /// How much is done, 0 to 1. Throws where the user pressed stop, so that everything is freed on the way out.
  void report(double fraction, std::string_view about = {}) const {
    if (core()->report(raw, fraction, weft_str{about.data(), about.size()})) throw Error(WEFT_ERR_CANCELLED, "");
  }
  void warn(std::string_view sentence) const { core()->log(raw, WEFT_LOG_WARN, weft_str{sentence.data(), sentence.size()}); }

  const weft_core_v1 *core() const { return raw->core; }
  weft_call *get() const { return raw; }

private:
  Value owned(weft_value *value) const {
    if (!value) throw std::bad_alloc();
    return Value::owned(core(), value);
  }
  ImageMut new_image(weft_image_view view, uint32_t flags) const {
    view.struct_size = sizeof view;
    weft_value *made = nullptr;
    check(need(service<weft_image_v1>("weft.image/1")->create, "weft.image/1 create")(raw, &view, flags, &made));
    return ImageMut(Value::owned(core(), made), view);
  }

  weft_call *raw;
};

/// The wall: whatever `work` throws becomes a status and a sentence.
template <class Work> weft_status guard(weft_call *raw, Work &&work) noexcept {
  auto fail = [raw](weft_status status, const char *words) {
    return *words ? raw->core->fail(raw, status, weft_str{words, std::strlen(words)}) : status;
  };
  try {
    Call call(raw);
    work(call);
    return WEFT_OK;
  } catch (const Error &error) {
    return fail(error.status, error.what());
  } catch (const std::bad_alloc &) {
    return fail(WEFT_ERR_OUT_OF_MEMORY, "no memory is left");
  } catch (const std::exception &error) {
    return fail(WEFT_ERR_PANIC, error.what());
  } catch (...) {
    return fail(WEFT_ERR_PANIC, "something was thrown that says nothing");
  }
}

/// `run` of a kind that is a function: `kind.run = weft::run<vignette>;`, thread mode WEFT_THREAD_PARALLEL.
template <void (*function)(Call &)> weft_status run(void *, weft_call *call) noexcept { return guard(call, function); }

/// `create`, `destroy` and `run` of a kind with a state: a class with `void run(weft::Call &)`.
template <class State> struct Stateful {
  static weft_status create(const weft_host *, const weft_kind *, void **instance) noexcept {
    try {
      *instance = new State();
      return WEFT_OK;
    } catch (...) {
      return WEFT_ERR_PANIC;
    }
  }
  static void destroy(void *instance) noexcept { delete static_cast<State *>(instance); }
  static weft_status run(void *instance, weft_call *call) noexcept {
    return guard(call, [instance](Call &inner) { static_cast<State *>(instance)->run(inner); });
  }
};

/// An input of a table, as C++17 has no names for fields: `weft::Input("strength", "float").number(0.5).slider(0, 1)`.
struct Input : weft_input {
  constexpr Input(const char *id_, const char *type) : weft_input{} {
    id = id_;
    type_name = type;
  }
  constexpr Input text(const char *doc_) const { return with([&](Input &it) { it.doc = doc_; }); }
  constexpr Input number(double value) const { return with([&](Input &it) { it.default_float = value; }); }
  constexpr Input integer(int64_t value) const { return with([&](Input &it) { it.default_int = value; }); }
  constexpr Input slider(double least, double most, double step_ = 0) const {
    return with([&](Input &it) {
      it.soft_min = least;
      it.soft_max = most;
      it.step = step_;
      it.flags |= WEFT_INPUT_SOFT_MIN | WEFT_INPUT_SOFT_MAX;
    });
  }
  constexpr Input at_least(double least) const {
    return with([&](Input &it) {
      it.hard_min = least;
      it.flags |= WEFT_INPUT_HARD_MIN;
    });
  }
  constexpr Input flag(uint32_t more) const { return with([&](Input &it) { it.flags |= more; }); }

private:
  template <class Change> constexpr Input with(Change change) const {
    Input copy = *this;
    change(copy);
    return copy;
  }
};
static_assert(sizeof(Input) == sizeof(weft_input), "an input of a table is nothing but its fields");

} // namespace weft

#endif /* WEFT_HPP */
