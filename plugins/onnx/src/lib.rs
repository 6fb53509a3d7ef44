//! Kinds for models that nobody wrote a kind for. One kind, one file.
#![forbid(unsafe_code)]

mod info;
mod open;
mod run;
mod samples;

weft_plugin::plugin! {
    id: "onnx",
    label: "ONNX models",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        run::run,
        info::info,
    ]
}
