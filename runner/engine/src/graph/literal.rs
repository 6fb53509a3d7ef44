//! Reads RON values: words, numbers, quotes, lists, maps, tuples and structs. Nothing here knows what a graph is.

use std::borrow::Cow;
use std::collections::HashSet;

use super::check::{is_named, value_too_deep};
use super::letter::word_length;
use super::name::{is_field_name, is_plain_word};
use super::scan::{Comments, Entry, Scanner};
use super::setting::{Named, Setting, Spelled};
use super::{Name, setting_text};
use crate::diagnostic::Diagnostic;

/// How deep brackets may lie in one value. Nothing real needs more, and a reader's stack is finite.
pub(super) const VALUE_DEPTH_MAX: i32 = 32;

/// Up to here names are searched one by one; more get a set, so that no file can make them cost their square.
const SEARCHED_MAX: usize = 16;

/// Finds names that come twice.
#[derive(Default)]
pub(super) struct Seen<'t> {
    few: [&'t str; SEARCHED_MAX],
    n_few: usize,
    many: Option<HashSet<Cow<'t, str>>>,
}

impl<'t> Seen<'t> {
    /// Keeps the name, or gives it back where it was seen before.
    pub(super) fn insert(&mut self, name: Cow<'t, str>) -> Option<Cow<'t, str>> {
        if let (Cow::Borrowed(borrowed), None) = (&name, &self.many)
            && self.n_few < SEARCHED_MAX
        {
            if self.few[..self.n_few].contains(borrowed) {
                return Some(name);
            }
            self.few[self.n_few] = borrowed;
            self.n_few += 1;
            return None;
        }
        let few = &self.few[..self.n_few];
        let many = self.many.get_or_insert_with(|| few.iter().copied().map(Cow::Borrowed).collect());
        many.replace(name)
    }
}

impl<'t> Scanner<'t> {
    /// A value and, where it differs from ours, its spelling with all blanks and comments in it.
    pub(super) fn spelled_value(&mut self) -> Option<Setting> {
        let start = self.at();
        let n_comments = self.comments.len();
        let plain = self.value(1)?;
        let source = self.since(start);
        // Most settings are such texts; others are written to see whether they look the same.
        if self.text_was_plain && matches!(plain, Setting::Text(_)) && source.starts_with('"') {
            return Some(plain);
        }
        if self.comments.len() == n_comments && setting_text::is_canonical(&plain, source) {
            return Some(plain);
        }
        // The comments lie inside the kept spelling.
        self.comments.truncate(n_comments);
        Some(Setting::Spelled(Box::new(Spelled { source: source.into(), plain })))
    }

    /// A whole file as one value, spellings forgotten: what the steps between formats work on.
    pub(super) fn whole_file(&mut self) -> Option<Setting> {
        self.value(1 - 4 - 3 * super::GRAPH_DEPTH_MAX)
    }

    fn value(&mut self, depth: i32) -> Option<Setting> {
        let start = self.at();
        if depth > VALUE_DEPTH_MAX && matches!(self.peek(), Some(b'(' | b'[' | b'{')) {
            self.told(start, value_too_deep());
            return None;
        }
        match self.peek() {
            Some(b'"') => Some(Setting::Text(self.quoted()?.into())),
            Some(b'r') if self.at_raw_text() => Some(Setting::Text(self.quoted()?.into())),
            Some(b'\'') => self.letter(),
            Some(b'[') => Some(Setting::List(self.items(depth))),
            Some(b'{') => Some(Setting::Map(self.map(depth)?)),
            Some(b'(') => Some(self.tuple_or_struct(depth)),
            Some(b'0'..=b'9' | b'+' | b'-' | b'.') => self.number(),
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' => self.word(depth),
            Some(_) => {
                let letter = self.rest().chars().next().unwrap_or(' ');
                self.problem(
                    start,
                    "no-value",
                    format!("a value is missing here, but there is `{}`", letter.escape_debug()),
                )
                .hint("write a number, a \"text\", true or false, a [list] or a {\"map\": …}");
                None
            }
            None => {
                self.unclosed();
                None
            }
        }
    }

    /// Values in brackets. They wait on a stack, so that the list is made once and in its size.
    fn items(&mut self, depth: i32) -> Box<[Setting]> {
        let n_outer = self.items.len();
        self.entries(Comments::Around, |scanner| match scanner.value(depth + 1) {
            Some(value) => {
                scanner.items.push(value);
                Entry::Read
            }
            None => Entry::Bad,
        });
        self.items.drain(n_outer..).collect()
    }

    fn map(&mut self, depth: i32) -> Option<Box<[(Name, Setting)]>> {
        let mut all = Vec::new();
        let mut seen = Seen::default();
        self.entries(Comments::Around, |scanner| {
            let start = scanner.at();
            let Some(key) = scanner.key("key") else { return Entry::Bad };
            let name = Name::new(&key);
            scanner.new_key(&mut seen, start, key, "key");
            keep(&mut all, scanner.value(depth + 1).map(|value| (name, value)))
        });
        Some(all.into())
    }

    /// `"key":` of a map.
    pub(super) fn key(&mut self, what: &str) -> Option<Cow<'t, str>> {
        let start = self.at();
        if self.peek() != Some(b'"') && !self.at_raw_text() {
            let word = self.bare_word();
            let hint =
                if word.is_empty() { "write \"name\": value".to_owned() } else { format!("write \"{word}\": …") };
            self.problem(start, "bad-key", format!("here belongs the {what} in quotes")).hint(hint);
            return None;
        }
        let key = self.quoted()?;
        self.colon()?;
        Some(key)
    }

