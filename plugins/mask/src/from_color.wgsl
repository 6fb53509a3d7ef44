// How near the colour of a pixel is to one. After lab.wgsl.

fn f(v: vec4f, p: P) -> f32 {
  let away = length(lab_of(v.rgb) - lab_of(p.color.rgb));
  // A width of nothing is a hard edge.
  let edge = max(p.softness, 1e-3);
  return clamp((p.tolerance + 0.5 * edge - away) / edge, 0.0, 1.0);
}
