//! `values.compare`: two numbers, yes or no.

use weft_plugin::prelude::*;

/// What to ask.
#[derive(Clone, Copy, Default, Choice)]
pub(crate) enum Question {
    /// Is a less than b?
    #[default]
    Less,
    /// Is a less than b, or equal?
    AtMost,
    /// Are they equal?
    Equal,
    /// Are they different?
    Different,
    /// Is a more than b, or equal?
    AtLeast,
    /// Is a more than b?
    More,
}

/// Compares two numbers.
#[node(id = "values.compare", category = "Values/Numbers", label = "Compare", pure, output = "yes")]
pub(crate) fn compare(
    /// The first number
    #[input(default = 0.0)]
    a: f64,
    /// What to ask
    #[input(default = Question::Less, on_node)]
    question: Question,
    /// The second number
    #[input(default = 0.0)]
    b: f64,
    /// Numbers that differ by no more than this count as equal
    #[input(default = 1e-9, hard = 0.0.., advanced)]
    tolerance: f64,
) -> bool {
    let equal = (a - b).abs() <= tolerance || a == b;
    match question {
        Question::Less => a < b && !equal,
        Question::AtMost => a < b || equal,
        Question::Equal => equal,
        Question::Different => !equal,
        Question::AtLeast => a > b || equal,
        Question::More => a > b && !equal,
    }
}

#[cfg(test)]
mod tests {
    use super::compare;
    use weft_plugin::testing;

    #[test]
    fn numbers_are_compared() {
        testing::validate(&compare::KIND).check();
        let asked = |a: f64, b: f64| {
            ["less", "at_most", "equal", "different", "at_least", "more"].map(|question| {
                let run = testing::run(&compare::KIND).float("a", a).float("b", b).text("question", question);
                run.go().unwrap().bool("yes")
            })
        };
        assert_eq!(asked(1.0, 2.0), [true, true, false, true, false, false]);
        assert_eq!(asked(0.1 + 0.2, 0.3), [false, true, true, false, true, false]);
        assert_eq!(asked(2.0, 1.0), [false, false, false, true, true, true]);
    }
}
