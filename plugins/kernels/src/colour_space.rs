//! RGB and back to the spaces that `cv2.cvtColor` knows, in f32 and with its numbers: sRGB code values in [0, 1] on the one side,
//! L in 0..100, hue in degrees on the other.

use crate::bands::{Cancelled, Progress, ROWS_PER_BAND, for_each_joint_band};
use crate::plane::{PlaneMut, PlaneRef};
use crate::powers::pow;
use crate::simd::by_cpu;

/// A colour space of three planes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColourSpace {
    /// CIE L*a*b* under D65: 0 to 100, and about ±127. RGB is clamped to [0, 1] first, as in OpenCV.
    Lab,
    /// Luma, red and blue difference around 0.5.
    YCrCb,
    /// Hue in degrees, saturation, value.
    Hsv,
    /// Light intensity: sRGB without its transfer curve. Negative values stay as they are.
    Linear,
}

/// Converts three planes of RGB to a space.
pub fn from_rgb(
    space: ColourSpace,
    rgb: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let row: Row = match space {
        ColourSpace::Lab => rgb_to_lab,
        ColourSpace::YCrCb => rgb_to_ycrcb,
        ColourSpace::Hsv => rgb_to_hsv,
        ColourSpace::Linear => rgb_to_linear,
    };
    convert(rgb, out, row, progress)
}

