// What is no number counts as 0, and what is far from any colour as well.
fn finite(value: f32) -> f32 {
  return select(0.0, value, abs(value) <= 1e9);
}

