// Distances added up from the top of each column.

struct Params {
  width: u32,
  height: u32,
}

@group(0) @binding(0) var<storage, read> distances: array<f32>;
@group(0) @binding(1) var<storage, read_write> places: array<f32>;

@compute @workgroup_size(64) fn add_up(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width) {
    return;
  }
  var place = 0.0;
  for (var i = at.x; i < params.width * params.height; i += params.width) {
    place += distances[i];
    places[i] = place;
  }
}
