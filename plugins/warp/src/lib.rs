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

weft_planes::plugin! {
    id: "warp",
    label: "Warp",
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
        KINDS.iter().for_each(|kind| validate(kind).check_odd());
    }
}
