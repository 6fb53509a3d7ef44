// The least and the largest value of a plane. Values are compared as whole numbers of the same order,
// which can be kept the least and the largest of by many threads at once.

struct Params {
  width: u32,
  height: u32,
}

@group(0) @binding(0) var<storage, read> plane: array<f32>;
@group(0) @binding(1) var<storage, read_write> ends: array<atomic<i32>, 2>;

fn ordered(value: f32) -> i32 {
  let bits = bitcast<i32>(value);
  return select(bits, bits ^ 0x7fffffff, bits < 0);
}

var<workgroup> least: atomic<i32>;
var<workgroup> most: atomic<i32>;

// `ends` begins with 0 and 1: what was within stays there.
@compute @workgroup_size(256) fn find(@builtin(global_invocation_id) at: vec3u, @builtin(local_invocation_index) lane: u32) {
  if (lane == 0u) {
    atomicStore(&least, ordered(0.0));
    atomicStore(&most, ordered(1.0));
  }
  workgroupBarrier();
  if (at.x < params.width && at.y < params.height) {
    let value = plane[at.y * params.width + at.x];
    // False for what is no number.
    if (value < 0.0) {
      atomicMin(&least, ordered(value));
    }
    if (value > 1.0) {
      atomicMax(&most, ordered(value));
    }
  }
  workgroupBarrier();
  if (lane == 0u) {
    let low = atomicLoad(&least);
    let high = atomicLoad(&most);
    if (low < ordered(0.0)) {
      atomicMin(&ends[0], low);
    }
    if (high > ordered(1.0)) {
      atomicMax(&ends[1], high);
    }
  }
}
