// Colours by their alpha, divided by it again. `to` holds the weighed colour, `colour` the plain one: it stands where there is no
// alpha to divide by. What is far beyond the range that range_find.wgsl found in the source is cut off.

struct Params {
  width: u32,
  height: u32,
}

@group(0) @binding(0) var<storage, read> colour: array<f32>;
@group(0) @binding(1) var<storage, read> alpha: array<f32>;
@group(0) @binding(2) var<storage, read_write> to: array<f32>;
@group(0) @binding(3) var<storage, read> ends: array<i32, 2>;

fn value_of(order: i32) -> f32 {
  return bitcast<f32>(select(order, order ^ 0x7fffffff, order < 0));
}

@compute @workgroup_size(64) fn unweigh(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    let opaque = alpha[i];
    let least = value_of(ends[0]);
    let most = value_of(ends[1]);
    let room = 4.0 * (most - least);
    let cut = min(max(to[i] / opaque, least - room), most + room);
    // Below this, a colour divided by its alpha is noise.
    to[i] = select(colour[i], cut, opaque > 1.0 / 65536.0);
  }
}
