// A symmetric kernel along one axis: `half` is its centre and one side. After border.wgsl.

struct Params {
  width: u32,
  height: u32,
  radius: u32,
  border: u32,
  constant: f32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;
@group(0) @binding(2) var<storage, read> taps: array<f32>;

// What the 256 pixels of a group see of one row, 64 taps at a time: to the left, and to the right.
var<workgroup> before: array<f32, 320>;
var<workgroup> after: array<f32, 320>;

fn row_value(x: i32, row: u32) -> f32 {
  let place = border_place(params.border, x, i32(params.width));
  if (place < 0) {
    return params.constant;
  }
  return source[row + u32(place)];
}

@compute @workgroup_size(256) fn across(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) lane: vec3u,
) {
  let row = group.y * params.width;
  let left = i32(group.x * 256u);
  let x = left + i32(lane.x);
  let inside = x < i32(params.width);
  var sum = 0.0;
  if (inside) {
    sum = source[row + u32(x)] * taps[0];
  }
  for (var near = 1u; near <= params.radius; near += 64u) {
    let count = min(64u, params.radius - near + 1u);
    let most = i32(near + count - 1u);
    for (var i = lane.x; i < 256u + count; i += 256u) {
      before[i] = row_value(left - most + i32(i), row);
      after[i] = row_value(left + i32(near + i), row);
    }
    workgroupBarrier();
    for (var tap = 0u; tap < count; tap++) {
      sum += (before[lane.x + count - 1u - tap] + after[lane.x + tap]) * taps[near + tap];
    }
    workgroupBarrier();
  }
  if (inside) {
    to[row + u32(x)] = sum;
  }
}

fn column_value(x: u32, y: i32) -> f32 {
  let place = border_place(params.border, y, i32(params.height));
  if (place < 0) {
    // The first pass saw nothing there.
    return params.constant;
  }
  return source[u32(place) * params.width + x];
}

// What a group sees of its 32 columns, 16 taps at a time: above, and below. Each sample comes out of memory once for all 32 rows,
// and its place is found once, not once a tap.
var<workgroup> above: array<f32, 1536>;
var<workgroup> below: array<f32, 1536>;

fn beside(row: u32, tap: u32, count: u32, column: u32) -> f32 {
  return above[(row + count - 1u - tap) * 32u + column] + below[(row + tap) * 32u + column];
}

// 32 × 32 pixels a group; each thread has four of them, 8 rows apart.
@compute @workgroup_size(32, 8) fn down(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) lane: vec3u,
) {
  let x = group.x * 32u + lane.x;
  let top = group.y * 32u;
  let column = min(x, params.width - 1u);
  let rows = vec4u(0u, 8u, 16u, 24u) + lane.y;
  let places = min(rows + top, vec4u(params.height - 1u)) * params.width + column;
  var sums = vec4f(source[places.x], source[places.y], source[places.z], source[places.w]) * taps[0];
  for (var near = 1u; near <= params.radius; near += 16u) {
    let count = min(16u, params.radius - near + 1u);
    let most = i32(near + count - 1u);
    for (var row = lane.y; row < 32u + count; row += 8u) {
      let y = i32(top + row);
      above[row * 32u + lane.x] = column_value(column, y - most);
      below[row * 32u + lane.x] = column_value(column, y + i32(near));
    }
    workgroupBarrier();
    for (var tap = 0u; tap < count; tap++) {
      let pairs = vec4f(
        beside(rows.x, tap, count, lane.x),
        beside(rows.y, tap, count, lane.x),
        beside(rows.z, tap, count, lane.x),
        beside(rows.w, tap, count, lane.x),
      );
      sums += pairs * taps[near + tap];
    }
    workgroupBarrier();
  }
  for (var part = 0u; part < 4u; part++) {
    if (x < params.width && rows[part] + top < params.height) {
      to[places[part]] = sums[part];
    }
  }
}
