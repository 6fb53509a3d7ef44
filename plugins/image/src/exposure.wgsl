// Each stop doubles the light.

// A root by the device's powers, which may be off in the last four bits; a step of Newton follows.
fn rough_root(x: f32, share: f32) -> f32 {
  return select(0.0, exp2(share * log2(x)), x > 0.0);
}

// To the power of 2.4: the square, and the square of the fifth root.
fn light_of(code: f32) -> f32 {
  let x = (code + 0.055) / 1.055;
  let rough = rough_root(x, 0.2);
  let fourth = (rough * rough) * (rough * rough);
  let root = rough - (fourth * rough - x) / (5.0 * fourth);
  return select((x * x) * (root * root), code / 12.92, code <= 0.04045);
}

// To the power of 5 / 12.
fn code_of(light: f32) -> f32 {
  let rough = rough_root(light, 1.0 / 12.0);
  let square = rough * rough;
  let fourth = square * square;
  let eighth = fourth * fourth;
  let root = rough - (eighth * fourth - light) / (12.0 * (eighth * square * rough));
  let root_squared = root * root;
  return select(1.055 * (root_squared * root_squared * root) - 0.055, light * 12.92, light <= 0.0031308);
}

fn exposed(sample: f32, factor: f32) -> f32 {
  // Light below nothing is a mirror of light: what was out of range before is not lost.
  let made = sign(sample) * code_of(light_of(abs(sample)) * factor);
  // What is no number stays so. By bits, as some compilers take it that there are only numbers.
  return select(made, sample, (bitcast<u32>(sample) & 0x7f800000u) == 0x7f800000u);
}

fn f(v: vec4f, p: P) -> vec4f {
  let factor = exp2(p.stops);
  return vec4f(exposed(v.r, factor), exposed(v.g, factor), exposed(v.b, factor), v.a);
}
