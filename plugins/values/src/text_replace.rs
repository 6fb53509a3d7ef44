//! `values.text_replace`: other words in a text.

use weft_plugin::prelude::*;

/// Replaces words in a text.
#[node(id = "values.text_replace", category = "Values/Texts", label = "Replace in text", pure, output = "text")]
pub(crate) fn text_replace(
    /// The text
    #[input(default = "", widget = "multiline")]
    text: &str,
    /// What to look for
    #[input(default = "")]
    find: &str,
    /// What to put there
    #[input(default = "")]
    replacement: &str,
) -> String {
    // Nothing stands between all letters, and nobody means that.
    if find.is_empty() { text.to_owned() } else { text.replace(find, replacement) }
}

#[cfg(test)]
mod tests {
    use super::text_replace;
    use weft_plugin::testing;

    #[test]
    fn words_are_replaced() {
        testing::validate(&text_replace::KIND).check();
        let run = testing::run(&text_replace::KIND).text("text", "a cat and a cat");
        assert_eq!(
            run.clone().text("find", "cat").text("replacement", "dog").go().unwrap().text("text"),
            "a dog and a dog"
        );
        assert_eq!(run.text("replacement", "x").go().unwrap().text("text"), "a cat and a cat");
    }
}
