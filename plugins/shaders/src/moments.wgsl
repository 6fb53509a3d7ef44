// Colours and their products added up. Each sum is two f32: a difference of them is taken later. After double.wgsl.

struct Params {
  width: u32,
  height: u32,
  has_mask: u32,
  nothing: u32,
}

@group(0) @binding(0) var<storage, read> red: array<f32>;
@group(0) @binding(1) var<storage, read> green: array<f32>;
@group(0) @binding(2) var<storage, read> blue: array<f32>;
@group(0) @binding(3) var<storage, read> mask: array<f32>;
// Ten sums a row: weight, three colours, six products (00 01 02 11 12 22).
@group(0) @binding(4) var<storage, read_write> rows: array<vec2f>;

var<workgroup> sums: array<vec2f, 640>; // ten for each of 64 threads

fn is_number(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}

fn weighed(share: Double, a: f32, b: f32) -> Double {
  return multiply(share, product_of(a, b));
}

// A row a group.
@compute @workgroup_size(64) fn add_rows(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  var own = array<Double, 10>();
  for (var x = lane; x < params.width; x += 64u) {
    let i = group.y * params.width + x;
    let r = red[i];
    let g = green[i];
    let b = blue[i];
    var weight = 1.0;
    if (params.has_mask == 1u) {
      weight = mask[i];
    }
    if (weight > 0.0 && is_number(r) && is_number(g) && is_number(b)) {
      let share = Double(weight, 0.0);
      own[0] = add(own[0], share);
      own[1] = add(own[1], product_of(weight, r));
      own[2] = add(own[2], product_of(weight, g));
      own[3] = add(own[3], product_of(weight, b));
      own[4] = add(own[4], weighed(share, r, r));
      own[5] = add(own[5], weighed(share, r, g));
      own[6] = add(own[6], weighed(share, r, b));
      own[7] = add(own[7], weighed(share, g, g));
      own[8] = add(own[8], weighed(share, g, b));
      own[9] = add(own[9], weighed(share, b, b));
    }
  }
  for (var sum = 0u; sum < 10u; sum++) {
    sums[sum * 64u + lane] = vec2f(own[sum].high, own[sum].low);
  }
  workgroupBarrier();
  // Ten threads add up what 64 have found.
  if (lane < 10u) {
    var all = Double(0.0, 0.0);
    for (var other = 0u; other < 64u; other++) {
      let part = sums[lane * 64u + other];
      all = add(all, Double(part.x, part.y));
    }
    rows[group.y * 10u + lane] = vec2f(all.high, all.low);
  }
}
