//! Pixels painted in the nearest of a few colours, as the last step of `weft_kernels::kmeans`. The few are found on the
//! processor: the rounds look at a few thousand bins, not at pixels. The bins, and some pixels to begin with, come from the device.

use crate::planes::{Plane, Shader, dispatch};
use weft_kernels::kmeans::{BinSum, COLOUR_MAX, Colour, Grid, SIDE, STEPS};
use weft_plugin::Result;
use weft_plugin::gpu::{Gpu, Params};

const PAINT: Shader = Shader {
    wgsl: concat!(include_str!("finite.wgsl"), include_str!("three_planes.wgsl"), include_str!("quantise.wgsl")),
    entry: "paint",
};

const COUNT: Shader =
    Shader { wgsl: concat!(include_str!("finite.wgsl"), include_str!("histogram.wgsl")), entry: "count" };
const PICK: Shader = Shader { wgsl: concat!(include_str!("finite.wgsl"), include_str!("samples.wgsl")), entry: "pick" };

/// Numbers of a bin on the device: its pixels, and three sums of two.
const NUMBERS: usize = 7;
/// Bytes of all bins.
pub const BIN_BYTES: u64 = (4 * NUMBERS * SIDE * SIDE * SIDE) as u64;

/// The bins of three planes, and the colours on the grid that the rounds begin with.
///
/// # Errors
/// The device failed.
pub fn bins(gpu: &Gpu<'_>, [red, green, blue]: [Plane; 3]) -> Result<(Vec<BinSum>, Vec<Colour>)> {
    let grid = Grid::new(red.width as usize, red.height as usize);
    let [counted, picked] = [gpu.buffer(BIN_BYTES)?, gpu.buffer(12 * (grid.columns * grid.rows) as u64)?];
    let params = red.params().u32(SIDE as u32).f32(COLOUR_MAX).f32(STEPS);
    dispatch(gpu, COUNT, &[red.read, green.read, blue.read, counted.write()], &params, red.threads())?;
    let (columns, rows) = (grid.columns as u32, grid.rows as u32);
    let params = Params::new().u32(columns).u32(rows).u32(red.width);
    let params = params.u32(grid.left as u32).u32(grid.top as u32).u32(grid.step as u32);
    dispatch(gpu, PICK, &[red.read, green.read, blue.read, picked.write()], &params, [columns, rows, 1])?;
    let mut numbers = vec![0_u32; NUMBERS * SIDE * SIDE * SIDE];
    counted.download(0, &mut numbers)?;
    let sum = |low: u32, high: u32| (u64::from(high) << 32 | u64::from(low)).cast_signed();
    let sums = numbers.as_chunks::<NUMBERS>().0.iter().map(|&[count, r, r_high, g, g_high, b, b_high]| BinSum {
        count: u64::from(count),
        colours: [sum(r, r_high), sum(g, g_high), sum(b, b_high)],
    });
    let mut samples = vec![0.0_f32; 3 * grid.columns * grid.rows];
    picked.download(0, &mut samples)?;
    let samples = samples.as_chunks::<3>().0.iter().map(|&[red, green, blue]| [red, green, blue, 0.0]);
    Ok((sums.collect(), samples.collect()))
}

/// Paints each pixel of three planes in the nearest of these colours; of equal ones, the first.
///
/// # Errors
/// The device failed.
pub fn paint(gpu: &Gpu<'_>, from: [Plane; 3], to: [Plane; 3], colours: &[Colour]) -> Result<()> {
    let [a, b, c] = from;
    let [x, y, z] = to;
    let table = gpu.buffer_of(colours.as_flattened())?;
    let bindings = [a.read, b.read, c.read, x.write, y.write, z.write, table.read()];
    dispatch(gpu, PAINT, &bindings, &a.params().u32(colours.len() as u32), a.threads())
}
