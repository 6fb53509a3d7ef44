// 2 to the power of `t`, for `t` from −64 to 0, by the numbers of `weft_kernels`: powers of devices may be off in the last bits, and
// a recursive filter multiplies that.
fn exp2_of_negative(t: f32) -> f32 {
  let whole = round(max(t, -64.0));
  let part = max(t, -64.0) - whole;
  var power = 0.0013274633;
  power = power * part + 0.009671962;
  power = power * part + 0.055506784;
  power = power * part + 0.24022235;
  power = power * part + 0.69314706;
  power = power * part + 1.0;
  return bitcast<f32>(bitcast<u32>(power) + (bitcast<u32>(i32(whole)) << 23u));
}

