//! Named fields.

use crate::describe::{Class, Form};
use crate::flow::{FromValue, IntoValue, lend};
use crate::{Call, Error, Result, Value};
use std::ffi::CStr;

/// Named fields of values, for reading. Cloning it copies a reference.
#[derive(Clone)]
pub struct Record(Value);

/// A record for writing, which nobody else has: from [`Call::record`].
pub struct RecordMut<'c> {
    call: &'c Call,
    value: Value,
}

impl Record {
    /// A field; nothing where it is missing or empty.
    ///
    /// # Errors
    /// It is something else.
    pub fn get<T: FromValue>(&self, field: &str) -> Result<Option<T>> {
        let value = self.0.field(field).map(T::from_value).transpose();
        value.map_err(|error| error.context(format_args!("the field `{field}`")))
    }

    /// A field that must be there.
    ///
    /// # Errors
    /// It is missing, empty or something else.
    pub fn need<T: FromValue>(&self, field: &str) -> Result<T> {
        self.get(field)?.ok_or_else(|| {
            let fields = self.fields().join(", ");
            Error::invalid(format!("the record has no `{field}`, only: {fields}"))
        })
    }

    /// Names of the fields, in the order they were set.
    pub fn fields(&self) -> Vec<&str> {
        self.0.field_names()
    }

    /// The value that flows.
    pub fn as_value(&self) -> &Value {
        &self.0
    }
}

impl RecordMut<'_> {
    /// Sets a field.
    ///
    /// # Errors
    /// No memory.
    pub fn set(&mut self, field: &str, value: impl IntoValue) -> Result<&mut Self> {
        let value = value.into_value(self.call)?;
        self.call.raw.set_field(&mut self.value, field, Some(value))?;
        Ok(self)
    }

    /// Sets a field that is there, but empty: nobody knows. Say why in the field `reason`.
    ///
    /// # Errors
    /// No memory.
    pub fn set_empty(&mut self, field: &str) -> Result<&mut Self> {
        self.call.raw.set_field(&mut self.value, field, None)?;
        Ok(self)
    }

    /// Sets a field where there is something, and leaves it empty where there is nothing.
    ///
    /// # Errors
    /// No memory.
    pub fn set_option(&mut self, field: &str, value: Option<impl IntoValue>) -> Result<&mut Self> {
        match value {
            Some(value) => self.set(field, value),
            None => self.set_empty(field),
        }
    }

    /// From now on only for reading.
    pub fn done(self) -> Record {
        Record(self.value)
    }
}

impl Call {
    /// A new record without fields.
    ///
    /// # Errors
    /// No memory.
    pub fn record(&self) -> Result<RecordMut<'_>> {
        Ok(RecordMut { call: self, value: self.raw.record()? })
    }
}

impl FromValue for Record {
    const FORM: Form = Form::new(c"record", Class::Wired);

    fn from_value(value: Value) -> Result<Self> {
        match value.type_name() {
            "record" => Ok(Self(value)),
            other => Err(Error::invalid(format!("wanted a record, got `{other}`"))),
        }
    }
}

impl IntoValue for Record {
    const TYPE: &'static CStr = c"record";

    fn into_value(self, _: &Call) -> Result<Value> {
        Ok(self.0)
    }
}

impl IntoValue for RecordMut<'_> {
    const TYPE: &'static CStr = c"record";

    fn into_value(self, _: &Call) -> Result<Value> {
        Ok(self.value)
    }
}

lend!(Record);
