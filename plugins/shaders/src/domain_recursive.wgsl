// A recursive filter along lines, at the meaning of OpenCV's photo module: a thread goes down a column, neighbours beside each other read
// and write rows. After finite.wgsl and exp2.wgsl.

struct Params {
  width: u32,
  height: u32,
  // Logarithm, to the base of 2, of what is left of a pixel one step further.
  decay: f32,
}

@group(0) @binding(0) var<storage, read_write> values: array<f32>;
@group(0) @binding(1) var<storage, read> distances: array<f32>;

// Down and up again.
@compute @workgroup_size(64) fn recursive(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width) {
    return;
  }
  let end = params.height * params.width + at.x;
  var carried = finite(values[at.x]);
  values[at.x] = carried;
  for (var i = at.x + params.width; i < end; i += params.width) {
    let here = finite(values[i]);
    carried = here + (carried - here) * exp2_of_negative(distances[i] * params.decay);
    values[i] = carried;
  }
  for (var i = end - params.width; i > at.x; i -= params.width) {
    let above = values[i - params.width];
    carried = above + (carried - above) * exp2_of_negative(distances[i] * params.decay);
    values[i - params.width] = carried;
  }
}
