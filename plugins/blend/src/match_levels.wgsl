// How often each of 65,536 levels occurs, among pixels that a mask selects.

struct Params {
  width: u32,
  height: u32,
  has_mask: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> mask: array<f32>;
@group(0) @binding(2) var<storage, read_write> counts: array<atomic<u32>>;

@compute @workgroup_size(64) fn count_levels(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  if (params.has_mask == 1u && !(mask[i] >= 0.5)) {
    return;
  }
  // What is no number counts as 0.
  let value = select(0.0, min(source[i], 1.0), source[i] > 0.0);
  atomicAdd(&counts[u32(round(value * 65535.0))], 1u);
}
