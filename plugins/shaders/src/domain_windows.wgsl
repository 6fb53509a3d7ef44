// The mean of all pixels of a column that are within a distance. Sums are two f32: they run down the whole column. After finite.wgsl.

struct Params {
  width: u32,
  height: u32,
  radius: f32,
  nothing: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;
// Of each pixel from the top of its column.
@group(0) @binding(2) var<storage, read> places: array<f32>;

fn kept(value: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(value) ^ params.nothing);
}

@compute @workgroup_size(64) fn means(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width) {
    return;
  }
  var low = 0u;
  var high = 0u;
  var sum = 0.0;
  var lost = 0.0;
  for (var y = 0u; y < params.height; y++) {
    let place = places[y * params.width + at.x];
    let start = place - params.radius;
    let end = place + params.radius;
    while (high < params.height && (high <= y || places[high * params.width + at.x] <= end)) {
      let comes = finite(source[high * params.width + at.x]);
      let next = kept(sum + comes);
      let from_comes = kept(next - sum);
      lost += (sum - kept(next - from_comes)) + (comes - from_comes);
      sum = next;
      high++;
    }
    while (low < y && places[low * params.width + at.x] <= start) {
      let goes = -finite(source[low * params.width + at.x]);
      let next = kept(sum + goes);
      let from_goes = kept(next - sum);
      lost += (sum - kept(next - from_goes)) + (goes - from_goes);
      sum = next;
      low++;
    }
    to[y * params.width + at.x] = (sum + lost) / f32(high - low);
  }
}
