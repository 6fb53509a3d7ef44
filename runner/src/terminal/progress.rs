//! What runs, while it runs: a line a node on a terminal, folded when it is done; a whole bar below. Nothing when piped.

use super::{QUIET, words};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeMap;
use std::time::Duration;

/// Nodes shown at once; more would push the picture's own lines away.
const LINES_MAX: usize = 8;

/// The lines of one run. Knows no events: a face says what happens.
pub(crate) struct Progress {
    lines: MultiProgress,
    whole: ProgressBar,
    nodes: BTreeMap<String, ProgressBar>,
}

impl Progress {
    /// For so many steps. Draws on standard error, and only if that is a terminal.
    pub(crate) fn start(steps: u64) -> Self {
        let lines = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(15));
        let whole = lines.add(ProgressBar::new(steps));
        whole.set_style(style("{bar:24.blue/dim} {pos}/{len} nodes  {elapsed:>8}"));
        whole.enable_steady_tick(Duration::from_millis(100));
        Self { lines, whole, nodes: BTreeMap::new() }
    }

    /// A node began, or said how much of it is done.
    pub(crate) fn node(&mut self, name: &str, fraction: f64, message: &str) {
        if !self.nodes.contains_key(name) {
            if self.nodes.len() >= LINES_MAX {
                return;
            }
            let line = self.lines.insert_before(&self.whole, ProgressBar::new(1000));
            line.set_style(style(
                "{spinner:.blue} {prefix:<24} {bar:16.blue/dim} {percent:>3} %  {elapsed:>8}  {msg:.dim}",
            ));
            line.set_prefix(shortened(name, 24));
            line.enable_steady_tick(Duration::from_millis(100));
            self.nodes.insert(name.to_owned(), line);
        }
        if let Some(line) = self.nodes.get(name) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
            line.set_position((fraction.clamp(0.0, 1.0) * 1000.0) as u64);
            line.set_message(message.to_owned());
        }
    }

    /// A node is done; its line folds.
    pub(crate) fn fold(&mut self, name: &str) {
        self.whole.inc(1);
        if let Some(line) = self.nodes.remove(name) {
            line.finish_and_clear();
            self.lines.remove(&line);
        }
    }

    /// What took long enough to wonder about stays, with its time, and where that was if not on the processor.
    pub(crate) fn took(&self, name: &str, seconds: f64, place: Option<&str>) {
        if seconds >= 0.5 {
            self.say(&took_line(name, seconds, place));
        }
    }

    /// A line that stays above the bars.
    pub(crate) fn say(&self, text: &str) {
        // Where nothing is drawn this prints nothing, which is what a pipe wants.
        let _drawn = self.lines.println(text);
    }

    /// Takes all lines away.
    pub(crate) fn end(self) {
        for (_, line) in self.nodes {
            line.finish_and_clear();
        }
        self.whole.finish_and_clear();
    }
}

fn took_line(name: &str, seconds: f64, place: Option<&str>) -> String {
    let place = place.map_or_else(String::new, |place| format!("  {QUIET}on {place}{QUIET:#}"));
    format!("{:<24} {:>10}{place}", shortened(name, 24), words::duration(seconds))
}

fn style(template: &str) -> ProgressStyle {
    // The templates are constants of this file; a wrong one falls back to a plain bar.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━━─")
}

fn shortened(name: &str, letters: usize) -> String {
    match name.char_indices().nth(letters) {
        None => name.to_owned(),
        Some(_) => {
            let kept: String = name.chars().take(letters - 1).collect();
            format!("{kept}…")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{shortened, took_line};

    #[test]
    fn a_line_names_the_place_where_it_is_not_the_processor() {
        assert_eq!(took_line("soft", 2.4, None), "soft                          2.4 s");
        let line = anstream::adapter::strip_str(&took_line("soft", 2.4, Some("the GPU"))).to_string();
        assert_eq!(line, "soft                          2.4 s  on the GPU");
    }

    #[test]
    fn a_long_name_ends_in_an_ellipsis() {
        assert_eq!(shortened("photo", 8), "photo");
        assert_eq!(shortened("a very long name", 8), "a very …");
    }
}
