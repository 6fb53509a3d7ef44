// From the mean of the guide, its variance, the mean of the source and the covariance: a constant and a slope, which replace the
// last two. After guided.wgsl.
@group(0) @binding(0) var<storage, read> guide: array<vec2f>;
@group(0) @binding(1) var<storage, read> variance: array<f32>;
@group(0) @binding(2) var<storage, read_write> constant: array<f32>;
@group(0) @binding(3) var<storage, read_write> slope: array<f32>;

@compute @workgroup_size(64) fn solve(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  let steep = slope[i] / (variance[i] + params.epsilon);
  slope[i] = steep;
  constant[i] = constant[i] - steep * guide[i].x;
}
