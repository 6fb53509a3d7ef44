// The same of products, less the product of both means. Behind that small difference, the digits of f32 do. After
// guided_windows.wgsl.
@group(0) @binding(0) var<storage, read> columns: array<vec2f>;
@group(0) @binding(1) var<storage, read> mean_a: array<vec2f>;
@group(0) @binding(2) var<storage, read> mean_b: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> to: array<f32>;

fn taken(i: u32) -> Double {
  return Double(columns[i].x, columns[i].y);
}

fn give(i: u32, sum: Double) {
  let mean = multiply(sum, Double(params.share_high, params.share_low));
  let product = multiply(Double(mean_a[i].x, mean_a[i].y), Double(mean_b[i].x, mean_b[i].y));
  to[i] = add(mean, minus(product)).high;
}
