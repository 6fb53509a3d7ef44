//! Kinds that compare pictures, in numbers and side by side. One kind, one file.
#![forbid(unsafe_code)]

mod before_after;
mod compare;
mod difference;
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
