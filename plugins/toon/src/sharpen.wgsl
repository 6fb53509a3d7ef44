// What differs from its surroundings differs more.

struct Params {
  width: u32,
  height: u32,
  amount: f32,
  threshold: f32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> soft: array<f32>;
@group(0) @binding(2) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn sharpen(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    let away = source[i] - soft[i];
    // The threshold is taken off, so that there is no step where it begins.
    let counted = sign(away) * max(abs(away) - params.threshold, 0.0);
    // Beside what is no number, a pixel stays as it is. By bits, as some compilers take it that there are only numbers.
    let is_number = (bitcast<u32>(away) & 0x7f800000u) != 0x7f800000u;
    to[i] = select(source[i], source[i] + params.amount * counted, is_number);
  }
}
