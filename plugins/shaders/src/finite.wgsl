// What is no number counts as 0, and what is far from any colour as well: above 1e9. By bits, as some compilers take it that
// there are only numbers.
fn finite(value: f32) -> f32 {
  return select(0.0, value, (bitcast<u32>(value) & 0x7fffffffu) <= 0x4e6e6b28u);
}

