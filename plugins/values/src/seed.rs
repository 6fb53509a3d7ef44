//! `values.seed`: a seed, so that several kinds throw the same dice.

use weft_plugin::prelude::*;

/// A seed, so that several kinds throw the same dice.
#[node(id = "values.seed", category = "Values", label = "Seed", pure, output = "value")]
pub(crate) fn seed(
    /// The seed
    #[input(default = 0, on_node)]
    value: Seed,
) -> Seed {
    value
}

#[cfg(test)]
mod tests {
    use super::seed;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn it_gives_what_is_set() {
        testing::validate(&seed::KIND).check();
        let done = testing::run(&seed::KIND).set("value", -7_i64).go().unwrap();
        assert_eq!(*done.data("value"), Data::from(-7_i64));
    }
}
