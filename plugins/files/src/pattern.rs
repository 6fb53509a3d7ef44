//! Patterns of names: `*` is any letters, `?` is one; several patterns stand between commas. Capitals do not matter.

/// Some patterns, one of which must fit.
pub(crate) struct Patterns(Vec<Vec<char>>);

impl Patterns {
    /// Of `*.png, *.jpg`; without any, everything fits.
    pub(crate) fn new(text: &str) -> Self {
        let patterns = text.split(',').map(str::trim).filter(|pattern| !pattern.is_empty());
        Self(patterns.map(|pattern| pattern.to_lowercase().chars().collect()).collect())
    }

    pub(crate) fn fit(&self, name: &str) -> bool {
        let name: Vec<char> = name.to_lowercase().chars().collect();
        self.0.is_empty() || self.0.iter().any(|pattern| fits(pattern, &name))
    }
}

/// Goes back to the last star only, which is enough: linear in practice, and never exponential.
fn fits(pattern: &[char], name: &[char]) -> bool {
    let (mut at, mut seen) = (0, 0);
    let mut star = None;
    while seen < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(&letter) if letter == '?' || letter == name[seen] => (at, seen) = (at + 1, seen + 1),
            _ => match star {
                Some((star_at, from)) => {
                    star = Some((star_at, from + 1));
                    (at, seen) = (star_at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|&letter| letter == '*')
}

#[cfg(test)]
mod tests {
    use super::Patterns;

    #[test]
    fn stars_and_question_marks_fit() {
        let fit = |pattern: &str, name: &str| Patterns::new(pattern).fit(name);
        assert!(fit("*.png, *.JPG", "Cat.jpg") && fit("", "anything") && fit("*", ""));
        assert!(fit("a*b*c", "a__b__b_c") && fit("?.png", "é.png") && fit("*a*a*a", "aaaa"));
        assert!(!fit("*.png", "cat.png.txt") && !fit("a?c", "ac") && !fit("*.png, *.jpg", "a.gif"));
        assert!(!fit(&"*a".repeat(50), &"a".repeat(49)));
    }
}
