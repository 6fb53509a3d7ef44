// Adds a correction to a solution of two f32. After poisson.wgsl and double.wgsl.
@group(0) @binding(0) var<storage, read_write> high: array<f32>;
@group(0) @binding(1) var<storage, read_write> low: array<f32>;
@group(0) @binding(2) var<storage, read> correction: array<f32>;

@compute @workgroup_size(64) fn add_correction(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = (at.z * params.height + at.y) * params.width + at.x;
  let sum = add(Double(high[i], low[i]), Double(correction[i], 0.0));
  high[i] = sum.high;
  low[i] = sum.low;
}
