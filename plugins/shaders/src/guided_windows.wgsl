// Sums of windows down the columns, in twice the digits, written as rows: twice gives sums of squares the right way round. A thread
// slides one window down 16 rows; 64 columns a group leave through workgroup memory, so that both sides see whole rows. After
// border.wgsl, finite.wgsl and double.wgsl; `taken` and `give` follow, which say what is summed and what becomes of it.

struct Params {
  width: u32,
  height: u32,
  radius: u32,
  border: u32,
  // Taken off the values first.
  middle: f32,
  // One over the pixels of a square, in two parts.
  share_high: f32,
  share_low: f32,
  // 1: what is summed is a product, and what becomes of it a covariance.
  product: u32,
  nothing: u32,
}

const ROWS = 16u;

var<workgroup> sums: array<vec2f, 1088>; // 64 columns of 17

fn at_row(x: u32, y: i32) -> Double {
  return taken(u32(border_place(params.border, y, i32(params.height))) * params.width + x);
}

fn added(sum: Double, more: Double) -> Double {
  let next = sum_of(sum.high, more.high);
  return Double(next.high, sum.low + (next.low + more.low));
}

fn keep(place: u32, sum: Double) {
  let even = ordered_sum(sum.high, sum.low);
  sums[place] = vec2f(even.high, even.low);
}

@compute @workgroup_size(64) fn windows(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) lane: vec3u,
) {
  let left = group.x * 64u;
  let top = group.y * ROWS;
  let x = left + lane.x;
  let radius = i32(params.radius);
  let rows = min(ROWS, params.height - top);
  if (x < params.width) {
    var sum = Double(0.0, 0.0);
    for (var down = -radius; down <= radius; down++) {
      sum = added(sum, at_row(x, i32(top) + down));
    }
    keep(lane.x * 17u, sum);
    for (var row = 1u; row < rows; row++) {
      let y = i32(top + row);
      sum = added(added(sum, at_row(x, y + radius)), minus(at_row(x, y - radius - 1)));
      keep(lane.x * 17u + row, sum);
    }
  }
  workgroupBarrier();
  let row = lane.x % ROWS;
  for (var column = lane.x / ROWS; column < 64u; column += 4u) {
    if (row < rows && left + column < params.width) {
      let sum = sums[column * 17u + row];
      give((left + column) * params.height + top + row, Double(sum.x, sum.y));
    }
  }
}

