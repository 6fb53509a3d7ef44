// What is bright, dark, opaque, or of one colour.

fn f(v: vec4f, p: P) -> f32 {
  let bright = 0.2126 * v.r + 0.7152 * v.g + 0.0722 * v.b;
  switch (p.what) {
    case 0u: { return bright; }
    case 1u: { return 1.0 - bright; }
    case 2u: { return v.a; }
    case 3u: { return v.r; }
    case 4u: { return v.g; }
    default: { return v.b; }
  }
}
