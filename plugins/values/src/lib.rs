//! Kinds for what is not a picture: numbers, texts, lists, records, and choices between wires. One kind, one file.
#![forbid(unsafe_code)]

mod calculate;
mod choose;
mod color;
mod compare;
mod expression;
mod int;
mod limit;
mod list;
mod list_length;
mod list_part;
mod logic;
mod model;
mod number;
mod path;
mod place;
mod points;
mod random_number;
mod range;
mod record_field;
mod seed;
mod switch;
mod text;
mod text_format;
mod text_join;
mod text_replace;
mod text_split;
mod text_test;
mod yes_no;

weft_plugin::plugin! {
    id: "values",
    label: "Values",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        number::number,
        int::int,
        text::text,
        yes_no::yes_no,
        color::color,
        seed::seed,
        path::path,
        points::points,
        model::model,
        switch::switch,
        choose::choose,
        record_field::record_field,
        calculate::calculate,
        expression::expression,
        limit::limit,
        compare::compare,
        logic::logic,
        random_number::random_number,
        list::list,
        list_part::list_part,
        list_length::list_length,
        range::range,
        text_format::text_format,
        text_join::text_join,
        text_split::text_split,
        text_replace::text_replace,
        text_test::text_test,
    ]
}
