//! A counted reference to something of the host.

use super::need;
use super::services::Services;
use crate::{Color, Error, Result};
use std::ffi::c_char;
use std::fmt;
use std::ptr::NonNull;
use weft_abi::*;

/// Anything that flows on a wire. Cloning it copies a reference, not what it refers to.
pub struct Value {
    raw: NonNull<weft_value>,
    pub(super) services: &'static Services,
}

// SAFETY: a value never changes, and its count is atomic (promise 3).
unsafe impl Send for Value {}
// SAFETY: as above.
unsafe impl Sync for Value {}

impl Value {
    /// What it is: `image`, `float`, `list` …
    pub fn type_name(&self) -> &'static str {
        let Some(type_of) = self.services.core.type_of else { return "" };
        // SAFETY: the value is held.
        let text = unsafe { type_of(self.raw()) };
        // SAFETY: the names of types live until the process ends (promise 1).
        unsafe { text_of(text) }.unwrap_or_default()
    }

    /// Of `float` and `int`.
    ///
    /// # Errors
    /// It is neither.
    pub fn as_float(&self) -> Result<f64> {
        let mut number = 0.0;
        let read = need(self.services.core.as_float, "weft.core/1 as_float")?;
        // SAFETY: the value is held, and `number` may be written.
        let status = unsafe { read(self.raw(), &raw mut number) };
        self.expect(status, "a number").map(|()| number)
    }

    /// Of `int` and `seed`.
    ///
    /// # Errors
    /// It is neither.
    pub fn as_int(&self) -> Result<i64> {
        let mut number = 0;
        let read = need(self.services.core.as_int, "weft.core/1 as_int")?;
        // SAFETY: the value is held, and `number` may be written.
        let status = unsafe { read(self.raw(), &raw mut number) };
        self.expect(status, "a whole number").map(|()| number)
    }

    /// Of `bool`.
    ///
    /// # Errors
    /// It is none.
    pub fn as_bool(&self) -> Result<bool> {
        let mut yes = 0;
        let read = need(self.services.core.as_bool, "weft.core/1 as_bool")?;
        // SAFETY: the value is held, and `yes` may be written.
        let status = unsafe { read(self.raw(), &raw mut yes) };
        self.expect(status, "yes or no").map(|()| yes != 0)
    }

    /// Of `text` and what is stored as one: `choice`, `path`, `model`.
    ///
    /// # Errors
    /// It is none.
    pub fn as_text(&self) -> Result<&str> {
        let mut text = EMPTY;
        let read = need(self.services.core.as_text, "weft.core/1 as_text")?;
        // SAFETY: the value is held, and `text` may be written.
        let status = unsafe { read(self.raw(), &raw mut text) };
        self.expect(status, "a text")?;
        // SAFETY: lent as long as the value is held, which `self` does.
        unsafe { text_of(text) }
    }

    /// Of `color`.
    ///
    /// # Errors
    /// It is none.
    pub fn as_color(&self) -> Result<Color> {
        let mut rgba = [0.0; 4];
        let read = need(self.services.core.as_color, "weft.core/1 as_color")?;
        // SAFETY: the value is held, and four floats may be written.
        let status = unsafe { read(self.raw(), rgba.as_mut_ptr()) };
        self.expect(status, "a color").map(|()| Color { rgba })
    }

    /// How many items a list has; 0 where it is no list.
    pub fn len(&self) -> usize {
        // SAFETY: the value is held.
        self.services.core.list_len.map_or(0, |len| unsafe { len(self.raw()) })
    }

    /// Whether it is an empty list, or no list.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An item of a list; nothing past its end.
    pub fn item(&self, index: usize) -> Option<Self> {
        let get = self.services.core.list_get?;
        // SAFETY: the value is held.
        let item = unsafe { get(self.raw(), index) };
        // SAFETY: lent as long as the list is held, which `self` does.
        unsafe { Self::retained(item, self.services) }
    }

    pub(super) fn raw(&self) -> *const weft_value {
        self.raw.as_ptr()
    }

    /// Gives our reference away.
    pub(super) fn into_raw(self) -> *mut weft_value {
        let raw = self.raw.as_ptr();
        std::mem::forget(self);
        raw
    }

    /// Takes one reference over; nothing where it is null.
    ///
    /// # Safety
    /// `raw` is null, or one reference that nobody else gives back.
    pub(super) unsafe fn owned(raw: *mut weft_value, services: &'static Services) -> Option<Self> {
        NonNull::new(raw).map(|raw| Self { raw, services })
    }

    /// Takes a reference of its own of what is lent; nothing where it is null.
    ///
    /// # Safety
    /// `lent` is null, or held by somebody for the time of this call.
    pub(super) unsafe fn retained(lent: *const weft_value, services: &'static Services) -> Option<Self> {
        if lent.is_null() {
            return None;
        }
        let retain = services.core.retain?;
        // SAFETY: the caller promises that it is held.
        let raw = unsafe { retain(lent) };
        // SAFETY: `retain` gives one reference.
        unsafe { Self::owned(raw, services) }
    }

    /// Turns a status of an `as_…` or `view` into the sentence that says what came instead.
    pub(super) fn expect(&self, status: weft_status, wanted: &str) -> Result<()> {
        // Other statuses say that it is one, and cannot be had.
        if status != WEFT_ERR_INVALID {
            return Error::check(status);
        }
        Err(Error::new(status, format!("wanted {wanted}, got `{}`", self.type_name())))
    }
}

impl Clone for Value {
    fn clone(&self) -> Self {
        // SAFETY: the value is held by `self`.
        let copy = unsafe { Self::retained(self.raw(), self.services) };
        copy.expect("a value that is held can be retained")
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        if let Some(release) = self.services.core.release {
            // SAFETY: our one reference, given back once.
            unsafe { release(self.raw.as_ptr()) };
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({})", self.type_name())
    }
}

const EMPTY: weft_str = weft_str { ptr: std::ptr::null(), len: 0 };

/// A text for the host, for one call.
pub(crate) fn str_of(text: &str) -> weft_str {
    weft_str { ptr: text.as_ptr().cast::<c_char>(), len: text.len() }
}

/// A text of the host.
///
/// # Safety
/// It is null, or lives for `'t`.
pub(crate) unsafe fn text_of<'t>(text: weft_str) -> Result<&'t str> {
    if text.ptr.is_null() {
        return Ok("");
    }
    // SAFETY: the caller promises.
    let bytes = unsafe { std::slice::from_raw_parts(text.ptr.cast::<u8>(), text.len) };
    Ok(std::str::from_utf8(bytes)?)
}
