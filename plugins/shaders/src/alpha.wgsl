// Colours by their alpha, and back.

struct Params {
  width: u32,
  height: u32,
}

@group(0) @binding(0) var<storage, read> colour: array<f32>;
@group(0) @binding(1) var<storage, read> alpha: array<f32>;
@group(0) @binding(2) var<storage, read_write> to: array<f32>;

@compute @workgroup_size(64) fn weigh(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    to[i] = colour[i] * alpha[i];
  }
}

// `to` holds the weighed colour, `colour` the plain one: it stands where there is no alpha to divide by.
@compute @workgroup_size(64) fn unweigh(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < params.width && at.y < params.height) {
    let i = at.y * params.width + at.x;
    let opaque = alpha[i];
    // Below this, a colour divided by its alpha is noise.
    to[i] = select(colour[i], to[i] / opaque, opaque > 1.0 / 65536.0);
  }
}
