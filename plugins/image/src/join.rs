//! `image.join`: a picture from planes.

use weft_plugin::prelude::*;

/// Makes a picture of planes.
///
/// Without green and blue it is grey; with alpha it has transparency.
#[node(id = "image.join", category = "Image/Planes", label = "Join planes", pure, output = "image")]
pub(crate) fn join(
    call: &Call,
    /// The red plane, or the grey one
    red: &Mask,
    /// The green plane
    green: Option<&Mask>,
    /// The blue plane
    blue: Option<&Mask>,
    /// What is opaque
    alpha: Option<&Mask>,
) -> Result<ImageMut> {
    let colours = match (green, blue) {
        (None, None) => vec![red],
        (Some(green), Some(blue)) => vec![red, green, blue],
        _ => return Err(Error::invalid("a colour picture needs both green and blue")),
    };
    let planes: Vec<&Mask> = colours.into_iter().chain(alpha).collect();
    for plane in &planes {
        if (plane.width(), plane.height()) != (red.width(), red.height()) {
            let (width, height) = (plane.width(), plane.height());
            return Err(Error::invalid(format!(
                "all planes need one size, but there are {} × {} and {width} × {height}",
                red.width(),
                red.height()
            )));
        }
    }
    let mut out = call.image_for_overwrite(red.width(), red.height(), planes.len() as u32)?;
    out.fill_rows(call, |plane, y, row| row.copy_from_slice(planes[plane as usize].row(0, y)))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&join::KIND).check();
    }

    #[test]
    fn what_was_split_is_joined_again() {
        let flat = |value: f32| Picture::flat(3, 2, [value]);
        let run = testing::run(&join::KIND).mask("red", flat(0.1)).mask("green", flat(0.2)).mask("blue", flat(0.3));
        let image = run.mask("alpha", flat(0.4)).go().unwrap().image("image");
        assert_eq!(image, Picture::flat(3, 2, [0.1, 0.2, 0.3, 0.4]));
    }

    #[test]
    fn half_a_colour_and_another_size_are_told() {
        let run = || testing::run(&join::KIND).mask("red", Picture::flat(3, 2, [0.1]));
        assert!(run().mask("green", Picture::flat(3, 2, [0.1])).go().unwrap_err().to_string().contains("both"));
        assert!(run().mask("alpha", Picture::flat(4, 2, [0.1])).go().unwrap_err().to_string().contains("4 × 2"));
    }
}
