//! The other half of `weft.core/1`: giving outputs, counting, making and reading values.
#![expect(unsafe_code, reason = "functions that plugins call, with pointers of plugins")]

use super::super::foreign;
use super::super::frame::Frame;
use super::crossing::{self, given, lent};
use crate::value::Content;
use weft_abi::{WEFT_ERR_INVALID, WEFT_OK, weft_call, weft_status, weft_str, weft_value};

pub(super) unsafe extern "C" fn output(call: *mut weft_call, output: u32, value: *mut weft_value) -> weft_status {
    // SAFETY: a plugin gives back the call that it got, while it runs. So do all of these functions.
    let frame = unsafe { Frame::of(call) };
    if let Some(frame) = frame
        && frame.is_input(value.cast())
        // SAFETY: a value of the host, as the contract says.
        && !unsafe { crossing::is_shared(value) }
    {
        return frame.breach(format!("gave an input as output {output} without `retain`"));
    }
    // SAFETY: it comes with one reference, which is ours now, also where this fails.
    match (frame, unsafe { crossing::taken(value) }) {
        (Some(frame), Some(value)) => frame.output(output, value),
        (Some(frame), None) => frame.breach(format!("gave NULL as output {output}")),
        (None, _) => WEFT_ERR_INVALID,
    }
}

pub(super) unsafe extern "C" fn retain(value: *const weft_value) -> *mut weft_value {
    if !value.is_null() {
        // SAFETY: the plugin holds or is lent a reference of this value.
        unsafe { std::sync::Arc::increment_strong_count(value.cast::<Content>()) };
    }
    value.cast_mut()
}

pub(super) unsafe extern "C" fn release(value: *mut weft_value) {
    // SAFETY: the plugin gives up a reference that it holds.
    drop(unsafe { crossing::taken(value) });
}

pub(super) unsafe extern "C" fn type_of(value: *const weft_value) -> weft_str {
    // SAFETY: a value that the plugin holds or is lent. So do all of these functions.
    foreign::lend_str(unsafe { lent(value) }.map_or("", Content::type_name))
}

pub(super) unsafe extern "C" fn new_float(_: *mut weft_call, number: f64) -> *mut weft_value {
    given(Content::Float(number))
}

pub(super) unsafe extern "C" fn new_int(_: *mut weft_call, number: i64) -> *mut weft_value {
    given(Content::Int(number))
}

pub(super) unsafe extern "C" fn new_bool(_: *mut weft_call, yes: i32) -> *mut weft_value {
    given(Content::Bool(yes != 0))
}

pub(super) unsafe extern "C" fn new_text(_: *mut weft_call, text: weft_str) -> *mut weft_value {
    // SAFETY: the plugin lends it for this call.
    unsafe { foreign::lent_str(text) }.map_or(std::ptr::null_mut(), |text| given(Content::Text(text.into())))
}

pub(super) unsafe extern "C" fn new_color(_: *mut weft_call, rgba: *const f32) -> *mut weft_value {
    // SAFETY: the plugin lends four floats, or NULL.
    unsafe { rgba.cast::<[f32; 4]>().as_ref() }.map_or(std::ptr::null_mut(), |rgba| given(Content::Color(*rgba)))
}

pub(super) unsafe extern "C" fn new_list(
    call: *mut weft_call,
    items: *const *mut weft_value,
    len: usize,
) -> *mut weft_value {
    // SAFETY: as of `output`.
    let frame = unsafe { Frame::of(call) };
    let refuse = |why: &str| {
        if let Some(frame) = frame {
            frame.breach(format!("asked for a list {why}"));
        }
        std::ptr::null_mut()
    };
    if len > 0 && (items.is_null() || len > isize::MAX as usize / size_of::<usize>()) {
        return refuse("of nowhere");
    }
    let pointer = |index: usize| {
        // SAFETY: below `len`, as the plugin says.
        unsafe { items.wrapping_add(index).read() }
    };
    let mut list = Vec::new();
    if list.try_reserve_exact(len).is_err() {
        return refuse("longer than memory");
    }
    for index in 0..len {
        // SAFETY: each comes with one reference, which is ours now.
        list.extend(unsafe { crossing::taken(pointer(index)) });
    }
    if list.len() < len {
        return refuse("with NULL in it");
    }
    if !list.iter().all(crossing::is_shallow) {
        return refuse("too deep to be taken apart again");
    }
    given(Content::List(list))
}

/// Reads a value of one type.
unsafe fn read<T>(
    value: *const weft_value,
    to: *mut T,
    take: impl FnOnce(&'static Content) -> Option<T>,
) -> weft_status {
    // SAFETY: as of `type_of`.
    let Some(content) = (unsafe { lent::<'static>(value) }).and_then(take) else { return WEFT_ERR_INVALID };
    // SAFETY: the plugin has room there, or NULL.
    if unsafe { foreign::put(to, content) } { WEFT_OK } else { WEFT_ERR_INVALID }
}

pub(super) unsafe extern "C" fn as_float(value: *const weft_value, number: *mut f64) -> weft_status {
    let take = |content: &Content| match content {
        Content::Float(number) => Some(*number),
        #[expect(clippy::cast_precision_loss, reason = "asked for as a float")]
        Content::Int(number) => Some(*number as f64),
        _ => None,
    };
    // SAFETY: as of `read`.
    unsafe { read(value, number, take) }
}

pub(super) unsafe extern "C" fn as_int(value: *const weft_value, number: *mut i64) -> weft_status {
    let take = |content: &Content| if let Content::Int(number) = content { Some(*number) } else { None };
    // SAFETY: as of `read`.
    unsafe { read(value, number, take) }
}

pub(super) unsafe extern "C" fn as_bool(value: *const weft_value, yes: *mut i32) -> weft_status {
    let take = |content: &Content| if let Content::Bool(yes) = content { Some(i32::from(*yes)) } else { None };
    // SAFETY: as of `read`.
    unsafe { read(value, yes, take) }
}

pub(super) unsafe extern "C" fn as_text(value: *const weft_value, text: *mut weft_str) -> weft_status {
    let take = |content: &'static Content| match content {
        Content::Text(text) => Some(foreign::lend_str(text)),
        _ => None,
    };
    // SAFETY: as of `read`.
    unsafe { read(value, text, take) }
}

pub(super) unsafe extern "C" fn as_color(value: *const weft_value, rgba: *mut f32) -> weft_status {
    let take = |content: &Content| if let Content::Color(rgba) = content { Some(*rgba) } else { None };
    // SAFETY: as of `read`.
    unsafe { read(value, rgba.cast::<[f32; 4]>(), take) }
}

pub(super) unsafe extern "C" fn list_len(value: *const weft_value) -> usize {
    // SAFETY: as of `type_of`.
    match unsafe { lent(value) } {
        Some(Content::List(items)) => items.len(),
        _ => 0,
    }
}

pub(super) unsafe extern "C" fn list_get(value: *const weft_value, index: usize) -> *const weft_value {
    // SAFETY: as of `type_of`.
    match unsafe { lent::<'static>(value) } {
        Some(Content::List(items)) => items.get(index).map_or(std::ptr::null(), crossing::lend),
        _ => std::ptr::null(),
    }
}
