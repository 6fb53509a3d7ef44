// By a matrix from the result to the picture: nine numbers of two f32 each. Where its third row is 0 0 1, nothing is divided.
fn number(at: u32) -> Double {
  return Double(table[2u * at], table[2u * at + 1u]);
}

fn row_of_matrix(row: u32, x: f32, y: f32) -> Double {
  let first = multiply(number(3u * row), Double(x, 0.0));
  let second = multiply(number(3u * row + 1u), Double(y, 0.0));
  return add(first, add(second, number(3u * row + 2u)));
}

fn place_of(x: u32, y: u32) -> Spot {
  let across = row_of_matrix(0u, f32(x), f32(y));
  let down = row_of_matrix(1u, f32(x), f32(y));
  // The second table says whether the matrix is affine.
  if (second_table[0] == 0.0) {
    return spot_of(across, down);
  }
  let by = row_of_matrix(2u, f32(x), f32(y));
  return spot_of(divide(across, by), divide(down, by));
}
