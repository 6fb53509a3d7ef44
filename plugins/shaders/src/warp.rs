//! Pictures moved pixel by pixel, as `weft_kernels::warp` and `weft_kernels::thin_plate`.

use crate::border;
use crate::double::halves;
use crate::planes::{Plane, Shader, dispatch};
use crate::tall::Rectangle;
use weft_kernels::Border;
use weft_kernels::thin_plate::ThinPlate;
use weft_kernels::warp::{Affine, Perspective, Sampling, Warp};
use weft_plugin::Result;
use weft_plugin::gpu::{Binding, Gpu};

/// The text before the one that says where pixels lie.
macro_rules! shader {
    ($places:literal) => {
        Shader {
            wgsl: concat!(
                include_str!("border.wgsl"),
                include_str!("double.wgsl"),
                include_str!("warp.wgsl"),
                include_str!($places)
            ),
            entry: "warp",
        }
    };
}

/// A matrix from output to source.
#[derive(Clone, Copy, Debug)]
pub struct Back(pub [[f64; 3]; 3]);

/// Which pixels of the output are made from which ones of a source of what size.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Of the source; what it is cut to lies there.
    pub from: Rectangle,
    /// All of the source.
    pub from_size: (u32, u32),
    /// Of the output.
    pub to: Rectangle,
}

impl From<&Affine> for Back {
    fn from(forward: &Affine) -> Self {
        let [first, second] = forward.inverse().rows;
        Self([first, second, [0.0, 0.0, 1.0]])
    }
}

impl From<&Perspective> for Back {
    fn from(forward: &Perspective) -> Self {
        Self(forward.inverse().rows)
    }
}

impl Part {
    fn whole(from: Plane, to: Plane) -> Self {
        Self { from: Rectangle::whole(from.size()), from_size: from.size(), to: Rectangle::whole(to.size()) }
    }
}

/// Moves pixels by a matrix, all of them or a part.
///
/// # Errors
/// The device failed.
pub fn by_matrix(
    gpu: &Gpu<'_>,
    from: &[Plane],
    to: &[Plane],
    back: Back,
    warp: &Warp,
    part: Option<Part>,
) -> Result<()> {
    let is_affine = back.0[2] == [0.0, 0.0, 1.0];
    let numbers: Vec<f32> = back.0.as_flattened().iter().flat_map(|number| halves(*number)).collect();
    let (numbers, divides) = (gpu.buffer_of(&numbers)?, gpu.buffer_of(&[if is_affine { 0.0_f32 } else { 1.0 }])?);
    fetch(gpu, shader!("warp_matrix.wgsl"), from, to, [numbers.read(), divides.read()], (0, part), warp)
}

/// The pixels of a source of this size that a part of the output is made from; nothing where a line at infinity crosses it.
#[must_use]
pub fn needed(back: Back, to: Rectangle, (width, height): (u32, u32), border: Border) -> Option<Rectangle> {
    let [mut least, mut most] = [[f64::INFINITY; 2], [f64::NEG_INFINITY; 2]];
    let mut signs = [false; 2];
    for (x, y) in [(0, 0), (to.width - 1, 0), (0, to.height - 1), (to.width - 1, to.height - 1)] {
        let (x, y) = (f64::from(to.x + x), f64::from(to.y + y));
        let [across, down, by] = back.0.map(|row| row[0] * x + row[1] * y + row[2]);
        if by.abs() < 1e-9 || !(across / by).is_finite() || !(down / by).is_finite() {
            return None;
        }
        signs[usize::from(by > 0.0)] = true;
        for (axis, place) in [across / by, down / by].into_iter().enumerate() {
            least[axis] = least[axis].min(place);
            most[axis] = most[axis].max(place);
        }
    }
    if signs == [true; 2] {
        return None;
    }
    let (x, width) = inside(least[0], most[0], width, border);
    let (y, height) = inside(least[1], most[1], height, border);
    Some(Rectangle { x, y, width, height })
}

