// Each pixel in the nearest of a few colours. After finite.wgsl and three_planes.wgsl.

struct Params {
  width: u32,
  height: u32,
  colours: u32,
}

@group(0) @binding(6) var<storage, read> centres: array<vec4f>;

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
  put(i, nearest);
}
