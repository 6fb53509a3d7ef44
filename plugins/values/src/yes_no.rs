//! `values.bool`: a switch, for several inputs at once.

use weft_plugin::prelude::*;

/// A switch, for several inputs at once.
#[node(id = "values.bool", category = "Values", label = "Yes or no", pure, output = "value")]
pub(crate) fn yes_no(
    /// Yes or no
    #[input(default = false, on_node)]
    value: bool,
) -> bool {
    value
}

#[cfg(test)]
mod tests {
    use super::yes_no;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn it_gives_what_is_set() {
        testing::validate(&yes_no::KIND).check();
        let done = testing::run(&yes_no::KIND).set("value", true).go().unwrap();
        assert_eq!(*done.data("value"), Data::from(true));
    }
}