/// The first of the pixels of an axis between these places, four neighbours and a rounding included, and how many they are.
fn inside(least: f64, most: f64, length: u32, border: Border) -> (u32, u32) {
    let (last, least, most) = (f64::from(length) - 1.0, least.floor() - 2.0, most.floor() + 3.0);
    let (mut first, mut end) = (least.clamp(0.0, last), most.clamp(0.0, last));
    if matches!(border, Border::Reflect | Border::Reflect101) {
        // What lies beyond an edge is what lies as far before it.
        if least < 0.0 {
            (first, end) = (0.0, end.max((1.0 - least).min(last)));
        }
        if most > last {
            (first, end) = (first.min((2.0 * last - most - 1.0).max(0.0)), last);
        }
        if least < -last || most > 2.0 * last {
            (first, end) = (0.0, last);
        }
    }
    (first as u32, (end - first) as u32 + 1)
}

/// Takes each output pixel from the source at (`map_x`, `map_y`), in pixels.
///
/// # Errors
/// The device failed.
pub fn remap(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], (map_x, map_y): (Plane, Plane), warp: &Warp) -> Result<()> {
    fetch(gpu, shader!("warp_maps.wgsl"), from, to, [map_x.read, map_y.read], (0, None), warp)
}

/// Moves pixels by a spline from output to source.
///
/// # Errors
/// The device failed.
pub fn warp_thin_plate(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], spline: &ThinPlate, warp: &Warp) -> Result<()> {
    let terms = spline.terms();
    let split = |numbers: &[f64]| numbers.iter().flat_map(|number| halves(*number)).collect::<Vec<f32>>();
    let [x, y] = terms.centre;
    let mut whole = vec![x, y, 1.0 / terms.reach];
    whole.extend(terms.plane.as_flattened());
    let points: Vec<f64> =
        terms.points.iter().zip(terms.weights).flat_map(|([x, y], [u, v])| [*x, *y, *u, *v]).collect();
    let (table, second) = (gpu.buffer_of(&split(&whole))?, gpu.buffer_of(&split(&points))?);
    fetch(gpu, shader!("warp_plate.wgsl"), from, to, [table.read(), second.read()], (terms.points.len(), None), warp)
}

fn fetch(
    gpu: &Gpu<'_>,
    shader: Shader,
    from: &[Plane],
    to: &[Plane],
    tables: [Binding; 2],
    (points, part): (usize, Option<Part>),
    warp: &Warp,
) -> Result<()> {
    let (Some(first), Some(first_to)) = (from.first(), to.first()) else { return Ok(()) };
    let part = part.unwrap_or_else(|| Part::whole(*first, *first_to));
    let sampling = match warp.sampling {
        Sampling::Nearest => 0,
        Sampling::Bilinear => 1,
        Sampling::Cubic => 2,
    };
    let params = first_to
        .params()
        .u32(part.from_size.0)
        .u32(part.from_size.1)
        .u32(to.len() as u32)
        .u32(sampling)
        .u32(border::number(warp.border))
        .f32(border::constant(warp.border))
        .u32(points as u32)
        .u32(0)
        .u32(part.to.x)
        .u32(part.to.y)
        .u32(part.from.x)
        .u32(part.from.y)
        .u32(first.width);
    // Where there are fewer than four planes, something else stands there, which nobody touches.
    let nobody: Vec<_> = (to.len()..4).map(|_| gpu.buffer(4)).collect::<Result<_>>()?;
    let reads = from.iter().map(|plane| plane.read).chain(nobody.iter().map(|buffer| buffer.read()));
    let spare: Vec<_> = (to.len()..4).map(|_| gpu.buffer(4)).collect::<Result<_>>()?;
    let writes = to.iter().map(|plane| plane.write).chain(spare.iter().map(|buffer| buffer.write()));
    let bindings: Vec<Binding> = reads.chain(writes).chain(tables).collect();
    dispatch(gpu, shader, &bindings, &params, first_to.threads())
}
