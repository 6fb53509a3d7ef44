//! Versions of the file format: which one a text has, and one function for each step from an old one to the next.

use std::borrow::Cow;

use super::scan::{Comments, Entry, Scanner};
use super::setting::Setting;
use crate::diagnostic::{Diagnostic, Place};

/// The format that is written.
pub const FORMAT: u32 = 1;

/// Turns a whole file of one format into the next one. It works on plain values, so it can move anything.
pub(super) type Step = fn(Setting) -> Result<Setting, Diagnostic>;

/// The last step leads to [`FORMAT`], the one before it to `FORMAT - 1`, and so on.
/// Comments and spellings of an older file are not kept; its meaning is.
pub(super) const STEPS: &[Step] = &[];

/// The text in the present format.
pub(super) fn present<'t>(file: &str, text: &'t str, steps: &[Step]) -> Result<Cow<'t, str>, Vec<Diagnostic>> {
    let Some((at, format)) = stated(text) else { return Ok(Cow::Borrowed(text)) };
    if format == u64::from(FORMAT) {
        return Ok(Cow::Borrowed(text));
    }
    let (line, column) = Scanner::new(text).line_and_column(at);
    let fault = |message: String| {
        Diagnostic::error("unknown-format", Place::Text { file: file.to_owned(), line, column }, message)
    };
    if format > u64::from(FORMAT) {
        let told = fault(format!("this graph has format {format}, but this Weft reads formats up to {FORMAT}"));
        return Err(vec![told.hint("open it with a newer Weft")]);
    }
    let n_steps = usize::try_from(u64::from(FORMAT) - format).unwrap_or(usize::MAX);
    if n_steps > steps.len() {
        let oldest = u64::from(FORMAT) - steps.len() as u64;
        let told = fault(format!("this graph has format {format}, which never was; the oldest is {oldest}"));
        return Err(vec![told.hint(format!("write weft: {FORMAT}"))]);
    }
    let mut scanner = Scanner::new(text);
    scanner.pass_head();
    let Some(mut value) = scanner.whole_file().filter(|_| scanner.is_faultless()) else {
        return Err(scanner.diagnostics(file));
    };
    for step in &steps[steps.len() - n_steps..] {
        value = step(value).map_err(|told| vec![told])?;
    }
    Ok(Cow::Owned(value.canonical()))
}

/// The format which a text says it has, and where it says so. A text that is not even a struct has none.
fn stated(text: &str) -> Option<(usize, u64)> {
    let mut scanner = Scanner::new(text);
    scanner.pass_head();
    if scanner.peek() != Some(b'(') {
        return None;
    }
    let mut found = None;
    scanner.entries(Comments::Around, |scanner| {
        if found.is_some() {
            scanner.advance(scanner.rest().len());
            return Entry::Unclosed;
        }
        let at = scanner.at();
        if scanner.identifier() == Some("weft") && scanner.colon().is_some() {
            found = scanner.spelled_value().and_then(|value| value.as_u64()).map(|format| (at, format));
            return Entry::Read;
        }
        Entry::Passed
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Graph, Name};

    /// A made-up format 0 kept its nodes in a list, each with its name inside.
    fn zero_to_one(file: Setting) -> Result<Setting, Diagnostic> {
        let Setting::Struct(fields) = file else {
            return Err(Diagnostic::error("bad-file", Place::Everywhere, "not a struct"));
        };
        let field = |(name, value): (Name, Setting)| match name.as_str() {
            "weft" => (name, Setting::from(1)),
            "nodes" => (name, Setting::of_map(value.items().unwrap_or_default().iter().map(named_node))),
            _ => (name, value),
        };
        Ok(Setting::of_fields(fields.into_vec().into_iter().map(field)))
    }

    fn named_node(node: &Setting) -> (Name, Setting) {
        let name = Name::new(node.get("name").unwrap().as_text().unwrap());
        let rest = node.fields().unwrap().iter().filter(|(field, _)| field != "name").cloned();
        (name, Setting::of_fields(rest))
    }

    #[test]
    fn an_older_format_is_brought_up_step_by_step() {
        let old = "(weft: 0, nodes: [(name: \"a\", kind: \"x.y\", version: 2, set: {\"n\": 0x10})])";
        let text = present("", old, &[zero_to_one]).unwrap();
        let graph = Graph::parse(&text).unwrap();
        assert_eq!(graph.node("a").unwrap().set.get("n"), Some(&Setting::Int(16)));
        assert!(graph.to_string().contains("weft: 1,"));
    }

    #[test]
    fn a_format_that_never_was_is_refused() {
        let told = Graph::parse("(weft: 0, nodes: {})").unwrap_err();
        assert!(told[0].message.contains("never was"), "{}", told[0]);
    }

    #[test]
    fn a_newer_format_is_refused_with_one_sentence() {
        let told = Graph::parse("(nodes: <strange>, weft: 7)").unwrap_err();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].message, "this graph has format 7, but this Weft reads formats up to 1");
        assert_eq!(told[0].hint.as_deref(), Some("open it with a newer Weft"));
    }
}
