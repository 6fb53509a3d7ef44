//! `image.new`: a picture of one colour, a gradient or a checkerboard.

use weft_plugin::prelude::*;

/// What is on it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Pattern {
    /// One colour
    #[default]
    Solid,
    /// From the colour at the left to the second at the right
    Horizontal,
    /// From the colour at the top to the second at the bottom
    Vertical,
    /// From the colour in the middle to the second at the corners
    Radial,
    /// Squares of both colours in turn
    Checker,
}

/// Makes a picture of one colour, a gradient or a checkerboard.
#[node(id = "image.new", category = "Image/Make", label = "New image", pure, output = "image")]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn new(
    call: &Call,
    /// How wide it is
    #[input(default = 512, soft = 1..=4096, hard = 1..=65536, unit = "px", on_node)]
    width: u32,
    /// How high it is
    #[input(default = 512, soft = 1..=4096, hard = 1..=65536, unit = "px", on_node)]
    height: u32,
    /// What is on it
    #[input(default = Pattern::Solid)]
    pattern: Pattern,
    /// The colour
    #[input(default = "#808080", on_node)]
    color: Color,
    /// The other colour of gradients and checkers
    #[input(default = "#000000")]
    second: Color,
    /// Side of a square of the checkerboard
    #[input(default = 32, soft = 1..=256, hard = 1.., unit = "px")]
    square: u32,
    /// Whether it has transparency
    #[input(default = false)]
    alpha: bool,
) -> Result<ImageMut> {
    let mut out = call.image_for_overwrite(width, height, if alpha { 4 } else { 3 })?;
    let (w, h) = (width as f32, height as f32);
    let corner = (w * w + h * h).sqrt() / 2.0;
    out.fill_rows(call, |plane, y, row| {
        let (from, to) = (color.rgba[plane as usize], second.rgba[plane as usize]);
        let v = (y as f32 + 0.5) / h;
        for (x, sample) in row.iter_mut().enumerate() {
            let u = (x as f32 + 0.5) / w;
            let part = match pattern {
                Pattern::Solid => 0.0,
                Pattern::Horizontal => u,
                Pattern::Vertical => v,
                Pattern::Radial => (((u - 0.5) * w).powi(2) + ((v - 0.5) * h).powi(2)).sqrt() / corner,
                Pattern::Checker => ((x as u32 / square + y / square) % 2) as f32,
            };
            *sample = from + (to - from) * part;
        }
    })?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing;

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&new::KIND).set("width", 40).set("height", 9).check();
    }

    #[test]
    fn patterns_begin_with_the_colour_and_end_with_the_second() {
        let draw = |pattern: &str| {
            let run = testing::run(&new::KIND).int("width", 64).int("height", 64).int("square", 1);
            run.text("pattern", pattern).color("color", Color::rgb(1.0, 0.5, 0.0)).go().unwrap().image("image")
        };
        assert_eq!(draw("solid").at(10, 50, 1), 0.5);
        assert!(draw("horizontal").at(0, 0, 0) > 0.99 && draw("horizontal").at(63, 0, 0) < 0.01);
        assert!(draw("vertical").at(0, 0, 0) > 0.99 && draw("vertical").at(0, 63, 0) < 0.01);
        assert!(draw("radial").at(31, 31, 0) > 0.97 && draw("radial").at(0, 0, 0) < 0.03);
        assert_eq!(
            [draw("checker").at(0, 0, 0), draw("checker").at(1, 0, 0), draw("checker").at(1, 1, 0)],
            [1.0, 0.0, 1.0]
        );
    }
}
