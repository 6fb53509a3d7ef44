// Brightness, contrast, saturation, warmth and hue.

// Sine and cosine of degrees, to the last bits: those of devices may be off by 5e-4.
fn turn_of(degrees: f32) -> vec2f {
  let angle = degrees - 360.0 * round(degrees / 360.0);
  let quarters = round(angle / 90.0);
  let x = (angle - 90.0 * quarters) * 0.017453292519943295;
  let s = x * x;
  let sine = x + x * s * (-1.0 / 6.0 + s * (1.0 / 120.0 + s * (-1.0 / 5040.0 + s / 362880.0)));
  let cosine = 1.0 + s * (-0.5 + s * (1.0 / 24.0 + s * (-1.0 / 720.0 + s * (1.0 / 40320.0 - s / 3628800.0))));
  switch (i32(quarters)) {
    case 0: { return vec2f(sine, cosine); }
    case 1: { return vec2f(cosine, -sine); }
    case -1: { return vec2f(-cosine, sine); }
    default: { return vec2f(-sine, -cosine); }
  }
}

// Around the grey axis, without changing brightness (the matrix of SVG's `hueRotate`, its columns).
fn turned(rgb: vec3f, degrees: f32) -> vec3f {
  if (degrees == 0.0) {
    return rgb;
  }
  let turn = turn_of(degrees);
  let of_sine = rgb.r * vec3f(-0.2126, 0.143, -0.7874) + rgb.g * vec3f(-0.7152, 0.14, 0.7152)
    + rgb.b * vec3f(0.9278, -0.283, 0.0722);
  let bright = dot(vec3f(0.2126, 0.7152, 0.0722), rgb);
  return bright + turn.y * (rgb - bright) + turn.x * of_sine;
}

fn f(v: vec4f, p: P) -> vec4f {
  var rgb = v.rgb;
  // Grey has neither hue nor warmth.
  if (p.weft_colours == 3u) {
    // The turn keeps brightness, so that of the source is that of the result.
    let bright = dot(vec3f(0.2126, 0.7152, 0.0722), rgb);
    rgb = bright + (turned(rgb, p.hue) - bright) * (1.0 + p.saturation) + vec3f(0.1, 0.0, -0.1) * p.warmth;
  }
  return vec4f((rgb - 0.5) * (1.0 + p.contrast) + 0.5 + p.brightness, v.a);
}
