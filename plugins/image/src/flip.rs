//! `image.flip`: mirrored.

use weft_planes::device::{Fresh, Lent, device, size};
use weft_planes::parts::rearranged;
use weft_plugin::gpu::Gpu;
use weft_plugin::prelude::*;
use weft_shaders::tall::Rectangle;
use weft_shaders::{Plane, Shader, dispatch};

/// Which way.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Axis {
    /// Left becomes right
    #[default]
    Horizontal,
    /// Top becomes bottom
    Vertical,
    /// Both: half a turn
    Both,
}

/// Mirrors a picture.
#[node(id = "image.flip", category = "Image/Move", label = "Flip", pure, gpu, output(id = "image", ty = "image|mask"))]
pub(crate) fn flip(
    call: &Call,
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
    /// Which way
    #[input(default = Axis::Horizontal, on_node)]
    axis: Axis,
) -> Result<Image> {
    const FLIP: Shader = Shader { wgsl: include_str!("flip.wgsl"), entry: "flip" };
    let (across, down) = (axis != Axis::Vertical, axis != Axis::Horizontal);
    let flipped = |gpu: &Gpu<'_>, from: &[Plane], to: &[Plane]| {
        from.iter().zip(to).try_for_each(|(from, to)| {
            let params = to.params().u32(across.into()).u32(down.into());
            dispatch(gpu, FLIP, &[from.read, to.write], &params, to.threads())
        })
    };
    let (width, height) = size(image);
    let needs = |to: Rectangle| {
        let x = if across { width - to.x - to.width } else { to.x };
        Some(Rectangle { x, y: if down { height - to.y - to.height } else { to.y }, ..to })
    };
    if let Some(made) = rearranged(call, image, size(image), needs, |gpu, from, to, _| flipped(gpu, from, to))? {
        return Ok(made);
    }
    if let Some(gpu) = device(call, &[size(image)])? {
        let (from, out) = (Lent::new(&gpu, image)?, Fresh::like(&gpu, image, size(image))?);
        flipped(&gpu, &from.planes, &out.planes)?;
        return out.done();
    }
    let mut out = call.image_like_for_overwrite(image)?;
    out.fill_rows(call, |plane, y, row| {
        let from_y = if axis == Axis::Horizontal { y } else { height - 1 - y };
        row.copy_from_slice(image.row(plane, from_y));
        if axis != Axis::Vertical {
            row.reverse();
        }
    })?;
    Ok(out.done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&flip::KIND).check();
    }

    #[test]
    fn pixels_go_where_the_axis_says() {
        let picture = Picture::new(2, 2, 1, |x, y, _| (x + 2 * y) as f32);
        let flipped = |axis: &str| {
            let run = testing::run(&flip::KIND).image("image", picture.clone()).text("axis", axis);
            run.go().unwrap().image("image").plane(0).to_vec()
        };
        assert_eq!(flipped("horizontal"), [1.0, 0.0, 3.0, 2.0]);
        assert_eq!(flipped("vertical"), [2.0, 3.0, 0.0, 1.0]);
        assert_eq!(flipped("both"), [3.0, 2.0, 1.0, 0.0]);
    }
}
