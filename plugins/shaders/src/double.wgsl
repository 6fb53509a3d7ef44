// Numbers of 48 bits as the sum of two f32: places between pixels need more digits than one has.
// Compilers may join a product and a sum, or cancel what is added and taken away. What must not change goes through `kept`,
// which no compiler can see through: `params.nothing` is 0, but only the host knows.

struct Double {
  high: f32,
  low: f32,
}

fn kept(value: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(value) ^ params.nothing);
}

// The rounded sum, and what rounding took.
fn sum_of(a: f32, b: f32) -> Double {
  let sum = kept(a + b);
  let from_b = kept(sum - a);
  let lost_a = kept(sum - from_b);
  return Double(sum, (a - lost_a) + (b - from_b));
}

// The same, where |a| is not below |b|.
fn ordered_sum(a: f32, b: f32) -> Double {
  let sum = kept(a + b);
  let from_b = kept(sum - a);
  return Double(sum, b - from_b);
}

// Twelve bits: the product of two of them is exact.
fn upper(value: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(value) & 0xfffff000u);
}

fn product_of(a: f32, b: f32) -> Double {
  let product = kept(a * b);
  let a_high = upper(a);
  let b_high = upper(b);
  let a_low = a - a_high;
  let b_low = b - b_high;
  let lost = kept(kept(kept(a_high * b_high) - product) + a_high * b_low) + a_low * b_high;
  return Double(product, kept(lost) + a_low * b_low);
}

fn add(a: Double, b: Double) -> Double {
  let high = sum_of(a.high, b.high);
  return ordered_sum(high.high, high.low + (a.low + b.low));
}

fn minus(a: Double) -> Double {
  return Double(-a.high, -a.low);
}

fn multiply(a: Double, b: Double) -> Double {
  let high = product_of(a.high, b.high);
  return ordered_sum(high.high, high.low + (a.high * b.low + a.low * b.high));
}

fn divide(a: Double, b: Double) -> Double {
  let first = kept(a.high / b.high);
  let rest = add(a, minus(multiply(b, Double(first, 0.0))));
  let second = kept(rest.high / b.high);
  let rest_of_rest = add(rest, minus(multiply(b, Double(second, 0.0))));
  let sum = ordered_sum(first, second);
  return ordered_sum(sum.high, sum.low + rest_of_rest.high / b.high);
}

