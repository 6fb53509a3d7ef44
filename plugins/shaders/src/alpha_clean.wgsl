// A plane in which what is no number counts as 0. After finite.wgsl.

struct Params {
  width: u32,
  height: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn clean(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    to[i] = finite(source[i]);
  }
}
