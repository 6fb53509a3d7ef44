// Planes of RGB to planes of L*a*b*, and back. After lab.wgsl and three_planes.wgsl.

struct Params {
  width: u32,
  height: u32,
}

@compute @workgroup_size(64) fn to_lab(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    put(i, lab_of(taken(i)));
  }
}

@compute @workgroup_size(64) fn to_rgb(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    put(i, rgb_of(taken(i)));
  }
}
