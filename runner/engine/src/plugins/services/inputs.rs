//! `weft.core/1`: its table, and the half of it that reads: errors, progress, inputs. The other half is `results`.
#![expect(unsafe_code, reason = "functions that plugins call, with pointers of plugins")]

use super::super::call::Flow;
use super::super::foreign;
use super::super::frame::Frame;
use super::{crossing, level_of, results};
use crate::value::{Content, Value};
use weft_abi::{WEFT_ERR_FAILED, WEFT_OK, weft_call, weft_core_v1, weft_status, weft_str, weft_value};

/// `"weft.core/1"`
pub(in crate::plugins) static CORE: weft_core_v1 = weft_core_v1 {
    struct_size: size_of::<weft_core_v1>() as u32,
    reserved0: 0,
    fail: Some(fail),
    log: Some(log),
    report: Some(report),
    cancelled: Some(cancelled),
    input: Some(input),
    input_float: Some(input_float),
    input_int: Some(input_int),
    input_bool: Some(input_bool),
    input_text: Some(input_text),
    input_color: Some(input_color),
    output: Some(results::output),
    retain: Some(results::retain),
    release: Some(results::release),
    type_of: Some(results::type_of),
    new_float: Some(results::new_float),
    new_int: Some(results::new_int),
    new_bool: Some(results::new_bool),
    new_text: Some(results::new_text),
    new_color: Some(results::new_color),
    new_list: Some(results::new_list),
    as_float: Some(results::as_float),
    as_int: Some(results::as_int),
    as_bool: Some(results::as_bool),
    as_text: Some(results::as_text),
    as_color: Some(results::as_color),
    list_len: Some(results::list_len),
    list_get: Some(results::list_get),
};

unsafe extern "C" fn fail(call: *mut weft_call, status: weft_status, message: weft_str) -> weft_status {
    // SAFETY: a plugin gives back the call that it got, while it runs. So do all of these functions.
    let frame = unsafe { Frame::of(call) };
    // SAFETY: the plugin lends it for this call.
    let message = unsafe { foreign::sentence(message) };
    if let Some(frame) = frame {
        frame.fail(message.into_owned());
    }
    if status < WEFT_OK { status } else { WEFT_ERR_FAILED }
}

unsafe extern "C" fn log(call: *mut weft_call, level: i32, message: weft_str) {
    // SAFETY: as of `fail`.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return };
    // SAFETY: the plugin lends it for this call.
    let message = unsafe { foreign::sentence(message) };
    frame.contained((), |host| host.log(level_of(level), &message));
}

unsafe extern "C" fn report(call: *mut weft_call, fraction: f64, message: weft_str) -> i32 {
    // SAFETY: as of `fail`.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return 1 };
    // SAFETY: the plugin lends it for this call.
    let message = unsafe { foreign::sentence(message) };
    // What is not a number is no progress.
    let fraction = if fraction.is_nan() { 0.0 } else { fraction.clamp(0.0, 1.0) };
    i32::from(frame.contained(Flow::Stop, |host| host.report(fraction, &message)) == Flow::Stop)
}

unsafe extern "C" fn cancelled(call: *mut weft_call) -> i32 {
    // SAFETY: as of `fail`.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return 1 };
    i32::from(frame.contained(Flow::Stop, |host| host.flow()) == Flow::Stop)
}

unsafe extern "C" fn input(call: *mut weft_call, input: u32) -> *const weft_value {
    // SAFETY: as of `fail`.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return std::ptr::null() };
    frame.input(input).map_or(std::ptr::null(), crossing::lend)
}

/// A scalar input. One that is absent is what zero means in its type; one of another type breaks the contract.
#[inline]
unsafe fn scalar<T>(call: *mut weft_call, input: u32, absent: T, read: impl FnOnce(&'static Value) -> Option<T>) -> T {
    // SAFETY: as of `fail`.
    let Some(frame) = (unsafe { Frame::of::<'static>(call) }) else { return absent };
    let Some(value) = frame.input(input) else { return absent };
    read(value).unwrap_or_else(|| {
        let name = frame.kind.kind.inputs.get(input as usize).map_or("?", |input| &*input.id);
        frame.breach(format!("read `{name}`, which is of the type {}, as something else", value.type_name()));
        absent
    })
}

unsafe extern "C" fn input_float(call: *mut weft_call, input: u32) -> f64 {
    // SAFETY: as of `fail`.
    unsafe { scalar(call, input, 0.0, Value::as_float) }
}

unsafe extern "C" fn input_int(call: *mut weft_call, input: u32) -> i64 {
    // SAFETY: as of `fail`.
    unsafe { scalar(call, input, 0, Value::as_int) }
}

unsafe extern "C" fn input_bool(call: *mut weft_call, input: u32) -> i32 {
    // SAFETY: as of `fail`.
    i32::from(unsafe { scalar(call, input, false, Value::as_bool) })
}

unsafe extern "C" fn input_text(call: *mut weft_call, input: u32) -> weft_str {
    // SAFETY: as of `fail`.
    foreign::lend_str(unsafe { scalar(call, input, "", Value::as_text) })
}

unsafe extern "C" fn input_color(call: *mut weft_call, input: u32, rgba: *mut f32) {
    let read = |value: &Value| match value.content() {
        Content::Color(rgba) => Some(*rgba),
        _ => None,
    };
    // SAFETY: as of `fail`.
    let color = unsafe { scalar(call, input, [0.0; 4], read) };
    // SAFETY: the plugin has room for four floats there, or NULL.
    unsafe { foreign::put(rgba.cast::<[f32; 4]>(), color) };
}
