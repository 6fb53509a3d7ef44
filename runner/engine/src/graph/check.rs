//! Whether what a program made can be written to a file and read again. What the parser made always can.

use std::collections::HashSet;

use super::literal::VALUE_DEPTH_MAX;
use super::name::{check_line, check_socket_name, is_field_name, is_plain_word};
use super::node::NODE_FIELDS;
use super::setting::{Named, Setting};
use super::{GRAPH_DEPTH_MAX, Name, Node};
use crate::diagnostic::{Diagnostic, Place};

impl Node {
    /// # Errors
    /// When a name or value in it cannot be written.
    pub(super) fn check(&self) -> Result<(), Diagnostic> {
        check_line("a kind's id", &self.kind)?;
        for (input, value) in self.set.iter() {
            check_socket_name(input)?;
            value.check()?;
        }
        for (input, wires) in self.wires.iter() {
            check_socket_name(input)?;
            wires.iter().try_for_each(super::Wire::check)?;
        }
        for (field, value) in self.fields() {
            check_unknown_field(field, NODE_FIELDS)?;
            value.check()?;
        }
        if self.graph().is_some_and(|graph| graph.depth() > GRAPH_DEPTH_MAX) {
            return Err(graphs_too_deep());
        }
        Ok(())
    }
}

impl Setting {
    /// # Errors
    /// When it lies too deep, or names something that RON cannot name.
    pub(super) fn check(&self) -> Result<(), Diagnostic> {
        // A list of what is still to be seen instead of recursion: a program may nest without end.
        let mut waiting = vec![(self, 1)];
        while let Some((setting, depth)) = waiting.pop() {
            let nested = matches!(setting, Self::List(_) | Self::Tuple(_) | Self::Map(_) | Self::Struct(_));
            if nested && depth > VALUE_DEPTH_MAX {
                return Err(value_too_deep());
            }
            match setting {
                Self::List(items) | Self::Tuple(items) => waiting.extend(items.iter().map(|item| (item, depth + 1))),
                Self::Map(entries) => {
                    check_keys(entries)?;
                    waiting.extend(entries.iter().map(|(_, value)| (value, depth + 1)));
                }
                Self::Struct(fields) => {
                    check_keys(fields)?;
                    fields.iter().try_for_each(|(name, _)| check_unknown_field(name, &[]))?;
                    waiting.extend(fields.iter().map(|(_, value)| (value, depth + 1)));
                }
                Self::Named(named) => {
                    if !is_named(&named.name, named.body.as_ref()) {
                        return Err(unwritable(named));
                    }
                    waiting.extend(named.body.iter().map(|body| (body, depth + 1)));
                }
                Self::Spelled(spelled) => waiting.push((&spelled.plain, depth)),
                Self::Bool(_) | Self::Int(_) | Self::Large(_) | Self::Float(_) | Self::Text(_) => {}
            }
        }
        Ok(())
    }

    pub(super) fn forget_spelling(&mut self) {
        if let Self::Spelled(_) = self {
            *self = self.plain().clone();
        }
    }
}

/// Whether a word with or without brackets is a value of RON, and not a text whose quotes were forgotten.
pub(super) fn is_named(name: &str, body: Option<&Setting>) -> bool {
    match (name, body.map(Setting::plain)) {
        ("true" | "false" | "inf" | "NaN", _) => false,
        ("Some", Some(Setting::Tuple(items))) => items.len() == 1,
        ("Some", _) | ("None", Some(_)) => false,
        (_, Some(Setting::Tuple(_) | Setting::Struct(_))) => is_plain_word(name),
        (_, Some(_)) => false,
        (_, None) => is_plain_word(name) && name.starts_with(|letter: char| letter.is_ascii_uppercase()),
    }
}

/// A field beyond the known ones must be a word.
pub(super) fn check_unknown_field(field: &str, known: &[&str]) -> Result<(), Diagnostic> {
    if is_field_name(field) && !known.contains(&field) {
        return Ok(());
    }
    let shown: String = field.chars().take(60).flat_map(char::escape_debug).collect();
    Err(fault("bad-field", format!("a field cannot be called `{shown}`")).hint("use a word of letters, digits and `_`"))
}

fn check_keys(entries: &[(Name, Setting)]) -> Result<(), Diagnostic> {
    let mut seen = HashSet::new();
    match entries.iter().find(|(key, _)| !seen.insert(key)) {
        Some((key, _)) => {
            Err(fault("twice", format!("the key `{}` is given twice", key.escape_debug())).hint("keep one of the two"))
        }
        None => Ok(()),
    }
}

fn unwritable(named: &Named) -> Diagnostic {
    let shown: String = named.name.chars().take(60).flat_map(char::escape_debug).collect();
    fault("bare-word", format!("`{shown}` is no value")).hint("if it is a text, make it a text")
}

pub(super) fn value_too_deep() -> Diagnostic {
    fault("too-deep", format!("brackets lie more than {VALUE_DEPTH_MAX} deep in one value")).hint("keep values flatter")
}

pub(super) fn graphs_too_deep() -> Diagnostic {
    fault("too-deep", format!("graphs lie more than {GRAPH_DEPTH_MAX} deep in each other"))
        .hint("keep inner graphs in files of their own: set: {\"path\": \"inner.ron\"}")
}

fn fault(code: &'static str, message: String) -> Diagnostic {
    Diagnostic::error(code, Place::Everywhere, message)
}
