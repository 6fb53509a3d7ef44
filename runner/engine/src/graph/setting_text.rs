//! Writes settings as RON, and tells whether a source is written just so.

use std::fmt::{self, Write};

use super::Name;
use super::letter::{BEYOND_ASCII, CONTROL, QUOTE_OR_BACKSLASH, length_without};
use super::number_text::{write_float, write_int};
use super::setting::Setting;

/// As it was written, where that is known.
impl fmt::Display for Setting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_setting(out, self, Spelling::Kept)
    }
}

impl Setting {
    /// What it means in the one canonical spelling: the same for `255` and `0xFF`. This is what digests are made of.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut text = String::new();
        // Writing to a `String` cannot fail.
        _ = self.write_canonical(&mut text);
        text
    }

    /// The canonical spelling, written to a sink, such as a hasher.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn write_canonical(&self, out: &mut impl Write) -> fmt::Result {
        write_setting(out, self, Spelling::Canonical)
    }
}

/// Whether spellings from a file are used.
#[derive(Clone, Copy)]
pub(super) enum Spelling {
    Kept,
    Canonical,
}

pub(super) fn write_setting(out: &mut impl Write, setting: &Setting, spelling: Spelling) -> fmt::Result {
    match setting {
        Setting::Bool(value) => out.write_str(if *value { "true" } else { "false" }),
        Setting::Int(value) => write_int(out, *value < 0, value.unsigned_abs()),
        Setting::Large(value) => write_int(out, false, *value),
        Setting::Float(value) => write_float(out, *value),
        Setting::Text(text) => write_text(out, text),
        Setting::List(items) => write_items(out, items, ["[", "]"], spelling),
        Setting::Tuple(items) => write_items(out, items, ["(", ")"], spelling),
        Setting::Map(entries) => {
            out.write_char('{')?;
            for (at, (key, value)) in entries.iter().enumerate() {
                out.write_str(if at == 0 { "" } else { ", " })?;
                write_text(out, key)?;
                out.write_str(": ")?;
                write_setting(out, value, spelling)?;
            }
            out.write_char('}')
        }
        Setting::Struct(fields) => write_fields(out, fields, spelling),
        Setting::Named(named) => {
            out.write_str(&named.name)?;
            named.body.as_ref().map_or(Ok(()), |body| write_setting(out, body, spelling))
        }
        Setting::Spelled(spelled) => match spelling {
            Spelling::Kept => out.write_str(&spelled.source),
            Spelling::Canonical => write_setting(out, &spelled.plain, spelling),
        },
    }
}

fn write_items(out: &mut impl Write, items: &[Setting], brackets: [&str; 2], spelling: Spelling) -> fmt::Result {
    out.write_str(brackets[0])?;
    for (at, item) in items.iter().enumerate() {
        out.write_str(if at == 0 { "" } else { ", " })?;
        write_setting(out, item, spelling)?;
    }
    out.write_str(brackets[1])
}

fn write_fields(out: &mut impl Write, fields: &[(Name, Setting)], spelling: Spelling) -> fmt::Result {
    out.write_char('(')?;
    for (at, (name, value)) in fields.iter().enumerate() {
        out.write_str(if at == 0 { "" } else { ", " })?;
        out.write_str(name)?;
        out.write_str(": ")?;
        write_setting(out, value, spelling)?;
    }
    out.write_char(')')
}

/// A text in quotes. What cannot be seen, or would turn the direction of the line, is escaped.
pub(super) fn write_text(out: &mut impl Write, text: &str) -> fmt::Result {
    out.write_char('"')?;
    let mut written = 0;
    if length_without(text, CONTROL | QUOTE_OR_BACKSLASH | BEYOND_ASCII) < text.len() {
        for (at, letter) in text.char_indices().filter(|(_, letter)| needs_escape(*letter)) {
            out.write_str(&text[written..at])?;
            match letter {
                '"' => out.write_str("\\\"")?,
                '\\' => out.write_str("\\\\")?,
                '\n' => out.write_str("\\n")?,
                '\r' => out.write_str("\\r")?,
                '\t' => out.write_str("\\t")?,
                other => write!(out, "\\u{{{:x}}}", u32::from(other))?,
            }
            written = at + letter.len_utf8();
        }
    }
    out.write_str(&text[written..])?;
    out.write_char('"')
}

fn needs_escape(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '"' | '\\'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
        )
}

/// Whether `source` is exactly what we would write. Nothing is allocated.
pub(super) fn is_canonical(setting: &Setting, source: &str) -> bool {
    let mut rest = Rest(source);
    write_setting(&mut rest, setting, Spelling::Canonical).is_ok() && rest.0.is_empty()
}

/// A sink that only accepts the text it was given.
struct Rest<'s>(&'s str);

impl Write for Rest<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(text).ok_or(fmt::Error)?;
        Ok(())
    }
}
