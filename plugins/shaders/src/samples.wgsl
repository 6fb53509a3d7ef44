// Some pixels of three planes, on a grid: three numbers each. After finite.wgsl.

struct Params {
  // Of the grid.
  columns: u32,
  rows: u32,
  from_width: u32,
  left: u32,
  top: u32,
  step: u32,
}

@group(0) @binding(0) var<storage, read> red: array<f32>;
@group(0) @binding(1) var<storage, read> green: array<f32>;
@group(0) @binding(2) var<storage, read> blue: array<f32>;
@group(0) @binding(3) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn pick(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.columns && at.y < params.rows) {
    let i = (params.top + at.y * params.step) * params.from_width + params.left + at.x * params.step;
    let sample = 3u * (at.y * params.columns + at.x);
    to[sample] = finite(red[i]);
    to[sample + 1u] = finite(green[i]);
    to[sample + 2u] = finite(blue[i]);
  }
}
