//! The tables of the test host: `weft.core/1` and who asks for the others.

use super::item::{Alive, Content, Held, Item};
use super::services;
use crate::Error;
use crate::boundary::{str_of, text_of};
use std::ffi::{CStr, c_char, c_void};
use std::path::PathBuf;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use weft_abi::*;

/// One call, as the host sees it.
pub(super) struct Context {
    pub(super) run: Arc<Alive>,
    /// By number; defaults are filled in.
    pub(super) inputs: Vec<Option<Held>>,
    pub(super) outputs: Mutex<Vec<Option<Held>>>,
    pub(super) logs: Mutex<Vec<(i32, String)>>,
    pub(super) reports: Mutex<Vec<(f64, String)>>,
    pub(super) failure: Mutex<Option<String>>,
    /// How often the kind may ask whether to stop until the answer is yes.
    pub(super) questions_left: AtomicUsize,
    pub(super) questions: AtomicUsize,
    pub(super) threads: u32,
    pub(super) folder: PathBuf,
    pub(super) models: Vec<(String, PathBuf)>,
}

impl Context {
    /// Whether somebody pressed stop.
    pub(super) fn ask(&self) -> bool {
        self.questions.fetch_add(1, Ordering::Relaxed);
        let left = self.questions_left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        left.is_err()
    }

    /// What the kind said of its failure.
    pub(super) fn error(&self, status: weft_status) -> Error {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner).take();
        Error::new(status, failure.unwrap_or_default())
    }
}

/// A host that knows all services but some. Hosts live until the process ends.
pub(super) fn without(services: &[&'static str]) -> &'static weft_host {
    static HOSTS: Mutex<Vec<(Vec<&'static str>, &'static weft_host)>> = Mutex::new(Vec::new());
    let mut hosts = HOSTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, host)) = hosts.iter().find(|(missing, _)| missing == services) {
        return host;
    }
    let missing: &'static Vec<&'static str> = Box::leak(Box::new(services.to_vec()));
    let host: &'static weft_host = Box::leak(Box::new(weft_host {
        struct_size: size_of::<weft_host>() as u32,
        abi_major: WEFT_ABI_MAJOR,
        abi_minor: WEFT_ABI_MINOR,
        reserved0: 0,
        name: c"weft-plugin testing".as_ptr(),
        version: c"".as_ptr(),
        data: ptr::from_ref(missing).cast_mut().cast(),
        get_service: Some(get_service),
        log: Some(host_log),
    }));
    hosts.push((missing.clone(), host));
    host
}

unsafe extern "C" fn get_service(host: *const weft_host, id: *const c_char) -> *const c_void {
    // SAFETY: made by `without`, never freed.
    let missing = unsafe { (*host).data }.cast::<Vec<&'static str>>();
    // SAFETY: as above.
    let missing = unsafe { &*missing };
    // SAFETY: ids are NUL-terminated.
    let id = unsafe { CStr::from_ptr(id) }.to_str().unwrap_or_default();
    if missing.contains(&id) { ptr::null() } else { services::table(id) }
}

unsafe extern "C" fn host_log(_: *const weft_host, _: i32, _: weft_str) {}

/// Of a live call of this host.
///
/// # Safety
/// It is one.
pub(super) unsafe fn context<'c>(call: *mut weft_call) -> &'c Context {
    // SAFETY: the caller promises.
    let data = unsafe { (*call).data };
    // SAFETY: `data` of our calls is a context that outlives them.
    unsafe { &*data.cast::<Context>() }
}

/// Of a value of this host that somebody holds.
///
/// # Safety
/// It is one, or null.
pub(super) unsafe fn item<'v>(value: *const weft_value) -> Option<&'v Item> {
    // SAFETY: values of this host are `Arc<Item>`s.
    unsafe { value.cast::<Item>().as_ref() }
}

/// One reference, given away.
pub(super) fn give(held: Held) -> *mut weft_value {
    Arc::into_raw(held).cast_mut().cast()
}

/// One reference, taken over.
///
/// # Safety
/// It is one that nobody else gives back, or null.
pub(super) unsafe fn take(value: *mut weft_value) -> Option<Held> {
    let raw = value.cast::<Item>().cast_const();
    // SAFETY: `give` made it, and the caller gives it back.
    if raw.is_null() { None } else { Some(unsafe { Arc::from_raw(raw) }) }
}

