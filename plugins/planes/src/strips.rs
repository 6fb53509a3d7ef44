//! Filters that look around, on pictures whose planes are larger than a kernel can be given: some rows and those around them are
//! brought to the device, filtered and brought back. Kinds that tell the host how far they look need none of this: it cuts them
//! itself, and their pictures stay on the device.

use weft_plugin::gpu::Gpu;
use weft_plugin::{Call, Image, Result};
use weft_shaders::{Plane, Scratch, is_usable};

/// The picture with other samples of the same size. Nothing where there is no device, where all of the picture fits it, or where
/// as many rows up and down as `reach` says are more than fit.
///
/// # Errors
/// The device failed, or the user pressed stop.
pub fn in_strips(
    call: &Call,
    image: &Image,
    reach: impl FnOnce() -> u32,
    filter: impl Fn(&Gpu<'_>, &[Plane], &[Plane]) -> Result<()>,
) -> Result<Option<Image>> {
    let (width, height) = (image.width(), image.height());
    let Some(gpu) = call.gpu()?.filter(|gpu| !is_usable(gpu, (width, height))) else { return Ok(None) };
    // What a filter makes in between may be larger than what it gets.
    let fitting = u32::try_from(gpu.caps().binding_bytes_max / 2 / (4 * u64::from(width))).unwrap_or(u32::MAX);
    let reach = reach();
    let rows = fitting.saturating_sub(reach.saturating_mul(2));
    if rows < reach.max(1) {
        return Ok(None);
    }
    let mut made = call.image_like_for_overwrite(image)?;
    for first in (0..height).step_by(rows as usize) {
        call.report(f64::from(first) / f64::from(height))?;
        let own = first..first.saturating_add(rows).min(height);
        let around = first.saturating_sub(reach)..own.end.saturating_add(reach).min(height);
        let size = (width, around.end - around.start);
        let lent = |plane: u32| {
            let samples: Vec<f32> = around.clone().flat_map(|y| image.row(plane, y)).copied().collect();
            Ok(Scratch::of(gpu.buffer_of(&samples)?, size))
        };
        let from = (0..image.channels()).map(lent).collect::<Result<Vec<_>>>()?;
        let from = (Scratch::planes(&from), from);
        let to = Scratch::like(&gpu, &from.0)?;
        filter(&gpu, &from.0, &Scratch::planes(&to))?;
        let mut samples = vec![0.0; width as usize * own.len()];
        for (plane, to) in (0..).zip(&to) {
            to.buffer().download(4 * u64::from(width) * u64::from(first - around.start), &mut samples)?;
            for (y, row) in own.clone().zip(samples.chunks_exact(width as usize)) {
                made.row_mut(plane, y).copy_from_slice(row);
            }
        }
    }
    Ok(Some(made.done()))
}
