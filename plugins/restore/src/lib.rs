//! Kinds that bring old and blurred faces back. One kind, one file.
#![forbid(unsafe_code)]

mod paste_back;

weft_plugin::plugin! {
    id: "restore",
    label: "Restore",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        paste_back::paste_back,
    ]
}
