// Brightness, as people see it on a screen, or what is missing of it.

struct Params {
  width: u32,
  height: u32,
  sign: f32,
  offset: f32,
}

@group(0) @binding(0) var<storage, read> red: array<f32>;
@group(0) @binding(1) var<storage, read> green: array<f32>;
@group(0) @binding(2) var<storage, read> blue: array<f32>;
@group(0) @binding(3) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn find(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    let bright = 0.2126 * red[i] + 0.7152 * green[i] + 0.0722 * blue[i];
    // Without a sign, the colour does not count, even if it is no number.
    to[i] = select(params.offset + params.sign * bright, params.offset, params.sign == 0.0);
  }
}
