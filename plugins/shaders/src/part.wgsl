// A rectangle of a plane.

struct Params {
  width: u32,
  height: u32,
  from_width: u32,
  x: u32,
  y: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn part(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    to[at.y * params.width + at.x] = source[(at.y + params.y) * params.from_width + at.x + params.x];
  }
}
