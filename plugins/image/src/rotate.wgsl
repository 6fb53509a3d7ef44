// So many quarter turns clockwise. A block of 16 × 16 reads and writes a block.

struct Params {
  width: u32,
  height: u32,
  from_width: u32,
  from_height: u32,
  quarters: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(16, 16) fn quarter_turns(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  var x = at.x;
  var y = at.y;
  if (params.quarters == 1u) {
    x = at.y;
    y = params.from_height - 1u - at.x;
  } else if (params.quarters == 2u) {
    x = params.from_width - 1u - at.x;
    y = params.from_height - 1u - at.y;
  } else if (params.quarters == 3u) {
    x = params.from_width - 1u - at.y;
    y = at.x;
  }
  to[at.y * params.width + at.x] = source[y * params.from_width + x];
}
