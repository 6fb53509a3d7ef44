// Sums of windows down the columns, written as rows: twice gives sums of squares the right way round. A thread slides one
// window down 32 rows; 64 columns a group leave through workgroup memory, so that both sides see whole rows. Sums are two f32: the
// guided filter takes small differences of them. After border.wgsl, finite.wgsl and double.wgsl.

struct Params {
  width: u32,
  height: u32,
  radius: u32,
  border: u32,
  constant: f32,
  // 1: what is summed is the product of both planes; 2: the first plane as it is.
  product: u32,
  share: f32,
  // Taken off the values first.
  middle: f32,
  nothing: u32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> to: array<f32>;

var<workgroup> sums: array<f32, 2112>; // 64 columns of 33

fn value(x: u32, y: i32) -> f32 {
  let place = border_place(params.border, y, i32(params.height));
  if (place < 0) {
    return params.constant;
  }
  let i = u32(place) * params.width + x;
  let first = finite(a[i]) - params.middle;
  return select(first, first * (finite(b[i]) - params.middle), params.product == 1u);
}

fn added(sum: Double, number: f32) -> Double {
  let next = sum_of(sum.high, number);
  return Double(next.high, sum.low + next.low);
}

@compute @workgroup_size(64) fn windows(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) lane: vec3u,
) {
  let left = group.x * 64u;
  let top = group.y * 32u;
  let x = left + lane.x;
  let radius = i32(params.radius);
  let rows = min(32u, params.height - top);
  if (x < params.width) {
    var sum = Double(0.0, 0.0);
    for (var down = -radius; down <= radius; down++) {
      sum = added(sum, value(x, i32(top) + down));
    }
    sums[lane.x * 33u] = sum.high + sum.low;
    for (var row = 1u; row < rows; row++) {
      let y = i32(top + row);
      sum = added(sum, kept(value(x, y + radius)) - kept(value(x, y - radius - 1)));
      sums[lane.x * 33u + row] = sum.high + sum.low;
    }
  }
  workgroupBarrier();
  let row = lane.x % 32u;
  for (var column = lane.x / 32u; column < 64u; column += 2u) {
    if (row < rows && left + column < params.width) {
      to[(left + column) * params.height + top + row] = sums[column * 33u + row] * params.share;
    }
  }
}
