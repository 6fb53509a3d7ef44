//! `values.model`: a model, for several nodes at once.

use weft_plugin::prelude::*;

/// A model, for several nodes at once.
#[node(id = "values.model", category = "Values", label = "Model", pure, output = "value")]
pub(crate) fn model(
    /// Its name, what it is for (`face-detector`), or a file. With `?`: none, where none is installed
    #[input(set_only, on_node)]
    value: &Model,
) -> Model {
    value.clone()
}

#[cfg(test)]
mod tests {
    use super::model;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn it_gives_what_is_set() {
        testing::validate(&model::KIND).set("value", "mine?").check();
        let done = testing::run(&model::KIND).set("value", "mine?").go().unwrap();
        assert_eq!(*done.data("value"), Data::from("mine?"));
    }
}
