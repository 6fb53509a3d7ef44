//! Kinds that put pictures into pictures without a seam. One kind, one file.
#![forbid(unsafe_code)]

mod gaussian_mask;
mod match_color;
mod multiband;
mod paste;
mod place;
mod poisson;
mod retouch;

weft_plugin::plugin! {
    id: "blend",
    label: "Blend",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        paste::paste,
        poisson::poisson,
        multiband::multiband,
        match_color::match_color,
        retouch::retouch,
        gaussian_mask::gaussian_mask,
        place::place,
    ]
}
