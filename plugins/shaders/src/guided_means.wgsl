// Sums of columns summed along the rows: the means of squares, in twice the digits. After guided_windows.wgsl.
@group(0) @binding(0) var<storage, read> columns: array<vec2f>;
@group(0) @binding(1) var<storage, read_write> to: array<vec2f>;

fn taken(i: u32) -> Double {
  return Double(columns[i].x, columns[i].y);
}

fn give(i: u32, sum: Double) {
  let mean = multiply(sum, Double(params.share_high, params.share_low));
  to[i] = vec2f(mean.high, mean.low);
}
