//! Settings of an older version, on their way to today's: a JSON object, of which only the outermost names matter here.

use crate::{Error, Result};
use std::fmt;

/// Inputs by id, and how they were set. What nobody touches stays as it was, to the letter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settings {
    /// Id and the JSON of the setting, in the order of the file.
    fields: Vec<(String, String)>,
}

impl Settings {
    /// Reads a JSON object.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(json: &str) -> Result<Self> {
        let mut reader = Reader { rest: json.trim_start() };
        let mut fields = Vec::new();
        reader.expect('{')?;
        if !reader.eat('}') {
            loop {
                let id = unescape(reader.text()?)?;
                reader.expect(':')?;
                fields.push((id, reader.any()?.to_owned()));
                if !reader.eat(',') {
                    break;
                }
            }
            reader.expect('}')?;
        }
        if reader.rest.is_empty() { Ok(Self { fields }) } else { Err(reader.broken("the end")) }
    }

    /// Whether an input is set.
    pub fn has(&self, id: &str) -> bool {
        self.json(id).is_some()
    }

    /// A setting as it stands in the file.
    pub fn json(&self, id: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == id).map(|(_, json)| json.as_str())
    }

    /// A setting that is a number.
    pub fn number(&self, id: &str) -> Option<f64> {
        self.json(id)?.parse().ok()
    }

    /// A setting that is a text or a choice.
    pub fn text(&self, id: &str) -> Option<String> {
        let json = self.json(id)?;
        let inside = json.strip_prefix('"')?.strip_suffix('"')?;
        unescape(inside).ok()
    }

    /// Gives a setting another id. For this alone no `migrate` is needed: `#[input(aka = ["old"])]`.
    pub fn rename(&mut self, from: &str, to: &str) {
        for (id, _) in self.fields.iter_mut().filter(|(id, _)| id == from) {
            to.clone_into(id);
        }
    }

    /// Drops a setting.
    pub fn remove(&mut self, id: &str) {
        self.fields.retain(|(known, _)| known != id);
    }

    /// Sets a number; one that is not finite drops the setting, as JSON has no word for it.
    pub fn set_number(&mut self, id: &str, number: f64) {
        if number.is_finite() {
            self.set_json(id, number.to_string());
        } else {
            self.remove(id);
        }
    }

    /// Sets yes or no.
    pub fn set_bool(&mut self, id: &str, yes: impl Into<bool>) {
        self.set_json(id, yes.into().to_string());
    }

    /// Sets a text or a choice.
    pub fn set_text(&mut self, id: &str, text: &str) {
        self.set_json(id, Quoted(text).to_string());
    }

    fn set_json(&mut self, id: &str, json: String) {
        match self.fields.iter_mut().find(|(known, _)| known == id) {
            Some((_, old)) => *old = json,
            None => self.fields.push((id.to_owned(), json)),
        }
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, (id, json)) in self.fields.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{}:{json}", Quoted(id))?;
        }
        f.write_str("}")
    }
}

/// A text as JSON writes it.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for letter in self.0.chars() {
            match letter {
                '"' | '\\' => write!(f, "\\{letter}")?,
                letter if u32::from(letter) < 0x20 => write!(f, "\\u{:04x}", u32::from(letter))?,
                letter => write!(f, "{letter}")?,
            }
        }
        f.write_str("\"")
    }
}

/// What is left to read; never begins with a space.
struct Reader<'j> {
    rest: &'j str,
}

