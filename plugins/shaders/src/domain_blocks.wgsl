// The recursive filter for devices with more threads than a picture has columns: a thread goes along 64 pixels of a column, as if nothing
// came before them; then a thread goes down each column from block to block; then all go again, knowing what came before. What a block
// writes on the way down it looks at on the way up. After domain_step.wgsl.

const BLOCK: u32 = 64u;

// Of a block, in the direction that comes next: what is left at its last pixel of a part added to its first one (later: that part); what its own
// pixels add to the last one; its first pixel, and its last one.
@group(0) @binding(2) var<storage, read_write> blocks: array<vec4f>;

// The rows of a block.
fn rows_of(block: u32) -> vec2u {
  return vec2u(block * BLOCK, min(params.height, block * BLOCK + BLOCK));
}

@compute @workgroup_size(64) fn look_down(@builtin(global_invocation_id) at: vec3u) {
  let rows = rows_of(at.y);
  if (at.x >= params.width || rows.x >= rows.y) {
    return;
  }
  let first = finite(values[rows.x * params.width + at.x]);
  var line = Line(first, 0.0);
  var left = 1.0;
  for (var y = rows.x + 1u; y < rows.y; y++) {
    let i = y * params.width + at.x;
    let weight = weight_of(i);
    line = next_of(line, finite(values[i]), weight);
    left *= weight;
  }
  blocks[at.y * params.width + at.x] = vec4f(left, line.part, first, line.here);
}

@compute @workgroup_size(64) fn carry_down(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width) {
    return;
  }
  var line = Line(finite(values[at.x]), 0.0);
  for (var y = 0u; y < params.height; y += BLOCK) {
    let i = y / BLOCK * params.width + at.x;
    let block = blocks[i];
    line = next_of(line, block.z, weight_of(y * params.width + at.x));
    blocks[i].x = line.part;
    line = Line(block.w, block.x * line.part + block.y);
  }
}

@compute @workgroup_size(64) fn go_down(@builtin(global_invocation_id) at: vec3u) {
  let rows = rows_of(at.y);
  if (at.x >= params.width || rows.x >= rows.y) {
    return;
  }
  let top = rows.x * params.width + at.x;
  let end = rows.y * params.width + at.x;
  let block = at.y * params.width + at.x;
  var line = Line(finite(values[top]), blocks[block].x);
  values[top] = line.here + line.part;
  for (var i = top + params.width; i < end; i += params.width) {
    line = next_of(line, finite(values[i]), weight_of(i));
    values[i] = line.here + line.part;
  }
  let last = line.here + line.part;
  line = Line(last, 0.0);
  var left = 1.0;
  for (var i = end - params.width; i > top; i -= params.width) {
    let weight = weight_of(i);
    line = next_of(line, values[i - params.width], weight);
    left *= weight;
  }
  blocks[block] = vec4f(left, line.part, last, line.here);
}

@compute @workgroup_size(64) fn carry_up(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width) {
    return;
  }
  let bottom = (params.height - 1u) / BLOCK;
  var i = bottom * params.width + at.x;
  var block = blocks[i];
  blocks[i].x = 0.0;
  var line = Line(block.w, block.y);
  for (var n = bottom; n > 0u; n--) {
    // The step between this block and the one above it.
    let between = weight_of(n * BLOCK * params.width + at.x);
    i -= params.width;
    block = blocks[i];
    line = next_of(line, block.z, between);
    blocks[i].x = line.part;
    line = Line(block.w, block.x * line.part + block.y);
  }
}

@compute @workgroup_size(64) fn go_up(@builtin(global_invocation_id) at: vec3u) {
  let rows = rows_of(at.y);
  if (at.x >= params.width || rows.x >= rows.y) {
    return;
  }
  let top = rows.x * params.width + at.x;
  let bottom = (rows.y - 1u) * params.width + at.x;
  var line = Line(values[bottom], blocks[at.y * params.width + at.x].x);
  values[bottom] = line.here + line.part;
  for (var i = bottom; i > top; i -= params.width) {
    line = next_of(line, values[i - params.width], weight_of(i));
    values[i - params.width] = line.here + line.part;
  }
}
