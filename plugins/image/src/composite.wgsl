// One plane over another, in the blend modes of the W3C, with straight alpha: as `weft_kernels::composite`.

struct Params {
  width: u32,
  height: u32,
  // Of the overlay, and where its corner lies.
  over_width: u32,
  over_height: u32,
  x: i32,
  y: i32,
  mode: u32,
  opacity: f32,
  has_below: u32,
  has_above: u32,
  // 0 none, 1 as large as the overlay, 2 as the base.
  mask: u32,
  is_alpha: u32,
}

@group(0) @binding(0) var<storage, read> lower: array<f32>;
@group(0) @binding(1) var<storage, read> upper: array<f32>;
@group(0) @binding(2) var<storage, read> lower_alpha: array<f32>;
@group(0) @binding(3) var<storage, read> upper_alpha: array<f32>;
@group(0) @binding(4) var<storage, read> mask: array<f32>;
@group(0) @binding(5) var<storage, read_write> to: array<f32>;

fn hard_light(low: f32, high: f32) -> f32 {
  return select(1.0 - 2.0 * (1.0 - low) * (1.0 - high), 2.0 * low * high, high <= 0.5);
}

fn mixed(low: f32, high: f32) -> f32 {
  switch (params.mode) {
    case 0u: { return high; }
    case 1u: { return low * high; }
    case 2u: { return low + high - low * high; }
    case 3u: { return hard_light(high, low); }
    case 4u: { return hard_light(low, high); }
    case 5u: {
      let base = max(low, 0.0);
      let lighter = select(sqrt(base), ((16.0 * base - 12.0) * base + 4.0) * base, base <= 0.25);
      let strength = 2.0 * high - 1.0;
      return low + strength * select(lighter - low, low * (1.0 - low), high <= 0.5);
    }
    case 6u: { return select(high, low, low < high); }
    case 7u: { return select(high, low, low > high); }
    case 8u: {
      if (low <= 0.0) {
        return 0.0;
      }
      if (low >= 1.0 - high) {
        return 1.0;
      }
      return low / (1.0 - high);
    }
    case 9u: {
      if (low >= 1.0) {
        return 1.0;
      }
      if (1.0 - low >= high) {
        return 0.0;
      }
      return 1.0 - (1.0 - low) / high;
    }
    case 10u: { return min(low + high, 1.0); }
    case 11u: { return max(low - high, 0.0); }
    case 12u: { return abs(low - high); }
    case 13u: { return low + high - 2.0 * low * high; }
    default: {
      if (low >= high) {
        return 1.0;
      }
      return low / high;
    }
  }
}

@compute @workgroup_size(64) fn composite(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  var below = 1.0;
  if (params.has_below == 1u) {
    below = lower_alpha[i];
  }
  let low = select(lower[i], below, params.is_alpha == 1u);
  let x = i32(at.x) - params.x;
  let y = i32(at.y) - params.y;
  if (x < 0 || y < 0 || x >= i32(params.over_width) || y >= i32(params.over_height)) {
    to[i] = low;
    return;
  }
  let over = u32(y) * params.over_width + u32(x);
  var cover = params.opacity;
  if (params.has_above == 1u) {
    cover *= upper_alpha[over];
  }
  if (params.mask == 1u) {
    cover *= mask[over];
  } else if (params.mask == 2u) {
    cover *= mask[i];
  }
  let alpha = below + cover * (1.0 - below);
  if (params.is_alpha == 1u) {
    to[i] = alpha;
    return;
  }
  let high = upper[over];
  // The share of the upper picture in what is visible, and in it that of both together.
  let share = select(0.0, cover / alpha, alpha > 0.0);
  let both = high + (mixed(low, high) - high) * below;
  to[i] = low + (both - low) * share;
}