/// Converts three planes of a space to RGB.
pub fn to_rgb(
    space: ColourSpace,
    source: &[PlaneRef<'_>],
    rgb: &mut [PlaneMut<'_>],
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let row: Row = match space {
        ColourSpace::Lab => lab_to_rgb,
        ColourSpace::YCrCb => ycrcb_to_rgb,
        ColourSpace::Hsv => hsv_to_rgb,
        ColourSpace::Linear => linear_to_rgb,
    };
    convert(source, rgb, row, progress)
}

/// The weighted sum 0.299 R + 0.587 G + 0.114 B, as `cv2.COLOR_RGB2GRAY` in f32.
pub fn grey(rgb: &[PlaneRef<'_>], out: &mut PlaneMut<'_>, progress: Progress<'_>) -> Result<(), Cancelled> {
    let [red, green, blue] = rgb else { panic!("three planes of RGB, not {}", rgb.len()) };
    for_each_joint_band(std::slice::from_mut(out), ROWS_PER_BAND, progress, |first_row, bands| {
        for (y, to) in (first_row..).zip(bands[0].rows_mut()) {
            luma([red.row(y), green.row(y), blue.row(y)], to);
        }
    })
}

type Row = fn([&[f32]; 3], [&mut [f32]; 3]);

fn convert(from: &[PlaneRef<'_>], to: &mut [PlaneMut<'_>], row: Row, progress: Progress<'_>) -> Result<(), Cancelled> {
    assert!(from.len() == 3 && to.len() == 3, "three planes, not {} and {}", from.len(), to.len());
    let size = (from[0].width(), from[0].height());
    assert!(from.iter().all(|plane| (plane.width(), plane.height()) == size), "planes of different size");
    assert!(to.iter().all(|plane| (plane.width(), plane.height()) == size), "planes of different size");
    for_each_joint_band(to, ROWS_PER_BAND, progress, |first_row, bands| {
        let [a, b, c] = bands else { return };
        for y in 0..a.height() {
            let from = [0, 1, 2].map(|plane: usize| from[plane].row(first_row + y));
            row(from, [a.row_mut(y), b.row_mut(y), c.row_mut(y)]);
        }
    })
}

/// All three. A macro: neither `map` nor a function that is given one inlines it everywhere, and then nothing is a vector.
macro_rules! three {
    ($of:ident, $values:expr) => {{
        let values = $values;
        [$of(values[0]), $of(values[1]), $of(values[2])]
    }};
}

#[inline(always)]
fn matrix(rows: [[f32; 3]; 3], values: [f32; 3]) -> [f32; 3] {
    [weighted(rows[0], values), weighted(rows[1], values), weighted(rows[2], values)]
}

#[inline(always)]
fn weighted(weights: [f32; 3], values: [f32; 3]) -> f32 {
    weights[0] * values[0] + weights[1] * values[1] + weights[2] * values[2]
}

const LUMA: [f32; 3] = [0.299, 0.587, 0.114];
const XYZ_FROM_RGB: [[f32; 3]; 3] =
    [[0.412_453, 0.357_58, 0.180_423], [0.212_671, 0.715_16, 0.072_169], [0.019_334, 0.119_193, 0.950_227]];
const RGB_FROM_XYZ: [[f32; 3]; 3] =
    [[3.240_479, -1.537_15, -0.498_535], [-0.969_256, 1.875_991, 0.041_556], [0.055_648, -0.204_043, 1.057_311]];
const WHITE: [f32; 3] = [0.950_456, 1.0, 1.088_754];
/// Below, the cube root of Lab is a straight line.
const LINE_BELOW: f32 = 0.008_856;

#[inline(always)]
fn to_linear(value: f32) -> f32 {
    let bent = pow((value + 0.055) / 1.055, 2.4);
    if value <= 0.04045 { value / 12.92 } else { bent }
}

#[inline(always)]
fn from_linear(value: f32) -> f32 {
    let bent = 1.055 * pow(value, 1.0 / 2.4) - 0.055;
    if value <= 0.003_130_8 { value * 12.92 } else { bent }
}

/// What is no number becomes 0.
#[inline(always)]
fn to_unit(value: f32) -> f32 {
    if value > 0.0 { value.min(1.0) } else { 0.0 }
}

/// The bent scale of Lab.
#[inline(always)]
fn to_root(t: f32) -> f32 {
    let root = pow(t, 1.0 / 3.0);
    if t > LINE_BELOW { root } else { 7.787 * t + 16.0 / 116.0 }
}

#[inline(always)]
fn from_root(f: f32) -> f32 {
    let line_below = 7.787 * LINE_BELOW + 16.0 / 116.0;
    if f <= line_below { (f - 16.0 / 116.0) / 7.787 } else { f * f * f }
}

by_cpu! {
    fn luma(rgb: [&[f32]; 3], to: &mut [f32]) {
        let [red, green, blue] = rgb.map(|row| &row[..to.len()]);
        for (i, to) in to.iter_mut().enumerate() {
            *to = weighted(LUMA, [red[i], green[i], blue[i]]);
        }
    }
}

#[inline(always)]
fn linear_pixel(rgb: [f32; 3]) -> [f32; 3] {
    three!(to_linear, rgb)
}

#[inline(always)]
fn pixel_of_linear(linear: [f32; 3]) -> [f32; 3] {
    three!(from_linear, linear)
}

#[inline(always)]
fn lab_pixel(rgb: [f32; 3]) -> [f32; 3] {
    let [x, y, z] = matrix(XYZ_FROM_RGB, three!(to_linear, three!(to_unit, rgb)));
    let [x, y, z] = [x / WHITE[0], y / WHITE[1], z / WHITE[2]];
    let [fx, fy, fz] = three!(to_root, [x, y, z]);
    let lightness = if y > LINE_BELOW { 116.0 * fy - 16.0 } else { 903.3 * y };
    [lightness, 500.0 * (fx - fy), 200.0 * (fy - fz)]
}

#[inline(always)]
fn pixel_of_lab([lightness, a, b]: [f32; 3]) -> [f32; 3] {
    let dark = lightness <= LINE_BELOW * 903.3;
    let y = if dark { lightness / 903.3 } else { ((lightness + 16.0) / 116.0).powi(3) };
    let fy = if dark { 7.787 * y + 16.0 / 116.0 } else { (lightness + 16.0) / 116.0 };
    let (x, z) = (from_root(fy + a / 500.0), from_root(fy - b / 200.0));
    let linear = matrix(RGB_FROM_XYZ, [x * WHITE[0], y, z * WHITE[2]]);
    three!(from_linear, three!(to_unit, linear))
}

#[inline(always)]
fn ycrcb_pixel(rgb: [f32; 3]) -> [f32; 3] {
    let y = weighted(LUMA, rgb);
    [y, (rgb[0] - y) * 0.713 + 0.5, (rgb[2] - y) * 0.564 + 0.5]
}

#[inline(always)]
fn pixel_of_ycrcb([y, cr, cb]: [f32; 3]) -> [f32; 3] {
    let (cr, cb) = (cr - 0.5, cb - 0.5);
    [y + 1.403 * cr, y - 0.714 * cr - 0.344 * cb, y + 1.773 * cb]
}

#[inline(always)]
fn hsv_pixel([red, green, blue]: [f32; 3]) -> [f32; 3] {
    let value = red.max(green).max(blue);
    let span = value - red.min(green).min(blue);
    let saturation = span / (value.abs() + f32::EPSILON);
    let sixth = 60.0 / (span + f32::EPSILON);
    let hue = match () {
        () if value == red => (green - blue) * sixth,
        () if value == green => (blue - red) * sixth + 120.0,
        () => (red - green) * sixth + 240.0,
    };
    [if hue < 0.0 { hue + 360.0 } else { hue }, saturation, value]
}

#[inline(always)]
fn pixel_of_hsv([hue, saturation, value]: [f32; 3]) -> [f32; 3] {
    // How far each of red, green, blue is lowered: a trapezium over the six parts of the circle.
    let lowered = |shift: f32| {
        let place = hue / 60.0 + shift;
        let place = place - (place / 6.0).floor() * 6.0;
        let lowered = place.min(4.0 - place).min(1.0);
        value - value * saturation * if lowered > 0.0 { lowered } else { 0.0 }
    };
    [lowered(5.0), lowered(3.0), lowered(1.0)]
}

/// Pixels at once: what they are made from and what comes out lie apart, as the compiler must know for its vectors.
const LANES: usize = 64;

/// Three rows to three rows, by what makes one pixel of one.
macro_rules! rows_by_cpu {
    ($($name:ident by $pixel:ident),+ $(,)?) => {
        $(by_cpu! {
            fn $name(from: [&[f32]; 3], to: [&mut [f32]; 3]) {
                let ([a, b, c], [x, y, z]) = (from, to);
                for start in (0..x.len()).step_by(LANES) {
                    let count = LANES.min(x.len() - start);
                    let (mut values, mut pixels) = ([[0.0; LANES]; 3], [[0.0; LANES]; 3]);
                    for (values, from) in values.iter_mut().zip([a, b, c]) {
                        values[..count].copy_from_slice(&from[start..][..count]);
                    }
                    for i in 0..LANES {
                        [pixels[0][i], pixels[1][i], pixels[2][i]] = $pixel([values[0][i], values[1][i], values[2][i]]);
                    }
                    x[start..][..count].copy_from_slice(&pixels[0][..count]);
                    y[start..][..count].copy_from_slice(&pixels[1][..count]);
                    z[start..][..count].copy_from_slice(&pixels[2][..count]);
                }
            }
        })+
    };
}
rows_by_cpu! {
    rgb_to_linear by linear_pixel,
    linear_to_rgb by pixel_of_linear,
    rgb_to_lab by lab_pixel,
    lab_to_rgb by pixel_of_lab,
    rgb_to_ycrcb by ycrcb_pixel,
    ycrcb_to_rgb by pixel_of_ycrcb,
    rgb_to_hsv by hsv_pixel,
    hsv_to_rgb by pixel_of_hsv,
}
