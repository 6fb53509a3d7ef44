// From the means of three guides and the source, their six covariances and its three: a constant, and three slopes, which replace
// the last. After guided.wgsl. The constant begins as the mean of the source.
@group(0) @binding(0) var<storage, read> g0: array<vec2f>;
@group(0) @binding(1) var<storage, read> g1: array<vec2f>;
@group(0) @binding(2) var<storage, read> g2: array<vec2f>;
@group(0) @binding(3) var<storage, read> g00: array<f32>;
@group(0) @binding(4) var<storage, read> g01: array<f32>;
@group(0) @binding(5) var<storage, read> g02: array<f32>;
@group(0) @binding(6) var<storage, read> g11: array<f32>;
@group(0) @binding(7) var<storage, read> g12: array<f32>;
@group(0) @binding(8) var<storage, read> g22: array<f32>;
@group(0) @binding(9) var<storage, read_write> constant: array<f32>;
@group(0) @binding(10) var<storage, read_write> slope0: array<f32>;
@group(0) @binding(11) var<storage, read_write> slope1: array<f32>;
@group(0) @binding(12) var<storage, read_write> slope2: array<f32>;

@compute @workgroup_size(64) fn solve(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  let m = vec3f(g0[i].x, g1[i].x, g2[i].x);
  let v00 = g00[i] + params.epsilon;
  let v01 = g01[i];
  let v02 = g02[i];
  let v11 = g11[i] + params.epsilon;
  let v12 = g12[i];
  let v22 = g22[i] + params.epsilon;
  // Guides that are alike make the matrix nearly singular: this order of elimination loses fewest digits to that.
  let l10 = v01 / v00;
  let l20 = v02 / v00;
  let d1 = v11 - l10 * v01;
  let rest = v12 - l20 * v01;
  let l21 = rest / d1;
  let d2 = v22 - l20 * v02 - l21 * rest;
  let mean = constant[i];
  let k = vec3f(slope0[i], slope1[i], slope2[i]);
  let y1 = k.y - l10 * k.x;
  let y2 = k.z - l20 * k.x - l21 * y1;
  var slope = vec3f(0.0, 0.0, y2 / d2);
  slope.y = y1 / d1 - l21 * slope.z;
  slope.x = k.x / v00 - l10 * slope.y - l20 * slope.z;
  slope0[i] = slope.x;
  slope1[i] = slope.y;
  slope2[i] = slope.z;
  constant[i] = mean - dot(slope, m);
}
