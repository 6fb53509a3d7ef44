//! `values.list_part`: some items of a list.

use weft_plugin::prelude::*;

/// Which way the items come.
#[derive(Clone, Copy, Default, Choice)]
pub(crate) enum Order {
    /// As in the list
    #[default]
    Same,
    /// From the last to the first
    Reversed,
}

/// Takes some items of a list, or all of them the other way round.
#[node(
    id = "values.list_part",
    category = "Values/Lists",
    label = "Part of a list",
    pure,
    output(id = "list", ty = "$T", doc = "The items that were taken")
)]
pub(crate) fn list_part(
    /// The list
    #[input(ty = "$T")]
    list: &[Value],
    /// The first item to take: 1 is the first
    #[input(default = 1, soft = 1..=100, hard = 1..)]
    first: i64,
    /// How many to take; 0 takes all that follow
    #[input(default = 0, soft = 0..=100, hard = 0..)]
    count: i64,
    /// Take every so many: 2 is every second
    #[input(default = 1, soft = 1..=10, hard = 1..)]
    every: i64,
    /// Which way they come
    #[input(default = Order::Same)]
    order: Order,
) -> Vec<Value> {
    let whole = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    let count = if count == 0 { usize::MAX } else { whole(count) };
    let mut part: Vec<Value> = list.iter().skip(whole(first - 1)).step_by(whole(every)).take(count).cloned().collect();
    if matches!(order, Order::Reversed) {
        part.reverse();
    }
    part
}

#[cfg(test)]
mod tests {
    use super::list_part;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn parts_are_taken() {
        testing::validate(&list_part::KIND).check();
        let run = testing::run(&list_part::KIND).set("list", (1..=6).map(Data::Int).collect::<Vec<_>>());
        let part = |first: i64, count: i64, every: i64, order: &str| {
            let run = run.clone().int("first", first).int("count", count).int("every", every).text("order", order);
            run.go().unwrap().list("list").to_vec()
        };
        assert_eq!(part(1, 0, 1, "same"), [1, 2, 3, 4, 5, 6].map(Data::Int));
        assert_eq!(part(2, 2, 2, "same"), [2, 4].map(Data::Int));
        assert_eq!(part(5, 9, 1, "reversed"), [6, 5].map(Data::Int));
        assert!(part(i64::MAX, i64::MAX, i64::MAX, "same").is_empty());
    }
}
