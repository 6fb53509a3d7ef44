//! `values.text`: a text, for several inputs at once.

use weft_plugin::prelude::*;

/// A text, for several inputs at once.
#[node(id = "values.text", category = "Values", label = "Text", pure, output = "value")]
pub(crate) fn text(
    /// The text
    #[input(default = "", widget = "multiline", on_node)]
    value: &str,
) -> String {
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use super::text;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn it_gives_what_is_set() {
        testing::validate(&text::KIND).check();
        let done = testing::run(&text::KIND).set("value", "two\nlines").go().unwrap();
        assert_eq!(*done.data("value"), Data::from("two\nlines"));
    }
}
