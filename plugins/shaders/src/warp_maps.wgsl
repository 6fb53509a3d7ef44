// By two planes of places, in pixels.
fn place_of(x: u32, y: u32) -> Spot {
  let i = y * params.width + x;
  return spot_of(Double(table[i], 0.0), Double(second_table[i], 0.0));
}
