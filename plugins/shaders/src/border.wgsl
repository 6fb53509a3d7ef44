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
      let within = wrapped(at, period);
      return min(within, period - within);
    }
    case 1u: { // Reflect
      let within = wrapped(at, 2 * length);
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

// What is left of `at` when it is divided by `period`, from 0 on. No device divides whole numbers by itself, and a program does it
// for inner pixels, too; quotients of f32 are a little off, which the second one and two steps put right.
fn wrapped(at: i32, period: i32) -> i32 {
  let near = at - period * i32(floor(f32(at) / f32(period)));
  let rest = near - period * i32(floor(f32(near) / f32(period)));
  return rest + select(0, period, rest < 0) - select(0, period, rest >= period);
}

