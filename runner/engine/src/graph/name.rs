//! Names, and the addresses which are written with them: a wire `node.output`, a target `node.input`.

use std::fmt;

use super::letter::{self, BEYOND_ASCII, CONTROL, DOT_OR_SLASH, EQUALS, FOLDER, length_without, word_length};
use crate::diagnostic::{Diagnostic, Place};

/// A cheap text: up to 23 bytes lie in place, longer ones are shared.
pub type Name = smol_str::SmolStr;

/// Where a wire begins: an output of a node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Wire {
    /// The node that gives.
    pub node: Name,
    /// Which of its outputs.
    pub output: Name,
}

/// Where a value goes: an input of a node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// The node that takes.
    pub node: Name,
    /// Which of its inputs.
    pub input: Name,
}

/// What is wired into an input: one wire, or for a list input several in order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Wires {
    /// `"image": "photo.image"`.
    One(Wire),
    /// `"images": ["photo.image", "mask.image"]`.
    Many(Vec<Wire>),
}

impl Wire {
    /// Joins a node and its output. The names are checked when a graph takes them.
    #[must_use]
    pub fn new(node: impl Into<Name>, output: impl Into<Name>) -> Self {
        Self { node: node.into(), output: output.into() }
    }

    /// Reads `node.output`.
    ///
    /// # Errors
    /// When a part is missing or a name is not allowed.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let (node, output) = split_address(text).ok_or_else(|| {
            Diagnostic::error(
                "bad-wire",
                Place::Everywhere,
                format!("a wire is written `node.output`, but here is `{text}`"),
            )
            .hint("name the node and one of its outputs, such as `photo.image`")
        })?;
        let wire = Self::new(node, output);
        wire.check()?;
        Ok(wire)
    }

    /// # Errors
    /// When a name is not allowed.
    pub(crate) fn check(&self) -> Result<(), Diagnostic> {
        check_node_name(&self.node)?;
        check_socket_name(&self.output)
    }
}

impl Target {
    /// Joins a node and its input. The names are checked when a graph takes them.
    #[must_use]
    pub fn new(node: impl Into<Name>, input: impl Into<Name>) -> Self {
        Self { node: node.into(), input: input.into() }
    }

    /// Reads `node.input`.
    ///
    /// # Errors
    /// When a part is missing or a name is not allowed.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let (node, input) = split_address(text).ok_or_else(|| {
            Diagnostic::error(
                "bad-target",
                Place::Everywhere,
                format!("an input is written `node.input`, but here is `{text}`"),
            )
            .hint("name the node and one of its inputs, such as `upscale.scale`")
        })?;
        let target = Self::new(node, input);
        target.check()?;
        Ok(target)
    }

    pub(crate) fn check(&self) -> Result<(), Diagnostic> {
        check_node_name(&self.node)?;
        check_socket_name(&self.input)
    }
}

impl Wires {
    /// All wires in order, one or many.
    #[must_use]
    pub fn as_slice(&self) -> &[Wire] {
        match self {
            Self::One(wire) => std::slice::from_ref(wire),
            Self::Many(wires) => wires,
        }
    }

    /// Lets go of wires; one alone becomes an empty list.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Wire) -> bool) {
        match self {
            Self::One(wire) if keep(wire) => {}
            Self::One(_) => *self = Self::Many(Vec::new()),
            Self::Many(wires) => wires.retain(keep),
        }
    }

    /// All wires in order, to be changed.
    pub(crate) fn as_mut_slice(&mut self) -> &mut [Wire] {
        match self {
            Self::One(wire) => std::slice::from_mut(wire),
            Self::Many(wires) => wires,
        }
    }

    /// All wires in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Wire> {
        self.as_slice().iter()
    }
}

impl<'a> IntoIterator for &'a Wires {
    type Item = &'a Wire;
    type IntoIter = std::slice::Iter<'a, Wire>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<N: Into<Name>, O: Into<Name>> From<(N, O)> for Wires {
    fn from((node, output): (N, O)) -> Self {
        Self::One(Wire::new(node, output))
    }
}

impl From<Wire> for Wires {
    fn from(wire: Wire) -> Self {
        Self::One(wire)
    }
}

