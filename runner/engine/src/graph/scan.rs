//! Walks over RON text: blanks, comments, brackets, and what to do after a mistake so that the next one is found too.
//! Words, numbers and quotes are read in `literal`.

use super::{Name, Setting};
use crate::diagnostic::{Diagnostic, Place};

/// More mistakes than this help nobody, and would cost time in a hostile file.
const PROBLEMS_MAX: usize = 100;
/// More than this nobody reads.
const SHOWN_MAX: usize = 20;

/// A cursor in a text. Every method leaves it on a letter's first byte.
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
    problems: Vec<Problem>,
    /// Brackets that are open here, outermost first.
    open: Vec<Opened>,
    /// Values of lists that are still being read, innermost last.
    pub(super) items: Vec<Setting>,
    /// Whether the last text in quotes was written without escapes and strange letters.
    pub(super) text_was_plain: bool,
    /// Comments that nobody has taken yet.
    pub(super) comments: Vec<&'t str>,
    /// Comments behind the last entry, on its line.
    pub(super) behind: Vec<&'t str>,
}

/// A mistake, and where it begins in bytes.
struct Problem {
    at: usize,
    code: &'static str,
    message: String,
    hint: Option<String>,
}

#[derive(Clone, Copy)]
struct Opened {
    closer: u8,
    at: usize,
}

/// What became of one entry in brackets.
pub(super) enum Entry {
    /// It was read.
    Read,
    /// It was wrong and is reported; go on behind the next comma.
    Bad,
    /// It is of no interest; go on behind the next comma.
    Passed,
    /// The bracket was never closed, which is reported; what follows belongs further out.
    Unclosed,
}

