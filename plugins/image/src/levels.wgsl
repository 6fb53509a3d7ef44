// A range is stretched, bent and fitted into another.

fn level(sample: f32, p: P) -> f32 {
  let span = p.white - p.black;
  var part = sample - p.black;
  if (span != 0.0) {
    part = part / span;
  } else if (part >= 0.0) {
    // A threshold, where the range is empty.
    part = 1.0;
  }
  // What is no number becomes the darkest value.
  part = select(0.0, min(part, 1.0), part > 0.0);
  let gamma = max(p.gamma, 1e-3);
  if (gamma != 1.0 && part > 0.0) {
    part = exp2(log2(part) / gamma);
  }
  return p.black_after + (p.white_after - p.black_after) * part;
}

fn f(v: vec4f, p: P) -> vec4f {
  return vec4f(level(v.r, p), level(v.g, p), level(v.b, p), v.a);
}
