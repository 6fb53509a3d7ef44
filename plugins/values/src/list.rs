//! `values.list`: several wires become one list.

use weft_plugin::prelude::*;

/// Makes a list of all that is wired into it.
///
/// What takes one thing and gets a list runs once for each.
#[node(
    id = "values.list",
    category = "Values/Lists",
    label = "List",
    pure,
    output(id = "list", ty = "$T", doc = "All items, in the order of the wires")
)]
pub(crate) fn list(
    /// The items: wire as many as you like
    #[input(ty = "$T")]
    items: &[Value],
) -> Vec<Value> {
    items.to_vec()
}

#[cfg(test)]
mod tests {
    use super::list;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn wires_keep_their_order() {
        testing::validate(&list::KIND).check();
        let items = vec![Data::Int(3), Data::Int(1), Data::Int(2)];
        let done = testing::run(&list::KIND).set("items", items.clone()).go().unwrap();
        assert_eq!(done.list("list"), items);
    }
}
