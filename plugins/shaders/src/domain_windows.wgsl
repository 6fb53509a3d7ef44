// The mean of all pixels of a column that are within a distance: a thread goes down a block of a column. Sums are two f32, as they may
// run down all of it. After finite.wgsl.

struct Params {
  width: u32,
  height: u32,
  radius: f32,
  nothing: u32,
  // Pixels of a block.
  block: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> to: array<f32>;
// Of each pixel from the top of its column.
@group(0) @binding(2) var<storage, read> places: array<f32>;

fn kept(value: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(value) ^ params.nothing);
}

// The first pixel of a column beyond a place, or the last one that is asked about.
fn first_beyond(x: u32, place: f32, last: u32) -> u32 {
  var low = 0u;
  var high = last;
  while (low < high) {
    let middle = (low + high) / 2u;
    if (places[middle * params.width + x] <= place) {
      low = middle + 1u;
    } else {
      high = middle;
    }
  }
  return low;
}

@compute @workgroup_size(64) fn means(@builtin(global_invocation_id) at: vec3u) {
  let top = at.y * params.block;
  if (at.x >= params.width || top >= params.height) {
    return;
  }
  var low = first_beyond(at.x, places[top * params.width + at.x] - params.radius, top);
  var high = low;
  var sum = 0.0;
  var lost = 0.0;
  for (var y = top; y < min(params.height, top + params.block); y++) {
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
