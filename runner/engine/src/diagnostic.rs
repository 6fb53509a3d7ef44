//! What a human is told: a sentence, the place where it belongs, and what to do about it.

mod word;

pub use word::Word;
pub(crate) use word::read_word;

use serde::{Deserialize, Serialize};
use std::fmt;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// It works, but perhaps not as meant.
    Warning,
    /// It does not work.
    Error,
}

/// Where something belongs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The whole program or graph.
    #[default]
    Everywhere,
    /// A line and column in a text, both from 1.
    Text {
        /// The file as the user named it, or empty.
        file: String,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
    },
    /// A node of the graph. Inside subgraphs the names are joined with `/`.
    Node(String),
    /// An input of a node.
    Input(String, String),
    /// An output of a node.
    Output(String, String),
    /// A file on disk.
    File(String),
    /// A plugin by its path or id.
    Plugin(String),
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everywhere => Ok(()),
            Self::Text { file, line, column } if file.is_empty() => write!(out, "line {line}, column {column}"),
            Self::Text { file, line, column } => write!(out, "{file}:{line}:{column}"),
            Self::Node(node) => write!(out, "node `{node}`"),
            Self::Input(node, input) => write!(out, "`{node}.{input}`"),
            Self::Output(node, output) => write!(out, "`{node}.{output}`"),
            Self::File(path) => write!(out, "{path}"),
            Self::Plugin(plugin) => write!(out, "plugin {plugin}"),
        }
    }
}

/// One thing to tell: lower case, no full stop; what was wanted and what came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable word for programs, such as `unknown-kind`.
    #[serde(deserialize_with = "read_word")]
    pub code: Word,
    /// The sentence.
    pub message: String,
    /// Where it belongs.
    pub place: Place,
    /// What the reader can do, if anything.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// Something that does not work.
    #[must_use]
    pub fn error(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, message: message.into(), place, hint: None }
    }

    /// Something that works, but perhaps not as meant.
    #[must_use]
    pub fn warning(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, code, message: message.into(), place, hint: None }
    }

    /// Something worth knowing.
    #[must_use]
    pub fn note(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, code, message: message.into(), place, hint: None }
    }

    /// Adds what the reader can do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whether it stops the work.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Three lines at most: `error: …`, the place, `hint: …`. No colours: a face adds them.
impl fmt::Display for Diagnostic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(out, "{severity}: {}", self.message)?;
        if self.place != Place::Everywhere {
            write!(out, "\n  at {}", self.place)?;
        }
        if let Some(hint) = &self.hint {
            write!(out, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

/// The candidates nearest to `wanted`, nearest first, for "did you mean". At most three, none that differ in more than a third.
#[must_use]
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let allowed = (wanted.chars().count() / 3).max(1);
    let mut ranked: Vec<(usize, &str)> = candidates
        .into_iter()
        .map(|candidate| (distance(wanted, candidate), candidate))
        .filter(|(distance, candidate)| {
            *distance <= allowed || (wanted.len() > 2 && candidate.ends_with(&format!(".{wanted}")))
        })
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// Edits between two words: insert, remove, replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let replaced = corner + usize::from(letter != *other);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_reads_as_sentence_place_and_hint() {
        let told = Diagnostic::error(
            "wrong-type",
            Place::Input("upscale".into(), "image".into()),
            "`upscale.image` needs an image, but `count.value` gives an int",
        )
        .hint("wire `photo.image` here");
        let expected = "error: `upscale.image` needs an image, but `count.value` gives an int\n  \
                        at `upscale.image`\nhint: wire `photo.image` here";
        assert_eq!(told.to_string(), expected);
    }

    #[test]
    fn nearest_finds_typos_and_short_names() {
        let kinds = ["image.resize", "image.crop", "files.load_image"];
        assert_eq!(nearest("image.rezise", kinds), ["image.resize"]);
        assert_eq!(nearest("crop", kinds), ["image.crop"]);
        assert!(nearest("face.detect", kinds).is_empty());
    }
}
