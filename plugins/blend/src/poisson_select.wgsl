// What a mask selects, without its outermost pixels, which have no neighbours to take gradients from; and the rectangle around it.

struct Params {
  width: u32,
  height: u32,
}

@group(0) @binding(0) var<storage, read> mask: array<f32>;
@group(0) @binding(1) var<storage, read_write> selected: array<f32>;
// The least column and row, and the largest ones.
@group(0) @binding(2) var<storage, read_write> around: array<atomic<u32>, 4>;

var<workgroup> left: atomic<u32>;
var<workgroup> top: atomic<u32>;
var<workgroup> right: atomic<u32>;
var<workgroup> bottom: atomic<u32>;

@compute @workgroup_size(16, 16) fn select_pixels(@builtin(global_invocation_id) at: vec3u, @builtin(local_invocation_index) lane: u32) {
  if (lane == 0u) {
    atomicStore(&left, 0xffffffffu);
    atomicStore(&top, 0xffffffffu);
  }
  workgroupBarrier();
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    let is_inside = at.x > 0u && at.y > 0u && at.x + 1u < params.width && at.y + 1u < params.height;
    // Above 0, and a number. By bits, as some compilers take it that there are only numbers, and some devices have none as small.
    let is_selected = is_inside && bitcast<u32>(mask[i]) - 1u < 0x7f800000u;
    selected[i] = select(0.0, clamp(mask[i], 1.2e-38, 1.0), is_selected);
    if (is_selected) {
      atomicMin(&left, at.x);
      atomicMin(&top, at.y);
      atomicMax(&right, at.x);
      atomicMax(&bottom, at.y);
    }
  }
  workgroupBarrier();
  if (lane == 0u && atomicLoad(&left) != 0xffffffffu) {
    atomicMin(&around[0], atomicLoad(&left));
    atomicMin(&around[1], atomicLoad(&top));
    atomicMax(&around[2], atomicLoad(&right));
    atomicMax(&around[3], atomicLoad(&bottom));
  }
}
