//! Reading and writing memory that a plugin laid out: copied, never referred to, and never more than its writer compiled.
#![expect(unsafe_code, reason = "the other side of the contract is C")]

use std::borrow::Cow;
use std::ffi::{c_char, c_void};
use std::mem::{MaybeUninit, offset_of};
use weft_abi::{
    weft_array, weft_attribute, weft_choice, weft_entry, weft_feed, weft_gpu_binding, weft_gpu_caps, weft_gpu_image,
    weft_image_view, weft_input, weft_kind, weft_model, weft_model_port, weft_output, weft_str, weft_tensor_view,
};

/// A table of the contract.
///
/// # Safety
/// All bytes zero is a value of it, and means "absent" in each of its fields.
pub(super) unsafe trait Table {
    /// Through the last field without which it says nothing.
    const BYTES_MIN: usize;
}

macro_rules! tables {
    ($($table:ty: $last:ident as $field:ty),* $(,)?) => {
        $(
            // SAFETY: numbers, pointers and optional functions; rule 1 of the contract makes zero mean absent.
            unsafe impl Table for $table {
                const BYTES_MIN: usize = offset_of!($table, $last) + size_of::<$field>();
            }
        )*
    };
}

tables! {
    weft_entry: describe as usize,
    weft_kind: run as usize,
    weft_input: type_name as usize,
    weft_output: type_name as usize,
    weft_choice: key as usize,
    weft_model: name as usize,
    weft_image_view: data as usize,
    weft_tensor_view: shape as usize,
    weft_attribute: data as usize,
    StaticText: at as usize,
    weft_feed: value as usize,
    weft_model_port: shape as usize,
    weft_gpu_caps: name as weft_str,
    weft_gpu_binding: access as u32,
    weft_gpu_image: planes as [u64; 4],
    LentText: text as weft_str,
}

/// An element of an array of texts.
#[repr(C)]
pub(super) struct StaticText {
    pub(super) at: *const c_char,
}

/// An element of an array of `weft_str`, which is frozen.
#[repr(C)]
pub(super) struct LentText {
    pub(super) text: weft_str,
}

/// No honest table is larger; a larger size is rubbish.
const BYTES_MAX: usize = 1 << 14;
/// No honest array of descriptors is longer.
const ELEMENTS_MAX: u32 = 1 << 14;
/// No honest text of a descriptor is longer.
const TEXT_BYTES_MAX: usize = 1 << 20;

/// Why foreign memory was not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rubbish(pub(super) String);

/// The table at `from`, of which its writer says that it has `bytes`. The rest is zero.
///
/// # Safety
/// `from` can be read for `bytes`, or for what a `T` needs, whichever is less.
pub(super) unsafe fn table<T: Table>(from: *const c_void, bytes: usize) -> T {
    let mut copy = MaybeUninit::<T>::zeroed();
    let known = bytes.min(size_of::<T>());
    // SAFETY: the caller vouches for the source; the copy has room for a whole `T`.
    unsafe { std::ptr::copy_nonoverlapping(from.cast::<u8>(), copy.as_mut_ptr().cast::<u8>(), known) };
    // SAFETY: zeroes are a value of a table, and what was copied came from one.
    unsafe { copy.assume_init() }
}

/// The table of the plugin at `from`, which says its own size in its first word.
///
/// # Safety
/// `from` is NULL or points at a table whose `struct_size` is true.
pub(super) unsafe fn sized_table<T: Table>(from: *const T) -> Option<T> {
    // SAFETY: the caller vouches for it.
    let bytes = unsafe { struct_size(from) }?;
    // SAFETY: the caller vouches for as much.
    Some(unsafe { table(from.cast(), bytes) })
}

/// Writes as much of `table` as the writer of the table at `to` knows; its `struct_size` stays.
///
/// # Safety
/// `to` points at a table of the plugin whose `struct_size` is true, and nobody reads it meanwhile.
pub(super) unsafe fn write_back<T: Table>(to: *mut T, table: &T) {
    // SAFETY: the caller vouches for it.
    let Some(bytes) = (unsafe { struct_size(to.cast_const()) }) else { return };
    let first = size_of::<u32>();
    let from = std::ptr::from_ref(table).cast::<u8>().wrapping_add(first);
    let to = to.cast::<u8>().wrapping_add(first);
    // SAFETY: both have as many bytes after their first word.
    unsafe { std::ptr::copy_nonoverlapping(from, to, bytes.min(size_of::<T>()) - first) };
}

