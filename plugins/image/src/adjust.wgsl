// Brightness, contrast, saturation, warmth and hue of colours. After three_planes.wgsl.

struct Params {
  width: u32,
  height: u32,
  unused0: f32,
  unused1: f32,
  // Turns hue; how much is added for warmth.
  red: vec4f,
  green: vec4f,
  blue: vec4f,
  saturation: f32,
  contrast: f32,
  brightness: f32,
}

@compute @workgroup_size(64) fn adjust(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width || at.y >= params.height) {
    return;
  }
  let i = at.y * params.width + at.x;
  let rgb = taken(i);
  let turned = vec3f(dot(params.red.xyz, rgb), dot(params.green.xyz, rgb), dot(params.blue.xyz, rgb));
  // The matrix keeps brightness, so that of the source is that of the result.
  let bright = dot(vec3f(0.2126, 0.7152, 0.0722), rgb);
  let warm = vec3f(params.red.w, params.green.w, params.blue.w);
  let coloured = bright + (turned - bright) * params.saturation + warm;
  put(i, (coloured - 0.5) * params.contrast + 0.5 + params.brightness);
}
