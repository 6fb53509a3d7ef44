// Each level through a table.

struct Params {
  width: u32,
  height: u32,
  strength: f32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> table: array<f32>;
@group(0) @binding(2) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn look_up(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  let value = select(0.0, min(source[i], 1.0), source[i] > 0.0);
  let level = table[u32(round(value * 65535.0))];
  to[i] = source[i] + params.strength * (level - source[i]);
}
