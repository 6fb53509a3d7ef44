// Brightness and contrast of grey.

struct Params {
  width: u32,
  height: u32,
  contrast: f32,
  brightness: f32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn adjust(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    to[i] = (source[i] - 0.5) * params.contrast + 0.5 + params.brightness;
  }
}
