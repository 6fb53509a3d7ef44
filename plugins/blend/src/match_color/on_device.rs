//! Colours matched on the device: sums and counts come back, pixels stay.

use super::Method;
use weft_kernels::colour_transfer::{FLAT, Moments};
use weft_kernels::match_histogram::{Depth, table_between};
use weft_planes::device::{Fitted, Fresh, Lent, fitted, size};
use weft_plugin::gpu::Gpu;
use weft_plugin::prelude::*;
use weft_shaders::moments::moments;
use weft_shaders::planes::copy;
use weft_shaders::{Plane, Scratch, Shader, dispatch, lab};

const MATCH: Shader = Shader {
    wgsl: concat!(weft_shaders::lab_wgsl!(), weft_shaders::three_planes_wgsl!(), include_str!("../match_color.wgsl")),
    entry: "match_colour",
};
const COUNT: Shader = Shader { wgsl: include_str!("../match_levels.wgsl"), entry: "count_levels" };
const LOOK_UP: Shader = Shader { wgsl: include_str!("../match_table.wgsl"), entry: "look_up" };

pub(super) fn matched(
    gpu: &Gpu<'_>,
    (image, mask): (&Image, Option<&Mask>),
    (reference, reference_mask): (&Image, Option<&Mask>),
    method: Method,
    strength: f32,
) -> Result<Image> {
    let (from, wanted) = (Lent::new(gpu, image)?, Lent::new(gpu, reference)?);
    let (out, to) = Fresh::colour_with_alpha_of(gpu, &from)?;
    let mask = mask.map(|mask| fitted(gpu, mask, size(image))).transpose()?;
    let reference_mask = reference_mask.map(|mask| fitted(gpu, mask, size(reference))).transpose()?;
    let plane = |fitted: &Option<Fitted<'_>>| fitted.as_ref().map(|fitted| fitted.plane);
    let have = (from.rgb(), plane(&mask));
    let want = (wanted.rgb(), plane(&reference_mask));
    match method {
        Method::Reinhard => {
            let moments = in_lab(gpu, have)?.zip(in_lab(gpu, want)?);
            // If nothing counts, only the way through Lab is left.
            let (mut means, mut stretches, mut targets) = ([0.0; 3], [1.0; 3], [0.0; 3]);
            if let Some((have, want)) = moments {
                let channels = have.means_and_deviations().into_iter().zip(want.means_and_deviations());
                for (at, ((have, deviation), (want, wanted_deviation))) in channels.enumerate() {
                    stretches[at] = if deviation > FLAT { (wanted_deviation / deviation) as f32 } else { 1.0 };
                    (means[at], targets[at]) = (have as f32, want as f32);
                }
            }
            let rows = [0, 1, 2].map(|at| [stretches[at], 0.0, 0.0, targets[at]]);
            move_colours(gpu, have.0, to, (1, strength), rows, means)?;
        }
        Method::Mkl => match moments(gpu, have.0, have.1)?.zip(moments(gpu, want.0, want.1)?) {
            Some((have_moments, want_moments)) => {
                let (map, shift) = have_moments.map_to(&want_moments);
                let rows = [0, 1, 2].map(|at: usize| [map[at][0], map[at][1], map[at][2], shift[at]]);
                move_colours(gpu, have.0, to, (0, strength), rows, [0.0; 3])?;
            }
            None => have.0.iter().zip(to).try_for_each(|(from, to)| copy(gpu, *from, to))?,
        },
        Method::Histogram => {
            for (at, to) in to.into_iter().enumerate() {
                let counts = [levels(gpu, have.0[at], have.1)?, levels(gpu, want.0[at], want.1)?];
                match table_between(&counts[0], &counts[1], Depth::SixteenBits) {
                    Some(table) => {
                        let table = gpu.buffer_of(&table)?;
                        let bindings = [have.0[at].read, table.read(), to.write];
                        dispatch(gpu, LOOK_UP, &bindings, &to.params().f32(strength), to.threads())?;
                    }
                    None => copy(gpu, have.0[at], to)?,
                }
            }
        }
    }
    out.done()
}

/// The sums of L, a and b.
fn in_lab(gpu: &Gpu<'_>, (rgb, mask): ([Plane; 3], Option<Plane>)) -> Result<Option<Moments>> {
    let made = Scratch::like(gpu, &rgb)?;
    let planes = Scratch::planes(&made);
    let lab_planes = [planes[0], planes[1], planes[2]];
    lab::to_lab(gpu, rgb, lab_planes)?;
    moments(gpu, lab_planes, mask)
}

fn move_colours(
    gpu: &Gpu<'_>,
    [a, b, c]: [Plane; 3],
    [x, y, z]: [Plane; 3],
    (in_lab, strength): (u32, f32),
    rows: [[f32; 4]; 3],
    [first, second, third]: [f32; 3],
) -> Result<()> {
    let params = rows.iter().fold(a.params().u32(in_lab).f32(strength), |params, row| params.vec4(*row));
    let params = params.vec4([first, second, third, 0.0]);
    dispatch(gpu, MATCH, &[a.read, b.read, c.read, x.write, y.write, z.write], &params, a.threads())
}

/// How often each level occurs.
fn levels(gpu: &Gpu<'_>, plane: Plane, mask: Option<Plane>) -> Result<Vec<u64>> {
    let counts = gpu.buffer(4 * 65_536)?;
    let params = plane.params().u32(u32::from(mask.is_some()));
    dispatch(gpu, COUNT, &[plane.read, mask.unwrap_or(plane).read, counts.write()], &params, plane.threads())?;
    let mut numbers = vec![0_u32; 65_536];
    counts.download(0, &mut numbers)?;
    Ok(numbers.into_iter().map(u64::from).collect())
}
