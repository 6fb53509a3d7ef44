//! `metrics.before_after`: one picture, half before and half after.

use crate::pair::Pair;
use weft_plugin::prelude::*;

/// Which way the line runs.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Line {
    /// Before is left, after is right
    #[default]
    Upright,
    /// Before is above, after is below
    Level,
    /// Before is at the upper left, after at the lower right
    Diagonal,
}

/// Shows a picture before and after in one, with a line between. The second is stretched to the size of the first.
#[node(id = "metrics.before_after", category = "Metrics", label = "Before and after", pure, output = "image")]
pub(crate) fn before_after(
    call: &Call,
    before: &Image,
    after: &Image,
    /// Where the line is
    #[input(default = 0.5, soft = 0.0..=1.0, on_node)]
    position: f32,
    /// Which way the line runs
    #[input(default = Line::Upright)]
    line: Line,
    /// How thick the line is; 0: none
    #[input(default = 2.0, soft = 0.0..=16.0, hard = 0.0.., unit = "px")]
    thickness: f32,
    /// Colour of the line
    #[input(default = "#ffffff")]
    color: Color,
) -> Result<ImageMut> {
    let pair = Pair::new(&call.sub(0.0..0.5), before, after)?;
    let after = pair.second();
    let mut out = call.image_for_overwrite(before.width(), before.height(), pair.first.len() as u32)?;
    let (width, height) = (before.width() as f32, before.height() as f32);
    out.fill_rows(&call.sub(0.5..1.0), |plane, y, row| {
        let (one, other) = (pair.first[plane as usize].row(y as usize), after[plane as usize].row(y as usize));
        let colour = if pair.first.len() == 1 { color.luma() } else { color.rgba[plane as usize] };
        for (x, to) in row.iter_mut().enumerate() {
            let (x_middle, y_middle) = (x as f32 + 0.5, y as f32 + 0.5);
            // Pixels from the line; below 0 is before.
            let away = match line {
                Line::Upright => x_middle - position * width,
                Line::Level => y_middle - position * height,
                Line::Diagonal => {
                    (x_middle * height + y_middle * width - 2.0 * position * width * height) / width.hypot(height)
                }
            };
            let cover = (thickness / 2.0 + 0.5 - away.abs()).clamp(0.0, thickness.min(1.0)) * color.rgba[3];
            let picture = if away < 0.0 { one[x] } else { other[x] };
            *to = picture + (colour - picture) * cover;
        }
    })?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&before_after::KIND).check();
    }

    #[test]
    fn the_line_lies_between_both() {
        let run = testing::run(&before_after::KIND).image("before", Picture::flat(8, 4, [0.25]));
        let run = run.image("after", Picture::flat(4, 4, [0.75])).float("position", 0.5);
        let image = run.clone().go().unwrap().image("image");
        assert_eq!(image.plane(0)[..8], [0.25, 0.25, 0.25, 1.0, 1.0, 0.75, 0.75, 0.75]);
        let level = run.text("line", "level").float("thickness", 0.0).go().unwrap().image("image");
        assert_eq!([level.at(7, 1, 0), level.at(0, 2, 0)], [0.25, 0.75]);
    }
}
