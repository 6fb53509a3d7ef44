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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    /// First line.
    ///
    /// More of it.
    #[node(
        id = "test.words", version = 3, category = "Test/Words", label = "All words", pure, gpu, no_disk, experimental,
        local(halo = 2, halo_input = "radius", halo_scale = 1.5), thread = plugin, replaces = ["old.words", "older.words"],
        models = ["always", ("chosen", "model")], wgsl = concat!("fn(v: vec4f, p: P)", " -> vec4f"), meta = "{\"a\":1}",
        output(id = "value", ty = "$T", label = "Value", doc = "What came in", aka = ["result"])
    )]
    fn words(
        /// One line.
        #[input(default = 3, soft = 1.0..=8.0, hard = 0.0.., step = 0.5, unit = "px", label = "Radius", advanced)]
        radius: f32,
        #[input(hard = ..=7, aka = ["amount", "much"], on_node, no_digest)] count: i64,
        #[input(default = "scrfd", set_only, widget = "models", meta = "{}")] model: &Model,
        #[input(ty = "$T", id = "type")] value: Option<&Value>,
        #[input(write, folder, hidden)] to: &Path,
        #[input(ty = "image|mask")] _pictures: &[Image],
    ) -> Result<Value> {
        let known = value.cloned().context("nothing")?;
        if radius > 0.0 && count == 0 && model.0.is_empty() && to.as_os_str().is_empty() {
            bail!("nothing")
        }
        Ok(known)
    }

    fn names(array: &weft_array) -> Vec<&'static str> {
        elements::<*const c_char>(array).iter().map(|name| text(*name)).collect()
    }

    #[test]
    fn every_word_of_a_kind_reaches_the_host() {
        let raw = words::KIND.0;
        assert_eq!(raw.struct_size as usize, size_of::<weft_kind>());
        assert_eq!((text(raw.id), raw.version, raw.thread_mode), ("test.words", 3, WEFT_THREAD_PLUGIN));
        assert_eq!((text(raw.label), text(raw.category)), ("All words", "Test/Words"));
        assert_eq!(text(raw.doc), "First line.\n\nMore of it.");
        let flags = WEFT_KIND_PURE | WEFT_KIND_GPU | WEFT_KIND_NO_DISK | WEFT_KIND_EXPERIMENTAL | WEFT_KIND_LOCAL;
        assert_eq!(raw.flags, flags);
        assert_eq!((raw.halo_px, raw.halo_scale, text(raw.halo_input)), (2.0, 1.5, "radius"));
        assert_eq!(names(&raw.replaces), ["old.words", "older.words"]);
        let models: Vec<_> =
            elements::<weft_model>(&raw.models).iter().map(|model| (text(model.name), text(model.input))).collect();
        assert_eq!(models, [("always", ""), ("chosen", "model")]);
        assert_eq!(text(raw.wgsl), "fn(v: vec4f, p: P) -> vec4f");
        assert_eq!(text(raw.meta_json), "{\"a\":1}");
        assert!(raw.create.is_none() && raw.migrate.is_none() && raw.run.is_some());
    }

    #[test]
    fn every_word_of_an_input_reaches_the_host() {
        let inputs = inputs(&words::KIND);
        let raw = inputs[0].raw;
        assert_eq!((inputs[0].id, text(raw.label), text(raw.doc)), ("radius", "Radius", "One line."));
        assert_eq!((raw.default_float, raw.soft_min, raw.soft_max, raw.hard_min), (3.0, 1.0, 8.0, 0.0));
        let flags = WEFT_INPUT_SOFT_MIN | WEFT_INPUT_SOFT_MAX | WEFT_INPUT_HARD_MIN | WEFT_INPUT_ADVANCED;
        assert_eq!((raw.flags, raw.step, text(raw.unit)), (flags, 0.5, "px"));
        assert_eq!((inputs[1].type_name, names(&inputs[1].raw.aka)), ("int", vec!["amount", "much"]));
        assert_eq!(inputs[1].raw.flags, WEFT_INPUT_HARD_MAX | WEFT_INPUT_ON_NODE | WEFT_INPUT_NO_DIGEST);
        assert_eq!(
            (inputs[2].type_name, inputs[2].default_text, text(inputs[2].raw.widget)),
            ("model", "scrfd", "models")
        );
        assert_eq!((inputs[2].raw.flags, text(inputs[2].raw.meta_json)), (WEFT_INPUT_SET_ONLY, "{}"));
        assert_eq!((inputs[3].id, inputs[3].type_name), ("type", "$T"));
        assert_eq!(inputs[3].raw.flags, WEFT_INPUT_OPTIONAL | WEFT_INPUT_WIRE_ONLY);
        assert_eq!(inputs[4].raw.flags, WEFT_INPUT_PATH_WRITE | WEFT_INPUT_PATH_FOLDER | WEFT_INPUT_HIDDEN);
        assert_eq!((inputs[5].id, inputs[5].type_name), ("pictures", "image|mask"));
        assert_eq!(inputs[5].raw.flags, WEFT_INPUT_LIST | WEFT_INPUT_WIRE_ONLY);
    }

    #[test]
    fn every_word_of_an_output_reaches_the_host() {
        let outputs = elements::<weft_output>(&words::KIND.as_raw().outputs);
        let texts = [outputs[0].id, outputs[0].type_name, outputs[0].label, outputs[0].doc].map(text);
        assert_eq!(texts, ["value", "$T", "Value", "What came in"]);
        assert_eq!(names(&outputs[0].aka), ["result"]);
    }
}
