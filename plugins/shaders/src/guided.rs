//! The guided filter, as `weft_kernels::guided`. Means and products of them have twice the digits until their difference, the
//! covariance, is taken: beside a small `epsilon` its last digits count.

use crate::border;
use crate::box_blur::means;
use crate::double::halves;
use crate::planes::{Plane, Scratch, Shader, dispatch};
use weft_kernels::Border;
use weft_kernels::guided::Guided;
use weft_plugin::Result;
use weft_plugin::gpu::{Binding, Gpu, Params};

macro_rules! shader {
    ($entry:literal, $text:literal) => {
        Shader {
            wgsl: concat!(include_str!("finite.wgsl"), include_str!("guided.wgsl"), include_str!($text)),
            entry: $entry,
        }
    };
}

macro_rules! windows {
    ($text:literal) => {
        Shader {
            wgsl: concat!(
                include_str!("border.wgsl"),
                include_str!("finite.wgsl"),
                include_str!("double.wgsl"),
                include_str!("guided_windows.wgsl"),
                include_str!($text)
            ),
            entry: "windows",
        }
    };
}

const GREY: Shader = shader!("solve", "guided_grey.wgsl");
const COLOUR: Shader = shader!("solve", "guided_colour.wgsl");
const ADD_TERM: Shader = shader!("add_term", "guided_terms.wgsl");
const HIGH: Shader = shader!("upper_digits", "guided_high.wgsl");
const COLUMNS: Shader = windows!("guided_columns.wgsl");
const MEANS: Shader = windows!("guided_means.wgsl");
const COVARIANCES: Shader = windows!("guided_covariances.wgsl");

/// Taken off all values, and added again at the end, as on the processor.
const MIDDLE: f32 = 0.5;
/// Rows that a thread slides down, as guided_windows.wgsl has them.
const ROWS: u32 = 16;

/// Whether sums of twice the digits of a plane of this size can be bound.
#[must_use]
pub fn fits(gpu: &Gpu<'_>, (width, height): (u32, u32)) -> bool {
    let caps = gpu.caps();
    8 * u64::from(width) * u64::from(height) <= caps.binding_bytes_max.min(caps.buffer_bytes_max)
}

/// Filters each plane of `from`; the guide has one plane or three.
///
/// # Errors
/// The device failed.
pub fn guided(gpu: &Gpu<'_>, guide: &[Plane], from: &[Plane], to: &[Plane], options: &Guided) -> Result<()> {
    let size = guide[0];
    let radius = options.radius_px.min(16 * size.width.max(size.height) as usize) as u32;
    let epsilon = if options.epsilon > 0.0 { options.epsilon } else { 0.0 }.max(1e-7);
    let squares = Squares { gpu, radius };
    let guides: Vec<_> = guide.iter().map(|plane| squares.mean(*plane)).collect::<Result<_>>()?;
    let pairs = (0..guide.len()).flat_map(|a| (a..guide.len()).map(move |b| (a, b)));
    let covariances: Vec<_> = pairs
        .map(|(a, b)| squares.covariance((guide[a], &guides[a]), (guide[b], &guides[b])))
        .collect::<Result<_>>()?;
    for (from, to) in from.iter().zip(to) {
        let mean = squares.mean(*from)?;
        let slopes: Vec<_> = guide
            .iter()
            .zip(&guides)
            .map(|(guide, of_guide)| squares.covariance((*from, &mean), (*guide, of_guide)))
            .collect::<Result<_>>()?;
        let constant = Scratch::new(gpu, size.size())?;
        let bindings = [mean.plane().read, constant.plane().write];
        dispatch(gpu, HIGH, &bindings, &size.params().f32(epsilon), size.threads())?;
        let reads = guides.iter().chain(&covariances).map(|plane| plane.plane().read);
        let writes = std::iter::once(&constant).chain(&slopes).map(|term| term.plane().write);
        let shader = if guide.len() == 1 { GREY } else { COLOUR };
        let bindings: Vec<Binding> = reads.chain(writes).collect();
        dispatch(gpu, shader, &bindings, &size.params().f32(epsilon), size.threads())?;
        means(gpu, (constant.plane(), None, -MIDDLE), *to, radius, Border::Reflect)?;
        for (guide, slope) in guide.iter().zip(&slopes) {
            let mean = Scratch::new(gpu, size.size())?;
            means(gpu, (slope.plane(), None, 0.0), mean.plane(), radius, Border::Reflect)?;
            dispatch(
                gpu,
                ADD_TERM,
                &[guide.read, mean.plane().read, to.write],
                &size.params().f32(epsilon),
                size.threads(),
            )?;
        }
    }
    Ok(())
}

/// Squares of pixels, over which means are taken.
struct Squares<'g, 'c> {
    gpu: &'g Gpu<'c>,
    radius: u32,
}

impl<'c> Squares<'_, 'c> {
    /// Of a plane, less what is in the middle of all values; two f32 a pixel.
    fn mean(&self, plane: Plane) -> Result<Scratch<'c>> {
        let columns = self.columns(plane, None)?;
        let mean = Scratch::new(self.gpu, (2 * plane.width, plane.height))?;
        self.pass(MEANS, (plane.height, plane.width), &[columns.plane().read, mean.plane().write], None)?;
        Ok(mean)
    }

    /// Of two planes, with their means.
    fn covariance(
        &self,
        (a, mean_a): (Plane, &Scratch<'c>),
        (b, mean_b): (Plane, &Scratch<'c>),
    ) -> Result<Scratch<'c>> {
        let columns = self.columns(a, Some(b))?;
        let to = Scratch::new(self.gpu, a.size())?;
        let bindings = [columns.plane().read, mean_a.plane().read, mean_b.plane().read, to.plane().write];
        self.pass(COVARIANCES, (a.height, a.width), &bindings, Some(b))?;
        Ok(to)
    }

    /// Sums down the columns, written as rows.
    fn columns(&self, a: Plane, b: Option<Plane>) -> Result<Scratch<'c>> {
        let columns = Scratch::new(self.gpu, (2 * a.height, a.width))?;
        self.pass(COLUMNS, a.size(), &[a.read, b.unwrap_or(a).read, columns.plane().write], b)?;
        Ok(columns)
    }

    fn pass(&self, shader: Shader, (width, height): (u32, u32), bindings: &[Binding], b: Option<Plane>) -> Result<()> {
        let [share_high, share_low] = halves(1.0 / f64::from(2 * self.radius + 1).powi(2));
        let params = Params::new()
            .u32(width)
            .u32(height)
            .u32(self.radius)
            .u32(border::number(Border::Reflect))
            .f32(MIDDLE)
            .f32(share_high)
            .f32(share_low)
            .u32(u32::from(b.is_some()))
            .u32(0);
        dispatch(self.gpu, shader, bindings, &params, [width, height.div_ceil(ROWS), 1])
    }
}
