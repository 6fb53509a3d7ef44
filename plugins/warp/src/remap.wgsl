// What a map says, as places in pixels: with the roundings of the processor, since a place decides which pixels are taken.

struct Params {
  width: u32,
  height: u32,
  // 0 shifts, 1 parts of the picture, 2 pixels.
  maps: u32,
  // 0 across, 1 down.
  axis: u32,
  strength: f32,
  length: f32,
  nothing: u32,
}

@group(0) @binding(0) var<storage, read> map: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;

// No compiler sees through it: a product is rounded before it is added.
fn kept(value: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(value) ^ params.nothing);
}

@compute @workgroup_size(64) fn places(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  let value = map[i];
  if (params.maps == 0u) {
    let here = f32(select(at.x, at.y, params.axis == 1u));
    to[i] = here + kept(kept((value - 0.5) * 2.0) * params.strength);
  } else if (params.maps == 1u) {
    to[i] = kept(value * params.length) - 0.5;
  } else {
    to[i] = value;
  }
}
