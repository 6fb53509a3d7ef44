//! Anything that flows, for kinds that take any type: `#[input(ty = "$T")] value: &Value`.

pub use crate::boundary::Value;
use crate::describe::{Class, Form};
use crate::flow::{FromValue, IntoValue, lend};
use crate::{Call, Error, Result};
use std::ffi::CStr;

impl Value {
    /// The items of a list.
    ///
    /// # Errors
    /// It is no list.
    pub fn items(&self) -> Result<impl Iterator<Item = Self> + '_> {
        if self.type_name() != "list" {
            return Err(Error::invalid(format!("wanted a list, got `{}`", self.type_name())));
        }
        Ok((0..self.len()).filter_map(|index| self.item(index)))
    }

    /// Reads it as something that an input may be.
    ///
    /// # Errors
    /// It is something else.
    pub fn get<T: FromValue>(&self) -> Result<T> {
        T::from_value(self.clone())
    }
}

impl FromValue for Value {
    const FORM: Form = Form::new(c"any", Class::Wired);

    fn from_value(value: Value) -> Result<Self> {
        Ok(value)
    }
}

impl IntoValue for Value {
    const TYPE: &'static CStr = c"any";

    fn into_value(self, _: &Call) -> Result<Value> {
        Ok(self)
    }
}

lend!(Value);
