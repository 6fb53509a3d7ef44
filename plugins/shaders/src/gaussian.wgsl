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

@compute @workgroup_size(64, 4) fn down(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let y = i32(at.y);
  var sum = source[at.y * params.width + at.x] * taps[0];
  for (var tap = 1; tap <= i32(params.radius); tap++) {
    sum += (column_value(at.x, y - tap) + column_value(at.x, y + tap)) * taps[tap];
  }
  to[at.y * params.width + at.x] = sum;
}
