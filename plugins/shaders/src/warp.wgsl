// Pixels fetched from between pixels. After border.wgsl and double.wgsl; `place_of` follows, which says where they lie.

struct Params {
  // Of the result, or the part of it that is made.
  width: u32,
  height: u32,
  // Of the picture, all of it.
  from_width: u32,
  from_height: u32,
  planes: u32,
  // 0 the nearest pixel, 1 two by two, 2 four by four.
  sampling: u32,
  border: u32,
  constant: f32,
  points: u32,
  nothing: u32,
  // Where the bound parts of result and picture begin in the whole, and rows of the picture's.
  x: u32,
  y: u32,
  from_x: u32,
  from_y: u32,
  from_row: u32,
}

@group(0) @binding(0) var<storage, read> from0: array<f32>;
@group(0) @binding(1) var<storage, read> from1: array<f32>;
@group(0) @binding(2) var<storage, read> from2: array<f32>;
@group(0) @binding(3) var<storage, read> from3: array<f32>;
@group(0) @binding(4) var<storage, read_write> to0: array<f32>;
@group(0) @binding(5) var<storage, read_write> to1: array<f32>;
@group(0) @binding(6) var<storage, read_write> to2: array<f32>;
@group(0) @binding(7) var<storage, read_write> to3: array<f32>;
@group(0) @binding(8) var<storage, read> table: array<f32>;
@group(0) @binding(9) var<storage, read> second_table: array<f32>;

// Far outside of any picture, and small enough for sums of i32.
const FAR = 536870912.0;

// A whole pixel and the fraction to the next.
struct Spot {
  whole: vec2i,
  part: vec2f,
}

fn split(place: Double) -> vec2f {
  // What is no number lies far outside. By bits, as some compilers take it that there are only numbers.
  if ((bitcast<u32>(place.high) & 0x7fffffffu) >= bitcast<u32>(FAR)) {
    return vec2f(select(-FAR, FAR, place.high >= FAR), 0.0);
  }
  var whole = floor(place.high);
  var part = kept(place.high - whole) + place.low;
  if (part < 0.0) {
    whole -= 1.0;
    part += 1.0;
  } else if (part >= 1.0) {
    whole += 1.0;
    part -= 1.0;
  }
  return vec2f(whole, part);
}

fn spot_of(x: Double, y: Double) -> Spot {
  let across = split(x);
  let down = split(y);
  return Spot(vec2i(i32(across.x), i32(down.x)), vec2f(across.y, down.y));
}

// Of all planes, at a pixel that may lie outside.
fn pixel(x: i32, y: i32) -> vec4f {
  let column = border_place(params.border, x, i32(params.from_width));
  let row = border_place(params.border, y, i32(params.from_height));
  if (column < 0 || row < 0) {
    return vec4f(params.constant);
  }
  let i = (u32(row) - params.from_y) * params.from_row + u32(column) - params.from_x;
  var value = vec4f(from0[i], 0.0, 0.0, 0.0);
  if (params.planes > 1u) {
    value.y = from1[i];
  }
  if (params.planes > 2u) {
    value.z = from2[i];
  }
  if (params.planes > 3u) {
    value.w = from3[i];
  }
  return value;
}

// Four neighbours, `part` behind the second; a = −0.75 as in OpenCV.
fn cubic_weights(part: f32) -> vec4f {
  const A = -0.75;
  let before = part + 1.0;
  let after = 1.0 - part;
  let far = ((A * before - 5.0 * A) * before + 8.0 * A) * before - 4.0 * A;
  let near = ((A + 2.0) * part - (A + 3.0)) * part * part + 1.0;
  let next = ((A + 2.0) * after - (A + 3.0)) * after * after + 1.0;
  return vec4f(far, near, next, 1.0 - far - near - next);
}

// Halves go to the even pixel, as in OpenCV.
fn nearest(whole: i32, part: f32) -> i32 {
  return whole + select(0, 1, part > 0.5 || (part == 0.5 && (whole & 1) != 0));
}

fn value_at(spot: Spot) -> vec4f {
  let x = spot.whole.x;
  let y = spot.whole.y;
  if (params.sampling == 0u) {
    return pixel(nearest(x, spot.part.x), nearest(y, spot.part.y));
  }
  if (params.sampling == 1u) {
    let top_left = pixel(x, y);
    let bottom_left = pixel(x, y + 1);
    let top = top_left + (pixel(x + 1, y) - top_left) * spot.part.x;
    let bottom = bottom_left + (pixel(x + 1, y + 1) - bottom_left) * spot.part.x;
    return top + (bottom - top) * spot.part.y;
  }
  let across = cubic_weights(spot.part.x);
  let down = cubic_weights(spot.part.y);
  var columns = array<vec4f, 4>();
  for (var row = 0; row < 4; row++) {
    for (var column = 0; column < 4; column++) {
      columns[column] += pixel(x + column - 1, y + row - 1) * down[row];
    }
  }
  var sum = vec4f(0.0);
  for (var column = 0; column < 4; column++) {
    sum += columns[column] * across[column];
  }
  return sum;
}

// Neighbours in a block of 16 × 16 look at neighbours in the picture, whatever the angle.
@compute @workgroup_size(16, 16) fn warp(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  let value = value_at(place_of(at.x + params.x, at.y + params.y));
  to0[i] = value.x;
  if (params.planes > 1u) {
    to1[i] = value.y;
  }
  if (params.planes > 2u) {
    to2[i] = value.z;
  }
  if (params.planes > 3u) {
    to3[i] = value.w;
  }
}

