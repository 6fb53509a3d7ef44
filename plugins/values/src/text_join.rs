//! `values.text_join`: a list of texts becomes one text.

use weft_plugin::prelude::*;

/// What to do with texts that are empty.
#[derive(Clone, Copy, Default, Choice)]
pub(crate) enum Empty {
    /// Leave them out
    #[default]
    Skip,
    /// Keep them
    Keep,
}

/// Puts texts one after the other.
#[node(id = "values.text_join", category = "Values/Texts", label = "Join texts", pure, output = "text")]
pub(crate) fn text_join(
    /// The texts, in order
    texts: &[String],
    /// What stands between them
    #[input(default = ", ")]
    between: &str,
    /// What to do with texts that are empty
    #[input(default = Empty::Skip)]
    empty: Empty,
) -> String {
    let kept = texts.iter().filter(|text| matches!(empty, Empty::Keep) || !text.is_empty());
    kept.map(String::as_str).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::text_join;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn texts_are_joined() {
        testing::validate(&text_join::KIND).check();
        let run = testing::run(&text_join::KIND).set("texts", ["a", "", "b"].map(Data::from).to_vec());
        assert_eq!(run.clone().go().unwrap().text("text"), "a, b");
        assert_eq!(run.text("empty", "keep").text("between", "-").go().unwrap().text("text"), "a--b");
    }
}
