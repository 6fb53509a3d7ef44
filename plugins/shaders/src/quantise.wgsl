// Each pixel in the nearest of a few colours.

struct Params {
  width: u32,
  height: u32,
  colours: u32,
}

@group(0) @binding(0) var<storage, read> from0: array<f32>;
@group(0) @binding(1) var<storage, read> from1: array<f32>;
@group(0) @binding(2) var<storage, read> from2: array<f32>;
@group(0) @binding(3) var<storage, read_write> to0: array<f32>;
@group(0) @binding(4) var<storage, read_write> to1: array<f32>;
@group(0) @binding(5) var<storage, read_write> to2: array<f32>;
@group(0) @binding(6) var<storage, read> centres: array<vec4f>;

fn finite(value: f32) -> f32 {
  return select(0.0, value, abs(value) <= 1e9);
}

@compute @workgroup_size(64) fn paint(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  let value = vec3f(finite(from0[i]), finite(from1[i]), finite(from2[i]));
  var nearest = centres[0].xyz;
  var least = 3.4e38;
  for (var centre = 0u; centre < params.colours; centre++) {
    let apart = value - centres[centre].xyz;
    // Rounded once each, as on the processor: a pixel between two colours then goes the same way.
    let distance = fma(apart.z, apart.z, fma(apart.y, apart.y, apart.x * apart.x));
    if (distance < least) {
      least = distance;
      nearest = centres[centre].xyz;
    }
  }
  to0[i] = nearest.x;
  to1[i] = nearest.y;
  to2[i] = nearest.z;
}
