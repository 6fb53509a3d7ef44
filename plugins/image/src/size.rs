//! `image.size`: how large a picture is.

use weft_plugin::prelude::*;

#[derive(Outputs)]
pub(crate) struct Size {
    /// In pixels
    width: i64,
    /// In pixels
    height: i64,
    /// 1 grey, 2 grey with transparency, 3 colour, 4 colour with transparency
    channels: i64,
    /// Width divided by height
    aspect: f64,
}

/// Says how large a picture is.
#[node(id = "image.size", category = "Image/Size", label = "Size of image", pure)]
pub(crate) fn size(
    /// The picture
    #[input(ty = "image|mask")]
    image: &Image,
) -> Size {
    let (width, height) = (image.width(), image.height());
    let aspect = f64::from(width) / f64::from(height);
    Size { width: width.into(), height: height.into(), channels: image.channels().into(), aspect }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::{self, Picture};

    #[test]
    fn the_size_is_said() {
        testing::validate(&size::KIND).check();
        let done = testing::run(&size::KIND).image("image", Picture::flat(6, 4, [0.0, 1.0])).go().unwrap();
        assert_eq!([done.int("width"), done.int("height"), done.int("channels")], [6, 4, 2]);
        assert_eq!(done.float("aspect"), 1.5);
    }
}
