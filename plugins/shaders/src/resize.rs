//! Resize with the filters of three libraries, as `weft_kernels::resize`.

use crate::planes::{Plane, Scratch, Shader, dispatch};
use crate::tall::Rectangle;
use weft_kernels::resize::{Axis, Resampler, axes};
use weft_plugin::Result;
use weft_plugin::gpu::{Binding, Buffer, Gpu};

const WGSL: &str = include_str!("resize.wgsl");
const ACROSS: Shader = Shader { wgsl: WGSL, entry: "across" };
const DOWN: Shader = Shader { wgsl: WGSL, entry: "down" };
const FIND: Shader = Shader { wgsl: include_str!("range_find.wgsl"), entry: "find" };
const CUT: Shader = Shader { wgsl: include_str!("range_cut.wgsl"), entry: "cut" };

/// A resize between planes of two sizes, or of a part of them.
pub struct Resize {
    across: Taps,
    down: Taps,
    is_down_first: bool,
}

/// What each pixel of an axis is made from.
struct Taps {
    count: u32,
    /// The first of them, by pixel.
    first: Vec<u32>,
    /// `count` of each pixel.
    weights: Vec<f32>,
}

impl Taps {
    fn of(axis: Axis) -> Self {
        let first = axis.first.iter().map(|place| *place as u32).collect();
        Self { count: axis.taps as u32, first, weights: axis.weights }
    }

    /// From the first to the last for some pixels.
    fn needed(&self, at: u32, length: u32) -> (u32, u32) {
        let first = &self.first[at as usize..][..length as usize];
        let (least, most) = (first.iter().min().copied().unwrap_or(0), first.iter().max().copied().unwrap_or(0));
        (least, most - least + self.count)
    }

    /// Of some pixels, where the source begins at `start`.
    fn part(&self, start: u32, at: u32, length: u32) -> Self {
        let (at, length, count) = (at as usize, length as usize, self.count as usize);
        let first = self.first[at..][..length].iter().map(|place| place - start).collect();
        Self { count: self.count, first, weights: self.weights[at * count..][..length * count].to_vec() }
    }
}

impl Resize {
    /// Of whole planes.
    #[must_use]
    pub fn new(resampler: Resampler, from: (u32, u32), to: (u32, u32)) -> Self {
        let lengths = |(width, height): (u32, u32)| (width as usize, height as usize);
        let (across, down) = axes(resampler, lengths(from), lengths(to));
        // Whatever leaves less between the passes comes first.
        let area = |width: u32, height: u32| u64::from(width) * u64::from(height);
        let is_down_first = area(from.0, to.1) <= area(to.0, from.1);
        Self { across: Taps::of(across), down: Taps::of(down), is_down_first }
    }

    /// The pixels that a part of the output is made from.
    #[must_use]
    pub fn needed(&self, to: Rectangle) -> Rectangle {
        let ((x, width), (y, height)) = (self.across.needed(to.x, to.width), self.down.needed(to.y, to.height));
        Rectangle { x, y, width, height }
    }

    /// The same for a part of the output, and what it needs.
    #[must_use]
    pub fn part(&self, from: Rectangle, to: Rectangle) -> Self {
        Self {
            across: self.across.part(from.x, to.x, to.width),
            down: self.down.part(from.y, to.y, to.height),
            is_down_first: self.is_down_first,
        }
    }

    /// Resizes each plane to the output plane at the same place.
    ///
    /// # Errors
    /// The device failed.
    pub fn run(&self, gpu: &Gpu<'_>, from: &[Plane], to: &[Plane]) -> Result<()> {
        let (Some(first), Some(first_to)) = (from.first(), to.first()) else { return Ok(()) };
        let table = |taps: &Taps| -> Result<_> { Ok((gpu.buffer_of(&taps.first)?, gpu.buffer_of(&taps.weights)?)) };
        let (across_table, down_table) = (table(&self.across)?, table(&self.down)?);
        let pass = |shader: Shader, from: Plane, to: Plane| {
            let (taps, (places, weights)) =
                if shader.entry == ACROSS.entry { (&self.across, &across_table) } else { (&self.down, &down_table) };
            let params = to.params().u32(from.width).u32(taps.count);
            dispatch(gpu, shader, &[from.read, to.write, places.read(), weights.read()], &params, to.threads())
        };
        let (down_first, across_first) = ((first.width, first_to.height), (first_to.width, first.height));
        let between = Scratch::new(gpu, if self.is_down_first { down_first } else { across_first })?;
        let (start, end) = if self.is_down_first { (DOWN, ACROSS) } else { (ACROSS, DOWN) };
        for (from, to) in from.iter().zip(to) {
            pass(start, *from, between.plane())?;
            pass(end, between.plane(), *to)?;
        }
        Ok(())
    }
}

/// Resizes each plane to the size of the output plane at the same place.
///
/// # Errors
/// The device failed.
pub fn resize(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane], resampler: Resampler) -> Result<()> {
    let (Some(first), Some(first_to)) = (from.first(), to.first()) else { return Ok(()) };
    Resize::new(resampler, first.size(), first_to.size()).run(gpu, from, to)
}

/// The least and the largest value of a plane, found part by part.
pub struct Range<'c> {
    ends: Buffer<'c>,
}

impl<'c> Range<'c> {
    /// 0 to 1: what was within stays there.
    ///
    /// # Errors
    /// The device has no memory left.
    pub fn new(gpu: &Gpu<'c>) -> Result<Self> {
        Ok(Self { ends: gpu.buffer_of(&[0.0_f32, 1.0])? })
    }

    /// Looks at a plane.
    ///
    /// # Errors
    /// The device failed.
    pub fn find(&self, gpu: &Gpu<'_>, plane: Plane) -> Result<()> {
        dispatch(gpu, FIND, &[plane.read, self.ends.write()], &plane.params(), plane.threads())
    }

    /// What was found, as range_find.wgsl writes it.
    pub(crate) fn ends(&self) -> Binding {
        self.ends.read()
    }

    /// Cuts a plane to what was found.
    ///
    /// # Errors
    /// The device failed.
    pub fn cut(&self, gpu: &Gpu<'_>, plane: Plane) -> Result<()> {
        dispatch(gpu, CUT, &[plane.write, self.ends.read()], &plane.params(), plane.threads())
    }
}

/// What was within 0 to 1 stays there, and what was beyond is not cut off.
///
/// # Errors
/// The device failed.
pub fn keep_range(gpu: &Gpu<'_>, from: &[Plane], to: &[Plane]) -> Result<()> {
    for (from, to) in from.iter().zip(to) {
        let range = Range::new(gpu)?;
        range.find(gpu, *from)?;
        range.cut(gpu, *to)?;
    }
    Ok(())
}
