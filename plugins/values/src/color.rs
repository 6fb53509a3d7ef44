//! `values.color`: a colour, for several inputs at once.

use weft_plugin::prelude::*;

/// A colour, for several inputs at once.
#[node(id = "values.color", category = "Values", label = "Colour", pure, output = "value")]
pub(crate) fn color(
    /// The colour
    #[input(default = "#808080", on_node)]
    value: Color,
) -> Color {
    value
}

#[cfg(test)]
mod tests {
    use super::color;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn it_gives_what_is_set() {
        testing::validate(&color::KIND).check();
        let done = testing::run(&color::KIND).set("value", weft_plugin::Color::rgb(1.0, 0.5, 0.0)).go().unwrap();
        assert_eq!(*done.data("value"), Data::from(weft_plugin::Color::rgb(1.0, 0.5, 0.0)));
    }
}
