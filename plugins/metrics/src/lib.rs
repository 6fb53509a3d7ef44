//! Kinds that compare pictures, in numbers and side by side. One kind, one file.
#![forbid(unsafe_code)]

mod before_after;
mod compare;
mod difference;
#[cfg(test)]
mod golden;
mod histogram;
mod pair;
mod side_by_side;

weft_plugin::plugin! {
    id: "metrics",
    label: "Metrics",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        compare::compare,
        difference::difference,
        histogram::histogram,
        before_after::before_after,
        side_by_side::side_by_side,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing::validate;

    #[test]
    fn odd_masks_and_drawings_give_a_result_or_a_sentence() {
        let kinds = [
            &compare::compare::KIND,
            &difference::difference::KIND,
            &histogram::histogram::KIND,
            &before_after::before_after::KIND,
            &side_by_side::side_by_side::KIND,
        ];
        kinds.into_iter().for_each(|kind| validate(kind).check_odd());
    }
}
