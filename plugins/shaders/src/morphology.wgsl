// The largest or the smallest value of neighbours. Windows of 1, 2, 4 … pixels are made from each other; a window of any length
// is two of those that overlap. Planes in between are wider (or higher) by what windows reach beyond the edges. After finite.wgsl.

struct Params {
  // Of the plane that is written.
  width: u32,
  height: u32,
  // Of the plane that is read.
  from_width: u32,
  from_height: u32,
  // 0 along rows, 1 along columns.
  axis: u32,
  // 1: the largest.
  is_max: u32,
  // Where the plane that is read begins, in pixels of the one that is written; or how far two windows are apart.
  shift: i32,
  // Runs of an element, and whether they are the first ones.
  runs: u32,
  is_first: u32,
  // Length of the windows.
  window: i32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;
// For each run: rows below, first column, length.
@group(0) @binding(2) var<storage, read> element: array<i32>;

fn neutral() -> f32 {
  return select(3.4028234e38, -3.4028234e38, params.is_max == 1u);
}

fn pick(a: f32, b: f32) -> f32 {
  return select(min(a, b), max(a, b), params.is_max == 1u);
}

// The picture with room around it.
@compute @workgroup_size(64) fn widen(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let x = i32(at.x) - select(params.shift, 0, params.axis == 1u);
  let y = i32(at.y) - select(0, params.shift, params.axis == 1u);
  var value = neutral();
  if (x >= 0 && y >= 0 && x < i32(params.from_width) && y < i32(params.from_height)) {
    value = finite(source[u32(y) * params.from_width + u32(x)]);
  }
  to[at.y * params.width + at.x] = value;
}

// Windows twice as long.
@compute @workgroup_size(64) fn double(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  let shift = u32(params.shift);
  var value = source[i];
  if (params.axis == 0u && at.x + shift < params.width) {
    value = pick(value, source[i + shift]);
  }
  if (params.axis == 1u && at.y + shift < params.height) {
    value = pick(value, source[i + shift * params.width]);
  }
  to[i] = value;
}

// Runs whose length lies between that of the windows and twice that.
@compute @workgroup_size(64) fn take(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  var value = neutral();
  if (params.is_first == 0u) {
    value = to[i];
  }
  for (var run = 0u; run < params.runs; run++) {
    let across = element[3u * run];
    let start = element[3u * run + 1u] + params.shift;
    let rest = element[3u * run + 2u] - params.window;
    if (params.axis == 0u) {
      let y = i32(at.y) + across;
      if (y >= 0 && y < i32(params.from_height)) {
        let first = y * i32(params.from_width) + i32(at.x) + start;
        value = pick(value, pick(source[first], source[first + rest]));
      }
    } else {
      let x = i32(at.x) + across;
      if (x >= 0 && x < i32(params.from_width)) {
        let first = (i32(at.y) + start) * i32(params.from_width) + x;
        value = pick(value, pick(source[first], source[first + rest * i32(params.from_width)]));
      }
    }
  }
  to[i] = value;
}
