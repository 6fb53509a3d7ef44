// By a thin plate. The table: centre x, centre y, 1 / reach; constant, times x and times y, each for x and y. The second one:
// x and y of each point, and how it bends x and y. Every number is two f32.
fn number(at: u32) -> Double {
  return Double(table[2u * at], table[2u * at + 1u]);
}

fn of_point(at: u32) -> Double {
  return Double(second_table[2u * at], second_table[2u * at + 1u]);
}

// s ln s; 0 at 0.
fn bend(s: Double) -> Double {
  if (!(s.high > 1e-30)) {
    return Double(0.0, 0.0);
  }
  // s = 2^power · m, with m between the square roots of a half and of two.
  let bits = bitcast<u32>(s.high) + (0x3f800000u - 0x3f3504f3u);
  let power = i32(bits >> 23u) - 127;
  let scale = bitcast<f32>(u32(127 - power) << 23u);
  let m = Double(s.high * scale, s.low * scale);
  // ln m = 2 artanh((m − 1) / (m + 1)).
  let t = divide(add(m, Double(-1.0, 0.0)), add(m, Double(1.0, 0.0)));
  let z = t.high * t.high;
  let series = ((((z / 11.0 + 1.0 / 9.0) * z + 1.0 / 7.0) * z + 0.2) * z + 1.0 / 3.0) * z * t.high;
  let root = add(t, Double(series, 0.0));
  const LN_2_HIGH = 0.693359375;
  const LN_2_LOW = -0.00021219444;
  let ln_of_power = add(Double(f32(power) * LN_2_HIGH, 0.0), product_of(f32(power), LN_2_LOW));
  return multiply(s, add(Double(2.0 * root.high, 2.0 * root.low), ln_of_power));
}

fn place_of(x: u32, y: u32) -> Spot {
  let inverse = number(2u);
  let u = multiply(add(Double(f32(x), 0.0), minus(number(0u))), inverse);
  let v = multiply(add(Double(f32(y), 0.0), minus(number(1u))), inverse);
  var across = add(number(3u), add(multiply(number(5u), u), multiply(number(7u), v)));
  var down = add(number(4u), add(multiply(number(6u), u), multiply(number(8u), v)));
  for (var point = 0u; point < params.points; point++) {
    let dx = add(u, minus(of_point(4u * point)));
    let dy = add(v, minus(of_point(4u * point + 1u)));
    let bent = bend(add(multiply(dx, dx), multiply(dy, dy)));
    across = add(across, multiply(of_point(4u * point + 2u), bent));
    down = add(down, multiply(of_point(4u * point + 3u), bent));
  }
  return spot_of(across, down);
}
