//! `weft.record/1`: named fields of values.
#![expect(unsafe_code, reason = "functions that plugins call, with pointers of plugins")]

use super::super::call::CallStatus;
use super::super::foreign;
use super::super::frame::Frame;
use super::crossing::{self, lent};
use crate::value::{Content, Record};
use weft_abi::{WEFT_ERR_INVALID, WEFT_OK, weft_call, weft_record_v1, weft_status, weft_str, weft_value};

/// `"weft.record/1"`
pub(super) static RECORD: weft_record_v1 = weft_record_v1 {
    struct_size: size_of::<weft_record_v1>() as u32,
    reserved0: 0,
    create: Some(create),
    set: Some(set),
    get: Some(get),
    len: Some(len),
    field_at: Some(field_at),
};

unsafe extern "C" fn create(_: *mut weft_call, record: *mut *mut weft_value) -> weft_status {
    if record.is_null() {
        return WEFT_ERR_INVALID;
    }
    // SAFETY: not NULL, and the plugin has room there.
    unsafe { record.write(crossing::given(Content::Record(Record::default()))) };
    WEFT_OK
}

unsafe extern "C" fn set(
    call: *mut weft_call,
    record: *mut weft_value,
    field: weft_str,
    value: *mut weft_value,
) -> weft_status {
    // SAFETY: a plugin gives back the call that it got, while it runs.
    let frame = unsafe { Frame::of(call) };
    let refuse = |why: &str| match frame {
        Some(frame) => frame.refuse(CallStatus::Invalid, format!("a field cannot be set: {why}")),
        None => WEFT_ERR_INVALID,
    };
    if !record.is_null() && std::ptr::eq(record, value) {
        // Its one reference cannot be both kept and given away; freeing it would be worse than losing it.
        return refuse("a record cannot hold itself");
    }
    // SAFETY: NULL, or it comes with one reference, which is ours now.
    let value = unsafe { crossing::taken(value) };
    // SAFETY: the plugin lends the name for this call.
    let Some(field) = unsafe { foreign::lent_str(field) }.filter(|field| !field.is_empty()) else {
        return refuse("it has no name");
    };
    // SAFETY: a value that the plugin holds, and reads nothing of meanwhile.
    let Some(Content::Record(record)) = (unsafe { crossing::exclusive(record) }) else {
        return refuse("the record is shared, or is none");
    };
    if value.as_ref().is_some_and(|value| !crossing::is_shallow(value)) {
        return refuse("the value is too deep to be taken apart again");
    }
    record.set(field, value);
    WEFT_OK
}

/// The record behind a pointer.
unsafe fn record_of<'a>(record: *const weft_value) -> Option<&'a Record> {
    // SAFETY: a value that the plugin holds or is lent.
    match unsafe { lent(record) } {
        Some(Content::Record(record)) => Some(record),
        _ => None,
    }
}

unsafe extern "C" fn get(record: *const weft_value, field: weft_str) -> *const weft_value {
    // SAFETY: the plugin lends the name for this call.
    let field = unsafe { foreign::lent_str(field) };
    // SAFETY: as of `record_of`.
    let found = unsafe { record_of(record) }.and_then(|record| record.get(field?));
    found.map_or(std::ptr::null(), crossing::lend)
}

unsafe extern "C" fn len(record: *const weft_value) -> usize {
    // SAFETY: as of `record_of`.
    unsafe { record_of(record) }.map_or(0, |record| record.fields().len())
}

unsafe extern "C" fn field_at(record: *const weft_value, index: usize) -> weft_str {
    // SAFETY: as of `record_of`.
    let found = unsafe { record_of::<'static>(record) }.and_then(|record| record.fields().get(index));
    foreign::lend_str(found.map_or("", |(name, _)| name))
}
