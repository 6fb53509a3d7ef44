// Colours moved linearly, in RGB or in L*a*b*. After lab.wgsl and three_planes.wgsl.

struct Params {
  width: u32,
  height: u32,
  // 1: in L*a*b*, each channel alone: what `have` means goes, times the first numbers of the rows, to what `shift` says.
  in_lab: u32,
  strength: f32,
  red: vec4f,
  green: vec4f,
  blue: vec4f,
  have: vec4f,
}

@compute @workgroup_size(64) fn match_colour(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  let rgb = taken(i);
  let shift = vec3f(params.red.w, params.green.w, params.blue.w);
  var value = vec3f(0.0);
  if (params.in_lab == 1u) {
    let stretch = vec3f(params.red.x, params.green.x, params.blue.x);
    value = rgb_of((lab_of(rgb) - params.have.xyz) * stretch + shift);
  } else {
    value = vec3f(dot(params.red.xyz, rgb), dot(params.green.xyz, rgb), dot(params.blue.xyz, rgb)) + shift;
  }
  put(i, rgb + params.strength * (value - rgb));
}
