// The rectangle of the source that is pasted, 0 where it is not selected; or its grey. After finite.wgsl.

struct Params {
  width: u32,
  height: u32,
  from_width: u32,
  x: u32,
  y: u32,
  is_mono: u32,
}

@group(0) @binding(0) var<storage, read> red: array<f32>;
@group(0) @binding(1) var<storage, read> green: array<f32>;
@group(0) @binding(2) var<storage, read> blue: array<f32>;
// Below 0: not selected.
@group(0) @binding(3) var<storage, read> weights: array<f32>;
@group(0) @binding(4) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn cut(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  let from_i = (at.y + params.y) * params.from_width + at.x + params.x;
  var value = finite(red[from_i]);
  if (params.is_mono == 1u) {
    // As `BGR2GRAY` weighs them.
    value = (value * 9798.0 + finite(green[from_i]) * 19235.0 + finite(blue[from_i]) * 3735.0) / 32768.0;
  }
  to[i] = select(0.0, value, weights[i] >= 0.0);
}
