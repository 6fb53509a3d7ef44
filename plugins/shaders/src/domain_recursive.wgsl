// A recursive filter along lines, at the meaning of OpenCV's photo module: a thread goes down a column, neighbours beside each other read
// and write rows. After finite.wgsl, exp2.wgsl and domain_step.wgsl.

// Down and up again.
@compute @workgroup_size(64) fn recursive(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= params.width) {
    return;
  }
  let end = params.height * params.width + at.x;
  var line = Line(finite(values[at.x]), 0.0);
  values[at.x] = line.here;
  for (var i = at.x + params.width; i < end; i += params.width) {
    line = next_of(line, finite(values[i]), weight_of(i));
    values[i] = line.here + line.part;
  }
  line = Line(values[end - params.width], 0.0);
  for (var i = end - params.width; i > at.x; i -= params.width) {
    line = next_of(line, values[i - params.width], weight_of(i));
    values[i - params.width] = line.here + line.part;
  }
}
