// How far each pixel is from the one above it, where colours count as distance. Bits as on the processor: windows begin and
// end by comparing sums of these. After finite.wgsl.

struct Params {
  width: u32,
  height: u32,
  planes: u32,
  steepness: f32,
  nothing: u32,
}

@group(0) @binding(0) var<storage, read> from0: array<f32>;
@group(0) @binding(1) var<storage, read> from1: array<f32>;
@group(0) @binding(2) var<storage, read> from2: array<f32>;
@group(0) @binding(3) var<storage, read_write> distances: array<f32>;

// No compiler sees through it: a product is rounded before it is added.
fn kept(value: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(value) ^ params.nothing);
}

@compute @workgroup_size(64) fn measure(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  var apart = 0.0;
  if (at.y > 0u) {
    let above = i - params.width;
    apart = abs(finite(from0[i]) - finite(from0[above]));
    if (params.planes > 1u) {
      apart = kept(apart + abs(finite(from1[i]) - finite(from1[above])));
      apart = kept(apart + abs(finite(from2[i]) - finite(from2[above])));
    }
  }
  distances[i] = 1.0 + kept(params.steepness * apart);
}
