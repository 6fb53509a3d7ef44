//! Kinds that draw, grow, clean, soften and combine masks. One kind, one file.
#![forbid(unsafe_code)]

mod blur;
mod canvas;
mod close;
mod combine;
mod drop_small;
mod ellipse;
mod feather;
mod fill_holes;
mod from_color;
#[cfg(test)]
mod golden;
mod grow;
mod hull;
mod invert;
mod largest;
mod measure;
mod open;
mod paint;
mod polygon;
mod reach;
mod rectangle;
mod refine;
mod shrink;
mod threshold;

weft_planes::plugin! {
    id: "mask",
    label: "Mask",
    kinds: [
        paint::paint,
        rectangle::rectangle,
        ellipse::ellipse,
        polygon::polygon,
        from_color::from_color,
        combine::combine,
        invert::invert,
        threshold::threshold,
        feather::feather,
        blur::blur,
        refine::refine,
        grow::grow,
        shrink::shrink,
        open::open,
        close::close,
        fill_holes::fill_holes,
        largest::largest,
        drop_small::drop_small,
        hull::hull,
        measure::measure,
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
}