impl From<Vec<Wire>> for Wires {
    fn from(wires: Vec<Wire>) -> Self {
        Self::Many(wires)
    }
}

impl fmt::Display for Wire {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.node, self.output)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.node, self.input)
    }
}

/// A node's name has no dot, so the first one divides; a socket's name may hold more.
fn split_address(text: &str) -> Option<(&str, &str)> {
    text.split_once('.').filter(|(node, socket)| !node.is_empty() && !socket.is_empty())
}

/// Whether a node may be called so: not empty, and none of the letters that addresses are made with.
///
/// # Errors
/// With the letter that is in the way.
pub fn check_node_name(name: &str) -> Result<(), Diagnostic> {
    check_letters("a node's name", name, DOT_OR_SLASH | EQUALS)
}

/// An input or output of a node: plugins choose these names, so only what breaks a `node.input=value` is refused.
pub(crate) fn check_socket_name(name: &str) -> Result<(), Diagnostic> {
    check_letters("the name of an input or output", name, EQUALS)
}

/// An exposed name becomes a file name, so nothing in it may lead out of a folder on any system.
pub(crate) fn check_exposed_name(name: &str) -> Result<(), Diagnostic> {
    check_letters("an exposed name", name, DOT_OR_SLASH | EQUALS | FOLDER)
}

/// Keys of `view` and ids of kinds: whatever can be read on one line.
pub(crate) fn check_line(what: &str, name: &str) -> Result<(), Diagnostic> {
    check_letters(what, name, 0)
}

/// A field of the file: a plain word, or a raw one that could not be plain (`r#with-dashes`).
pub(crate) fn is_field_name(name: &str) -> bool {
    match name.strip_prefix("r#") {
        Some(raw) => {
            let raw_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"_.+-".contains(&byte);
            !raw.is_empty() && raw.bytes().all(raw_letter) && !is_plain_word(raw)
        }
        None => is_plain_word(name),
    }
}

/// Letters, digits and `_`, and no digit at the front.
pub(crate) fn is_plain_word(name: &str) -> bool {
    !name.is_empty() && !name.as_bytes()[0].is_ascii_digit() && word_length(name) == name.len()
}

fn check_letters(what: &str, name: &str, refused: u8) -> Result<(), Diagnostic> {
    // Most names are plain ASCII.
    if !name.is_empty() && length_without(name, refused | CONTROL | BEYOND_ASCII) == name.len() {
        return Ok(());
    }
    let fault = |message: String| Diagnostic::error("bad-name", Place::Everywhere, message);
    if name.is_empty() {
        return Err(fault(format!("{what} is empty")).hint("give it a name of at least one letter"));
    }
    let is_refused =
        |letter: &char| letter.is_control() || u8::try_from(*letter).is_ok_and(|byte| letter::is(byte, refused));
    let Some(letter) = name.chars().find(is_refused) else {
        return Ok(());
    };
    let shown: String = name.chars().take(60).flat_map(char::escape_debug).collect();
    Err(fault(format!("{what} may not contain `{}`, but here is `{shown}`", letter.escape_debug()))
        .hint("use letters, digits, `_` and `-`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_dot_divides_node_and_socket() {
        let wire = Wire::parse("photo.image.left").unwrap();
        assert_eq!((wire.node.as_str(), wire.output.as_str()), ("photo", "image.left"));
        assert_eq!(wire.to_string(), "photo.image.left");
    }

    #[test]
    fn half_a_wire_is_refused_with_a_hint() {
        for text in ["", "photo", ".image", "photo.", "a/b.image", "a=b.image", "a\n.image"] {
            let told = Wire::parse(text).unwrap_err();
            assert!(told.hint.is_some(), "{text:?}: {told}");
        }
    }

    #[test]
    fn node_names_may_hold_any_script() {
        for name in ["a", "Große Überschrift", "顔", "a-b_c 2"] {
            check_node_name(name).unwrap();
        }
        for name in ["", "a.b", "a/b", "a=b", "a\tb", "a\u{7f}"] {
            assert!(check_node_name(name).is_err(), "{name:?}");
        }
    }
}
