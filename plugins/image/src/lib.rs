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
#[cfg(test)]
mod golden;
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

weft_planes::plugin! {
    id: "image",
    label: "Image",
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

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::validate;

    #[test]
    fn odd_masks_and_drawings_give_a_result_or_a_sentence() {
        KINDS.iter().for_each(|kind| validate(kind).check_odd());
    }

    #[test]
    fn alpha_stays_and_changes_no_colour() {
        let kinds = [
            &gain::gain::KIND,
            &exposure::exposure::KIND,
            &levels::levels::KIND,
            &curves::curves::KIND,
            &adjust::adjust::KIND,
            &auto_color::auto_color::KIND,
            &invert::invert::KIND,
        ];
        kinds.into_iter().for_each(|kind| validate(kind).check_alpha_stays("image", "image"));
    }
}