    /// Tells of a key that was there before.
    pub(super) fn new_key(&mut self, seen: &mut Seen<'t>, start: usize, key: Cow<'t, str>, what: &str) {
        if let Some(key) = seen.insert(key) {
            self.key_twice(start, &key, what);
        }
    }

    pub(super) fn key_twice(&mut self, start: usize, key: &str, what: &str) {
        self.problem(start, "twice", format!("the {what} `{}` is given twice", key.escape_debug()))
            .hint("keep one of the two");
    }

    pub(super) fn colon(&mut self) -> Option<()> {
        self.skip();
        if !self.eat(b':') {
            self.problem(self.at(), "missing-colon", "a `:` is missing here")
                .hint("write a name, then `:`, then its value");
            return None;
        }
        self.skip();
        Some(())
    }

    /// Letters of a word without passing it, for a hint.
    fn bare_word(&self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        if end > 60 { "" } else { &rest[..end] }
    }

    fn tuple_or_struct(&mut self, depth: i32) -> Setting {
        if !self.is_struct() {
            return Setting::Tuple(self.items(depth));
        }
        let mut all = Vec::new();
        let mut seen = Seen::default();
        self.entries(Comments::Around, |scanner| {
            let start = scanner.at();
            let Some(name) = scanner.field_name() else { return Entry::Bad };
            if seen.insert(Cow::Borrowed(name)).is_some() {
                scanner
                    .problem(start, "twice", format!("the field `{name}` is given twice"))
                    .hint("keep one of the two");
            }
            if scanner.colon().is_none() {
                return Entry::Bad;
            }
            keep(&mut all, scanner.value(depth + 1).map(|value| (Name::new(name), value)))
        });
        Setting::Struct(all.into())
    }

    /// Whether `(` is followed by a word and a colon.
    fn is_struct(&mut self) -> bool {
        let (start, n_comments) = (self.at(), self.comments.len());
        self.advance(1);
        self.skip();
        let named = self.identifier().is_some() && {
            self.skip();
            self.peek() == Some(b':')
        };
        self.back_to(start);
        self.comments.truncate(n_comments);
        named
    }

    /// A word that may name a field, passed if it is one. `r#word` is the same as `word`; `r#raw-words` keep their `r#`.
    pub(super) fn identifier(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let Some(raw) = rest.strip_prefix("r#") else {
            let length = word_length(rest);
            let word = &rest[..length];
            return is_plain_word(word).then(|| {
                self.advance(length);
                word
            });
        };
        let length = raw.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_.+-".contains(byte)).count();
        let (raw, word) = (&raw[..length], &rest[..length + 2]);
        let name = if is_plain_word(raw) { raw } else { word };
        is_field_name(name).then(|| {
            self.advance(word.len());
            name
        })
    }

    pub(super) fn field_name(&mut self) -> Option<&'t str> {
        let start = self.at();
        let name = self.identifier();
        if name.is_none() {
            self.problem(start, "bad-field", "a field's name is missing here").hint("write name: value");
        }
        name
    }

    fn word(&mut self, depth: i32) -> Option<Setting> {
        let start = self.at();
        let plain = !self.rest().starts_with("r#");
        let Some(word) = self.identifier().filter(|_| plain) else {
            self.problem(start, "no-value", "a value is missing here").hint("write a text in quotes");
            return None;
        };
        match word {
            "true" => return Some(Setting::Bool(true)),
            "false" => return Some(Setting::Bool(false)),
            "inf" => return Some(Setting::Float(f64::INFINITY)),
            "NaN" => return Some(Setting::Float(f64::NAN)),
            _ => {}
        }
        let (end, n_comments) = (self.at(), self.comments.len());
        self.skip();
        let body = if self.peek() == Some(b'(') {
            if depth >= VALUE_DEPTH_MAX {
                return self.value(VALUE_DEPTH_MAX + 1);
            }
            Some(self.tuple_or_struct(depth + 1))
        } else {
            self.back_to(end);
            self.comments.truncate(n_comments);
            None
        };
        if !is_named(word, body.as_ref()) {
            self.problem(start, "bare-word", format!("`{word}` is no value"))
                .hint(format!("if it is a text, write \"{word}\""));
            return None;
        }
        Some(Setting::Named(Box::new(Named { name: Name::new(word), body })))
    }
}

/// Keeps what was read; without it the entry is bad.
fn keep<T>(all: &mut Vec<T>, read: Option<T>) -> Entry {
    match read {
        Some(value) => {
            all.push(value);
            Entry::Read
        }
        None => Entry::Bad,
    }
}

impl Setting {
    /// Reads what a command line gives behind `--set node.input=`: RON, where bare words are texts.
    ///
    /// # Errors
    /// When it begins like a list, map, tuple or quoted text but is not one.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let trimmed = text.trim();
        let begins = trimmed.bytes().next();
        // A letter begins a text, except for these few words: a file `photo(1).png` is no RON.
        if begins.is_none_or(|byte| byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii())
            && !matches!(trimmed, "true" | "false" | "inf" | "NaN")
            && !Scanner::new(trimmed).at_raw_text()
        {
            return Ok(Self::from(text));
        }
        let mut scanner = Scanner::new(trimmed);
        let value = scanner.spelled_value();
        scanner.skip();
        let whole = scanner.rest().is_empty() && scanner.comments.is_empty();
        if let Some(value) = value
            && whole
            && scanner.is_faultless()
        {
            return Ok(value);
        }
        if !matches!(begins, Some(b'"' | b'[' | b'{' | b'(')) {
            return Ok(Self::from(text));
        }
        let told = scanner.diagnostics("").into_iter().next();
        let mut told = told
            .unwrap_or_else(|| Diagnostic::error("bad-value", Default::default(), "more text follows after the value"));
        told.hint = Some(format!("if it is a text, write it in quotes: {}", Self::from(text)));
        Err(told)
    }
}
