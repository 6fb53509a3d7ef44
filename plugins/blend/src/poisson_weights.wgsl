// How much gradients count in the rectangle that is pasted: the selection, three times eroded by 3 × 3 pixels, as its own edge
// must not count as structure. Below 0 where nothing is selected.

struct Params {
  width: u32,
  height: u32,
  from_width: u32,
  from_height: u32,
  x: u32,
  y: u32,
}

@group(0) @binding(0) var<storage, read> selected: array<f32>;
@group(0) @binding(1) var<storage, read_write> weights: array<f32>;

@compute @workgroup_size(16, 16) fn weigh(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let x = at.x + params.x;
  let y = at.y + params.y;
  let here = selected[y * params.from_width + x];
  var least = here;
  for (var row = max(y, 3u) - 3u; row <= min(y + 3u, params.from_height - 1u); row++) {
    for (var column = max(x, 3u) - 3u; column <= min(x + 3u, params.from_width - 1u); column++) {
      least = min(least, selected[row * params.from_width + column]);
    }
  }
  weights[at.y * params.width + at.x] = select(-1.0, least, bitcast<u32>(here) != 0u);
}
