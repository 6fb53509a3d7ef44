// Sums of rows added up. After double.wgsl.

struct Params {
  height: u32,
  nothing: u32,
}

@group(0) @binding(0) var<storage, read> rows: array<vec2f>;
@group(0) @binding(1) var<storage, read_write> all: array<vec2f>;

@compute @workgroup_size(16) fn add_all(@builtin(local_invocation_index) sum: u32) {
  if (sum < 10u) {
    var total = Double(0.0, 0.0);
    for (var y = 0u; y < params.height; y++) {
      let part = rows[y * 10u + sum];
      total = add(total, Double(part.x, part.y));
    }
    all[sum] = vec2f(total.high, total.low);
  }
}
