//! What is fetched, while it comes: a bar on a terminal, nothing when piped, lines of JSON for programs.

use super::words;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// Whoever reads lines needs no more.
const LINE_EVERY: Duration = Duration::from_millis(100);

/// The bar of one file.
pub(crate) enum Bytes {
    Bar(ProgressBar),
    Lines { name: String, last: Cell<Option<Instant>> },
}

impl Bytes {
    /// For the file of this name.
    pub(crate) fn start(name: &str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
        // The template is a constant of this file; a wrong one falls back to a plain bar.
        let style = ProgressStyle::with_template("{prefix:<28} {bar:24.blue/dim} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━━─"));
        bar.set_prefix(name.to_owned());
        Self::Bar(bar)
    }

    /// The same, said in lines.
    pub(crate) fn in_lines(name: &str) -> Self {
        Self::Lines { name: name.to_owned(), last: Cell::default() }
    }

    /// So much is there.
    pub(crate) fn at(&self, bytes: u64, whole: Option<u64>) {
        match self {
            Self::Bar(bar) => {
                if let Some(whole) = whole {
                    bar.set_length(whole);
                }
                bar.set_position(bytes);
                let of = whole.map(|whole| format!(" of {}", words::size(whole))).unwrap_or_default();
                bar.set_message(format!("{}{of}", words::size(bytes)));
            }
            Self::Lines { name, last } => {
                if last.get().is_none_or(|last| last.elapsed() >= LINE_EVERY) {
                    last.set(Some(Instant::now()));
                    super::line(&serde_json::json!({"file": name, "bytes": bytes, "of": whole}).to_string());
                }
            }
        }
    }

    /// Takes it away.
    pub(crate) fn end(self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
