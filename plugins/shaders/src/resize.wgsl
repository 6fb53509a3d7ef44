// One axis of a resize: neighbouring pixels from `first` on, `taps` weights for each pixel that is made.

struct Params {
  // Of the result.
  width: u32,
  height: u32,
  from_width: u32,
  taps: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;
@group(0) @binding(2) var<storage, read> first: array<u32>;
@group(0) @binding(3) var<storage, read> weights: array<f32>;

@compute @workgroup_size(64) fn across(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let start = at.y * params.from_width + first[at.x];
  var sum = 0.0;
  for (var tap = 0u; tap < params.taps; tap++) {
    sum += source[start + tap] * weights[at.x * params.taps + tap];
  }
  to[at.y * params.width + at.x] = sum;
}

@compute @workgroup_size(64) fn down(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let start = first[at.y] * params.width + at.x;
  var sum = 0.0;
  for (var tap = 0u; tap < params.taps; tap++) {
    sum += source[start + tap * params.width] * weights[at.y * params.taps + tap];
  }
  to[at.y * params.width + at.x] = sum;
}
