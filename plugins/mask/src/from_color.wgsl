// How near the colour of each pixel is to one. After lab.wgsl.

struct Params {
  width: u32,
  height: u32,
  tolerance: f32,
  // Of the soft edge.
  edge: f32,
  wanted: vec4f,
}

@group(0) @binding(0) var<storage, read> red: array<f32>;
@group(0) @binding(1) var<storage, read> green: array<f32>;
@group(0) @binding(2) var<storage, read> blue: array<f32>;
@group(0) @binding(3) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn compare(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    let away = length(lab_of(vec3f(red[i], green[i], blue[i])) - params.wanted.xyz);
    to[i] = clamp((params.tolerance + 0.5 * params.edge - away) / params.edge, 0.0, 1.0);
  }
}
