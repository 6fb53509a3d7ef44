// The colours of pixels added up in bins, in whole numbers: no order of the threads changes them. Each sum has 64 bits, in two
// numbers: the one that runs over carries. After finite.wgsl.

struct Params {
  width: u32,
  height: u32,
  // Bins along each colour.
  side: u32,
  // Beyond this, either way, a colour counts as this; and steps of a colour between 0 and 1.
  colour_max: f32,
  steps: f32,
}

@group(0) @binding(0) var<storage, read> red: array<f32>;
@group(0) @binding(1) var<storage, read> green: array<f32>;
@group(0) @binding(2) var<storage, read> blue: array<f32>;
// Seven numbers a bin: pixels, and three sums.
@group(0) @binding(3) var<storage, read_write> bins: array<atomic<u32>>;

fn bin_of(value: f32) -> u32 {
  return u32(clamp(value, 0.0, 0.9999) * f32(params.side));
}

fn count_colour(place: u32, value: f32) {
  let steps = i32(clamp(value, -params.colour_max, params.colour_max) * params.steps);
  let low = bitcast<u32>(steps);
  let before = atomicAdd(&bins[place], low);
  let carried = select(0u, 1u, before + low < before);
  // What is below 0 has ones above.
  atomicAdd(&bins[place + 1u], bitcast<u32>(steps >> 31u) + carried);
}

@compute @workgroup_size(64) fn count(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  let colour = vec3f(finite(red[i]), finite(green[i]), finite(blue[i]));
  let bin = 7u * ((bin_of(colour.x) * params.side + bin_of(colour.y)) * params.side + bin_of(colour.z));
  atomicAdd(&bins[bin], 1u);
  count_colour(bin + 1u, colour.x);
  count_colour(bin + 3u, colour.y);
  count_colour(bin + 5u, colour.z);
}
