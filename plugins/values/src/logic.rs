//! `values.logic`: two answers become one.

use weft_plugin::prelude::*;

/// How two answers become one.
#[derive(Clone, Copy, Default, Choice)]
pub(crate) enum Operation {
    /// Both are yes
    #[default]
    Both,
    /// At least one is yes
    Either,
    /// Exactly one is yes
    One,
    /// None is yes
    Neither,
    /// The first is no
    Not,
}

/// Combines two answers of yes or no.
#[node(id = "values.logic", category = "Values/Numbers", label = "Both, either, not", pure, output = "yes")]
pub(crate) fn logic(
    /// The first answer
    #[input(default = false)]
    a: bool,
    /// What to ask
    #[input(default = Operation::Both, on_node)]
    operation: Operation,
    /// The second answer
    #[input(default = false)]
    b: bool,
) -> bool {
    match operation {
        Operation::Both => a && b,
        Operation::Either => a || b,
        Operation::One => a != b,
        Operation::Neither => !a && !b,
        Operation::Not => !a,
    }
}

#[cfg(test)]
mod tests {
    use super::logic;
    use weft_plugin::testing;

    #[test]
    fn answers_are_combined() {
        testing::validate(&logic::KIND).check();
        for (operation, wanted) in [
            ("both", [false, false, false, true]),
            ("either", [false, true, true, true]),
            ("one", [false, true, true, false]),
            ("neither", [true, false, false, false]),
            ("not", [true, true, false, false]),
        ] {
            let answers = [(false, false), (false, true), (true, false), (true, true)].map(|(a, b)| {
                let run = testing::run(&logic::KIND).set("a", a).set("b", b).text("operation", operation);
                run.go().unwrap().bool("yes")
            });
            assert_eq!(answers, wanted, "{operation}");
        }
    }
}