/// Where comments behind an entry belong.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Comments {
    /// To the entry: it has a line of its own.
    Here,
    /// To whatever is around it.
    Around,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // Some editors put a byte order mark in front.
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Self {
            text,
            at,
            problems: Vec::new(),
            open: Vec::new(),
            items: Vec::new(),
            text_was_plain: false,
            comments: Vec::new(),
            behind: Vec::new(),
        }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Back to a place where the cursor has been, to read it in another way.
    pub(super) fn back_to(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The text from a place up to here.
    pub(super) fn since(&self, start: usize) -> &'t str {
        &self.text[start..self.at]
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Whether this byte is next; if so it is passed.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let here = self.peek() == Some(byte);
        self.at += usize::from(here);
        here
    }

    /// Passes blanks and keeps comments.
    #[inline]
    pub(super) fn skip(&mut self) {
        // One blank or none is what a written file has.
        let bytes = self.text.as_bytes();
        self.at += usize::from(bytes.get(self.at) == Some(&b' '));
        if bytes.get(self.at).is_none_or(|byte| *byte <= b' ' || *byte == b'/') {
            self.skip_more();
        }
    }

    fn skip_more(&mut self) {
        loop {
            let blanks = self.text.as_bytes()[self.at..].iter();
            self.at += blanks.take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r')).count();
            if self.peek() != Some(b'/') {
                return;
            }
            let Some(comment) = self.comment() else { return };
            self.comments.push(comment);
        }
    }

    /// Comments that stand on the line of what was just read.
    fn skip_line(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' => self.at += 1,
                b'/' => match self.comment() {
                    Some(comment) => self.behind.push(comment),
                    None => return,
                },
                _ => return,
            }
        }
    }

    fn comment(&mut self) -> Option<&'t str> {
        let start = self.at;
        if self.rest().starts_with("//") {
            self.at = self.rest().find('\n').map_or(self.text.len(), |line| start + line);
            return Some(self.since(start).trim_end());
        }
        if !self.rest().starts_with("/*") {
            return None;
        }
        let bytes = self.text.as_bytes();
        let mut depth = 0_usize;
        while self.at < bytes.len() {
            match &bytes[self.at..bytes.len().min(self.at + 2)] {
                b"/*" => (depth, self.at) = (depth + 1, self.at + 2),
                b"*/" => (depth, self.at) = (depth - 1, self.at + 2),
                _ => self.at += 1,
            }
            if depth == 0 {
                return Some(self.since(start));
            }
        }
        self.problem(start, "open-comment", "a comment that never ends").hint("close it with `*/`");
        None
    }

    /// Everything between brackets, entry by entry. The cursor stands on the opening one.
    pub(super) fn entries(&mut self, comments: Comments, mut entry: impl FnMut(&mut Self) -> Entry) {
        let closer = match self.peek() {
            Some(b'(') => b')',
            Some(b'[') => b']',
            _ => b'}',
        };
        self.open.push(Opened { closer, at: self.at });
        self.at += 1;
        loop {
            self.skip();
            let before = self.at;
            match self.peek() {
                None => {
                    self.unclosed();
                    break;
                }
                Some(byte) if byte == closer => {
                    self.at += 1;
                    break;
                }
                Some(byte @ (b')' | b']' | b'}')) => {
                    if self.open.iter().any(|opened| opened.closer == byte) {
                        self.unclosed();
                        break;
                    }
                    self.at += 1;
                    let message = format!("nothing is open that `{}` could close", byte as char);
                    self.problem(before, "stray-bracket", message).hint("remove it");
                    continue;
                }
                Some(b',') => {
                    self.at += 1;
                    self.problem(before, "stray-comma", "a comma with nothing before it").hint("remove it");
                    continue;
                }
                Some(_) => {}
            }
            match entry(self) {
                Entry::Read => {}
                Entry::Passed => self.recover(),
                Entry::Bad => {
                    debug_assert!(!self.is_faultless(), "an entry is bad and nobody said why: {}", self.since(before));
                    self.recover();
                }
                Entry::Unclosed => break,
            }
            self.behind_entry(comments, before);
        }
        self.open.pop();
    }

    /// The comma behind an entry, and the comments on its line.
    fn behind_entry(&mut self, comments: Comments, before: usize) {
        let end = self.at;
        if comments == Comments::Here {
            self.skip_line();
        }
        self.skip();
        if self.eat(b',') {
            if comments == Comments::Here {
                self.skip_line();
            }
            return;
        }
        match self.peek() {
            None | Some(b')' | b']' | b'}') => {}
            Some(_) if end == before => self.advance_letter(),
            Some(_) => {
                self.problem(end, "missing-comma", "a comma is missing here").hint("put a `,` between two entries");
            }
        }
    }

    /// Passes what cannot be understood, up to the next comma or closing bracket of this level. No recursion.
    fn recover(&mut self) {
        let mut depth = 0_usize;
        loop {
            self.skip();
            match self.peek() {
                None => return,
                Some(b'"') => self.pass_quotes(),
                Some(b'(' | b'[' | b'{') => (depth, self.at) = (depth + 1, self.at + 1),
                Some(b')' | b']' | b'}') if depth == 0 => return,
                Some(b')' | b']' | b'}') => (depth, self.at) = (depth - 1, self.at + 1),
                Some(b',') if depth == 0 => return,
                Some(_) => self.advance_letter(),
            }
        }
    }

    fn pass_quotes(&mut self) {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(&byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'"' => return,
                // The letter behind a backslash may be long; the loop passes its other bytes.
                b'\\' => self.at = (self.at + 1).min(bytes.len()),
                _ => {}
            }
        }
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    pub(super) fn advance_letter(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    /// Reports that the innermost bracket is not closed before the cursor.
    pub(super) fn unclosed(&mut self) {
        let Some(opened) = self.open.last().copied() else { return };
        let message = match self.peek() {
            // One missing bracket at the end leaves all outer ones open too; the innermost says it all.
            None if self.problems.last().is_some_and(|problem| problem.code.starts_with("open-")) => return,
            None => format!("the text ends before `{}`", opened.closer as char),
            Some(_) => format!("`{}` is missing before this", opened.closer as char),
        };
        let (line, _) = self.line_and_column(opened.at);
        let bracket = self.text.as_bytes()[opened.at] as char;
        self.problem(self.at, "open-bracket", message).hint(format!("close the `{bracket}` of line {line}"));
    }

    /// Keeps a mistake. After too many the rest of the text is left alone: pass what is wrong before you tell of it.
    pub(super) fn problem(&mut self, at: usize, code: &'static str, message: impl Into<String>) -> Reported<'_> {
        if self.problems.len() >= PROBLEMS_MAX {
            self.at = self.text.len();
            return Reported(None);
        }
        // What goes wrong twice at one place went wrong once; the second is a consequence.
        if self.problems.last().is_some_and(|problem| problem.at == at) {
            return Reported(None);
        }
        self.problems.push(Problem { at, code, message: message.into(), hint: None });
        Reported(self.problems.last_mut())
    }

    /// A mistake which another part has put in words.
    pub(super) fn told(&mut self, at: usize, told: Diagnostic) {
        let reported = self.problem(at, told.code, told.message);
        if let Some(hint) = told.hint {
            reported.hint(hint);
        }
    }

    pub(super) fn n_problems(&self) -> usize {
        self.problems.len()
    }

    pub(super) fn is_faultless(&self) -> bool {
        self.problems.is_empty()
    }

    /// Every mistake in the order of the text.
    pub(super) fn diagnostics(mut self, file: &str) -> Vec<Diagnostic> {
        let problems = std::mem::take(&mut self.problems);
        let mut all: Vec<(usize, Diagnostic)> = problems
            .into_iter()
            .map(|problem| {
                let (line, column) = self.line_and_column(problem.at);
                let place = Place::Text { file: file.to_owned(), line, column };
                let mut told = Diagnostic::error(problem.code, place, problem.message);
                told.hint = problem.hint;
                (problem.at, told)
            })
            .collect();
        all.sort_by_key(|(at, _)| *at);
        let mut all: Vec<Diagnostic> = all.into_iter().map(|(_, told)| told).collect();
        let more = all.len().saturating_sub(SHOWN_MAX);
        if more > 1 {
            let place = all.swap_remove(SHOWN_MAX).place;
            all.truncate(SHOWN_MAX);
            let message = format!("and {more} more mistakes from here on");
            all.push(
                Diagnostic::error("more", place, message).hint("correct the first ones; others often follow from them"),
            );
        }
        all
    }

    /// Both from 1, the column in letters.
    pub(super) fn line_and_column(&self, at: usize) -> (usize, usize) {
        let before = &self.text[..at.min(self.text.len())];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        (line, before[line_start..].trim_start_matches('\u{feff}').chars().count() + 1)
    }

    /// Takes all comments that nobody has claimed.
    pub(super) fn take_comments(&mut self) -> Vec<Name> {
        self.comments.drain(..).map(Name::new).collect()
    }

    /// Takes the comments which stand behind the last entry.
    pub(super) fn take_behind(&mut self) -> Vec<Name> {
        self.behind.drain(..).map(Name::new).collect()
    }
}

/// A kept mistake, to add a hint to.
pub(super) struct Reported<'p>(Option<&'p mut Problem>);

impl Reported<'_> {
    pub(super) fn hint(self, hint: impl Into<String>) {
        if let Some(problem) = self.0 {
            problem.hint = Some(hint.into());
        }
    }
}
