// In each square, the linear function of the guide that is nearest to the source; and what these functions give.

struct Params {
  width: u32,
  height: u32,
  epsilon: f32,
}

fn finite(value: f32) -> f32 {
  return select(0.0, value, abs(value) <= 1e9);
}

