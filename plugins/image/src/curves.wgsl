// Each value through a table; between its steps it is straight.

struct Params {
  width: u32,
  height: u32,
  steps: u32,
  strength: f32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;
@group(0) @binding(2) var<storage, read> table: array<f32>;

@compute @workgroup_size(64) fn bend(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  let sample = source[i];
  let inside = clamp(sample, 0.0, 1.0);
  let place = inside * f32(params.steps);
  let below = min(u32(place), params.steps - 1u);
  let bent = table[below] + (table[below + 1u] - table[below]) * (place - f32(below));
  // What is outside keeps its distance, so that highlights are not lost.
  to[i] = sample + (bent + (sample - inside) - sample) * params.strength;
}
