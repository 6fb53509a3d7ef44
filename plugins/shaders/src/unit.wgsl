// A plane cut to 0 and 1. Sharp filters overshoot; more than opaque would make colours of nothing.

struct Params {
  width: u32,
  height: u32,
}

@group(0) @binding(0) var<storage, read_write> plane: array<f32>;

@compute @workgroup_size(64) fn keep_unit(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    plane[i] = clamp(plane[i], 0.0, 1.0);
  }
}
