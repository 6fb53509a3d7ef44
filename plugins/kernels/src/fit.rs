//! What all fits to pairs of points share: why one fails, and the solver of linear systems.

use std::fmt;

/// Why points give no map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FitError {
    /// As many points must go out as in.
    UnequalCounts {
        /// Points to map.
        from: usize,
        /// Where they should go.
        to: usize,
    },
    /// The map has more freedom than the pairs pin down.
    TooFewPairs {
        /// Pairs that were given.
        have: usize,
        /// Pairs that it takes.
        needed: usize,
    },
    /// A coordinate is NaN or infinite.
    NotANumber {
        /// The first such pair, counted from 0.
        pair: usize,
    },
    /// All points lie in one place, or on a line, or two lie in the same place and go apart.
    OnALine,
}

impl fmt::Display for FitError {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnequalCounts { from, to: other } => write!(to, "{from} points cannot go to {other} places"),
            Self::TooFewPairs { have, needed } => {
                write!(to, "{needed} pairs of points are needed, but there are {have}")
            }
            Self::NotANumber { pair } => write!(to, "pair {pair} has a coordinate that is no number"),
            Self::OnALine => to.write_str("the points lie in one place or on one line"),
        }
    }
}

impl std::error::Error for FitError {}

pub(crate) fn check_pairs(from: &[[f64; 2]], to: &[[f64; 2]], needed: usize) -> Result<(), FitError> {
    if from.len() != to.len() {
        return Err(FitError::UnequalCounts { from: from.len(), to: to.len() });
    }
    if from.len() < needed {
        return Err(FitError::TooFewPairs { have: from.len(), needed });
    }
    let broken = |(from, to): (&[f64; 2], &[f64; 2])| !from.iter().chain(to).all(|number| number.is_finite());
    match from.iter().zip(to).position(broken) {
        Some(pair) => Err(FitError::NotANumber { pair }),
        None => Ok(()),
    }
}

/// Gauss's elimination with row pivots. `wanted` becomes the solution, one for each of its columns.
pub(crate) fn solve<const COLUMNS: usize>(
    system: &mut [Vec<f64>],
    wanted: &mut [[f64; COLUMNS]],
) -> Result<(), FitError> {
    let size = system.len();
    let largest = system.iter().flatten().fold(0.0, |largest: f64, number| largest.max(number.abs()));
    for step in 0..size {
        let pivot =
            (step..size).max_by(|&a, &b| system[a][step].abs().total_cmp(&system[b][step].abs())).unwrap_or(step);
        // What rounding leaves of a zero is no pivot.
        let is_sound = system[pivot][step].abs() > largest * 1e-13;
        if !is_sound {
            return Err(FitError::OnALine);
        }
        system.swap(step, pivot);
        wanted.swap(step, pivot);
        let (upper, lower) = system.split_at_mut(step + 1);
        let (pivot_row, pivot_wanted) = (&upper[step], wanted[step]);
        for (row, wanted) in lower.iter_mut().zip(&mut wanted[step + 1..]) {
            let factor = row[step] / pivot_row[step];
            if factor != 0.0 {
                row[step..].iter_mut().zip(&pivot_row[step..]).for_each(|(number, pivot)| *number -= factor * pivot);
                wanted.iter_mut().zip(pivot_wanted).for_each(|(number, pivot)| *number -= factor * pivot);
            }
        }
    }
    for row in (0..size).rev() {
        let (unknown, known) = wanted.split_at_mut(row + 1);
        for (column, number) in unknown[row].iter_mut().enumerate() {
            let sum: f64 =
                system[row][row + 1..].iter().zip(&*known).map(|(factor, known)| factor * known[column]).sum();
            *number = (*number - sum) / system[row][row];
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved_and_a_singular_one_refused() {
        let mut system = vec![vec![0.0, 2.0], vec![4.0, 1.0]];
        let mut wanted = [[2.0, 4.0], [9.0, 6.0]];
        solve(&mut system, &mut wanted).unwrap();
        assert_eq!(wanted, [[2.0, 1.0], [1.0, 2.0]]);
        let mut singular = vec![vec![1.0, 2.0], vec![2.0, 4.0]];
        assert_eq!(solve(&mut singular, &mut [[1.0], [1.0]]), Err(FitError::OnALine));
    }
}
