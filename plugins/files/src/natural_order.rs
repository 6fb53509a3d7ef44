//! Names as people sort them: `image 2` before `image 10`, and capitals beside small letters.

use std::cmp::Ordering;

pub(crate) fn natural_order(left: &str, right: &str) -> Ordering {
    let folded = compare(&left.to_lowercase(), &right.to_lowercase());
    // Names that only differ in capitals or zeros still have an order, the same everywhere.
    folded.then_with(|| left.cmp(right))
}

fn compare(mut left: &str, mut right: &str) -> Ordering {
    loop {
        let (left_digits, right_digits) = (digits(left), digits(right));
        if !left_digits.is_empty() && !right_digits.is_empty() {
            let (a, b) = (left_digits.trim_start_matches('0'), right_digits.trim_start_matches('0'));
            // Longer numbers are larger: no number is too long for that.
            match a.len().cmp(&b.len()).then_with(|| a.cmp(b)) {
                Ordering::Equal => {
                    (left, right) = (&left[left_digits.len()..], &right[right_digits.len()..]);
                    continue;
                }
                other => return other,
            }
        }
        let (mut left_rest, mut right_rest) = (left.chars(), right.chars());
        match (left_rest.next(), right_rest.next()) {
            (Some(a), Some(b)) if a == b => (left, right) = (left_rest.as_str(), right_rest.as_str()),
            (a, b) => return a.cmp(&b),
        }
    }
}

fn digits(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::natural_order;

    #[test]
    fn numbers_count_as_numbers() {
        let mut names = ["b", "a10", "a2", "A1", "a02", "a", "10", "9", "a2b", "a99999999999999999999999", "a2.5"];
        names.sort_by(|left, right| natural_order(left, right));
        assert_eq!(names, ["9", "10", "a", "A1", "a02", "a2", "a2.5", "a2b", "a10", "a99999999999999999999999", "b"]);
    }
}
