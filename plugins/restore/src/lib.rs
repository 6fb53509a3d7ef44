//! Kinds that bring old and blurred faces back. One kind, one file.
#![forbid(unsafe_code)]

mod auto_enhance;
mod classical;
mod codeformer;
mod gfpgan;
mod identity_report;
mod network;
mod paste_back;

weft_plugin::plugin! {
    id: "restore",
    label: "Restore",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        paste_back::paste_back,
        auto_enhance::auto_enhance,
        gfpgan::gfpgan,
        codeformer::codeformer,
        identity_report::identity_report,
    ]
}
