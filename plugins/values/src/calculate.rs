//! `values.calculate`: two numbers become one.

use weft_plugin::prelude::*;

/// What to do with the two numbers.
#[derive(Clone, Copy, Default, Choice)]
pub(crate) enum Operation {
    /// a + b
    #[default]
    Add,
    /// a − b
    Subtract,
    /// a × b
    Multiply,
    /// a ÷ b
    Divide,
    /// What is left of a after taking b as often as it goes
    Remainder,
    /// a to the power of b
    Power,
    /// The smaller one
    Minimum,
    /// The larger one
    Maximum,
    /// a as the nearest multiple of b
    RoundTo,
}

#[derive(Outputs)]
pub(crate) struct Calculated {
    /// The result
    number: f64,
    /// The result, rounded to a whole number
    whole: i64,
}

/// Calculates with two numbers.
#[node(id = "values.calculate", category = "Values/Numbers", label = "Calculate", pure)]
pub(crate) fn calculate(
    /// The first number
    #[input(default = 0.0)]
    a: f64,
    /// What to do
    #[input(default = Operation::Add, on_node)]
    operation: Operation,
    /// The second number
    #[input(default = 0.0)]
    b: f64,
) -> Result<Calculated> {
    let number = match operation {
        Operation::Add => a + b,
        Operation::Subtract => a - b,
        Operation::Multiply => a * b,
        Operation::Divide | Operation::Remainder | Operation::RoundTo if b == 0.0 => {
            bail!("cannot divide {a} by zero")
        }
        Operation::Divide => a / b,
        Operation::Remainder => a.rem_euclid(b),
        Operation::Power => a.powf(b),
        Operation::Minimum => a.min(b),
        Operation::Maximum => a.max(b),
        Operation::RoundTo => (a / b).round() * b,
    };
    if !number.is_finite() {
        bail!("the result of {a} and {b} is no number that can be written");
    }
    Ok(Calculated { number, whole: number.round() as i64 })
}

#[cfg(test)]
mod tests {
    use super::calculate;
    use weft_plugin::testing;

    #[test]
    fn numbers_are_calculated() {
        testing::validate(&calculate::KIND).check();
        let calculated = |a: f64, operation: &str, b: f64| {
            let run = testing::run(&calculate::KIND).float("a", a).text("operation", operation).float("b", b);
            run.go().map(|done| (done.float("number"), done.int("whole"))).map_err(|error| error.to_string())
        };
        for (operation, wanted) in [
            ("add", (5.5, 6)),
            ("subtract", (1.5, 2)),
            ("multiply", (7.0, 7)),
            ("divide", (1.75, 2)),
            ("remainder", (1.5, 2)),
            ("power", (12.25, 12)),
            ("minimum", (2.0, 2)),
            ("maximum", (3.5, 4)),
            ("round_to", (4.0, 4)),
        ] {
            assert_eq!(calculated(3.5, operation, 2.0), Ok(wanted), "{operation}");
        }
        assert_eq!(calculated(-1.0, "remainder", 3.0), Ok((2.0, 2)));
        assert_eq!(calculated(1.0, "divide", 0.0), Err("cannot divide 1 by zero".to_owned()));
        assert!(calculated(-1.0, "power", 0.5).is_err() && calculated(1e300, "multiply", 1e300).is_err());
    }
}