/// Lent as long as somebody holds it.
pub(super) fn lend(held: &Held) -> *const weft_value {
    Arc::as_ptr(held).cast()
}

pub(super) static CORE: weft_core_v1 = weft_core_v1 {
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
    output: Some(output),
    retain: Some(retain),
    release: Some(release),
    type_of: Some(type_of),
    new_float: Some(new_float),
    new_int: Some(new_int),
    new_bool: Some(new_bool),
    new_text: Some(new_text),
    new_color: Some(new_color),
    new_list: Some(new_list),
    as_float: Some(as_float),
    as_int: Some(as_int),
    as_bool: Some(as_bool),
    as_text: Some(as_text),
    as_color: Some(as_color),
    list_len: Some(list_len),
    list_get: Some(list_get),
};

/// Bodies of functions of the host: what they get is what the contract says, so each may believe it.
macro_rules! host_functions {
    ($(fn $name:ident($($argument:ident: $ty:ty),* $(,)?) $(-> $result:ty)? $body:block)*) => { $(
        unsafe extern "C" fn $name($($argument: $ty),*) $(-> $result)? $body
    )* };
}
pub(super) use host_functions;

/// The context of a call, in a body.
macro_rules! of {
    ($call:ident) => {
        // SAFETY: the SDK gives back the live call which it got.
        unsafe { context($call) }
    };
}
pub(super) use of;

/// The item of a value, in a body.
macro_rules! held {
    ($value:ident) => {
        // SAFETY: the SDK gives values which it holds.
        unsafe { item($value) }
    };
}
pub(super) use held;

/// Writes where the caller points, in a body.
macro_rules! write_to {
    ($place:ident, $what:expr) => {{
        let what = $what;
        // SAFETY: the caller's own place.
        unsafe { $place.write(what) }
    }};
}
pub(super) use write_to;

/// Reads a text of the caller, in a body.
macro_rules! text {
    ($text:expr) => {
        // SAFETY: the text lives for the call.
        unsafe { text_of($text) }
    };
}
pub(super) use text;