impl<'j> Reader<'j> {
    fn skip(&mut self, bytes: usize) -> &'j str {
        let (read, rest) = self.rest.split_at(bytes);
        self.rest = rest.trim_start();
        read
    }

    fn eat(&mut self, letter: char) -> bool {
        let found = self.rest.starts_with(letter);
        if found {
            self.skip(letter.len_utf8());
        }
        found
    }

    fn expect(&mut self, letter: char) -> Result<()> {
        if self.eat(letter) { Ok(()) } else { Err(self.broken(&format!("`{letter}`"))) }
    }

    fn broken(&self, wanted: &str) -> Error {
        let near: String = self.rest.chars().take(20).collect();
        Error::invalid(format!("the settings are no JSON object: wanted {wanted} at `{near}`"))
    }

    /// The inside of a text, still escaped.
    fn text(&mut self) -> Result<&'j str> {
        if !self.rest.starts_with('"') {
            return Err(self.broken("`\"`"));
        }
        let mut escaped = false;
        for (at, byte) in self.rest.bytes().enumerate().skip(1) {
            match byte {
                b'"' if !escaped => return Ok(&self.skip(at + 1)[1..at]),
                b'\\' => escaped = !escaped,
                _ => escaped = false,
            }
        }
        Err(self.broken("a text with an end"))
    }

    /// One value of any kind, as it stands.
    fn any(&mut self) -> Result<&'j str> {
        let from = self.rest;
        let mut open = 0_usize;
        loop {
            match self.rest.chars().next() {
                Some('"') => drop(self.text()?),
                Some('{' | '[') => {
                    open += 1;
                    self.skip(1);
                    continue;
                }
                Some('}' | ']') if open > 0 => {
                    open -= 1;
                    self.skip(1);
                }
                Some(',' | ':') if open > 0 => {
                    self.skip(1);
                    continue;
                }
                Some(_) => {
                    let end = self.rest.find([',', ':', '}', ']', '{', '[', '"']).unwrap_or(self.rest.len());
                    if end == 0 {
                        return Err(self.broken("a value"));
                    }
                    self.skip(end);
                }
                None => return Err(self.broken("a value")),
            }
            if open == 0 {
                return Ok(from[..from.len() - self.rest.len()].trim_end());
            }
        }
    }
}

fn unescape(inside: &str) -> Result<String> {
    let mut text = String::with_capacity(inside.len());
    let mut letters = inside.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('u') => text.push(code_point(&mut letters)?),
            Some(other) => text.push(other),
            None => return Err(Error::invalid("a text of the settings ends in a backslash")),
        }
    }
    Ok(text)
}

/// After `\u`: one code unit, or two that belong together.
fn code_point(letters: &mut std::str::Chars<'_>) -> Result<char> {
    let mut unit = || {
        let digits: String = letters.by_ref().take(4).collect();
        u32::from_str_radix(&digits, 16)
    };
    let first = unit()?;
    let code = if (0xD800..0xDC00).contains(&first) {
        letters.by_ref().take(2).for_each(drop);
        let digits: String = letters.by_ref().take(4).collect();
        let second = u32::from_str_radix(&digits, 16)?;
        0x10000 + ((first - 0xD800) << 10) + (second.wrapping_sub(0xDC00) & 0x3FF)
    } else {
        first
    };
    char::from_u32(code).ok_or_else(|| Error::invalid("a text of the settings has half a letter"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_touches_stays_to_the_letter() {
        let json = r#"{ "a": 1.50, "b" : {"x": [1, 2, {"y": "}"}]}, "c":"say \"hi\"" ,"d":true}"#;
        let settings = Settings::parse(json).unwrap();
        assert_eq!(settings.to_string(), r#"{"a":1.50,"b":{"x": [1, 2, {"y": "}"}]},"c":"say \"hi\"","d":true}"#);
        assert_eq!(settings.number("a"), Some(1.5));
        assert_eq!(settings.text("c").as_deref(), Some("say \"hi\""));
        assert_eq!(Settings::parse(" {} ").unwrap(), Settings::default());
    }

    #[test]
    fn settings_are_renamed_changed_and_dropped() {
        let mut settings = Settings::parse(r#"{"smoothing": 20, "mode": "old", "gone": null}"#).unwrap();
        settings.rename("smoothing", "alpha");
        settings.set_number("alpha", settings.number("alpha").unwrap() / 100.0);
        settings.set_text("mode", "new \\ \"mode\"\n");
        settings.set_bool("fast", true);
        settings.remove("gone");
        assert_eq!(settings.to_string(), r#"{"alpha":0.2,"mode":"new \\ \"mode\"\u000a","fast":true}"#);
        assert_eq!(Settings::parse(&settings.to_string()).unwrap().text("mode").unwrap(), "new \\ \"mode\"\n");
    }

    #[test]
    fn escapes_become_letters() {
        let settings = Settings::parse(r#"{"k\u00e9y": "\ud83d\ude00\t\/"}"#).unwrap();
        assert_eq!(settings.text("kéy").as_deref(), Some("😀\t/"));
        assert!(Settings::parse(r#"{"\ud83d": 1}"#).is_err());
    }

    #[test]
    fn what_is_no_object_is_a_sentence() {
        for broken in
            ["", "[]", "{", r#"{"a"}"#, r#"{"a":}"#, r#"{"a":1"#, r#"{"a":"}"#, r#"{"a":1}x"#, "{a:1}", r#"{"a":[1"#]
        {
            let error = Settings::parse(broken).unwrap_err().to_string();
            assert!(error.starts_with("the settings are no JSON object"), "{broken}: {error}");
        }
    }
}
