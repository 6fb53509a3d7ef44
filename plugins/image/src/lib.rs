//! Kinds that make, size, move and colour pictures. One kind, one file.
#![forbid(unsafe_code)]

mod adjust;
mod auto_color;
mod composite;
mod contact_sheet;
mod convert;
mod crop;
mod curves;
mod cut_out;
mod exposure;
mod flip;
mod gain;
mod grey;
mod invert;
mod join;
mod levels;
mod mask;
mod new;
mod noise;
mod outside;
mod pad;
mod resize;
mod rotate;
mod samples;
mod size;
mod split;
mod transform;
mod warp_affine;

weft_plugin::plugin! {
    id: "image",
    label: "Image",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        new::new,
        noise::noise,
        size::size,
        resize::resize,
        crop::crop,
        pad::pad,
        flip::flip,
        rotate::rotate,
        transform::transform,
        warp_affine::warp_affine,
        split::split,
        join::join,
        mask::mask,
        cut_out::cut_out,
        convert::convert,
        composite::composite,
        contact_sheet::contact_sheet,
        gain::gain,
        exposure::exposure,
        levels::levels,
        curves::curves,
        adjust::adjust,
        auto_color::auto_color,
        invert::invert,
        grey::grey,
    ]
}
