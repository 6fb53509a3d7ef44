// Three planes in, three planes out.

@group(0) @binding(0) var<storage, read> from0: array<f32>;
@group(0) @binding(1) var<storage, read> from1: array<f32>;
@group(0) @binding(2) var<storage, read> from2: array<f32>;
@group(0) @binding(3) var<storage, read_write> to0: array<f32>;
@group(0) @binding(4) var<storage, read_write> to1: array<f32>;
@group(0) @binding(5) var<storage, read_write> to2: array<f32>;

fn taken(i: u32) -> vec3f {
  return vec3f(from0[i], from1[i], from2[i]);
}

fn put(i: u32, value: vec3f) {
  to0[i] = value.x;
  to1[i] = value.y;
  to2[i] = value.z;
}

