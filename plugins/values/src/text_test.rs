//! `values.text_test`: a question about a text.

use weft_plugin::prelude::*;

/// What to ask.
#[derive(Clone, Copy, Default, Choice)]
pub(crate) enum Question {
    /// Is the other text somewhere in it?
    #[default]
    Contains,
    /// Are they the same?
    Equal,
    /// Does it begin with the other text?
    Begins,
    /// Does it end with the other text?
    Ends,
    /// Is it empty, or only blanks?
    Empty,
}

/// Whether capitals and small letters are the same.
#[derive(Clone, Copy, Default, Choice)]
pub(crate) enum Letters {
    /// `A` is `a`
    #[default]
    Same,
    /// `A` is not `a`
    Differ,
}

/// Asks something about a text.
#[node(id = "values.text_test", category = "Values/Texts", label = "Test text", pure, output = "yes")]
pub(crate) fn text_test(
    /// The text
    #[input(default = "")]
    text: &str,
    /// What to ask
    #[input(default = Question::Contains, on_node)]
    question: Question,
    /// The other text
    #[input(default = "")]
    other: &str,
    /// Whether capitals and small letters are the same
    #[input(default = Letters::Same, advanced)]
    letters: Letters,
) -> bool {
    let folded = |text: &str| match letters {
        Letters::Same => text.to_lowercase(),
        Letters::Differ => text.to_owned(),
    };
    let (text, other) = (folded(text), folded(other));
    match question {
        Question::Contains => text.contains(&other),
        Question::Equal => text == other,
        Question::Begins => text.starts_with(&other),
        Question::Ends => text.ends_with(&other),
        Question::Empty => text.trim().is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::text_test;
    use weft_plugin::testing;

    #[test]
    fn texts_are_questioned() {
        testing::validate(&text_test::KIND).check();
        let run = testing::run(&text_test::KIND).text("text", "Portrait.PNG").text("other", ".png");
        let asked = |question, letters| {
            run.clone().text("question", question).text("letters", letters).go().unwrap().bool("yes")
        };
        let all = ["contains", "equal", "begins", "ends", "empty"];
        assert_eq!(all.map(|question| asked(question, "same")), [true, false, false, true, false]);
        assert!(!asked("ends", "differ"));
    }
}
