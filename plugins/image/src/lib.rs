//! Kinds that make, size, move and colour pictures. One kind, one file.
#![forbid(unsafe_code)]

mod adjust;
mod composite;
mod crop;
mod curves;
mod flip;
mod gain;
mod grey;
mod invert;
mod join;
mod levels;
mod mask;
mod new;
mod noise;
mod pad;
mod planes;
mod resize;
mod rotate;
mod split;
mod warp_affine;

weft_plugin::plugin! {
    id: "image",
    label: "Image",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        new::new,
        noise::noise,
        resize::resize,
        crop::crop,
        pad::pad,
        flip::flip,
        rotate::rotate,
        warp_affine::warp_affine,
        split::split,
        join::join,
        mask::mask,
        composite::composite,
        gain::gain,
        levels::levels,
        curves::curves,
        adjust::adjust,
        invert::invert,
        grey::grey,
    ]
}
