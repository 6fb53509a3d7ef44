//! How values cross: a `weft_value *` is the counted pointer of a value's content.
#![expect(unsafe_code, reason = "counts through pointers of plugins")]

use crate::value::{Content, Value};
use std::mem::ManuallyDrop;
use std::sync::Arc;
use weft_abi::weft_value;

/// Lists in lists in lists deeper than this are refused: taking them apart would need as much stack.
const DEPTH_MAX: u32 = 64;

/// What a value is, for as long as its reference is held.
///
/// # Safety
/// `value` is NULL or a value of the host that somebody holds as long as `'a`.
pub(super) unsafe fn lent<'a>(value: *const weft_value) -> Option<&'a Content> {
    // SAFETY: the caller vouches for it.
    unsafe { value.cast::<Content>().as_ref() }
}

/// A value that somebody lends, with a reference of our own.
///
/// # Safety
/// As of [`lent`].
pub(super) unsafe fn lent_value(value: *const weft_value) -> Option<Value> {
    if value.is_null() {
        return None;
    }
    // SAFETY: such a pointer came from `given` or `lend`.
    let value = ManuallyDrop::new(unsafe { Arc::from_raw(value.cast::<Content>()) });
    Some(Value::from_arc(Arc::clone(&value)))
}

/// Takes the reference that comes with a pointer.
///
/// # Safety
/// `value` is NULL or comes with one reference, which is given up.
pub(super) unsafe fn taken(value: *mut weft_value) -> Option<Value> {
    if value.is_null() {
        return None;
    }
    // SAFETY: such a pointer came from `given` or from counting one up.
    Some(Value::from_arc(unsafe { Arc::from_raw(value.cast::<Content>().cast_const()) }))
}

/// Gives one reference to a plugin.
pub(super) fn given(content: Content) -> *mut weft_value {
    given_value(Value::new(content))
}

/// As [`given`], of a value that exists.
pub(super) fn given_value(value: Value) -> *mut weft_value {
    Arc::into_raw(value.into_arc()).cast_mut().cast()
}

/// Lends a value, without a reference.
pub(super) fn lend(value: &Value) -> *const weft_value {
    Arc::as_ptr(value.as_arc()).cast()
}

/// For writing, if the plugin's reference is the only one. The reference stays the plugin's.
///
/// # Safety
/// `value` is NULL or comes with a reference that the plugin keeps as long as `'a`, and nobody reads it meanwhile.
pub(super) unsafe fn exclusive<'a>(value: *mut weft_value) -> Option<&'a mut Content> {
    if value.is_null() {
        return None;
    }
    // SAFETY: as of `taken`; it is never dropped here, so the count stays.
    let mut value = ManuallyDrop::new(unsafe { Arc::from_raw(value.cast::<Content>().cast_const()) });
    let content: *mut Content = Arc::get_mut(&mut value)?;
    // SAFETY: the only reference there is; the content does not move when the `Arc` does.
    unsafe { content.as_mut() }
}

/// Whether somebody beside the plugin holds the value.
///
/// # Safety
/// As of [`lent`].
pub(super) unsafe fn is_shared(value: *const weft_value) -> bool {
    // SAFETY: as of `taken`; it is never dropped here, so the count stays.
    let value = ManuallyDrop::new(unsafe { Arc::from_raw(value.cast::<Content>()) });
    Arc::strong_count(&value) > 1
}

/// Whether a value may go into a list or a record.
pub(super) fn is_shallow(value: &Value) -> bool {
    depth(value) < DEPTH_MAX
}

/// How many lists and records lie in each other. Never more than `DEPTH_MAX`, as deeper ones are never made.
fn depth(value: &Value) -> u32 {
    match value.content() {
        Content::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Content::Record(record) => {
            1 + record.fields().iter().filter_map(|(_, field)| field.as_ref()).map(depth).max().unwrap_or(0)
        }
        _ => 0,
    }
}
