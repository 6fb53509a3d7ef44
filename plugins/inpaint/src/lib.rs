//! Kinds that fill holes from the same picture. One kind, one file.
#![forbid(unsafe_code)]

#[cfg(test)]
mod golden;
mod hole;
mod patches;
mod telea;

weft_planes::plugin! {
    id: "inpaint",
    label: "Inpaint",
    kinds: [
        telea::telea,
        patches::patches,
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
