//! `values.choose`: one of many wires, by its number.

use weft_plugin::prelude::*;

/// Passes on one of several things by its number.
///
/// Wire all of them into `items`, or a list.
#[node(
    id = "values.choose",
    category = "Values",
    label = "Choose",
    pure,
    output(id = "value", ty = "$T", doc = "The chosen one")
)]
pub(crate) fn choose(
    /// What to choose from, in order
    #[input(ty = "$T")]
    items: &[Value],
    /// Which one: 1 is the first, -1 the last
    #[input(default = 1, soft = 1..=10, on_node)]
    number: i64,
) -> Result<Value> {
    let at = crate::place::place(number, items.len())?;
    Ok(items[at].clone())
}

#[cfg(test)]
mod tests {
    use super::choose;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn items_are_counted_from_either_end() {
        testing::validate(&choose::KIND).check();
        let run = testing::run(&choose::KIND).set("items", vec![Data::from("a"), Data::from("b"), Data::from("c")]);
        let chosen = |number| run.clone().int("number", number).go().map(|done| done.text("value").to_owned());
        assert_eq!([chosen(1).unwrap(), chosen(3).unwrap(), chosen(-1).unwrap()], ["a", "c", "c"]);
        assert_eq!(
            chosen(4).unwrap_err().to_string(),
            "there is no item 4 in a list of 3; 1 is the first, -1 the last"
        );
        assert!(chosen(0).is_err() && chosen(i64::MIN).is_err());
    }
}
