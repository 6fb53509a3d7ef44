// Colours by their alpha. What is no number counts as 0. After finite.wgsl.

struct Params {
  width: u32,
  height: u32,
}

@group(0) @binding(0) var<storage, read> colour: array<f32>;
@group(0) @binding(1) var<storage, read> alpha: array<f32>;
@group(0) @binding(2) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn weigh(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    to[i] = finite(colour[i]) * finite(alpha[i]);
  }
}
