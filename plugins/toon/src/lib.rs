//! Kinds that look at neighbours: blurs, sharpening, simplifying, drawing. One kind, one file.
#![forbid(unsafe_code)]

mod bilateral;
mod box_blur;
mod cartoon;
mod detail;
mod edge_preserving;
mod edges;
mod gaussian;
mod median;
mod palette;
mod pencil;
mod quantize;
mod sharpen;
mod stylize;

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
        median::median,
        bilateral::bilateral,
        edge_preserving::edge_preserving,
        quantize::quantize,
        palette::palette,
        edges::edges,
        pencil::pencil,
        stylize::stylize,
        cartoon::cartoon,
    ]
}
