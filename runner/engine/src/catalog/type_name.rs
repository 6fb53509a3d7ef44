//! Types: plain names, unions `image|mask`, variables `$T`, lists `[image]`, vendor types `com.acme.cloud`.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A type as the contract writes it. `any` takes everything.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Type {
    /// Names of a union; one of a plain type. Never empty.
    names: Vec<Box<str>>,
    list: bool,
}

/// How a wire's type fits an input's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// As it is.
    Direct,
    /// One value into an input that takes a list: a list of one.
    Wrap,
    /// A list into an input that takes one: the kind runs once per item.
    Map,
    /// Not at all.
    Never,
}

impl Type {
    /// Reads `image`, `image|mask`, `$T`, `[image]`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (inner, list) = match text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(inner) => (inner.trim(), true),
            None => (text, false),
        };
        let names: Vec<Box<str>> = inner.split('|').map(|name| name.trim().into()).collect();
        names.iter().all(|name| is_name(name)).then_some(Self { names, list })
    }

    /// A list of this type.
    #[must_use]
    pub fn listed(mut self) -> Self {
        self.list = true;
        self
    }

    /// One item of this type.
    #[must_use]
    pub fn item(mut self) -> Self {
        self.list = false;
        self
    }

    /// Whether it is a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.list
    }

    /// Whether `name` is one of its names.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|other| **other == *name)
    }

    /// The name, if there is only one. `$T` has its dollar.
    #[must_use]
    pub fn plain(&self) -> Option<&str> {
        match &*self.names {
            [name] => Some(name),
            _ => None,
        }
    }

    /// The variable, if it is one: `T` of `$T`.
    #[must_use]
    pub fn variable(&self) -> Option<&str> {
        self.plain().and_then(|name| name.strip_prefix('$'))
    }

    /// How a wire that carries `self` fits an input of type `input`.
    #[must_use]
    pub fn fit(&self, input: &Self) -> Fit {
        let fits = self.names.iter().any(|from| input.names.iter().any(|to| name_fits(from, to)));
        match (self.list, input.list) {
            _ if !fits => Fit::Never,
            (false, true) => Fit::Wrap,
            // `any` and variables take a list as it is.
            (true, false) if !input.names.iter().any(|to| is_open(to)) => Fit::Map,
            _ => Fit::Direct,
        }
    }
}

/// Whether a value of the type `from` can be read where `to` is wanted.
fn name_fits(from: &str, to: &str) -> bool {
    from == to
        || is_open(from)
        || is_open(to)
        || match to {
            "float" => matches!(from, "int" | "seed"),
            "int" => from == "seed",
            "seed" => from == "int",
            // A mask is an image of one plane; what a picture shows as a mask needs a decision.
            "image" => from == "mask",
            "text" => matches!(from, "choice" | "path" | "model"),
            "choice" | "path" | "model" => from == "text",
            "record" => matches!(from, "faces" | "pose" | "labels" | "embedding"),
            "tensor" => matches!(from, "points" | "rect" | "curve"),
            _ => false,
        }
}

fn is_open(name: &str) -> bool {
    name == "any" || name.starts_with('$')
}

fn is_name(name: &str) -> bool {
    let word = name.strip_prefix('$').unwrap_or(name);
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

impl fmt::Display for Type {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.names.join("|");
        if self.list { write!(out, "[{names}]") } else { out.write_str(&names) }
    }
}

impl Serialize for Type {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no type")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: &str, to: &str, expected: Fit) {
        assert_eq!(Type::parse(from).unwrap().fit(&Type::parse(to).unwrap()), expected, "{from} into {to}");
    }

    #[test]
    fn what_fits_is_wired_and_what_does_not_is_refused() {
        check("image", "image", Fit::Direct);
        check("mask", "image", Fit::Direct);
        check("image", "mask", Fit::Never);
        check("mask", "image|mask", Fit::Direct);
        check("int", "float", Fit::Direct);
        check("float", "int", Fit::Never);
        check("[image]", "image", Fit::Map);
        check("image", "[image]", Fit::Wrap);
        check("[image]", "[image]", Fit::Direct);
        check("[image]", "$T", Fit::Direct);
        check("faces", "record", Fit::Direct);
        check("record", "faces", Fit::Never);
        check("com.acme.cloud", "com.acme.cloud", Fit::Direct);
        check("com.acme.cloud", "image", Fit::Never);
    }

    #[test]
    fn types_are_written_as_they_are_read() {
        for text in ["image", "image|mask", "$T", "[image]", "[image|mask]", "com.acme.cloud"] {
            assert_eq!(Type::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "[image", "image|", "a b", "$"] {
            assert_eq!(Type::parse(text), None, "{text}");
        }
    }
}
