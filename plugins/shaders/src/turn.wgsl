// Columns become rows, by blocks of 32 × 32 through workgroup memory: both sides see whole rows.

struct Params {
  width: u32,
  height: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;

// One column more, so that a column lies in as many banks as a row.
var<workgroup> block: array<f32, 1056>;

@compute @workgroup_size(32, 8) fn turn(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) at: vec3u) {
  let left = group.x * 32u;
  let top = group.y * 32u;
  for (var row = at.y; row < 32u; row += 8u) {
    if (left + at.x < params.width && top + row < params.height) {
      block[row * 33u + at.x] = source[(top + row) * params.width + left + at.x];
    }
  }
  workgroupBarrier();
  for (var row = at.y; row < 32u; row += 8u) {
    if (top + at.x < params.height && left + row < params.width) {
      to[(left + row) * params.height + top + at.x] = block[at.x * 33u + row];
    }
  }
}
