// In each square, the linear function of the guide that is nearest to the source; and what these functions give. After finite.wgsl.

struct Params {
  width: u32,
  height: u32,
  epsilon: f32,
}

