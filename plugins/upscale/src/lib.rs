//! Kinds that make pictures larger. One kind, one file.
#![forbid(unsafe_code)]

mod esrgan;
mod lanczos;

weft_plugin::plugin! {
    id: "upscale",
    label: "Upscale",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        esrgan::esrgan,
        lanczos::lanczos,
    ]
}
