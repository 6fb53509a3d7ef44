//! Everything a person sees in the terminal. The only place that prints.

pub(crate) mod bytes;
pub(crate) mod progress;
pub(crate) mod words;

use crate::arguments::When;
use anstream::eprintln;
use anstyle::{AnsiColor, Style};
use std::io::Write as _;
use weft_engine::diagnostic::{Diagnostic, Place, Severity};

/// Names of nodes, files and kinds.
pub(crate) const NAME: Style = Style::new().bold();
/// What one may skip.
pub(crate) const QUIET: Style = Style::new().dimmed();
/// Something went well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Something to look at.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Blue.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default();

/// Obeys `--color`; else colours go where a terminal is.
pub(crate) fn set_colour(when: When) {
    let choice = match when {
        When::Auto => return,
        When::Always => anstream::ColorChoice::Always,
        When::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// One line of what was asked for.
pub(crate) fn line(text: &str) {
    let mut out = anstream::stdout().lock();
    if let Err(why) = writeln!(out, "{text}") {
        ended_by(&why);
    }
}

/// What was asked for, as it is: files, completions, JSON. A reader that went away is not an error of ours.
pub(crate) fn raw(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    if let Err(why) = out.write_all(bytes).and_then(|()| out.flush()) {
        ended_by(&why);
    }
}

/// Nobody takes what was asked for: a reader that went away has had enough; a full disk is told.
fn ended_by(why: &std::io::Error) -> ! {
    if why.kind() == std::io::ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    let place = Place::Everywhere;
    diagnostic(&Diagnostic::error("unwritable-output", place, format!("standard output cannot be written: {why}")));
    std::process::exit(4);
}

/// One line beside what was asked for.
pub(crate) fn aside(text: &str) {
    eprintln!("{text}");
}

/// A diagnostic: sentence, place, hint.
pub(crate) fn diagnostic(told: &Diagnostic) {
    let (style, word) = match told.severity {
        Severity::Error => (ERROR, "error"),
        Severity::Warning => (WARNING, "warning"),
        Severity::Note => (NOTE, "note"),
    };
    eprintln!("{style}{word}{style:#}: {}", words::code(&told.message));
    if told.place != Place::Everywhere {
        eprintln!("  {QUIET}at{QUIET:#} {}", words::code(&told.place.to_string()));
    }
    if let Some(hint) = &told.hint {
        eprintln!("{HINT}hint{HINT:#}: {}", words::code(hint));
    }
}

/// All diagnostics, an empty line between them, errors last so that they stand where the eye is.
pub(crate) fn diagnostics(all: &[Diagnostic]) {
    let mut sorted: Vec<&Diagnostic> = all.iter().collect();
    sorted.sort_by_key(|told| told.severity);
    for (at, told) in sorted.into_iter().enumerate() {
        if at > 0 {
            eprintln!();
        }
        diagnostic(told);
    }
}
