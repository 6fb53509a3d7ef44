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

weft_planes::plugin! {
    id: "metrics",
    label: "Metrics",
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
        KINDS.iter().for_each(|kind| validate(kind).check_odd());
    }
}
