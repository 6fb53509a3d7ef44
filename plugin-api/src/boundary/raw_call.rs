//! What the host offers to one running node, one function each; no thought.

use super::services::Services;
use super::value::{str_of, text_of};
use super::{Value, need};
use crate::{Color, Error, Result};
use weft_abi::*;

/// One running node. Lives only inside of [`Call`](crate::Call), which is never given away.
#[derive(Clone, Copy)]
pub(crate) struct RawCall {
    pub(super) raw: *mut weft_call,
    pub(crate) services: &'static Services,
}

// SAFETY: every function of a call may be used by any thread while `run` is active; a `Call` is only ever lent for
// the time of `run`.
unsafe impl Send for RawCall {}
// SAFETY: as above.
unsafe impl Sync for RawCall {}

impl RawCall {
    /// # Safety
    /// `raw` is a live call, and what is made is not used after it ended.
    pub(super) unsafe fn new(raw: *mut weft_call) -> Self {
        // SAFETY: the caller promises.
        let services = unsafe { Services::of_call(raw) };
        Self { raw, services }
    }

    /// Stores the sentence with the host and gives `status` back.
    pub(super) fn fail(self, error: &Error) -> weft_status {
        if error.message.is_empty() {
            return error.status;
        }
        match self.services.core.fail {
            // SAFETY: the call is live; the host copies the text.
            Some(fail) => unsafe { fail(self.raw, error.status, str_of(&error.message)) },
            None => error.status,
        }
    }

    pub(crate) fn log(self, level: i32, message: &str) {
        if let Some(log) = self.services.core.log {
            // SAFETY: the call is live; the host copies the text.
            unsafe { log(self.raw, level, str_of(message)) };
        }
    }

    /// Whether to stop.
    pub(crate) fn report(self, fraction: f64, message: &str) -> bool {
        // SAFETY: the call is live; the host copies the text.
        self.services.core.report.is_some_and(|report| unsafe { report(self.raw, fraction, str_of(message)) } != 0)
    }

    pub(crate) fn cancelled(self) -> bool {
        // SAFETY: the call is live.
        self.services.core.cancelled.is_some_and(|cancelled| unsafe { cancelled(self.raw) } != 0)
    }

    /// What an input got; nothing where it is neither wired nor set.
    pub(crate) fn input(self, input: u32) -> Result<Option<Value>> {
        let get = need(self.services.core.input, "weft.core/1 input")?;
        // SAFETY: the call is live.
        let lent = unsafe { get(self.raw, input) };
        // SAFETY: lent until `run` returns.
        Ok(unsafe { Value::retained(lent, self.services) })
    }

    /// Whether an input is wired or set, without taking a reference.
    pub(crate) fn has_input(self, input: u32) -> Result<bool> {
        let get = need(self.services.core.input, "weft.core/1 input")?;
        // SAFETY: the call is live.
        Ok(!unsafe { get(self.raw, input) }.is_null())
    }

    pub(crate) fn input_float(self, input: u32) -> Result<f64> {
        let get = need(self.services.core.input_float, "weft.core/1 input_float")?;
        // SAFETY: the call is live.
        Ok(unsafe { get(self.raw, input) })
    }

    pub(crate) fn input_int(self, input: u32) -> Result<i64> {
        let get = need(self.services.core.input_int, "weft.core/1 input_int")?;
        // SAFETY: the call is live.
        Ok(unsafe { get(self.raw, input) })
    }

    pub(crate) fn input_bool(self, input: u32) -> Result<bool> {
        let get = need(self.services.core.input_bool, "weft.core/1 input_bool")?;
        // SAFETY: the call is live.
        Ok(unsafe { get(self.raw, input) } != 0)
    }

    pub(crate) fn input_color(self, input: u32) -> Result<Color> {
        let get = need(self.services.core.input_color, "weft.core/1 input_color")?;
        let mut rgba = [0.0; 4];
        // SAFETY: the call is live, and four floats may be written.
        unsafe { get(self.raw, input, rgba.as_mut_ptr()) };
        Ok(Color { rgba })
    }

    /// Lent until `run` returns, so no longer than anybody can hold the `Call`.
    pub(crate) fn input_text(&self, input: u32) -> Result<&str> {
        let get = need(self.services.core.input_text, "weft.core/1 input_text")?;
        // SAFETY: the call is live.
        let text = unsafe { get(self.raw, input) };
        // SAFETY: lent until `run` returns, which is longer than `self` lives.
        unsafe { text_of(text) }
    }

