// A mean over neighbours that are near in place and in colour. After border.wgsl, finite.wgsl and three_planes.wgsl.

struct Params {
  width: u32,
  height: u32,
  planes: u32,
  neighbours: u32,
  border: u32,
  constant: f32,
  // Differences of values times this, squared: minus the logarithm, to the base of 2, of the weight.
  scale: f32,
  // Rows are done in strips, so that none takes longer than a driver waits.
  first_row: u32,
  rows: u32,
}

// Right, down, weight of the distance.
@group(0) @binding(6) var<storage, read> around: array<vec4f>;

fn pixel(i: u32) -> vec3f {
  var value = vec3f(finite(from0[i]), 0.0, 0.0);
  if (params.planes > 1u) {
    value.y = finite(from1[i]);
    value.z = finite(from2[i]);
  }
  return value;
}

@compute @workgroup_size(16, 16) fn bilateral(@builtin(global_invocation_id) at: vec3u) {
  let y = at.y + params.first_row;
  if (at.x >= params.width || at.y >= params.rows) {
    return;
  }
  let i = y * params.width + at.x;
  let here = pixel(i);
  var sum = here;
  var weights = 1.0;
  for (var n = 0u; n < params.neighbours; n++) {
    let near = around[n];
    let column = border_place(params.border, i32(at.x) + i32(near.x), i32(params.width));
    let row = border_place(params.border, i32(y) + i32(near.y), i32(params.height));
    var there = vec3f(params.constant);
    if (column >= 0 && row >= 0) {
      there = pixel(u32(row) * params.width + u32(column));
    }
    let differences = abs(here - there);
    // Beyond this a weight falls no further, as on the processor.
    let apart = min((differences.x + differences.y + differences.z) * params.scale, 6.928);
    let weight = exp2(-apart * apart) * near.z;
    weights += weight;
    sum += there * weight;
  }
  let mean = sum / weights;
  to0[i] = mean.x;
  if (params.planes > 1u) {
    to1[i] = mean.y;
    to2[i] = mean.z;
  }
}
