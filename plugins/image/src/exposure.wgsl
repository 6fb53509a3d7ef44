// Each stop doubles the light.

fn power(x: f32, exponent: f32) -> f32 {
  return select(0.0, exp2(exponent * log2(x)), x > 0.0);
}

fn light_of(code: f32) -> f32 {
  return select(power((code + 0.055) / 1.055, 2.4), code / 12.92, code <= 0.04045);
}

fn code_of(light: f32) -> f32 {
  return select(1.055 * power(light, 1.0 / 2.4) - 0.055, light * 12.92, light <= 0.0031308);
}

fn exposed(sample: f32, factor: f32) -> f32 {
  // Light below nothing is a mirror of light: what was out of range before is not lost.
  return sign(sample) * code_of(light_of(abs(sample)) * factor);
}

fn f(v: vec4f, p: P) -> vec4f {
  let factor = exp2(p.stops);
  return vec4f(exposed(v.r, factor), exposed(v.g, factor), exposed(v.b, factor), v.a);
}
