// The weighted sum of colours.

fn f(v: vec4f, p: P) -> vec2f {
  switch (p.weights) {
    case 0u: { return vec2f(0.2126 * v.r + 0.7152 * v.g + 0.0722 * v.b, v.a); }
    case 1u: { return vec2f(0.299 * v.r + 0.587 * v.g + 0.114 * v.b, v.a); }
    default: { return vec2f((v.r + v.g + v.b) / 3.0, v.a); }
  }
}
