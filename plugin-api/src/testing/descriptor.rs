//! What a kind says about itself, read as a host reads it.

use crate::Kind;
use std::ffi::{CStr, c_char};
use weft_abi::*;

/// An input, in Rust words.
pub(super) struct InputFacts<'k> {
    pub(super) raw: &'k weft_input,
    pub(super) id: &'k str,
    pub(super) type_name: &'k str,
    /// Empty where there is none.
    pub(super) default_text: &'k str,
    /// Keys of a choice.
    pub(super) keys: Vec<&'k str>,
}

/// An output, in Rust words.
pub(super) struct OutputFacts<'k> {
    pub(super) id: &'k str,
    pub(super) type_name: &'k str,
    pub(super) is_list: bool,
}

impl InputFacts<'_> {
    pub(super) fn has(&self, flag: u32) -> bool {
        self.raw.flags & flag != 0
    }
}

pub(super) fn inputs(kind: &Kind) -> Vec<InputFacts<'_>> {
    let raw = kind.as_raw();
    let facts = |input| InputFacts {
        raw: input,
        id: text(input.id),
        type_name: text(input.type_name),
        default_text: text(input.default_text),
        keys: elements::<weft_choice>(&input.choices).iter().map(|choice| text(choice.key)).collect(),
    };
    elements::<weft_input>(&raw.inputs).iter().map(facts).collect()
}

pub(super) fn outputs(kind: &Kind) -> Vec<OutputFacts<'_>> {
    let facts = |output: &weft_output| OutputFacts {
        id: text(output.id),
        type_name: text(output.type_name),
        is_list: output.flags & WEFT_OUTPUT_LIST != 0,
    };
    elements::<weft_output>(&kind.as_raw().outputs).iter().map(facts).collect()
}

/// Elements of a table that this very version of the SDK made, so their stride is our size.
fn elements<T>(array: &weft_array) -> &'static [T] {
    if array.len == 0 {
        return &[];
    }
    assert_eq!(array.stride as usize, size_of::<T>(), "a table of another version");
    // SAFETY: tables of a `Kind` are static, and made of `&'static [T]` by the SDK.
    unsafe { std::slice::from_raw_parts(array.ptr.cast::<T>(), array.len as usize) }
}

/// A text of a descriptor; empty where there is none.
pub(super) fn text(text: *const c_char) -> &'static str {
    if text.is_null() {
        return "";
    }
    // SAFETY: texts of a `Kind` are static and NUL-terminated.
    unsafe { CStr::from_ptr(text) }.to_str().unwrap_or_default()
}
