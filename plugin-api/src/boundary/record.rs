//! Named fields of the host's records.

use super::value::{str_of, text_of};
use super::{RawCall, Value, need};
use crate::{Error, Result};
use weft_abi::*;

impl RawCall {
    /// An empty record, ours alone.
    pub(crate) fn record(self) -> Result<Value> {
        let create = need(self.services.record.create, "weft.record/1 create")?;
        let mut raw = std::ptr::null_mut();
        // SAFETY: the call is live, and the pointer may be written.
        Error::check(unsafe { create(self.raw, &raw mut raw) })?;
        // SAFETY: `create` gave one reference.
        let value = unsafe { Value::owned(raw, self.services) };
        value.ok_or_else(|| Error::out_of_memory("the host could not make a record"))
    }

    /// Sets a field of a record that is ours alone. `None`: the field is there and empty.
    pub(crate) fn set_field(self, record: &mut Value, field: &str, value: Option<Value>) -> Result<()> {
        let set = need(self.services.record.set, "weft.record/1 set")?;
        let value = value.map_or(std::ptr::null_mut(), Value::into_raw);
        // SAFETY: the call is live, the record is ours alone, and the host takes our one reference of the value.
        Error::check(unsafe { set(self.raw, record.raw().cast_mut(), str_of(field), value) })
    }
}

impl Value {
    /// A field of a record; nothing where it is missing or empty.
    pub(crate) fn field(&self, name: &str) -> Option<Self> {
        let get = self.services.record.get?;
        // SAFETY: the record is held.
        let lent = unsafe { get(self.raw(), str_of(name)) };
        // SAFETY: lent as long as the record is held, which `self` does.
        unsafe { Self::retained(lent, self.services) }
    }

    /// Names of the fields, in the order they were set.
    pub(crate) fn field_names(&self) -> Vec<&str> {
        let weft_record_v1 { len: Some(len), field_at: Some(field_at), .. } = self.services.record else {
            return Vec::new();
        };
        // SAFETY: the record is held.
        let count = unsafe { len(self.raw()) };
        let name = |index| {
            // SAFETY: the record is held.
            let text = unsafe { field_at(self.raw(), index) };
            // SAFETY: lent as long as the record is held, which `self` does.
            unsafe { text_of(text) }.unwrap_or_default()
        };
        (0..count).map(name).collect()
    }
}
