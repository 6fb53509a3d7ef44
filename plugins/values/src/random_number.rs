//! `values.random_number`: a number from a seed.

use weft_plugin::prelude::*;

#[derive(Outputs)]
pub(crate) struct Drawn {
    /// The number
    number: f64,
    /// The same, as a whole number: each from `from` to `to` equally likely
    whole: i64,
}

/// Draws a number by chance; the same seed always draws the same.
#[node(id = "values.random_number", category = "Values/Numbers", label = "Random number", pure)]
pub(crate) fn random_number(
    /// Where the chance comes from
    #[input(default = 0, on_node)]
    seed: Seed,
    /// The smallest number
    #[input(default = 0.0)]
    from: f64,
    /// The largest number
    #[input(default = 1.0)]
    to: f64,
) -> Drawn {
    let share = (seed.random(0) >> 11) as f64 / (1_u64 << 53) as f64;
    let number = from * (1.0 - share) + to * share;
    let (low, high) = (from.min(to).ceil(), from.max(to).floor());
    // A range without a whole number in it gives the nearest.
    let whole = if high < low { number.round() } else { (low + ((high - low + 1.0) * share).floor()).min(high) };
    Drawn { number, whole: whole as i64 }
}

#[cfg(test)]
mod tests {
    use super::random_number;
    use weft_plugin::testing;

    #[test]
    fn every_whole_number_comes_up() {
        testing::validate(&random_number::KIND).check();
        let mut counts = [0; 4];
        for seed in 0..400 {
            let run = testing::run(&random_number::KIND).int("seed", seed).float("from", 1.0).float("to", 3.0);
            let done = run.go().unwrap();
            assert!((1.0..=3.0).contains(&done.float("number")));
            counts[usize::try_from(done.int("whole")).unwrap()] += 1;
        }
        assert!(counts[0] == 0 && counts[1..].iter().all(|count| (100..170).contains(count)), "{counts:?}");
    }
}
