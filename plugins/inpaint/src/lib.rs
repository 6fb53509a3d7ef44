//! Kinds that fill holes from the same picture. One kind, one file.
#![forbid(unsafe_code)]

mod hole;
mod patches;
mod telea;

weft_plugin::plugin! {
    id: "inpaint",
    label: "Inpaint",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        telea::telea,
        patches::patches,
    ]
}
