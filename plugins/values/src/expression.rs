//! `values.expression`: a formula.

mod formula;

use weft_plugin::prelude::*;

#[derive(Outputs)]
pub(crate) struct Calculated {
    /// The result
    number: f64,
    /// The result, rounded to a whole number
    whole: i64,
}

/// Calculates a formula with the numbers `a`, `b`, `c` and `d`: `max(a, b) * 2 + 1`.
///
/// There are `+ - * / % ^`, brackets, `pi`, and `abs sqrt sin cos tan exp ln log floor ceil round sign min max clamp
/// mix`. Angles are in radians.
#[node(id = "values.expression", category = "Values/Numbers", label = "Formula", pure)]
pub(crate) fn expression(
    /// The formula
    #[input(default = "a", on_node)]
    formula: &str,
    /// The number `a`
    #[input(default = 0.0)]
    a: f64,
    /// The number `b`
    #[input(default = 0.0)]
    b: f64,
    /// The number `c`
    #[input(default = 0.0)]
    c: f64,
    /// The number `d`
    #[input(default = 0.0)]
    d: f64,
) -> Result<Calculated> {
    let number = formula::calculate(formula, &[("a", a), ("b", b), ("c", c), ("d", d)]).map_err(Error::invalid)?;
    Ok(Calculated { number, whole: number.round() as i64 })
}

#[cfg(test)]
mod tests {
    use super::expression;
    use weft_plugin::testing;

    #[test]
    fn a_formula_is_calculated() {
        testing::validate(&expression::KIND).check();
        let run =
            testing::run(&expression::KIND).text("formula", "max(a, b) * 2 + 0.6").float("a", 1.0).float("b", 3.0);
        let done = run.go().unwrap();
        assert_eq!((done.float("number"), done.int("whole")), (6.6, 7));
        let error = testing::run(&expression::KIND).text("formula", "a +").go().unwrap_err();
        assert_eq!(error.to_string(), "`a +`: wanted a number, but the formula ends");
    }
}
