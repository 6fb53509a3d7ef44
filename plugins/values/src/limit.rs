//! `values.limit`: a number within bounds.

use weft_plugin::prelude::*;

/// Keeps a number within two bounds.
#[node(id = "values.limit", category = "Values/Numbers", label = "Limit", pure, output = "number")]
pub(crate) fn limit(
    /// The number
    #[input(default = 0.0, on_node)]
    number: f64,
    /// It becomes no less than this
    #[input(default = 0.0)]
    least: f64,
    /// It becomes no more than this
    #[input(default = 1.0)]
    most: f64,
) -> Result<f64> {
    if least > most {
        bail!("`least` is {least}, which is more than `most`, {most}");
    }
    Ok(number.max(least).min(most))
}

#[cfg(test)]
mod tests {
    use super::limit;
    use weft_plugin::testing;

    #[test]
    fn numbers_stay_within_bounds() {
        testing::validate(&limit::KIND).check();
        let limited = |number: f64| testing::run(&limit::KIND).float("number", number).go().unwrap().float("number");
        assert_eq!([limited(-1.0), limited(0.25), limited(9.0)], [0.0, 0.25, 1.0]);
        let error = testing::run(&limit::KIND).float("least", 2.0).go().unwrap_err();
        assert_eq!(error.to_string(), "`least` is 2, which is more than `most`, 1");
    }
}