    pub(crate) fn output(self, output: u32, value: Value) -> Result<()> {
        let put = need(self.services.core.output, "weft.core/1 output")?;
        // SAFETY: the call is live; `output` takes our one reference, also where it fails.
        Error::check(unsafe { put(self.raw, output, value.into_raw()) })
    }

    pub(crate) fn float(self, number: f64) -> Result<Value> {
        let new = need(self.services.core.new_float, "weft.core/1 new_float")?;
        // SAFETY: the call is live.
        let raw = unsafe { new(self.raw, number) };
        // SAFETY: one reference.
        unsafe { self.new_value(raw) }
    }

    pub(crate) fn int(self, number: i64) -> Result<Value> {
        let new = need(self.services.core.new_int, "weft.core/1 new_int")?;
        // SAFETY: the call is live.
        let raw = unsafe { new(self.raw, number) };
        // SAFETY: one reference.
        unsafe { self.new_value(raw) }
    }

    pub(crate) fn yes_or_no(self, yes: bool) -> Result<Value> {
        let new = need(self.services.core.new_bool, "weft.core/1 new_bool")?;
        // SAFETY: the call is live.
        let raw = unsafe { new(self.raw, i32::from(yes)) };
        // SAFETY: one reference.
        unsafe { self.new_value(raw) }
    }

    pub(crate) fn text(self, text: &str) -> Result<Value> {
        let new = need(self.services.core.new_text, "weft.core/1 new_text")?;
        // SAFETY: the call is live; the host copies the text.
        let raw = unsafe { new(self.raw, str_of(text)) };
        // SAFETY: one reference.
        unsafe { self.new_value(raw) }
    }

    pub(crate) fn color(self, color: Color) -> Result<Value> {
        let new = need(self.services.core.new_color, "weft.core/1 new_color")?;
        // SAFETY: the call is live; the host reads four floats.
        let raw = unsafe { new(self.raw, color.rgba.as_ptr()) };
        // SAFETY: one reference.
        unsafe { self.new_value(raw) }
    }

    pub(crate) fn list(self, items: Vec<Value>) -> Result<Value> {
        let new = need(self.services.core.new_list, "weft.core/1 new_list")?;
        let raws: Vec<_> = items.into_iter().map(Value::into_raw).collect();
        // SAFETY: the call is live; the host takes one reference of each item, also where it fails.
        let raw = unsafe { new(self.raw, raws.as_ptr(), raws.len()) };
        // SAFETY: one reference.
        unsafe { self.new_value(raw) }
    }

    /// A text which `weft.paths/1` gives for this call.
    pub(crate) fn folder(self, which: Folder) -> Result<Option<String>> {
        let paths = &self.services.paths;
        let (get, name) = match which {
            Folder::Graph => (paths.graph_folder, "weft.paths/1 graph_folder"),
            Folder::Cache => (paths.cache_folder, "weft.paths/1 cache_folder"),
            Folder::Temp => (paths.temp_folder, "weft.paths/1 temp_folder"),
        };
        let get = need(get, name)?;
        // SAFETY: the call is live.
        let raw = unsafe { get(self.raw) };
        // SAFETY: one reference, or null.
        self.owned_text(unsafe { Value::owned(raw, self.services) })
    }

    pub(crate) fn model_file(self, model: &str, file: &str) -> Result<Option<String>> {
        let get = need(self.services.paths.model_file, "weft.paths/1 model_file")?;
        // SAFETY: the call is live; the texts are read during the call.
        let raw = unsafe { get(self.raw, str_of(model), str_of(file)) };
        // SAFETY: one reference, or null.
        self.owned_text(unsafe { Value::owned(raw, self.services) })
    }

    pub(crate) fn resolve(self, path: &str) -> Result<Option<String>> {
        let get = need(self.services.paths.resolve, "weft.paths/1 resolve")?;
        // SAFETY: the call is live; the text is read during the call.
        let raw = unsafe { get(self.raw, str_of(path)) };
        // SAFETY: one reference, or null.
        self.owned_text(unsafe { Value::owned(raw, self.services) })
    }

    fn owned_text(self, value: Option<Value>) -> Result<Option<String>> {
        value.map(|value| value.as_text().map(str::to_owned)).transpose()
    }

    /// # Safety
    /// `raw` is null, or one reference that nobody else gives back.
    unsafe fn new_value(self, raw: *mut weft_value) -> Result<Value> {
        // SAFETY: the caller promises.
        unsafe { Value::owned(raw, self.services) }
            .ok_or_else(|| Error::out_of_memory("the host could not make a value"))
    }
}

/// A folder of `weft.paths/1`.
#[derive(Clone, Copy)]
pub(crate) enum Folder {
    Graph,
    Cache,
    Temp,
}
