// By two planes of places, in pixels, as large as what is made.
fn place_of(x: u32, y: u32) -> Spot {
  let i = (y - params.y) * params.width + x - params.x;
  return spot_of(Double(table[i], 0.0), Double(second_table[i], 0.0));
}
