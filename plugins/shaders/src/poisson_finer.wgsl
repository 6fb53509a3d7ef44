// Adds the correction of the coarser grid, whose size and gaps are the other ones. After poisson.wgsl.
@group(0) @binding(0) var<storage, read> coarse: array<f32>;
@group(0) @binding(1) var<storage, read_write> u: array<f32>;

// The coarse point before a fine one (−1: the rim), and the share of the next.
fn place(at: u32, coarse_length: u32, coarse_gap: f32) -> vec2f {
  // In coarse units from the rim, where coarse point k lies at k + 1.
  let where_ = f32(at + 1u) * 0.5;
  let before = min(floor(where_), f32(coarse_length));
  // Behind the last point the next one is the rim.
  let distance = select(1.0, coarse_gap, before == f32(coarse_length));
  return vec2f(before - 1.0, min((where_ - before) / distance, 1.0));
}

fn coarse_value(x: i32, y: i32, plane: u32) -> f32 {
  if (x < 0 || y < 0 || x >= i32(params.other_width) || y >= i32(params.other_height)) {
    return 0.0;
  }
  return coarse[(plane * params.other_height + u32(y)) * params.other_width + u32(x)];
}

@compute @workgroup_size(64) fn finer(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let across = place(at.x, params.other_width, params.other_gap_x);
  let down = place(at.y, params.other_height, params.other_gap_y);
  let x = i32(across.x);
  let y = i32(down.x);
  let top = mix(coarse_value(x, y, at.z), coarse_value(x + 1, y, at.z), across.y);
  let bottom = mix(coarse_value(x, y + 1, at.z), coarse_value(x + 1, y + 1, at.z), across.y);
  u[(at.z * params.height + at.y) * params.width + at.x] += mix(top, bottom, down.y);
}
