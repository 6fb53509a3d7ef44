// A rectangle of one plane goes to a rectangle of another.

struct Params {
  width: u32,
  height: u32,
  // Where it begins, in what is bound, and from one row to the next.
  from_first: u32,
  from_row: u32,
  to_first: u32,
  to_row: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn block(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    to[params.to_first + at.y * params.to_row + at.x] = source[params.from_first + at.y * params.from_row + at.x];
  }
}
