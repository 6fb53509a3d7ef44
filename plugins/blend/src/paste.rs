//! `blend.paste`: a part with a soft edge.

use weft_kernels::Plane;
use weft_kernels::feather::{Feather, feather as soften};
use weft_planes::{fitted, reporting};
use weft_plugin::prelude::*;

/// Pastes a picture into another with a soft edge. What lies outside is left away.
#[node(id = "blend.paste", category = "Image/Combine", label = "Paste softly", pure, output = "image")]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn paste(
    call: &Call,
    base: &Image,
    overlay: &Image,
    /// What is pasted of the overlay; of another size, it is stretched
    mask: Option<&Mask>,
    /// Left edge of the overlay
    #[input(default = 0, soft = -1024..=1024, unit = "px")]
    x: i32,
    /// Top edge of the overlay
    #[input(default = 0, soft = -1024..=1024, unit = "px")]
    y: i32,
    /// How far the edge fades inwards
    #[input(default = 16.0, soft = 0.0..=256.0, hard = 0.0..=65536.0, unit = "px", on_node)]
    feather: f32,
    /// How much of the overlay counts
    #[input(default = 1.0, soft = 0.0..=1.0, hard = 0.0..=1.0)]
    opacity: f32,
) -> Result<ImageMut> {
    let cover = cover(call, overlay, mask, feather)?;
    let colours = base.colours().max(overlay.colours());
    let mut out = call.image_for_overwrite(base.width(), base.height(), colours + u32::from(base.has_alpha()))?;
    let (left, top) = (i64::from(x), i64::from(y));
    let first = left.clamp(0, base.width().into());
    let end = (left + i64::from(overlay.width())).clamp(first, base.width().into());
    let colour = |image: &Image, plane: u32| if image.colours() == 1 { 0 } else { plane };
    out.fill_rows(&call.sub(0.5..1.0), |plane, y, row| {
        let is_alpha = plane == colours;
        row.copy_from_slice(base.row(if is_alpha { base.channels() - 1 } else { colour(base, plane) }, y));
        let Ok(over_y) = u32::try_from(i64::from(y) - top) else { return };
        if over_y >= overlay.height() {
            return;
        }
        let over = overlay.row(if is_alpha { 0 } else { colour(overlay, plane) }, over_y);
        let over_alpha = overlay.has_alpha().then(|| overlay.row(overlay.channels() - 1, over_y));
        let cover = cover.row(over_y as usize);
        for at in first..end {
            let (at, from) = (at as usize, (at - left) as usize);
            let share = cover[from] * opacity * over_alpha.map_or(1.0, |alpha| alpha[from]);
            let above = if is_alpha { 1.0 } else { over[from] };
            row[at] += (above - row[at]) * share;
        }
    })?;
    Ok(out)
}

/// How much of each pixel of the overlay is pasted: the mask, fading inwards from its edge and from that of the overlay.
fn cover(call: &Call, overlay: &Image, mask: Option<&Mask>, feather: f32) -> Result<Plane> {
    let (width, height) = (overlay.width() as usize, overlay.height() as usize);
    // A rim of nothing makes the edge of the overlay an edge of the selection.
    let mut framed = Plane::new(width + 2, height + 2);
    let mask = mask.map(|mask| fitted(call, mask, overlay)).transpose()?;
    for y in 0..height {
        let row = &mut framed.row_mut(y + 1)[1..=width];
        match &mask {
            Some(mask) => row.copy_from_slice(mask.view().row(y)),
            None => row.fill(1.0),
        }
    }
    if feather > 0.0 {
        let hard = framed.clone();
        let options = Feather { inside_px: feather, outside_px: 0.0 };
        reporting(&call.sub(0.0..0.5), |progress| soften(hard.view(), &mut framed.view_mut(), &options, progress))?;
    }
    Ok(Plane::from_fn(width, height, |x, y| framed.row(y + 1)[x + 1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture, Run};

    fn run() -> Run<'static> {
        testing::run(&paste::KIND)
            .image("base", Picture::flat(12, 8, [0.0]))
            .image("overlay", Picture::flat(6, 6, [1.0]))
    }

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&paste::KIND).check();
    }

    #[test]
    fn the_edge_fades_inwards_and_never_outwards() {
        let image = run().int("x", 3).int("y", 1).float("feather", 2.0).go().unwrap().image("image");
        let row: Vec<f32> = (0..12).map(|x| image.at(x, 4, 0)).collect();
        assert_eq!(row, [0.0, 0.0, 0.0, 0.25, 0.75, 1.0, 1.0, 0.75, 0.25, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn without_feather_it_is_a_plain_paste_also_far_outside() {
        for (x, y) in [(3, 1), (-4, -5), (500, 0), (i64::from(i32::MIN), i64::from(i32::MAX))] {
            let image = run().int("x", x).int("y", y).float("feather", 0.0).go().unwrap().image("image");
            let expected = Picture::new(12, 8, 1, |at_x, at_y, _| {
                let inside = |at: u32, from: i64| (0..6).contains(&(i64::from(at) - from));
                if inside(at_x, x) && inside(at_y, y) { 1.0 } else { 0.0 }
            });
            assert_eq!(image, expected, "({x}, {y})");
        }
    }

    #[test]
    fn an_empty_mask_pastes_nothing() {
        let image = run().mask("mask", Picture::flat(3, 3, [0.0])).go().unwrap().image("image");
        assert_eq!(image, Picture::flat(12, 8, [0.0]));
    }
}
