//! Kinds that find faces and make them ready for what changes them. One kind, one file.
#![forbid(unsafe_code)]

mod align;
mod attributes;
mod compare;
mod decode;
mod detect;
mod draw;
mod embed;
mod extract;
mod eyes;
mod landmarks;
mod marks;
mod network;
mod parse;
mod rows;
mod seeta;
mod select;
mod slot;
mod template;

weft_plugin::plugin! {
    id: "face",
    label: "Faces",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        detect::detect,
        select::select,
        align::align,
        extract::extract,
        draw::draw,
        compare::compare,
        slot::slot,
        embed::embed,
        attributes::attributes,
        landmarks::landmarks,
        parse::parse,
    ]
}
