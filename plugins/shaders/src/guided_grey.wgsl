// From the means of guide, its square, source and product: slope and constant, which
// replace product and source. After guided.wgsl.
@group(0) @binding(0) var<storage, read> guide: array<f32>;
@group(0) @binding(1) var<storage, read> square: array<f32>;
@group(0) @binding(2) var<storage, read_write> constant: array<f32>;
@group(0) @binding(3) var<storage, read_write> slope: array<f32>;

@compute @workgroup_size(64) fn solve(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  let variance = square[i] - guide[i] * guide[i];
  let mean = constant[i];
  let covariance = slope[i] - guide[i] * mean;
  let steep = covariance / (variance + params.epsilon);
  slope[i] = steep;
  constant[i] = mean - steep * guide[i];
}
