//! `weft.record/1`: named fields of values. `faces`, `pose`, `labels` and `embedding` are records, or lists of them,
//! with the field names written down in the SDK.

use crate::{weft_call, weft_status, weft_str, weft_value};

/// `"weft.record/1"`. Every function [any thread while `run` is active] unless it says otherwise.
#[repr(C)]
pub struct weft_record_v1 {
    /// As compiled.
    pub struct_size: u32,
    /// Zero.
    pub reserved0: u32,
    /// An empty record. Gives one reference.
    pub create: Option<unsafe extern "C" fn(call: *mut weft_call, record: *mut *mut weft_value) -> weft_status>,
    /// Sets a field of a record that `create` gave and that is ours alone. Takes one reference of `value`, also where
    /// it fails. NULL: the field is there and empty.
    pub set: Option<
        unsafe extern "C" fn(
            call: *mut weft_call,
            record: *mut weft_value,
            field: weft_str,
            value: *mut weft_value,
        ) -> weft_status,
    >,
    /// Lent as long as the record is held; NULL where the field is missing or empty. [any thread, any time]
    pub get: Option<unsafe extern "C" fn(record: *const weft_value, field: weft_str) -> *const weft_value>,
    /// How many fields. [any thread, any time]
    pub len: Option<unsafe extern "C" fn(record: *const weft_value) -> usize>,
    /// Name of a field by number, in the order they were set; empty past the end. Lent as long as the record is held.
    /// [any thread, any time]
    pub field_at: Option<unsafe extern "C" fn(record: *const weft_value, index: usize) -> weft_str>,
}
