//! Enums as inputs: one of a few answers, stored by its key.

use crate::describe::Form;
use crate::flow::{FromValue, IntoValue, Slot};
use crate::{Call, Error, Result, Value};
use std::ffi::CStr;

/// One of a few answers. Write it with `#[derive(Choice)]`.
#[diagnostic::on_unimplemented(message = "`{Self}` is no choice", note = "put `#[derive(Choice)]` on the enum")]
pub trait Choice: Copy + Sized + 'static {
    /// Keys, labels and texts of all answers.
    const FORM: Form;
    /// All answers with their keys.
    const ALL: &'static [(&'static str, Self)];

    /// As in graph files.
    fn key(self) -> &'static str;
}

/// The answer of that key.
///
/// # Errors
/// There is none; the sentence names all there are.
pub fn answer<C: Choice>(key: &str) -> Result<C> {
    let found = C::ALL.iter().find(|(known, _)| *known == key);
    found.map(|(_, answer)| *answer).ok_or_else(|| {
        let keys: Vec<_> = C::ALL.iter().map(|(key, _)| *key).collect();
        Error::invalid(format!("`{key}` is no answer; there are {}", keys.join(", ")))
    })
}

impl<C: Choice> FromValue for C {
    const FORM: Form = <C as Choice>::FORM;

    fn from_value(value: Value) -> Result<Self> {
        answer(value.as_text()?)
    }

    fn from_input(call: &Call, slot: Slot) -> Result<Self> {
        answer(call.raw.input_text(slot.index)?).map_err(|error| error.context(format_args!("`{}`", slot.id)))
    }
}

impl<C: Choice> IntoValue for C {
    const TYPE: &'static CStr = c"choice";

    fn into_value(self, call: &Call) -> Result<Value> {
        call.raw.text(self.key())
    }
}
