//! `values.range`: evenly spaced numbers, such as for a sweep over a setting.

use weft_plugin::prelude::*;

#[derive(Outputs)]
pub(crate) struct Numbers {
    /// The numbers, first and last included
    numbers: Vec<f64>,
    /// The same, rounded to whole numbers
    whole: Vec<i64>,
}

/// Gives evenly spaced numbers.
///
/// Wired into a setting, all that follows runs once for each: a sweep.
#[node(id = "values.range", category = "Values/Lists", label = "Range", pure)]
pub(crate) fn range(
    /// The first number
    #[input(default = 0.0)]
    from: f64,
    /// The last number
    #[input(default = 1.0)]
    to: f64,
    /// How many numbers
    #[input(default = 5, soft = 1..=100, hard = 1..=1_000_000)]
    count: i64,
) -> Numbers {
    let steps = (count - 1).max(1) as f64;
    // Weighing both ends keeps the last number exact, and finite where their distance is not.
    let number = |at: i64| from * (1.0 - at as f64 / steps) + to * (at as f64 / steps);
    let numbers: Vec<f64> = (0..count).map(number).collect();
    let whole = numbers.iter().map(|number| number.round() as i64).collect();
    Numbers { numbers, whole }
}

#[cfg(test)]
mod tests {
    use super::range;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn both_ends_are_there() {
        testing::validate(&range::KIND).check();
        let done = testing::run(&range::KIND).float("from", 1.0).float("to", 3.0).int("count", 5).go().unwrap();
        assert_eq!(done.list("numbers"), [1.0, 1.5, 2.0, 2.5, 3.0].map(Data::Float));
        assert_eq!(done.list("whole"), [1, 2, 2, 3, 3].map(Data::Int));
        let one = testing::run(&range::KIND).float("from", 7.0).int("count", 1).go().unwrap();
        assert_eq!(one.list("numbers"), [Data::Float(7.0)]);
        let wide =
            testing::run(&range::KIND).float("from", -f64::MAX).float("to", f64::MAX).int("count", 3).go().unwrap();
        assert_eq!(wide.list("numbers"), [-f64::MAX, 0.0, f64::MAX].map(Data::Float));
    }
}
