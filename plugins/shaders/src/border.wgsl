// The place inside 0..length that stands for `at`; −1 where that is the constant.
fn border_place(border: u32, at: i32, length: i32) -> i32 {
  if (at >= 0 && at < length) {
    return at;
  }
  switch (border) {
    case 0u: { // Reflect101
      if (length == 1) {
        return 0;
      }
      let period = 2 * (length - 1);
      let within = at - period * floor_div(at, period);
      return min(within, period - within);
    }
    case 1u: { // Reflect
      let within = at - 2 * length * floor_div(at, 2 * length);
      return min(within, 2 * length - 1 - within);
    }
    case 2u: { // Replicate
      return clamp(at, 0, length - 1);
    }
    default: {
      return -1;
    }
  }
}

fn floor_div(a: i32, b: i32) -> i32 {
  let quotient = a / b;
  return select(quotient, quotient - 1, a - quotient * b < 0);
}

