// Mirrored across, or down, or both.

struct Params {
  width: u32,
  height: u32,
  across: u32,
  down: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn flip(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let x = select(at.x, params.width - 1u - at.x, params.across == 1u);
    let y = select(at.y, params.height - 1u - at.y, params.down == 1u);
    to[at.y * params.width + at.x] = source[y * params.width + x];
  }
}
