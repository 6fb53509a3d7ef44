// The divergence of the wanted gradients, less what the rim gives to its neighbours: the right side of Poisson's equation.

struct Params {
  // Of the rectangle, rim included.
  width: u32,
  height: u32,
  target_width: u32,
  x: u32,
  y: u32,
  plane: u32,
  // 1: the patch counts where it has more structure.
  is_mixed: u32,
}

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> below: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read_write> sides: array<f32>;

fn base(x: u32, y: u32) -> f32 {
  let value = below[(y + params.y) * params.target_width + x + params.x];
  // As `finite`.
  return select(0.0, value, (bitcast<u32>(value) & 0x7fffffffu) <= 0x4e6e6b28u);
}

// The wanted differences to the right neighbour and to the one below.
fn gradient(x: u32, y: u32) -> vec2f {
  let i = y * params.width + x;
  let here = base(x, y);
  let below_here = vec2f(base(x + 1u, y) - here, base(x, y + 1u) - here);
  var wanted = vec2f(source[i + 1u] - source[i], source[i + params.width] - source[i]);
  // As strong, but for roundings, is not stronger.
  if (params.is_mixed == 1u && !(abs(wanted.x - wanted.y) > abs(below_here.x - below_here.y) + 1e-6)) {
    wanted = below_here;
  }
  let weight = max(weights[i], 0.0);
  return wanted * weight + below_here * (1.0 - weight);
}

@compute @workgroup_size(64) fn sides_of(@builtin(global_invocation_id) at: vec3u) {
  let inside = vec2u(params.width - 2u, params.height - 2u);
  if (at.x >= inside.x || at.y >= inside.y) {
    return;
  }
  let x = at.x + 1u;
  let y = at.y + 1u;
  let here = gradient(x, y);
  var side = (here.x - gradient(x - 1u, y).x) + (here.y - gradient(x, y - 1u).y);
  if (at.y == 0u) {
    side -= base(x, 0u);
  }
  if (at.y + 1u == inside.y) {
    side -= base(x, params.height - 1u);
  }
  if (at.x == 0u) {
    side -= base(0u, y);
  }
  if (at.x + 1u == inside.x) {
    side -= base(params.width - 1u, y);
  }
  sides[(params.plane * inside.y + at.y) * inside.x + at.x] = side;
}
