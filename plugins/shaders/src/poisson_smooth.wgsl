// Half a round of Gauss and Seidel: the points of one colour. After poisson.wgsl.
@group(0) @binding(0) var<storage, read_write> u: array<f32>;
@group(0) @binding(1) var<storage, read> f: array<f32>;

@compute @workgroup_size(64) fn smooth_half(@builtin(global_invocation_id) at: vec3u) {
  let x = 2u * at.x + ((at.y + params.colour) & 1u);
  if (x >= params.width || at.y >= params.height) {
    return;
  }
  let i = (at.z * params.height + at.y) * params.width + x;
  let across = weights(x, params.width, params.gap_x);
  let down = weights(at.y, params.height, params.gap_y);
  var sum = -f[i];
  if (x > 0u) {
    sum += across.x * u[i - 1u];
  }
  if (x + 1u < params.width) {
    sum += across.y * u[i + 1u];
  }
  if (at.y > 0u) {
    sum += down.x * u[i - params.width];
  }
  if (at.y + 1u < params.height) {
    sum += down.y * u[i + params.width];
  }
  u[i] = sum / (across.x + across.y + down.x + down.y);
}
