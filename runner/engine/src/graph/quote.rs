//! Reads the smallest things of RON: quoted texts, letters and numbers.

use std::borrow::Cow;

use super::letter::{self, BEYOND_ASCII, QUOTE_OR_BACKSLASH, WORD, length_without, plain_length};
use super::scan::Scanner;
use super::setting::Setting;

impl<'t> Scanner<'t> {
    /// Whether `r"` or `r#"` begins here.
    pub(super) fn at_raw_text(&self) -> bool {
        let rest = self.rest().strip_prefix('r');
        rest.is_some_and(|rest| rest.trim_start_matches('#').starts_with('"'))
    }

    /// A text in quotes, plain or raw.
    pub(super) fn quoted(&mut self) -> Option<Cow<'t, str>> {
        if self.peek() == Some(b'r') {
            return self.raw_text().map(Cow::Borrowed);
        }
        let start = self.at();
        self.advance(1);
        let rest = self.rest();
        let n_plain = plain_length(rest);
        let end = n_plain + length_without(&rest[n_plain..], QUOTE_OR_BACKSLASH);
        self.text_was_plain = n_plain == end;
        if end == rest.len() {
            return self.open_quote(start);
        }
        self.advance(end);
        if self.eat(b'"') {
            return self.closed_quote(start, Cow::Borrowed(&rest[..end]));
        }
        self.text_was_plain = false;
        let mut text = rest[..end].to_owned();
        loop {
            match self.rest().chars().next() {
                Some('"') => {
                    self.advance(1);
                    return self.closed_quote(start, Cow::Owned(text));
                }
                Some('\\') => {
                    if let Some(letter) = self.escape() {
                        text.push(letter);
                    }
                }
                Some(letter) => {
                    text.push(letter);
                    self.advance(letter.len_utf8());
                }
                None => return self.open_quote(start),
            }
        }
    }

    /// A text that runs straight into a word has lost or gained a quote. Going on behind its line finds the next mistake.
    fn closed_quote(&mut self, start: usize, text: Cow<'t, str>) -> Option<Cow<'t, str>> {
        let behind = self.peek();
        if !behind.is_some_and(|byte| letter::is(byte, WORD | QUOTE_OR_BACKSLASH | BEYOND_ASCII)) {
            return Some(text);
        }
        if !self.rest().starts_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '"' | '\\')) {
            return Some(text);
        }
        self.back_to(start);
        let line = self.rest().find('\n').unwrap_or(self.rest().len());
        self.advance(line);
        self.problem(start, "odd-quote", "in this line a quote is missing or too many")
            .hint("close the text with `\"`; a quote inside it is written `\\\"`");
        None
    }

    fn open_quote<T>(&mut self, start: usize) -> Option<T> {
        self.advance(self.rest().len());
        self.problem(start, "open-quote", "a text that never ends").hint("close it with `\"`");
        None
    }

    fn raw_text(&mut self) -> Option<&'t str> {
        let start = self.at();
        let n_hashes = self.rest().bytes().skip(1).take_while(|byte| *byte == b'#').count();
        self.advance(n_hashes + 2);
        let end = format!("\"{}", "#".repeat(n_hashes));
        let rest = self.rest();
        let Some(length) = rest.find(&end) else { return self.open_quote(start) };
        self.advance(length + end.len());
        Some(&rest[..length])
    }

    /// One escape; a wrong one is reported and gives no letter. A line's end after `\` gives none either.
    fn escape(&mut self) -> Option<char> {
        let start = self.at();
        self.advance(1);
        let letter = self.rest().chars().next()?;
        self.advance(letter.len_utf8());
        let meant = match letter {
            '"' | '\\' | '\'' => Some(letter),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            '0' => Some('\0'),
            'x' => self.hex_digits(2).filter(|code| *code < 0x80).and_then(char::from_u32),
            'u' if self.eat(b'{') => {
                let n_digits = self.rest().bytes().take_while(u8::is_ascii_hexdigit).count();
                let code = if (1..=6).contains(&n_digits) { self.hex_digits(n_digits) } else { None };
                if self.eat(b'}') { code.and_then(char::from_u32) } else { None }
            }
            '\n' => {
                self.pass_blanks();
                return None;
            }
            '\r' if self.eat(b'\n') => {
                self.pass_blanks();
                return None;
            }
            _ => None,
        };
        if meant.is_none() {
            let source = self.since(start).escape_debug().to_string();
            self.problem(start, "bad-escape", format!("`{source}` is no letter"))
                .hint("a backslash itself is written `\\\\`; others are \\n \\t \\\" \\u{1F600}");
        }
        meant
    }

    fn pass_blanks(&mut self) {
        let n_blanks = self.rest().bytes().take_while(|byte| b" \t\n\r".contains(byte)).count();
        self.advance(n_blanks);
    }

    fn hex_digits(&mut self, n_digits: usize) -> Option<u32> {
        let digits =
            self.rest().get(..n_digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        self.advance(n_digits);
        u32::from_str_radix(digits, 16).ok()
    }

    /// `'a'`: kept as a text of one letter.
    pub(super) fn letter(&mut self) -> Option<Setting> {
        let start = self.at();
        self.advance(1);
        let letter = match self.rest().chars().next() {
            Some('\\') if !self.rest().starts_with("\\\n") && !self.rest().starts_with("\\\r\n") => self.escape(),
            Some('\'' | '\\') | None => None,
            Some(letter) => {
                self.advance(letter.len_utf8());
                Some(letter)
            }
        };
        let closed = self.eat(b'\'');
        if let Some(letter) = letter
            && closed
        {
            return Some(Setting::Text(letter.to_string().into()));
        }
        self.problem(start, "bad-letter", "single quotes hold exactly one letter")
            .hint("write a text in double quotes");
        None
    }

    pub(super) fn number(&mut self) -> Option<Setting> {
        let start = self.at();
        let bytes = self.rest().as_bytes();
        let sign = usize::from(matches!(bytes[0], b'+' | b'-'));
        let hex = bytes[sign..].starts_with(b"0x");
        let mut end = sign;
        while let Some(byte) = bytes.get(end) {
            let exponent_sign =
                matches!(byte, b'+' | b'-') && end > sign && matches!(bytes[end - 1], b'e' | b'E') && !hex;
            if !(byte.is_ascii_alphanumeric() || *byte == b'_' || *byte == b'.' || exponent_sign) {
                break;
            }
            end += 1;
        }
        let source = &self.rest()[..end];
        self.advance(end);
        let value = whole_number(source).or_else(|| fraction(source));
        if value.is_none() {
            let shown: String = source.chars().take(60).collect();
            let digits_only = source[sign..].bytes().all(|byte| byte.is_ascii_digit());
            let hint = if digits_only && !source[sign..].is_empty() {
                "whole numbers go up to 18446744073709551615; a larger one needs a fraction: 1e20"
            } else {
                "write 4, -2, 0.5, 1e-3 or 0xFF"
            };
            self.problem(start, "bad-number", format!("`{shown}` is no number")).hint(hint);
        }
        value
    }
}

