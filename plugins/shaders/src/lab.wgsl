// L*a*b* under D65 from sRGB code values and back, with the numbers of `weft_kernels::colour_space`.

// Roots begin with the device's powers, which may be off in the last four bits, and take one step of Newton, which leaves nothing
// of that: Lab takes them five hundred times.
fn rough_root(x: f32, share: f32) -> f32 {
  return select(0.0, exp2(share * log2(x)), x > 0.0);
}

// To the power of 2.4: the square, and the square of the fifth root.
fn to_linear(value: f32) -> f32 {
  let x = (value + 0.055) / 1.055;
  let rough = rough_root(x, 0.2);
  let fourth = (rough * rough) * (rough * rough);
  let root = rough - (fourth * rough - x) / (5.0 * fourth);
  return select((x * x) * (root * root), value / 12.92, value <= 0.04045);
}

// To the power of 5 / 12.
fn from_linear(value: f32) -> f32 {
  let rough = rough_root(value, 1.0 / 12.0);
  let square = rough * rough;
  let fourth = square * square;
  let eighth = fourth * fourth;
  let root = rough - (eighth * fourth - value) / (12.0 * (eighth * square * rough));
  let root_squared = root * root;
  return select(1.055 * (root_squared * root_squared * root) - 0.055, value * 12.92, value <= 0.0031308);
}

// What is no number becomes 0.
fn to_unit(value: f32) -> f32 {
  return select(0.0, min(value, 1.0), value > 0.0);
}

fn cube_root(x: f32) -> f32 {
  let rough = rough_root(x, 1.0 / 3.0);
  return select(rough, rough - (rough * rough * rough - x) / (3.0 * rough * rough), rough > 1e-10);
}

fn to_root(t: f32) -> f32 {
  return select(7.787 * t + 16.0 / 116.0, cube_root(t), t > 0.008856);
}

fn from_root(f: f32) -> f32 {
  const LINE_BELOW = 7.787 * 0.008856 + 16.0 / 116.0;
  return select(f * f * f, (f - 16.0 / 116.0) / 7.787, f <= LINE_BELOW);
}

fn lab_of(rgb: vec3f) -> vec3f {
  let r = to_linear(to_unit(rgb.x));
  let g = to_linear(to_unit(rgb.y));
  let b = to_linear(to_unit(rgb.z));
  let x = (0.412453 * r + 0.35758 * g + 0.180423 * b) / 0.950456;
  let y = 0.212671 * r + 0.71516 * g + 0.072169 * b;
  let z = (0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754;
  let root = vec3f(to_root(x), to_root(y), to_root(z));
  let light = select(903.3 * y, 116.0 * root.y - 16.0, y > 0.008856);
  return vec3f(light, 500.0 * (root.x - root.y), 200.0 * (root.y - root.z));
}

fn rgb_of(lab: vec3f) -> vec3f {
  let dark = lab.x <= 0.008856 * 903.3;
  let root = (lab.x + 16.0) / 116.0;
  let y = select(root * root * root, lab.x / 903.3, dark);
  let fy = select(root, 7.787 * y + 16.0 / 116.0, dark);
  let x = from_root(fy + lab.y / 500.0) * 0.950456;
  let z = from_root(fy - lab.z / 200.0) * 1.088754;
  return vec3f(
    from_linear(to_unit(3.240479 * x - 1.53715 * y - 0.498535 * z)),
    from_linear(to_unit(-0.969256 * x + 1.875991 * y + 0.041556 * z)),
    from_linear(to_unit(0.055648 * x - 0.204043 * y + 1.057311 * z)),
  );
}

