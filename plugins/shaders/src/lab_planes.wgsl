// Planes of RGB to planes of L*a*b*, and back. After lab.wgsl.

struct Params {
  width: u32,
  height: u32,
}

@group(0) @binding(0) var<storage, read> from0: array<f32>;
@group(0) @binding(1) var<storage, read> from1: array<f32>;
@group(0) @binding(2) var<storage, read> from2: array<f32>;
@group(0) @binding(3) var<storage, read_write> to0: array<f32>;
@group(0) @binding(4) var<storage, read_write> to1: array<f32>;
@group(0) @binding(5) var<storage, read_write> to2: array<f32>;

@compute @workgroup_size(64) fn to_lab(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    let lab = lab_of(vec3f(from0[i], from1[i], from2[i]));
    to0[i] = lab.x;
    to1[i] = lab.y;
    to2[i] = lab.z;
  }
}

@compute @workgroup_size(64) fn to_rgb(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    let rgb = rgb_of(vec3f(from0[i], from1[i], from2[i]));
    to0[i] = rgb.x;
    to1[i] = rgb.y;
    to2[i] = rgb.z;
  }
}
