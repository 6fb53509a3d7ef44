//! Dilate, erode, open and close, as `weft_kernels::morphology`: the same bits.

use crate::planes::{Plane, Scratch, Shader, dispatch};
use weft_kernels::morphology::{Element, Run, Shape};
use weft_plugin::Result;
use weft_plugin::gpu::Gpu;

const WGSL: &str = concat!(include_str!("finite.wgsl"), include_str!("morphology.wgsl"));
const WIDEN: Shader = Shader { wgsl: WGSL, entry: "widen" };
const DOUBLE: Shader = Shader { wgsl: WGSL, entry: "double" };
const TAKE: Shader = Shader { wgsl: WGSL, entry: "take" };

/// Which value of all neighbours is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pick {
    Least,
    Largest,
}

/// Along which way windows lie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Axis {
    Across,
    Down,
}

/// Takes the largest value under the element: selections grow.
///
/// # Errors
/// The device failed.
pub fn dilate(gpu: &Gpu<'_>, from: Plane, to: Plane, element: &Element) -> Result<()> {
    extreme(gpu, from, to, element, Pick::Largest)
}

/// Takes the smallest value under the element: selections shrink.
///
/// # Errors
/// The device failed.
pub fn erode(gpu: &Gpu<'_>, from: Plane, to: Plane, element: &Element) -> Result<()> {
    extreme(gpu, from, to, element, Pick::Least)
}

/// Erodes, then dilates.
///
/// # Errors
/// The device failed.
pub fn open(gpu: &Gpu<'_>, from: Plane, to: Plane, element: &Element) -> Result<()> {
    let between = Scratch::new(gpu, from.size())?;
    erode(gpu, from, between.plane(), element)?;
    dilate(gpu, between.plane(), to, element)
}

/// Dilates, then erodes.
///
/// # Errors
/// The device failed.
pub fn close(gpu: &Gpu<'_>, from: Plane, to: Plane, element: &Element) -> Result<()> {
    let between = Scratch::new(gpu, from.size())?;
    dilate(gpu, from, between.plane(), element)?;
    erode(gpu, between.plane(), to, element)
}

/// Once, however often the element says: kinds repeat nothing.
fn extreme(gpu: &Gpu<'_>, from: Plane, to: Plane, element: &Element, pick: Pick) -> Result<()> {
    let runs = element.runs_within(from.width as usize, from.height as usize);
    let Some(first) = runs.first() else { return Ok(()) };
    let rows = Run { row: 0, columns: first.row..first.row + runs.len() as isize };
    match element.shape {
        Shape::Rectangle => {
            let between = Scratch::new(gpu, from.size())?;
            let across = Run { row: 0, columns: first.columns.clone() };
            along(gpu, from, between.plane(), &[across], (Axis::Across, pick), true)?;
            along(gpu, between.plane(), to, &[rows], (Axis::Down, pick), true)
        }
        Shape::Cross => {
            let across = runs.iter().filter(|run| run.row == 0).cloned().collect::<Vec<_>>();
            along(gpu, from, to, &across, (Axis::Across, pick), true)?;
            along(gpu, from, to, &[rows], (Axis::Down, pick), false)
        }
        Shape::Ellipse => along(gpu, from, to, &runs, (Axis::Across, pick), true),
    }
}

/// Takes all runs into `to`, which holds nothing yet if they are the first.
fn along(
    gpu: &Gpu<'_>,
    from: Plane,
    to: Plane,
    runs: &[Run],
    (axis, pick): (Axis, Pick),
    mut is_first: bool,
) -> Result<()> {
    let start = runs.iter().map(|run| run.columns.start).min().unwrap_or(0).min(0);
    let end = runs.iter().map(|run| run.columns.end).max().unwrap_or(1).max(1);
    let longest = runs.iter().map(|run| run.columns.len()).max().unwrap_or(1);
    let room = (end - start - 1) as u32;
    let wide = if axis == Axis::Across { (from.width + room, from.height) } else { (from.width, from.height + room) };
    let (axis_number, is_max) = (u32::from(axis == Axis::Down), u32::from(pick == Pick::Largest));
    let mut windows = Scratch::new(gpu, wide)?;
    let mut next = Scratch::new(gpu, wide)?;
    let params = |to: Plane, from: Plane, shift: isize| {
        to.params().u32(from.width).u32(from.height).u32(axis_number).u32(is_max).i32(shift as i32)
    };
    let widened = params(windows.plane(), from, -start).u32(0).u32(0).i32(0);
    // Without a table: whatever stands in its place is not read.
    let bindings = [from.read, windows.plane().write, from.read];
    dispatch(gpu, WIDEN, &bindings, &widened, windows.plane().threads())?;
    for level in 0..=longest.ilog2() {
        let window = 1_usize << level;
        if level > 0 {
            let (half, plane) = (window as isize / 2, windows.plane());
            let bindings = [plane.read, next.plane().write, plane.read];
            dispatch(gpu, DOUBLE, &bindings, &params(plane, plane, half).u32(0).u32(0).i32(0), plane.threads())?;
            std::mem::swap(&mut windows, &mut next);
        }
        let fitting = runs.iter().filter(|run| run.columns.len().ilog2() == level);
        let table: Vec<i32> =
            fitting.flat_map(|run| [run.row as i32, run.columns.start as i32, run.columns.len() as i32]).collect();
        if table.is_empty() {
            continue;
        }
        let element = gpu.buffer_of(&table)?;
        let taken =
            params(to, windows.plane(), -start).u32(table.len() as u32 / 3).u32(u32::from(is_first)).i32(window as i32);
        let bindings = [windows.plane().read, to.write, element.read()];
        dispatch(gpu, TAKE, &bindings, &taken, to.threads())?;
        is_first = false;
    }
    Ok(())
}
