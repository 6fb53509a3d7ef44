//! Kinds that look at neighbours: blurs, sharpening, simplifying, drawing. One kind, one file.
#![forbid(unsafe_code)]

mod bilateral;
mod box_blur;
mod cartoon;
mod detail;
mod edge_preserving;
mod edges;
mod gaussian;
mod palette;
mod quantize;
mod sharpen;

weft_plugin::plugin! {
    id: "toon",
    label: "Toon",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        gaussian::gaussian,
        box_blur::box_blur,
        sharpen::sharpen,
        detail::detail,
        bilateral::bilateral,
        edge_preserving::edge_preserving,
        quantize::quantize,
        palette::palette,
        edges::edges,
        cartoon::cartoon,
    ]
}
