// Lightness in units of 100 for the filter, and its fine structure made stronger.

struct Params {
  width: u32,
  height: u32,
  amount: f32,
}

@group(0) @binding(0) var<storage, read_write> lightness: array<f32>;
@group(0) @binding(1) var<storage, read_write> light: array<f32>;
@group(0) @binding(2) var<storage, read> base: array<f32>;

@compute @workgroup_size(64) fn scale(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    light[i] = lightness[i] / 100.0;
  }
}

@compute @workgroup_size(64) fn strengthen(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    lightness[i] = clamp(100.0 * (base[i] + params.amount * (light[i] - base[i])), 0.0, 100.0);
  }
}
