//! What is fetched, while it comes: a bar on a terminal, nothing when piped.

use super::words;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The bar of one file.
pub(crate) struct Bytes {
    bar: ProgressBar,
}

impl Bytes {
    /// For the file of this name.
    pub(crate) fn start(name: &str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
        // The template is a constant of this file; a wrong one falls back to a plain bar.
        let style = ProgressStyle::with_template("{prefix:<28} {bar:24.blue/dim} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━━─"));
        bar.set_prefix(name.to_owned());
        Self { bar }
    }

    /// So much is there.
    pub(crate) fn at(&self, bytes: u64, whole: Option<u64>) {
        if let Some(whole) = whole {
            self.bar.set_length(whole);
        }
        self.bar.set_position(bytes);
        let of = whole.map(|whole| format!(" of {}", words::size(whole))).unwrap_or_default();
        self.bar.set_message(format!("{}{of}", words::size(bytes)));
    }

    /// Takes it away.
    pub(crate) fn end(self) {
        self.bar.finish_and_clear();
    }
}
