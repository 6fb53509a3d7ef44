//! What a wire brings is checked as a setting is: kinds rely on their limits, choices and absolute paths.

use std::path::Path;

use crate::catalog::{Input, Limits};
use crate::plan::{absolute_path, check_choice, check_limits};
use crate::value::{Content, Value};

/// What a wired value must pass.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rule {
    /// Nothing.
    None,
    /// Its limits.
    Number(Limits),
    /// To be one of its keys.
    Choice,
    /// To be absolute.
    Path,
}

impl Rule {
    /// Of an input.
    pub(super) fn of(input: &Input) -> Self {
        match input.ty.clone().item().plain() {
            Some("float" | "int") if input.limits.hard_min.is_some() || input.limits.hard_max.is_some() => {
                Self::Number(input.limits)
            }
            Some("choice") => Self::Choice,
            Some("path") => Self::Path,
            _ => Self::None,
        }
    }

    /// The value as the kind wants it, or the end of a sentence that begins with the input's name, and a hint.
    pub(super) fn apply(&self, input: &Input, value: Value, folder: &Path) -> Result<Value, (String, Option<String>)> {
        match value.content() {
            Content::List(items) => {
                let items: Result<Vec<Value>, _> =
                    items.iter().map(|item| self.apply_item(input, item.clone(), folder)).collect();
                Ok(Value::new(Content::List(items?)))
            }
            _ => self.apply_item(input, value, folder),
        }
    }

    fn apply_item(&self, input: &Input, value: Value, folder: &Path) -> Result<Value, (String, Option<String>)> {
        match self {
            Self::None => {}
            Self::Number(limits) => {
                if let Some(number) = value.as_float() {
                    check_limits(limits, number).map_err(|why| (why, None))?;
                }
            }
            Self::Choice => {
                if let Some(key) = value.as_text() {
                    check_choice(input, key)?;
                }
            }
            Self::Path => {
                if let Some(path) = value.as_text()
                    && !path.is_empty()
                {
                    return Ok(Value::text(absolute_path(folder, path).to_string_lossy()));
                }
            }
        }
        Ok(value)
    }
}
