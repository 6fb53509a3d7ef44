//! `values.int`: a whole number, for several inputs at once.

use weft_plugin::prelude::*;

/// A whole number, for several inputs at once.
#[node(id = "values.int", category = "Values", label = "Whole number", pure, output = "value")]
pub(crate) fn int(
    /// The number
    #[input(default = 0, on_node)]
    value: i64,
) -> i64 {
    value
}

#[cfg(test)]
mod tests {
    use super::int;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn it_gives_what_is_set() {
        testing::validate(&int::KIND).check();
        let done = testing::run(&int::KIND).set("value", i64::MAX).go().unwrap();
        assert_eq!(*done.data("value"), Data::from(i64::MAX));
    }
}
