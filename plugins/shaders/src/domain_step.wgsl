// One pixel of the recursive filter. What the pixels behind add is carried on as a difference from pixel to pixel, so that rounding takes
// nothing from flat areas, and a line may be cut anywhere. After finite.wgsl and exp2.wgsl.

struct Params {
  width: u32,
  height: u32,
  // Logarithm, to the base of 2, of what is left of a pixel one step further.
  decay: f32,
  nothing: u32,
}

@group(0) @binding(0) var<storage, read_write> values: array<f32>;
@group(0) @binding(1) var<storage, read> distances: array<f32>;

// A pixel as it was, and what those behind it add.
struct Line {
  here: f32,
  part: f32,
}

// No compiler sees through it: the difference is taken before anything is added.
fn kept(value: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(value) ^ params.nothing);
}

// What is left of a part from a pixel to the one below it, or back.
fn weight_of(i: u32) -> f32 {
  return exp2_of_negative(distances[i] * params.decay);
}

fn next_of(line: Line, next: f32, weight: f32) -> Line {
  return Line(next, (line.part + kept(line.here - next)) * weight);
}

