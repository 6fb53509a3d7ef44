// A plane of the solution goes where it belongs.

struct Params {
  // Of the picture.
  width: u32,
  height: u32,
  // Of the solution, and where its corner lies.
  from_width: u32,
  from_height: u32,
  x: u32,
  y: u32,
  plane: u32,
}

@group(0) @binding(0) var<storage, read> solved: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn put(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.from_width && at.y < params.from_height) {
    let value = solved[(params.plane * params.from_height + at.y) * params.from_width + at.x];
    to[(at.y + params.y) * params.width + at.x + params.x] = value;
  }
}
