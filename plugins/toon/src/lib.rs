//! Kinds that look at neighbours: blurs, sharpening, simplifying, drawing. One kind, one file.
#![forbid(unsafe_code)]

mod bilateral;
mod box_blur;
mod cartoon;
mod detail;
mod edge_preserving;
mod edges;
mod gaussian;
#[cfg(test)]
mod golden;
mod median;
mod palette;
mod pencil;
mod quantize;
mod sharpen;
mod stylize;

weft_planes::plugin! {
    id: "toon",
    label: "Toon",
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

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::validate;

    #[test]
    fn odd_masks_and_drawings_give_a_result_or_a_sentence() {
        KINDS.iter().for_each(|kind| validate(kind).check_odd());
    }

    /// The blurs mix neighbours: `every_picture.py` has those.
    #[test]
    fn alpha_stays_and_changes_no_colour() {
        let kinds = [
            &sharpen::sharpen::KIND,
            &detail::detail::KIND,
            &median::median::KIND,
            &bilateral::bilateral::KIND,
            &edge_preserving::edge_preserving::KIND,
            &quantize::quantize::KIND,
            &pencil::pencil::KIND,
            &stylize::stylize::KIND,
            &cartoon::cartoon::KIND,
        ];
        kinds.into_iter().for_each(|kind| validate(kind).check_alpha_stays("image", "image"));
    }
}