host_functions! {
    fn fail(call: *mut weft_call, status: weft_status, message: weft_str) -> weft_status {
        let message = text!(message).unwrap_or("a message that is not UTF-8").to_owned();
        *of!(call).failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(message);
        status
    }

    fn log(call: *mut weft_call, level: i32, message: weft_str) {
        let message = text!(message).unwrap_or("a message that is not UTF-8").to_owned();
        of!(call).logs.lock().unwrap_or_else(PoisonError::into_inner).push((level, message));
    }

    fn report(call: *mut weft_call, fraction: f64, message: weft_str) -> i32 {
        let message = text!(message).unwrap_or("a message that is not UTF-8").to_owned();
        of!(call).reports.lock().unwrap_or_else(PoisonError::into_inner).push((fraction, message));
        of!(call).ask().into()
    }

    fn cancelled(call: *mut weft_call) -> i32 {
        of!(call).ask().into()
    }

    fn input(call: *mut weft_call, input: u32) -> *const weft_value {
        of!(call).inputs.get(input as usize).and_then(Option::as_ref).map_or(ptr::null(), lend)
    }

    fn input_float(call: *mut weft_call, input: u32) -> f64 {
        match content(of!(call), input) {
            Some(Content::Float(number)) => *number,
            Some(Content::Int(number)) => *number as f64,
            _ => 0.0,
        }
    }

    fn input_int(call: *mut weft_call, input: u32) -> i64 {
        if let Some(Content::Int(number)) = content(of!(call), input) { *number } else { 0 }
    }

    fn input_bool(call: *mut weft_call, input: u32) -> i32 {
        matches!(content(of!(call), input), Some(Content::Bool(true))).into()
    }

    fn input_text(call: *mut weft_call, input: u32) -> weft_str {
        if let Some(Content::Text(text)) = content(of!(call), input) { str_of(text) } else { str_of("") }
    }

    fn input_color(call: *mut weft_call, input: u32, rgba: *mut f32) {
        let color = if let Some(Content::Color(color)) = content(of!(call), input) { *color } else { [0.0; 4] };
        let place = rgba.cast::<[f32; 4]>();
        write_to!(place, color);
    }

    fn output(call: *mut weft_call, output: u32, value: *mut weft_value) -> weft_status {
        // SAFETY: one reference, which `output` takes.
        let held = unsafe { take(value) };
        let mut outputs = of!(call).outputs.lock().unwrap_or_else(PoisonError::into_inner);
        match (outputs.get_mut(output as usize), held) {
            (Some(place), Some(held)) => {
                *place = Some(held);
                WEFT_OK
            }
            _ => WEFT_ERR_INVALID,
        }
    }

    fn retain(value: *const weft_value) -> *mut weft_value {
        // SAFETY: the caller holds a value of this host.
        unsafe { Arc::increment_strong_count(value.cast::<Item>()) };
        value.cast_mut()
    }

    fn release(value: *mut weft_value) {
        // SAFETY: one reference, given back.
        drop(unsafe { take(value) });
    }

    fn type_of(value: *const weft_value) -> weft_str {
        str_of(held!(value).map_or("", Item::type_name))
    }

    fn new_float(call: *mut weft_call, number: f64) -> *mut weft_value {
        give(Item::new(Content::Float(number), &of!(call).run))
    }

    fn new_int(call: *mut weft_call, number: i64) -> *mut weft_value {
        give(Item::new(Content::Int(number), &of!(call).run))
    }

    fn new_bool(call: *mut weft_call, yes: i32) -> *mut weft_value {
        give(Item::new(Content::Bool(yes != 0), &of!(call).run))
    }

    fn new_text(call: *mut weft_call, text: weft_str) -> *mut weft_value {
        let text = text!(text).map(str::to_owned);
        text.map_or(ptr::null_mut(), |text| give(Item::new(Content::Text(text), &of!(call).run)))
    }

    fn new_color(call: *mut weft_call, rgba: *const f32) -> *mut weft_value {
        // SAFETY: four floats of the caller.
        let color = unsafe { rgba.cast::<[f32; 4]>().read() };
        give(Item::new(Content::Color(color), &of!(call).run))
    }

    fn new_list(call: *mut weft_call, items: *const *mut weft_value, len: usize) -> *mut weft_value {
        let raws = if len == 0 { &[] } else {
            // SAFETY: so many pointers of the caller.
            unsafe { std::slice::from_raw_parts(items, len) }
        };
        // SAFETY: one reference of each, which `new_list` takes.
        let items = raws.iter().filter_map(|&raw| unsafe { take(raw) }).collect();
        give(Item::new(Content::List(items), &of!(call).run))
    }

    fn as_float(value: *const weft_value, number: *mut f64) -> weft_status {
        let found = match held!(value).map(|item| &item.content) {
            Some(Content::Float(number)) => *number,
            Some(Content::Int(number)) => *number as f64,
            _ => return WEFT_ERR_INVALID,
        };
        write_to!(number, found);
        WEFT_OK
    }

    fn as_int(value: *const weft_value, number: *mut i64) -> weft_status {
        let Some(Content::Int(found)) = held!(value).map(|item| &item.content) else { return WEFT_ERR_INVALID };
        write_to!(number, *found);
        WEFT_OK
    }

    fn as_bool(value: *const weft_value, yes: *mut i32) -> weft_status {
        let Some(Content::Bool(found)) = held!(value).map(|item| &item.content) else { return WEFT_ERR_INVALID };
        write_to!(yes, i32::from(*found));
        WEFT_OK
    }

    fn as_text(value: *const weft_value, text: *mut weft_str) -> weft_status {
        let Some(Content::Text(found)) = held!(value).map(|item| &item.content) else { return WEFT_ERR_INVALID };
        write_to!(text, str_of(found));
        WEFT_OK
    }

    fn as_color(value: *const weft_value, rgba: *mut f32) -> weft_status {
        let Some(Content::Color(found)) = held!(value).map(|item| &item.content) else { return WEFT_ERR_INVALID };
        let place = rgba.cast::<[f32; 4]>();
        write_to!(place, *found);
        WEFT_OK
    }

    fn list_len(value: *const weft_value) -> usize {
        if let Some(Content::List(items)) = held!(value).map(|item| &item.content) { items.len() } else { 0 }
    }

    fn list_get(value: *const weft_value, index: usize) -> *const weft_value {
        let Some(Content::List(items)) = held!(value).map(|item| &item.content) else { return ptr::null() };
        items.get(index).map_or(ptr::null(), lend)
    }
}

fn content(context: &Context, input: u32) -> Option<&Content> {
    Some(&context.inputs.get(input as usize)?.as_ref()?.content)
}
