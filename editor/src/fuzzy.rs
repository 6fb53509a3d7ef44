//! Searching as people type: letters in order, with words' beginnings and runs counting more.

/// How well `wanted` is found in `text`; none where it is not. Both any case; words of `wanted` may come in any order.
pub(crate) fn score(wanted: &str, text: &str) -> Option<i32> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let mut sum = 0;
    for word in wanted.to_lowercase().split_whitespace() {
        let word: Vec<char> = word.chars().collect();
        sum += one(&word, &text)?;
    }
    Some(sum)
}

/// The best of a few greedy walks: from each place where the first letter is.
fn one(word: &[char], text: &[char]) -> Option<i32> {
    let first = *word.first()?;
    let starts = text.iter().enumerate().filter(|(_, letter)| **letter == first).map(|(at, _)| at);
    starts.take(32).filter_map(|start| walk(word, text, start)).max()
}

fn walk(word: &[char], text: &[char], start: usize) -> Option<i32> {
    let mut at = start;
    let mut score = 0;
    let mut last: Option<usize> = None;
    for letter in word {
        let found = at + text[at..].iter().position(|other| other == letter)?;
        let begins = found == 0 || !text[found - 1].is_alphanumeric();
        score += 4 + if begins { 8 } else { 0 };
        match last {
            Some(last) if found == last + 1 => score += 6,
            Some(last) => score -= i32::try_from(found - last).unwrap_or(20).min(12),
            None => score -= i32::try_from(found).unwrap_or(20).min(8) / 2,
        }
        last = Some(found);
        at = found + 1;
    }
    // Letters strewn over a long text are no find.
    (score > 0).then_some(score)
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn beginnings_and_runs_come_first() {
        let better = |wanted: &str, good: &str, bad: &str| {
            assert!(score(wanted, good) > score(wanted, bad), "{wanted}: {good} before {bad}");
        };
        better("blur", "Gaussian blur", "Bilateral upscale runner");
        better("res", "Resize", "Poisson seamless");
        better("load im", "Load image", "Image download");
        assert!(score("image load", "Load image").is_some());
        assert!(score("xyz", "Load image").is_none());
        assert_eq!(score("", "Load image"), Some(0));
    }
}
