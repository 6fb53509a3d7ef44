// A plane cut to the range that range_find.wgsl found.

struct Params {
  width: u32,
  height: u32,
}

@group(0) @binding(0) var<storage, read_write> plane: array<f32>;
@group(0) @binding(1) var<storage, read> ends: array<i32, 2>;

fn value_of(order: i32) -> f32 {
  return bitcast<f32>(select(order, order ^ 0x7fffffff, order < 0));
}

@compute @workgroup_size(64) fn cut(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let low = value_of(ends[0]);
  let high = value_of(ends[1]);
  let i = at.y * params.width + at.x;
  let value = plane[i];
  // What is no number stays so.
  plane[i] = select(select(value, low, value < low), high, value > high);
}