/// The size that a table says in its first word, if it is one.
///
/// # Safety
/// `from` is NULL or points at a table.
unsafe fn struct_size<T: Table>(from: *const T) -> Option<usize> {
    if from.is_null() || !from.is_aligned() {
        return None;
    }
    // SAFETY: not NULL, aligned, and every such table begins with its size.
    let bytes = unsafe { from.cast::<u32>().read() } as usize;
    (T::BYTES_MIN..=BYTES_MAX).contains(&bytes).then_some(bytes)
}

/// The elements of an array, each with its place in the plugin's memory.
///
/// # Safety
/// The array is one that the plugin describes: `len` elements of `stride` bytes.
pub(super) unsafe fn elements<T: Table>(array: weft_array, what: &str) -> Result<Vec<(*const T, T)>, Rubbish> {
    if array.len == 0 {
        return Ok(Vec::new());
    }
    let stride = array.stride as usize;
    let honest = !array.ptr.is_null()
        && array.ptr.cast::<T>().is_aligned()
        && stride.is_multiple_of(align_of::<T>())
        && (T::BYTES_MIN..=BYTES_MAX).contains(&stride)
        && array.len <= ELEMENTS_MAX;
    if !honest {
        let (at, len) = (array.ptr, array.len);
        return Err(Rubbish(format!("the array of {what} is rubbish: {len} elements of {stride} bytes at {at:p}")));
    }
    let at = |index: u32| array.ptr.wrapping_byte_add(index as usize * stride);
    // SAFETY: within the array, of which each element has `stride` bytes.
    let copy = |index: u32| unsafe { table::<T>(at(index), stride) };
    Ok((0..array.len).map(|index| (at(index).cast::<T>(), copy(index))).collect())
}

/// A text of a descriptor: none where it is NULL or empty.
///
/// # Safety
/// `from` is NULL or points at bytes that end with a zero.
pub(super) unsafe fn static_text(from: *const c_char, what: &str) -> Result<Option<Box<str>>, Rubbish> {
    if from.is_null() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    loop {
        // SAFETY: not past the zero, as the loop ends there.
        let byte = unsafe { from.wrapping_add(bytes.len()).cast::<u8>().read() };
        if byte == 0 {
            break;
        }
        bytes.push(byte);
        if bytes.len() > TEXT_BYTES_MAX {
            return Err(Rubbish(format!("{what} has no end")));
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) if text.is_empty() => Ok(None),
        Ok(text) => Ok(Some(text.into())),
        Err(_) => Err(Rubbish(format!("{what} is not UTF-8"))),
    }
}

/// Texts of an array of `const char *`.
///
/// # Safety
/// As of [`elements`] and [`static_text`].
pub(super) unsafe fn static_texts(array: weft_array, what: &str) -> Result<Vec<Box<str>>, Rubbish> {
    // SAFETY: the caller vouches for it.
    let pointers = unsafe { elements::<StaticText>(array, what) }?;
    let texts = pointers.into_iter().map(|(_, text)| {
        // SAFETY: the caller vouches for it.
        unsafe { static_text(text.at, what) }
    });
    texts.filter_map(Result::transpose).collect()
}

/// A text that is lent for a call. Nothing where it is no UTF-8, or NULL with a length.
///
/// # Safety
/// `text` can be read as long as `'a`.
pub(super) unsafe fn lent_str<'a>(text: weft_str) -> Option<&'a str> {
    if text.len == 0 {
        return Some("");
    }
    if text.ptr.is_null() || text.len > isize::MAX as usize {
        return None;
    }
    // SAFETY: not NULL, and the caller vouches for the length.
    let bytes = unsafe { std::slice::from_raw_parts(text.ptr.cast::<u8>(), text.len) };
    std::str::from_utf8(bytes).ok()
}

/// A sentence of the plugin: what is not UTF-8 in it is replaced.
///
/// # Safety
/// As of [`lent_str`].
pub(super) unsafe fn sentence<'a>(text: weft_str) -> Cow<'a, str> {
    if text.len == 0 || text.ptr.is_null() || text.len > isize::MAX as usize {
        return Cow::Borrowed("");
    }
    // SAFETY: not NULL, and the caller vouches for the length.
    String::from_utf8_lossy(unsafe { std::slice::from_raw_parts(text.ptr.cast::<u8>(), text.len) })
}

/// Lends a text of the host to a plugin.
pub(super) fn lend_str(text: &str) -> weft_str {
    weft_str { ptr: text.as_ptr().cast(), len: text.len() }
}

/// Writes a result of a service, where there is a place for it.
///
/// # Safety
/// `to` is NULL or points at room for a `T`.
pub(super) unsafe fn put<T>(to: *mut T, value: T) -> bool {
    if to.is_null() || !to.is_aligned() {
        return false;
    }
    // SAFETY: neither NULL nor crooked; the caller vouches for the room.
    unsafe { to.write(value) };
    true
}
