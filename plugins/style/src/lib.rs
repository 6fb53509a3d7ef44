//! Kinds that redraw pictures with networks, and kinds that say what is where in them. One kind, one file.
#![forbid(unsafe_code)]

mod matte;
mod ports;
mod redraw;
mod segment;

weft_plugin::plugin! {
    id: "style",
    label: "Style",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        redraw::redraw,
        segment::segment,
        matte::matte,
    ]
}
