// Poisson's equation on a rectangle with a zero rim, by multigrid. Planes lie one behind the other. On a coarse grid the last
// distance to the rim is not the distance between its points: `gaps` are those distances, in that unit.

struct Params {
  width: u32,
  height: u32,
  planes: u32,
  // Of the finer or coarser grid, where there is one.
  other_width: u32,
  other_height: u32,
  // 0 or 1: the colour of a chessboard.
  colour: u32,
  gap_x: f32,
  gap_y: f32,
  other_gap_x: f32,
  other_gap_y: f32,
  nothing: u32,
}

// Weights of both neighbours along an axis, for point `at` of `length`.
fn weights(at: u32, length: u32, gap: f32) -> vec2f {
  if (at + 1u < length) {
    return vec2f(1.0, 1.0);
  }
  return vec2f(2.0 / (1.0 + gap), 2.0 / ((1.0 + gap) * gap));
}

