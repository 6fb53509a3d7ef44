// What is still wrong, on the next coarser grid, and no correction yet. After poisson.wgsl. Size and gaps are those of the
// finer grid.
@group(0) @binding(0) var<storage, read> u: array<f32>;
@group(0) @binding(1) var<storage, read> f: array<f32>;
@group(0) @binding(2) var<storage, read_write> coarse_f: array<f32>;
@group(0) @binding(3) var<storage, read_write> coarse_u: array<f32>;

fn wrong(x: i32, y: i32, plane: u32) -> f32 {
  if (x < 0 || y < 0 || x >= i32(params.width) || y >= i32(params.height)) {
    return 0.0;
  }
  let across = weights(u32(x), params.width, params.gap_x);
  let down = weights(u32(y), params.height, params.gap_y);
  let i = (plane * params.height + u32(y)) * params.width + u32(x);
  var sum = f[i] + (across.x + across.y + down.x + down.y) * u[i];
  if (x > 0) {
    sum -= across.x * u[i - 1u];
  }
  if (x + 1 < i32(params.width)) {
    sum -= across.y * u[i + 1u];
  }
  if (y > 0) {
    sum -= down.x * u[i - params.width];
  }
  if (y + 1 < i32(params.height)) {
    sum -= down.y * u[i + params.width];
  }
  return sum;
}

// Point k of the coarse grid is point 2k + 1 of the fine one.
@compute @workgroup_size(16, 8) fn coarser(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.other_width || at.y >= params.other_height) {
    return;
  }
  let x = 2 * i32(at.x) + 1;
  let y = 2 * i32(at.y) + 1;
  var sum = 0.0;
  for (var down = -1; down <= 1; down++) {
    for (var across = -1; across <= 1; across++) {
      let share = f32((2 - abs(across)) * (2 - abs(down)));
      sum += share * wrong(x + across, y + down, at.z);
    }
  }
  let i = (at.z * params.other_height + at.y) * params.other_width + at.x;
  // A sixteenth for the mean, four for the grid that is twice as wide.
  coarse_f[i] = sum * 0.25;
  coarse_u[i] = 0.0;
}
