// A plane, or the product of two, summed down its columns. After guided_windows.wgsl.
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> to: array<vec2f>;

fn taken(i: u32) -> Double {
  let first = finite(a[i]) - params.middle;
  if (params.product == 0u) {
    return Double(first, 0.0);
  }
  return product_of(first, finite(b[i]) - params.middle);
}

fn give(i: u32, sum: Double) {
  to[i] = vec2f(sum.high, sum.low);
}
