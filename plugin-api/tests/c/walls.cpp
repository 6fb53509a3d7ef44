// What weft.hpp makes of exceptions, and whether its values count right. Prints status and sentence of each.
#include <weft.hpp>

#include <cstdio>
#include <stdexcept>

struct weft_value { int count; };
static weft_value one = {1};
static std::string told;

static weft_value *retain(const weft_value *) {
  one.count++;
  return &one;
}
static void release(weft_value *) { one.count--; }
static weft_status fail(weft_call *, weft_status status, weft_str message) {
  told.assign(message.ptr, message.len);
  return status;
}
static int32_t stop(weft_call *, double, weft_str) { return 1; }
static const weft_value *input(weft_call *, uint32_t) { return &one; }
static weft_status output(weft_call *, uint32_t, weft_value *value) {
  release(value);
  return WEFT_OK;
}
static const void *no_service(const weft_host *, const char *) { return nullptr; }

int main() {
  weft_core_v1 core{};
  core.struct_size = sizeof core;
  core.fail = fail;
  core.report = stop;
  core.input = input;
  core.output = output;
  core.retain = retain;
  core.release = release;
  weft_host host{};
  host.struct_size = sizeof host;
  host.get_service = no_service;
  weft_call call{};
  call.struct_size = sizeof call;
  call.host = &host;
  call.core = &core;

  auto run = [&](auto work) {
    told.clear();
    const weft_status status = weft::guard(&call, work);
    std::printf("%d %s\n", int(status), told.c_str());
  };
  run([](weft::Call &inner) {
    weft::Value held = inner.input(0);
    weft::invalid("wanted two");
  });
  run([](weft::Call &) { throw std::runtime_error("out of luck"); });
  run([](weft::Call &) { throw 7; });
  run([](weft::Call &inner) { inner.report(0.5); });
  run([](weft::Call &inner) { inner.image(0); });
  run([](weft::Call &inner) {
    weft::Value first = inner.input(0), second = first, third = std::move(second);
    first = third;
    inner.output(0, std::move(third));
  });
  std::printf("%d values held\n", one.count - 1);
}
