//! `values.text_split`: a text becomes a list of texts.

use weft_plugin::prelude::*;

/// Cuts a text into a list, such as a line for each picture to make.
#[node(id = "values.text_split", category = "Values/Texts", label = "Split text", pure, output = "texts")]
pub(crate) fn text_split(
    /// The text
    #[input(default = "", widget = "multiline")]
    text: &str,
    /// Where to cut; empty: at the end of each line
    #[input(default = "")]
    at: &str,
) -> Vec<String> {
    let pieces: Vec<&str> = if at.is_empty() { text.lines().collect() } else { text.split(at).collect() };
    pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::text_split;
    use weft_plugin::testing::{self, Data};

    #[test]
    fn texts_are_cut_and_trimmed() {
        testing::validate(&text_split::KIND).check();
        let run = testing::run(&text_split::KIND);
        let lines = run.clone().text("text", "one\r\n\n two \n").go().unwrap();
        assert_eq!(lines.list("texts"), ["one", "two"].map(Data::from));
        let parts = run.text("text", "a; b;;c").text("at", ";").go().unwrap();
        assert_eq!(parts.list("texts"), ["a", "b", "c"].map(Data::from));
    }
}
