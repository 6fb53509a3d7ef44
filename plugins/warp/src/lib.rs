//! Kinds that bend, straighten and push pictures. One kind, one file.
#![forbid(unsafe_code)]

mod between;
mod liquify;
mod perspective;
mod remap;
mod similarity;
mod thin_plate;

weft_plugin::plugin! {
    id: "warp",
    label: "Warp",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        similarity::similarity,
        thin_plate::thin_plate,
        perspective::perspective,
        remap::remap,
        liquify::liquify,
    ]
}
