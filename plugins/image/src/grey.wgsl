// The weighted sum of colours, divided by the last of the weights.

struct Params {
  width: u32,
  height: u32,
  unused0: f32,
  unused1: f32,
  weights: vec4f,
}

@group(0) @binding(0) var<storage, read> red: array<f32>;
@group(0) @binding(1) var<storage, read> green: array<f32>;
@group(0) @binding(2) var<storage, read> blue: array<f32>;
@group(0) @binding(3) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn weigh(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    to[i] = dot(params.weights.xyz, vec3f(red[i], green[i], blue[i])) / params.weights.w;
  }
}
