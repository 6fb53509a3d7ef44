//! Kinds that fill holes from the same picture. One kind, one file.
#![forbid(unsafe_code)]

#[cfg(test)]
mod golden;
mod hole;
mod patches;
mod telea;

weft_plugin::plugin! {
    id: "inpaint",
    label: "Inpaint",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
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
        let kinds = [&telea::telea::KIND, &patches::patches::KIND];
        kinds.into_iter().for_each(|kind| validate(kind).check_odd());
    }
}
