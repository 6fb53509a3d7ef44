// Two masks become one.

struct Params {
  width: u32,
  height: u32,
  // In the order of the kind's choice.
  how: u32,
}

@group(0) @binding(0) var<storage, read> first: array<f32>;
@group(0) @binding(1) var<storage, read> second: array<f32>;
@group(0) @binding(2) var<storage, read_write> to: array<f32>;

fn combined(a: f32, b: f32) -> f32 {
  switch (params.how) {
    case 0u: { return select(b, a, a > b); }
    case 1u: { return select(b, a, a < b); }
    case 2u: { return select(1.0 - b, a, a < 1.0 - b); }
    case 3u: { return abs(a - b); }
    case 4u: { return a * b; }
    default: { return select(1.0, a + b, a + b < 1.0); }
  }
}

@compute @workgroup_size(64) fn combine(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    to[i] = combined(first[i], second[i]);
  }
}