/// Decimal, `0x`, `0o` or `0b`, with `_` between digits.
fn whole_number(source: &str) -> Option<Setting> {
    let (negative, digits) = match source.as_bytes() {
        [b'-', ..] => (true, &source[1..]),
        [b'+', ..] => (false, &source[1..]),
        _ => (false, source),
    };
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        _ => (10, digits),
    };
    if !digits.starts_with(|letter: char| letter.is_digit(radix)) {
        return None;
    }
    let mut value = 0_u64;
    for letter in digits.chars().filter(|letter| *letter != '_') {
        value = value.checked_mul(u64::from(radix))?.checked_add(u64::from(letter.to_digit(radix)?))?;
    }
    if negative {
        return 0_i64.checked_sub_unsigned(value).map(Setting::Int);
    }
    Some(Setting::from(value))
}

/// Digits, a point, an exponent: at least one digit before the exponent, `_` only behind a digit.
fn fraction(source: &str) -> Option<Setting> {
    let unsigned = source.strip_prefix(['+', '-']).unwrap_or(source);
    if let "inf" | "NaN" = unsigned {
        return source.parse().ok().map(Setting::Float);
    }
    let bytes = unsigned.as_bytes();
    let allowed = |(at, byte): (usize, &u8)| match byte {
        b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-' => true,
        b'_' => at > 0 && (bytes[at - 1].is_ascii_digit() || bytes[at - 1] == b'_'),
        _ => false,
    };
    let whole = !unsigned.contains(['.', 'e', 'E']);
    if whole
        || !bytes.iter().enumerate().all(allowed)
        || !bytes.iter().any(u8::is_ascii_digit)
        || unsigned.contains("..")
    {
        return None;
    }
    let value = if source.contains('_') { source.replace('_', "").parse() } else { source.parse() };
    value.ok().map(Setting::Float)
}
