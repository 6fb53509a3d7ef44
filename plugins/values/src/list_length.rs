//! `values.list_length`: how many.

use weft_plugin::prelude::*;

/// Counts the items of a list.
#[node(id = "values.list_length", category = "Values/Lists", label = "Length of a list", pure, output = "length")]
pub(crate) fn list_length(
    /// The list
    #[input(ty = "$T")]
    list: &[Value],
) -> i64 {
    list.len() as i64
}

#[cfg(test)]
mod tests {
    use super::list_length;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn items_are_counted() {
        testing::validate(&list_length::KIND).check();
        let run = testing::run(&list_length::KIND);
        assert_eq!(run.clone().set("list", vec![Data::Int(1); 3]).go().unwrap().int("length"), 3);
        assert_eq!(run.set("list", Vec::<Data>::new()).go().unwrap().int("length"), 0);
    }
}
