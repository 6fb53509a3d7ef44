//! `values.number`: a number, for several inputs at once.

use weft_plugin::prelude::*;

/// A number, for several inputs at once.
#[node(id = "values.number", category = "Values", label = "Number", pure, output = "value")]
pub(crate) fn number(
    /// The number
    #[input(default = 0.0, on_node)]
    value: f64,
) -> f64 {
    value
}

#[cfg(test)]
mod tests {
    use super::number;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn it_gives_what_is_set() {
        testing::validate(&number::KIND).check();
        let done = testing::run(&number::KIND).set("value", -1.5e300).go().unwrap();
        assert_eq!(*done.data("value"), Data::from(-1.5e300));
    }
}
