// The upper digits of means. After guided.wgsl.
@group(0) @binding(0) var<storage, read> mean: array<vec2f>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn upper_digits(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    to[i] = mean[i].x;
  }
}
