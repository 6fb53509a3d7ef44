//! Kinds that bend, straighten and push pictures. One kind, one file.
#![forbid(unsafe_code)]

mod between;
#[cfg(test)]
mod golden;
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

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::validate;

    #[test]
    fn odd_masks_and_drawings_give_a_result_or_a_sentence() {
        let kinds = [
            &similarity::similarity::KIND,
            &thin_plate::thin_plate::KIND,
            &perspective::perspective::KIND,
            &remap::remap::KIND,
            &liquify::liquify::KIND,
        ];
        kinds.into_iter().for_each(|kind| validate(kind).check_odd());
    }
}
