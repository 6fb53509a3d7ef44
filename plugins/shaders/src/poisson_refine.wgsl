// The solution so far is two f32 for each point. What a round has found is added, and what is still wrong found anew: in twice
// the digits, since the sum of four neighbours cancels nearly all of them. After poisson.wgsl and double.wgsl.
@group(0) @binding(0) var<storage, read> high: array<f32>;
@group(0) @binding(1) var<storage, read> low: array<f32>;
@group(0) @binding(2) var<storage, read> f: array<f32>;
@group(0) @binding(3) var<storage, read_write> rest: array<f32>;
@group(0) @binding(4) var<storage, read_write> correction: array<f32>;

fn solved(x: i32, y: i32, plane: u32) -> Double {
  if (x < 0 || y < 0 || x >= i32(params.width) || y >= i32(params.height)) {
    return Double(0.0, 0.0);
  }
  let i = (plane * params.height + u32(y)) * params.width + u32(x);
  return Double(high[i], low[i]);
}

@compute @workgroup_size(64) fn find_rest(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let x = i32(at.x);
  let y = i32(at.y);
  let i = (at.z * params.height + at.y) * params.width + at.x;
  let here = Double(4.0 * high[i], 4.0 * low[i]);
  let beside = add(solved(x - 1, y, at.z), solved(x + 1, y, at.z));
  let above = add(solved(x, y - 1, at.z), solved(x, y + 1, at.z));
  let all = add(add(Double(f[i], 0.0), here), minus(add(beside, above)));
  rest[i] = all.high;
  correction[i] = 0.0;
}
